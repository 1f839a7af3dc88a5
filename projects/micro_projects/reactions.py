"""What follows from events of deliberations, conferences and projects."""

from decimal import Decimal

from governance.kernel.clock import messages, reminders
from governance.kernel.steps import halts
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.events import on, record
from governance.kernel.steps.halts import halting
from governance.models import AgendaItem
from projects.micro_projects.actions import application as micro_projects
from projects.micro_projects.actions import decisions, demands
from projects.micro_projects.models.projects import MicroProject

from .basis import tie_refusal
from .workflow.guards import basis_stands
from .workflow.states import DELIBERATING, IN_CONFERENCE, OVER_CAP_DUE, applicant
from .workflow.steps import PROJECT

DECISIONS = AgendaItem.Decision
SOURCE = MicroProject._meta.label_lower


# ------------------------------------------------------------ deliberations
@on("governance.deliberation.finalise", now=True)
def deliberation_is_final(deliberation, event):
    """Projects that waited for it continue, or end."""
    for project in MicroProject.objects.filter(deliberation=deliberation, status=DELIBERATING):
        follow_result(project)


@on("governance.deliberation.edit", now=True)
def motion_is_kept(deliberation, event):
    """A motion on which a project rests is not taken off the notice, nor made another project's."""
    for project in MicroProject.objects.filter(deliberation=deliberation):
        if project.motion is None:
            raise Refused(
                f"微项目“{project.title}”以第 {project.motion_no} 项表决事项为议事依据，不能删去这一项",
                "motion_of_a_project",
                field="motions",
            )
        if reason := tie_refusal(project, project.motion):
            raise Refused(reason, "motion_of_a_project", field="motions")


@on("governance.deliberation.void", now=True)
def deliberation_is_void(deliberation, event):
    """The drafts wait for another deliberation."""
    for project in MicroProject.objects.filter(deliberation=deliberation, status=DELIBERATING):
        micro_projects.reopen(project, actor=None)


@on("projects.micro_project.deliberate", now=True)
def deliberation_was_final(project, event):
    """The result of a deliberation that is final already counts at once."""
    if project.deliberation.is_final:
        follow_result(project)


@on(
    "governance.deliberation.object",
    "governance.deliberation.review_base",
    "governance.deliberation.retract",
    "governance.deliberation.uphold",
    "governance.deliberation.overturn",
    now=True,
)
def clocks_follow_the_basis(deliberation, event):
    """Nobody is late with a project while the result on which it rests is under review or set aside."""
    resting = MicroProject.objects.filter(deliberation=deliberation).select_related("deliberation__area")
    halts.settle(PROJECT, *resting, actor=event.actor)


def follow_result(project):
    """The project goes the way of its own motion, whatever became of the others."""
    motion = project.motion
    if motion.passed:
        micro_projects.resolve(project, actor=None)
    else:
        micro_projects.drop(project, actor=None, note=f"民主议事{motion.name}{motion.outcome}")


@halting(SOURCE)
def stopped_project(pk):
    """What rests on the project, such as its item on an agenda or its grant, stops with it."""
    project = MicroProject.objects.select_related("deliberation").filter(pk=pk).first()
    return basis_stands(project, None) if project is not None else ""


# ------------------------------------------------------------ conference
@on("governance.agenda_item.decide", now=True)
def conference_decided(item, event):
    """The decision moves the project in the same transaction; a refusal of the project refuses the decision."""
    if item.source_type != SOURCE:
        return
    project = MicroProject.objects.get(pk=item.source_id)
    decision, note = event.data.get("decision") or item.decision, event.data.get("note", "")
    if decision in (DECISIONS.APPROVE, DECISIONS.CONDITIONAL):
        decisions.approve(
            project,
            actor=event.actor,
            amount=item.amount or Decimal(0),
            support_class=item.support_class,
            conditions=item.conditions,
            note=note,
        )
    elif decision == DECISIONS.DEFER:
        decisions.defer(project, actor=event.actor, note=note or item.conditions)
    elif decision == DECISIONS.REFER:
        unit = str(item.owner_unit) if item.owner_unit_id else ""
        decisions.refer(project, actor=event.actor, note=note or item.conditions, unit=unit)
    else:
        decisions.decline(project, actor=event.actor, note=note or item.conditions)


@on("governance.agenda_item.remove", now=True)
def item_removed(item, event):
    """A project whose item was taken off the agenda waits for another conference."""
    for project in MicroProject.objects.filter(agenda_item=item, status=IN_CONFERENCE):
        decisions.unlist(project, actor=None)


@on("projects.micro_project.review", now=True)
def leader_is_asked(project, event):
    """A project above the cap waits for the district leader as well as for the office."""
    if not project.over_cap_is_settled:
        reminders.begin(project, OVER_CAP_DUE)


@on("projects.micro_project.allow_over_cap", now=True)
def leader_has_answered(project, event):
    reminders.close(project, task=OVER_CAP_DUE.task)


# ------------------------------------------------------------ the fund's committee
@on("funds.grant.confirm_vote", now=True)
def fund_has_voted(grant, event):
    """The project's timeline says how the fund's committee decided on its share."""
    project = MicroProject.objects.get(pk=event.data["project_id"])
    passed = event.data["passed"]
    record(
        "projects.micro_project.fund_voted",
        project,
        actor=event.actor,
        label=f"基金管委会表决{'通过' if passed else '未通过'}",
        data={
            "passed": passed,
            "amount": event.data["amount"],
            "facts": [["申请基金", f"{Decimal(event.data['amount']):,.2f} 元"], ["计算", event.data["formula"]]],
        },
    )


@on("projects.micro_project.fund_voted")
def tell_applicant_of_the_fund(event):
    """The applicant learns whether the fund pays its share; only once if it runs twice."""
    project = MicroProject.objects.select_related("applicant", "created_by").get(pk=event.object_id)
    passed = event.data["passed"]
    messages.notify(
        [applicant(project)],
        key=f"event:{event.pk}",
        title=f"{event.label}：{project.title}",
        body="" if passed else "社区基金不承担申请的份额，联席办将另行落实资金或重新提请会议",
        url=project.get_absolute_url(),
        level="info" if passed else "warn",
    )


# ------------------------------------------------------------ demands
@on(
    "projects.micro_project.drop",
    "projects.micro_project.reject",
    "projects.micro_project.decline",
    "projects.micro_project.refer",
    "projects.micro_project.withdraw",
    now=True,
)
def demands_are_free_again(project, event):
    demands.release(project)


# ------------------------------------------------------------ the applicant
BAD_NEWS = {
    f"projects.micro_project.{step}": level
    for step, level in {
        "send_back": "warn",
        "send_back_by_street": "warn",
        "send_back_over_cap": "warn",
        "defer": "warn",
        "drop": "danger",
        "reject": "danger",
        "decline": "danger",
        "refer": "danger",
    }.items()
}


@on("projects.micro_project.approve", *BAD_NEWS)
def tell_applicant(event):
    """Notify the applicant of the decisions of others; only once if it runs twice."""
    project = MicroProject.objects.select_related("applicant", "created_by").get(pk=event.object_id)
    messages.notify(
        [applicant(project)],
        key=f"event:{event.pk}",
        title=f"{event.label}：{project.title}",
        body=event.data.get("note", ""),
        url=project.get_absolute_url(),
        level=BAD_NEWS.get(event.kind, "info"),
    )
