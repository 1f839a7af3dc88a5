"""From the residents' need to the joint conference's decision.  Source: domain.md §2.1."""

from django.contrib.auth import get_user_model

from governance.kernel.clock.reminders import Due
from governance.kernel.models.scopes import OTHERS
from governance.kernel.papers import files
from governance.kernel.steps.errors import NotAllowed
from governance.kernel.steps.guards import condition, hands, manner, moot
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.workflow import CLOCK, Step, Workflow

APPLY = permission(
    "projects.apply", "申报微项目", held_by=("community_secretary", "community_staff", "branch_secretary")
)
CHECK = permission("projects.check", "社区初审", held_by=("community_secretary",))
VISIT = permission("projects.visit", "现场踏勘", held_by=("street_admin", "street_staff"))
REVIEW = permission("projects.review", "街道审核", held_by=("street_admin",))
LIST = permission("projects.list", "提请联席会议", held_by=("district_office",))
OVER_CAP = permission("projects.over_cap", "批准超上限申请", held_by=("district_leader",))
PAY = permission("projects.pay", "登记拨付", held_by=("finance_officer",))

DRAFT, DELIBERATING, RESOLVED, DROPPED = "draft", "deliberating", "resolved", "dropped"
SUBMITTED, RETURNED, COMMUNITY_OK, STREET_OK = "submitted", "returned", "community_ok", "street_ok"
IN_CONFERENCE, APPROVED, DEFERRED, REJECTED, WITHDRAWN = (
    "in_conference",
    "approved",
    "deferred",
    "rejected",
    "withdrawn",
)

PHOTO_BEFORE = "photo_before"  # kind of the photographs that show the place as it is
CHAIR = "governance.chair"


# ------------------------------------------------------------ guards
@hands("own_project")
def not_own(project, user):
    """Nobody approves what they created or applied for (four eyes, domain.md §2)."""
    if user and user.pk in (project.created_by_id, project.applicant_id):
        return "这是您本人申报的项目，请由其他人员审核"
    return ""


@condition("application_incomplete")
def is_complete_for_deliberation(project, user):
    """Demands, place, contents and a photograph come before the residents are asked."""
    if not project.place or not project.need or not project.content:
        return "请先填写地点、居民需求和建设内容"
    return ""


@condition("demand_missing")
def has_a_demand(project, user):
    return "" if project.demands.exists() else "请至少关联一件居民需求，项目要从需求来"


@condition("photo_missing")
def is_photographed(project, user):
    return "" if files.attachments_of(project, PHOTO_BEFORE).exists() else "请先上传现状照片"


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


@manner(OTHERS, NotAllowed, again=False)("conference_decides")
def is_decided_by_the_conference(project, user):
    """Only the decision of its agenda item moves a project that lies before the conference."""
    item = project.agenda_item
    return "" if item is not None and item.status == "decided" else "由联席会议议定，请在会议中确认结论"


BY_ITEM = (is_decided_by_the_conference,)


@condition("already_paid")
def nothing_paid(project, user):
    return "已有拨付记录，不能撤回，请办理终止" if project.payments.exists() else ""


# ------------------------------------------------------------ who must act
def applicant(project):
    """Who applied, or began to."""
    return project.applicant or project.created_by


def street_in_place_of_community(project):
    """Who checks when the community's secretary applied: somebody of the street; nobody by name otherwise."""
    if not applied_by_its_checker(project, None):
        return get_user_model().objects.nearest(REVIEW, project.area.path)
    return None


PROJECT = Workflow(
    "projects.micro_project",
    Step("begin", "申报项目", (), DRAFT, APPLY, creates=True, tone="primary", icon="file-earmark-plus"),
    Step("save", "修改申报内容", (DRAFT, RESOLVED, RETURNED), None, APPLY, icon="pencil-square", prepares="deliberate"),
    Step(
        "quote",
        "登记报价",
        (DRAFT, RESOLVED, RETURNED),
        None,
        APPLY,
        icon="receipt",
        hint="单项预算超过规定金额的，须登记三家不同单位的报价，每家附一份报价单",
    ),
    Step(
        "deliberate",
        "提交民主议事",
        (DRAFT,),
        DELIBERATING,
        APPLY,
        (is_complete_for_deliberation, has_a_demand, is_photographed),
        tone="primary",
        icon="people",
        hint="由小区居民议定是否申报。选择已经通知或召开的议事，或在此通知一次新的议事",
    ),
    Step("resolve", "民主议事通过", (DELIBERATING,), RESOLVED, CLOCK),
    Step("drop", "民主议事未通过", (DELIBERATING,), DROPPED, CLOCK, is_bad=True),
    Step("reopen", "议事未成立，退回草拟", (DELIBERATING,), DRAFT, CLOCK),
    Step(
        "submit",
        "提交申报",
        (RESOLVED, RETURNED),
        SUBMITTED,
        APPLY,
        tone="primary",
        icon="send-check",
        hint="提交后由社区初审，内容不能再改；被退回时可以补正后再次提交",
    ),
    Step("check", "初审通过", (SUBMITTED,), COMMUNITY_OK, CHECK, (not_own,), tone="primary"),
    Step(
        "check_for_community",
        "代社区初审通过",
        (SUBMITTED,),
        COMMUNITY_OK,
        REVIEW,
        (applied_by_its_checker, not_own),
        tone="plain",
    ),
    Step("send_back", "退回补正", (SUBMITTED,), RETURNED, CHECK, (not_own,), tone="back", icon="arrow-return-left"),
    Step("visit", "登记现场踏勘", (COMMUNITY_OK,), COMMUNITY_OK, VISIT, icon="geo-alt", prepares="review"),
    Step(
        "review",
        "同意，提请联席会议",
        (COMMUNITY_OK,),
        STREET_OK,
        REVIEW,
        (not_own, is_visited, site_is_feasible),
        tone="primary",
    ),
    Step(
        "send_back_by_street",
        "退回补正",
        (COMMUNITY_OK,),
        RETURNED,
        REVIEW,
        (not_own,),
        tone="back",
        icon="arrow-return-left",
    ),
    Step("reject", "不予受理", (COMMUNITY_OK,), REJECTED, REVIEW, (not_own,), tone="refuse", icon="x-circle"),
    Step(
        "allow_over_cap",
        "批准超上限申报",
        (STREET_OK, DEFERRED),
        None,
        OVER_CAP,
        (not_own, is_over_cap),
        tone="primary",
        icon="shield-check",
    ),
    Step(
        "send_back_over_cap",
        "不同意超上限，退回补正",
        (STREET_OK, DEFERRED),
        RETURNED,
        OVER_CAP,
        (not_own, is_over_cap),
        tone="back",
        icon="arrow-return-left",
    ),
    Step(
        "list",
        "列入会议议程",
        (STREET_OK, DEFERRED),
        IN_CONFERENCE,
        LIST,
        (over_cap_is_settled,),
        tone="primary",
        icon="calendar-plus",
    ),
    Step("unlist", "议题已撤下", (IN_CONFERENCE,), STREET_OK, CLOCK),
    Step("approve", "会议同意立项", (IN_CONFERENCE,), APPROVED, CHAIR, (*BY_ITEM, not_own), hidden=True),
    Step("defer", "会议决定缓议", (IN_CONFERENCE,), DEFERRED, CHAIR, BY_ITEM, hidden=True),
    Step("decline", "会议决定不予立项", (IN_CONFERENCE,), REJECTED, CHAIR, BY_ITEM, hidden=True, is_bad=True),
    Step("refer", "会议决定转职能部门办理", (IN_CONFERENCE,), REJECTED, CHAIR, BY_ITEM, hidden=True),
    Step(
        "withdraw",
        "撤回项目",
        (DRAFT, DELIBERATING, RESOLVED, SUBMITTED, RETURNED, COMMUNITY_OK, STREET_OK, DEFERRED, APPROVED),
        WITHDRAWN,
        APPLY,
        (nothing_paid,),
        tone="text",
        icon="x-octagon",
        hint="撤回后项目只能查看，不能恢复；需要时请重新申报",
        is_bad=True,
    ),
    deadlines={
        RESOLVED: Due(
            "project_submit", APPLY, "提交申报", assignee=applicant, start=lambda project: project.resolved_on
        ),
        RETURNED: Due("project_resubmit", APPLY, "补正后再提交", assignee=applicant),
        SUBMITTED: Due("project_community", CHECK, "社区初审", assignee=street_in_place_of_community),
        COMMUNITY_OK: Due("project_street", REVIEW, "街道审核"),
        STREET_OK: Due("project_conference", LIST, "列入会议议程"),
        DEFERRED: Due("project_conference", LIST, "再次列入议程"),
    },
    reuse_relations=("area", "category"),
)
OVER_CAP_DUE = Due("", OVER_CAP, "批准超上限申报")
