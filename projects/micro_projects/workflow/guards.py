"""The conditions of the steps of a micro-project.  Source: domain.md §2.1."""

from governance.conferences.workflow.agenda import DECIDED
from governance.kernel.models.scopes import OTHERS
from governance.kernel.papers import files
from governance.kernel.steps.errors import NotAllowed
from governance.kernel.steps.guards import condition, four_eyes, guard_mark, moot
from projects.micro_projects.attachments import PHOTO_BEFORE

from .permissions import CHECK

ASKED_OF_RESIDENTS = (
    "place",
    "need",
    "content",
    "household_count",
    "planned_from",
    "planned_until",
    "implementer",
    "maintenance",
    "conflict_statement",
)


@condition("deliberation_halted")
def basis_stands(project, user):
    """Nothing more is done on a result that is under review or was set aside; the workflow asks it of every step."""
    return project.deliberation.halt if project.deliberation_id else ""


@moot("basis_in_force")
def basis_is_lost(project, user):
    is_lost = project.deliberation_id and project.deliberation.is_overturned
    return "" if is_lost else "议事结果没有被撤销，不需要更换议事依据"


@four_eyes("own_project")
def not_own(project, user):
    """Creator or applicant and reviewer differ (four eyes, domain.md §2)."""
    if user and user.pk in (project.created_by_id, project.applicant_id):
        return "这是您本人申报的项目，请由其他人员审核"
    return ""


@condition("application_incomplete")
def is_complete_for_deliberation(project, user):
    """What the residents are asked about is filled in before they deliberate: what, when and by whom."""
    empty = [project._meta.get_field(name).verbose_name for name in ASKED_OF_RESIDENTS if not getattr(project, name)]
    return f"请先填写{'、'.join(empty)}" if empty else ""


@condition("application_incomplete")
def is_budgeted_for_deliberation(project, user):
    """So is the money: they vote on it."""
    if project.total_amount and project.total_amount == sum(source.amount for source in project.sources.all()):
        return ""
    return "请先填写预算明细和资金来源，两者合计一致，由居民一并议定"


@condition("demand_missing")
def has_a_demand(project, user):
    return "" if project.demands.all()[:1] else "请至少关联一件居民需求，项目要从需求来"


@condition("photo_missing")
def is_photographed(project, user):
    return "" if files.count(project, PHOTO_BEFORE) else "请先上传现状照片"


@moot("community_checks")
def applied_by_its_checker(project, user):
    """The street checks in the community's place only where the community would check itself."""
    applicant = project.applicant
    if applicant is None or not applicant.scope(CHECK).covers(project.area):
        return "由社区书记初审；只有社区书记本人申报的项目才由街道代为初审"
    return ""


@condition("not_visited")
def is_visited(project, user):
    return "" if project.visits.exists() else "请先登记现场踏勘，再作审核结论"


@condition("site_not_feasible")
def site_is_feasible(project, user):
    last = project.visits.order_by("-visited_on", "-id").first()
    return "最近一次踏勘结论是不具备实施条件，不能审核通过" if last and not last.is_feasible else ""


@condition("over_cap_not_approved")
def over_cap_is_settled(project, user):
    if project.over_cap_is_settled:
        return ""
    return f"申请财政 {project.fiscal_amount:,.2f} 元超过上限 {project.cap:,.2f} 元，经区领导批准后才能上会"


@moot("not_over_cap")
def is_over_cap(project, user):
    return "" if not project.over_cap_is_settled else "申请金额没有超过上限，或已经批准，不需要再批"


@guard_mark(OTHERS, NotAllowed, again=False)("conference_decides")
def is_decided_by_the_conference(project, user):
    """Only the decision of its agenda item moves a project that is before the conference."""
    item = project.agenda_item
    return "" if item is not None and item.status == DECIDED else "由联席会议议定，请在会议中确认结论"


BY_ITEM = (is_decided_by_the_conference,)


@condition("already_paid")
def nothing_paid(project, user):
    return "已有拨付记录，不能撤回，请办理终止" if project.payments.exists() else ""
