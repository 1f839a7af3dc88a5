"""Micro-projects under review by community, street and, above the cap, the district leader (domain.md §2.1)."""

from governance.kernel.clock import clock
from governance.kernel.papers import files
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused
from projects.micro_projects.attachments import SITE_VISIT
from projects.micro_projects.models.projects import Reason
from projects.micro_projects.models.reviews import SiteVisit
from projects.micro_projects.workflow.steps import PROJECT

# ------------------------------------------------------------ community
CHECKS = {
    "is_needed": ("need_not_confirmed", "需求未核实属实的，不能通过初审，请退回补正"),
    "is_new": ("repeated_project", "属于重复建设的，不能通过初审，请退回补正"),
    "land_is_clear": ("land_unclear", "场地权属不清或未经同意的，不能通过初审，请退回补正"),
    "is_nobodys_duty": ("others_duty", "属于物业企业或职能部门职责的，不能列为微项目，请退回"),
}


def require_points(checks, given):
    """Refuse with the code of the first point that was not confirmed."""
    for name, (code, sentence) in checks.items():
        if not given.get(name):
            raise Refused(sentence, code, field=name)


@PROJECT.step("check")
def check(project, *, actor, note, **confirmations):
    """The community confirms that the project is needed, new, on clear land, and not the duty of others.

    Refuses need_not_confirmed, repeated_project, land_unclear, others_duty.
    """
    return confirm_eligibility(project, actor, confirmations)


@PROJECT.step("check_for_community")
def check_for_community(project, *, actor, note, **confirmations):
    """The street checks where the community's own secretary applied; the same four points."""
    return confirm_eligibility(project, actor, confirmations)


def confirm_eligibility(project, actor, confirmations):
    """Require the four points and record the user who confirmed them."""
    require_points(CHECKS, confirmations)
    project.checked_by = actor
    return {"facts": [["资格审查", "需求属实、不属重复、权属清楚、不属物业或部门职责"]]}


def reason_text(reasons):
    """The labels of the reasons; refuses none or an unknown one."""
    if not reasons or any(reason not in Reason.values for reason in reasons):
        raise Refused("请至少选择一项理由，申报人会看到", "reason_missing", field="reasons")
    return "、".join(Reason(reason).label for reason in reasons)


@PROJECT.step("send_back")
def send_back(project, *, actor, note, reasons):
    """The community returns the application for correction; it keeps its number.  Refuses reason_missing."""
    return {"facts": [["退回理由", reason_text(reasons)]], "reasons": list(reasons)}


# ------------------------------------------------------------ street
@PROJECT.step("visit")
def visit(project, *, actor, visited_on, people, finding, is_feasible, photos=(), note=""):
    """Record a visit of the street to the place.  Refuses visit_in_future, visit_before_application."""
    refuse_future(visited_on, "visited_on", "踏勘日期不能晚于今天", "visit_in_future")
    if visited_on < clock.local_date(project.created_at):
        raise Refused("踏勘日期早于项目登记日期，请核对", "visit_before_application", field="visited_on")
    SiteVisit.objects.create(
        project=project,
        visited_on=visited_on,
        people=people,
        finding=finding,
        is_feasible=is_feasible,
        created_by=actor,
    )
    files.attach_all(project, photos, kind=SITE_VISIT, actor=actor)
    result = "具备实施条件" if is_feasible else "不具备实施条件"
    return {"facts": [["踏勘日期", clock.zh_date(visited_on)], ["参加人员", people], ["结论", result]]}


STREET_CHECKS = {
    "is_legal": ("not_legal", "未确认合法合规的，不能审核通过"),
    "budget_is_sound": ("budget_not_sound", "未确认预算合理的，不能审核通过"),
    "is_feasible": ("not_feasible", "未确认可实施的，不能审核通过"),
}


@PROJECT.step("review")
def review(project, *, actor, note, **confirmations):
    """The street finds the project legal, soundly priced and feasible; it waits for the conference.

    Refuses not_legal, budget_not_sound, not_feasible, site_not_feasible.
    """
    require_points(STREET_CHECKS, confirmations)


@PROJECT.step("send_back_by_street")
def send_back_by_street(project, *, actor, note, reasons):
    """The street returns the application for correction; the community checks it again afterwards."""
    return {"facts": [["退回理由", reason_text(reasons)]], "reasons": list(reasons)}


@PROJECT.step("reject")
def reject(project, *, actor, note, reasons):
    """The street does not take the project up; it ends.  Refuses reason_missing."""
    return {"facts": [["不予受理理由", reason_text(reasons)]], "reasons": list(reasons)}


# ------------------------------------------------------------ over the cap
@PROJECT.step("allow_over_cap")
def allow_over_cap(project, *, actor, work, note):
    """The district leader lets a project ask for more than the cap, up to the present amount."""

    def after(saved):
        saved.over_cap_approved_by, saved.over_cap_amount = actor, saved.fiscal_amount
        saved.save(update_fields=["over_cap_approved_by", "over_cap_amount"])

    facts = [["上限", f"{project.cap:,.2f} 元"], ["批准申报", f"{project.fiscal_amount:,.2f} 元"]]
    work.after(after)
    return {"facts": facts}


@PROJECT.step("send_back_over_cap")
def send_back_over_cap(project, *, actor, note):
    """The leader does not agree; the applicant lowers the amount."""
