"""States and steps of a micro-project, from the need to the decision.  Source: domain.md §2.1."""

from django.contrib.auth import get_user_model

from governance.conferences.workflow import DECIDED
from governance.kernel.clock.reminders import Due
from governance.kernel.models.scopes import OTHERS
from governance.kernel.papers import files
from governance.kernel.steps.errors import NotAllowed
from governance.kernel.steps.guards import condition, hands, manner, moot
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow
from projects.roles import APPLY, REVIEW

CHECK = permission("projects.check", "社区初审", held_by=("community_secretary",))
VISIT = permission("projects.visit", "现场踏勘", held_by=("street_admin", "street_staff"))
LIST = permission("projects.list", "提请联席会议", held_by=("district_office",))
OVER_CAP = permission("projects.over_cap", "批准超上限申请", held_by=("district_leader",))
PAY = permission("projects.pay", "登记拨付", held_by=("finance_officer",))
CHAIR = "governance.chair"

PHOTO_BEFORE = "photo_before"  # kind of the photographs that show the place as it is


# ------------------------------------------------------------ responsible users
def applicant(project):
    """The user who applied; before the submission the user who began the draft."""
    return project.applicant or project.created_by


def street_in_place_of_community(project):
    """A user of the street where the community's secretary applied; None where the community checks itself."""
    if not applied_by_its_checker(project, None):
        return get_user_model().objects.nearest(REVIEW, project.area.path)
    return None


def resolved_on(project):
    return project.resolved_on


# ------------------------------------------------------------ states
# editable, submittable, withdrawable -- what the applicant may do
# unsubmitted, in_review, ended       -- tabs of the list
# applying … conference               -- columns of the pipeline on the leaders' boards
# in_deliberation, awaiting_conference     -- figures of what waits there now
# undeliberated, unnumbered           -- may lack a deliberation, a number and a budget
# refused                             -- the page says by which event
# comparable                          -- a later project may repeat it
# settled                             -- no longer compared with earlier ones
STATES = States(
    DRAFT := State(
        "draft",
        "草拟",
        "wait",
        stage=0,
        groups=("unsubmitted", "editable", "withdrawable", "unnumbered", "undeliberated", "applying"),
    ),
    DELIBERATING := State(
        "deliberating",
        "议事中",
        "info",
        stage=1,
        groups=("unsubmitted", "withdrawable", "unnumbered", "deliberation", "in_deliberation"),
    ),
    RESOLVED := State(
        "resolved",
        "已议定",
        "info",
        stage=2,
        groups=(
            *("unsubmitted", "editable", "submittable", "withdrawable"),
            *("unnumbered", "deliberation", "in_deliberation", "comparable"),
        ),
        waits_for=Due("project_submit", APPLY, "提交申报", assignee=applicant, start=resolved_on),
    ),
    DROPPED := State(
        "dropped",
        "议事未通过",
        "danger",
        stage=1,
        look="back",
        groups=("ended", "settled", "unnumbered", "deliberation"),
    ),
    SUBMITTED := State(
        "submitted",
        "社区初审中",
        "info",
        stage=2,
        groups=("in_review", "withdrawable", "community_review", "comparable"),
        waits_for=Due("project_community", CHECK, "社区初审", assignee=street_in_place_of_community),
    ),
    RETURNED := State(
        "returned",
        "退回补正",
        "warn",
        stage=2,
        look="back",
        groups=("returned", "refused", "editable", "submittable", "withdrawable", "community_review", "comparable"),
        waits_for=Due("project_resubmit", APPLY, "补正后再提交", assignee=applicant),
    ),
    COMMUNITY_OK := State(
        "community_ok",
        "街道审核中",
        "info",
        stage=2,
        groups=("in_review", "withdrawable", "street_review", "comparable"),
        waits_for=Due("project_street", REVIEW, "街道审核"),
    ),
    STREET_OK := State(
        "street_ok",
        "待上会",
        "info",
        stage=3,
        groups=("in_review", "awaiting_conference", "withdrawable", "conference", "comparable"),
        waits_for=Due("project_conference", LIST, "列入会议议程"),
    ),
    IN_CONFERENCE := State(
        "in_conference", "上会审议中", "info", stage=3, groups=("in_review", "conference", "comparable")
    ),
    APPROVED := State(
        "approved", "已立项", "ok", stage=4, groups=("approved", "settled", "withdrawable", "comparable")
    ),
    DEFERRED := State(
        "deferred",
        "缓议",
        "warn",
        stage=3,
        look="back",
        groups=("in_review", "awaiting_conference", "withdrawable", "conference", "comparable"),
        waits_for=Due("project_conference", LIST, "再次列入议程"),
    ),
    REJECTED := State("rejected", "不予立项", "danger", stage=3, look="back", groups=("ended", "settled", "refused")),
    WITHDRAWN := State(
        "withdrawn", "已撤回", "", stage=0, look="", groups=("ended", "settled", "unnumbered", "undeliberated")
    ),
    stages=("小区申报", "民主议事", "提请申报", "联席会议审议", "实施", "验收"),
)
EDITABLE, SUBMITTABLE = STATES.group("editable"), STATES.group("submittable")
AWAITING_CONFERENCE = STATES.group("awaiting_conference")
PAYMENT_STATES = States(
    PLANNED := State("planned", "待拨付", "wait", groups="planned"),
    PAID := State("paid", "已拨付", "ok", groups="paid"),
)


# ------------------------------------------------------------ guards
@hands("own_project")
def not_own(project, user):
    """Creator or applicant and reviewer differ (four eyes, domain.md §2)."""
    if user and user.pk in (project.created_by_id, project.applicant_id):
        return "这是您本人申报的项目，请由其他人员审核"
    return ""


@condition("application_incomplete")
def is_complete_for_deliberation(project, user):
    """Place, need and contents are filled in before the residents deliberate."""
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
    """Only the decision of its agenda item moves a project that is before the conference."""
    item = project.agenda_item
    return "" if item is not None and item.status == DECIDED else "由联席会议议定，请在会议中确认结论"


BY_ITEM = (is_decided_by_the_conference,)


@condition("already_paid")
def nothing_paid(project, user):
    return "已有拨付记录，不能撤回，请办理终止" if project.payments.exists() else ""


# ------------------------------------------------------------ steps
PROJECT = Workflow(
    "projects.micro_project",
    Step("begin", "申报项目", (), DRAFT, APPLY, creates=True, tone="primary", icon="file-earmark-plus"),
    Step("save", "修改申报内容", EDITABLE, None, APPLY, icon="pencil-square", prepares="deliberate"),
    Step(
        "quote",
        "登记报价",
        EDITABLE,
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
        SUBMITTABLE,
        SUBMITTED,
        APPLY,
        tone="primary",
        icon="send-check",
        hint="提交后由社区初审，内容不能再改；被退回时可以补正后再次提交",
    ),
    Step("check", "初审通过", (SUBMITTED,), COMMUNITY_OK, CHECK, (not_own,), tone="primary"),
    Step(
        "check_for_community", "代社区初审通过", (SUBMITTED,), COMMUNITY_OK, REVIEW, (applied_by_its_checker, not_own)
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
    Step("reject", "不予受理", (COMMUNITY_OK,), REJECTED, REVIEW, (not_own,), tone="refuse"),
    Step(
        "allow_over_cap",
        "批准超上限申报",
        AWAITING_CONFERENCE,
        None,
        OVER_CAP,
        (not_own, is_over_cap),
        tone="primary",
        icon="shield-check",
    ),
    Step(
        "send_back_over_cap",
        "不同意超上限，退回补正",
        AWAITING_CONFERENCE,
        RETURNED,
        OVER_CAP,
        (not_own, is_over_cap),
        tone="back",
        icon="arrow-return-left",
    ),
    Step(
        "list",
        "列入会议议程",
        AWAITING_CONFERENCE,
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
        STATES.group("withdrawable"),
        WITHDRAWN,
        APPLY,
        (nothing_paid,),
        tone="text",
        icon="x-octagon",
        hint="撤回后项目只能查看，不能恢复；需要时请重新申报",
        is_bad=True,
    ),
    states=STATES,
    reuse_relations=("area", "category"),
)
OVER_CAP_DUE = Due("", OVER_CAP, "批准超上限申报")
