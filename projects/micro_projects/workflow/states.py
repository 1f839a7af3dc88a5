"""The states of a micro-project, and who acts in each.  Source: domain.md §2.1."""

from django.contrib.auth import get_user_model

from governance.kernel.clock.reminders import Due
from governance.kernel.steps.states import State, States
from projects.roles import APPLY, REVIEW

from .guards import applied_by_its_checker
from .permissions import CHECK, LIST, OVER_CAP


# ------------------------------------------------------------ responsible users
def applicant(project):
    """The user who applied; before the submission the user who began the draft."""
    return project.applicant or project.created_by


def street_in_place_of_community(project):
    """A user of the street where the community's secretary applied; None where the community checks itself."""
    if not applied_by_its_checker(project, None):
        return get_user_model().objects.asked_at("nearest", REVIEW, project.area.path)
    return None


def resolved_on(project):
    return project.resolved_on


# ------------------------------------------------------------ states
# editable, submittable, withdrawable       -- what the applicant may do
# unsubmitted, in_review, returned, ended   -- tabs of the list
# applying … conference, approved           -- columns of the pipeline on the leaders' boards
# in_deliberation, awaiting_conference      -- figures of what waits there now
# undeliberated, unnumbered                 -- may lack a deliberation; a number, day and budget
# refused                                   -- the page names the event that led there
# comparable                                -- a later project may repeat it
# based                                     -- rests on a result of a deliberation, and may go on
# settled                                   -- not compared with earlier ones any more
APPLICANTS = ("unsubmitted", "editable", "withdrawable")
STATES = States(
    DRAFT := State("draft", "草稿", "wait", stage=0, groups=(*APPLICANTS, "unnumbered", "undeliberated", "applying")),
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
        groups=("based", *APPLICANTS, "submittable", "unnumbered", "deliberation", "in_deliberation", "comparable"),
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
        groups=("based", "in_review", "in_check", "withdrawable", "community_review", "comparable"),
        waits_for=Due("project_community", CHECK, "社区初审", assignee=street_in_place_of_community, stand_in=REVIEW),
    ),
    RETURNED := State(
        "returned",
        "退回补正",
        "warn",
        stage=2,
        look="back",
        groups=(
            "based",
            "returned",
            "refused",
            "editable",
            "submittable",
            "withdrawable",
            "community_review",
            "comparable",
        ),
        waits_for=Due("project_resubmit", APPLY, "补正后再提交", assignee=applicant),
    ),
    COMMUNITY_OK := State(
        "community_ok",
        "街道审核中",
        "info",
        stage=2,
        groups=("based", "in_review", "in_check", "withdrawable", "street_review", "comparable"),
        waits_for=Due("project_street", REVIEW, "街道审核"),
    ),
    STREET_OK := State(
        "street_ok",
        "待上会",
        "info",
        stage=3,
        groups=("based", "in_review", "awaiting_conference", "withdrawable", "conference", "comparable"),
        waits_for=Due("project_conference", LIST, "列入会议议程"),
    ),
    IN_CONFERENCE := State(
        "in_conference", "上会审议中", "info", stage=3, groups=("based", "in_review", "conference", "comparable")
    ),
    APPROVED := State(
        "approved", "已立项", "ok", stage=4, groups=("based", "approved", "settled", "withdrawable", "comparable")
    ),
    DEFERRED := State(
        "deferred",
        "缓议",
        "warn",
        stage=3,
        look="back",
        groups=("based", "in_review", "awaiting_conference", "withdrawable", "conference", "comparable"),
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
OVER_CAP_DUE = Due("", OVER_CAP, "批准超上限申报")
