"""What happens to a mediation case, from a clue to agreed, failed or terminated (domain.md §2.2)."""

from django.contrib.auth import get_user_model
from django.db.models import Exists

from disputes.roles import COUNT
from governance.kernel.clock.reminders import Due
from governance.kernel.models.scopes import OTHERS
from governance.kernel.steps.errors import NotAllowed
from governance.kernel.steps.guards import already, another_user, condition, four_eyes, guard_mark, moot, others
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import CLOCK, Step, Workflow

from .grounds import GROUNDS

READ = permission("disputes.view", "查看案件", held_by=("committee_head", "justice_office"))
REGISTER = permission(
    "disputes.register", "登记案件", held_by=("community_secretary", "community_staff", "mediator", "committee_head")
)
REPORT = permission(
    "disputes.report", "报告纠纷线索", held_by=("branch_secretary", "patch_leader", "group_leader", "neighbour_head")
)
OFFICE = permission("disputes.office", "代调委会收案", held_by=("community_secretary", "community_staff"))
ACCEPT = permission("disputes.accept", "受理和指派案件", held_by=("committee_head",))
MEDIATE = permission("disputes.mediate", "调解案件", held_by=("mediator", "committee_head"))
SUPERVISE = permission("disputes.supervise", "指导监督调解工作", held_by=("street_admin", "justice_office"))
REVEAL = permission("disputes.reveal", "查看当事人完整信息", held_by=("mediator", "committee_head", "justice_office"))
SEES = (COUNT, REGISTER, REPORT, MEDIATE)  # each opens the list of cases

# Ways that stay open when mediation fails; the parties are told of each.  Source: 人民调解法 26.
ROUTES = {"arbitration": "仲裁", "administrative": "行政", "court": "司法（起诉）"}


# ------------------------------------------------------------ states, and what each waits for
def lead_account(case):
    return get_user_model().objects.filter(person__mediator_posts=case.mediator_id or 0).values("pk")[:1]


def head_account(case):
    """The head of the case's committee, where people of its desk head another one; else None: the desk has it."""
    others_there = type(case.committee).objects.for_place(case.area).exclude(pk=case.committee_id)
    others_there = others_there.filter(area__depth__gte=case.committee.area.depth)
    able = get_user_model().objects.able(ACCEPT, case.area.path)
    return case.committee.heads().filter(Exists(others_there), pk__in=able.values("pk")).values("pk")[:1]


def who_accepts(case):
    """The account that accepts: of what the committee's head registered another head, else its supervisor."""
    if not is_of_the_head(case, case.created_by):
        return head_account(case)
    heads = case.committee.heads().exclude(pk=case.created_by_id)
    other = next((account for account in heads if account.has(ACCEPT)), None)
    if other is not None:
        return other
    return get_user_model().objects.asked_at("nearest", SUPERVISE, case.committee.area.path)


def accepted_on(case):
    return case.accepted_on


def registered_on(case):
    return case.registered_on


CLOSE = Due("mediation_close", MEDIATE, "调解办结", assignee=lead_account, start=accepted_on, column="due_on")
# those who may read what a lead reported
CHECK = Due("mediation_accept", OFFICE, "核实登记纠纷线索", start=registered_on, column="due_on")
ACCEPTANCE = Due(
    "mediation_accept",
    ACCEPT,
    "受理审查",
    assignee=who_accepts,
    start=registered_on,
    column="due_on",
    stand_in=SUPERVISE,
)
ASSIGNMENT = Due("mediation_assign", ACCEPT, "指派调解员", assignee=head_account)

STATES = States(
    REPORTED := State("reported", "待登记", "wait", groups=("open",), waits_for=CHECK),
    REGISTERED := State("registered", "待受理", "wait", groups=("open",), waits_for=ACCEPTANCE),
    ACCEPTED := State("accepted", "待指派", "info", groups=("open", "running"), waits_for=ASSIGNMENT),
    ASSIGNED := State("assigned", "待调查", "info", groups=("open", "running", "at_work"), waits_for=CLOSE),
    INVESTIGATING := State("investigating", "调查中", "info", groups=("open", "running", "at_work"), waits_for=CLOSE),
    MEDIATING := State("mediating", "调解中", "info", groups=("open", "running", "at_work"), waits_for=CLOSE),
    AGREED := State("agreed", "已化解", "ok", groups=("closed", "resolved")),
    FAILED := State("failed", "调解不成", "danger", groups=("closed",)),
    TERMINATED := State("terminated", "已终止", "", groups=("closed",)),
    DECLINED := State("declined", "不予受理", "danger", groups=("turned_away",)),
    REFERRED := State("referred", "已转办", "", groups=("turned_away",)),
)
AT_WORK, RUNNING, OPEN = STATES.group("at_work"), STATES.group("running"), STATES.group("open")
RESOLVED, CLOSED = STATES.group("resolved"), STATES.group("closed")
BEFORE_THE_END = (REGISTERED, *RUNNING)

# The longer time that is asked for once: a second state of the case, moved by its own steps.
EXTENSIONS = States(
    NOT_ASKED := State("", "未申请", "", groups=("none",)),
    ASKED := State("asked", "待批准", "wait", groups=("open",)),
    APPROVED := State("approved", "已批准", "ok", groups=("ended",)),
    REFUSED := State("refused", "未批准", "danger", groups=("ended",)),
)
# How one session ended.
RESULTS = States(
    SESSION_AGREED := State("agreed", "调解成功", "ok", groups=("ended",)),
    SESSION_PARTLY := State("partly", "部分达成", "warn", groups=("open",)),
    SESSION_OPEN := State("open", "有待继续调解", "wait", groups=("open",)),
    SESSION_FAILED := State("failed", "调解不成", "danger", groups=("ended",)),
)


# ------------------------------------------------------------ who
@others("not_yours_to_read")
def may_read(case, user):
    """A user works only on cases whose text they may read."""
    if user is None or case.pk is None or case.may_read_text(user):
        return ""
    return "案情只对承办人员、登记单位、调委会主任及其直接主管公开"


@others("not_the_head")
def heads_committee(case, user):
    """Acceptance, assignment and extension belong to the head of the very committee, not to the place."""
    if user is None:
        return ""
    if case.committee_id is None:
        return "请先确定承办的调委会"
    if case.is_headed_by(user):
        return ""
    return f"本案由{case.committee.name}承办，由该调委会主任办理"


@others("not_the_handler")
def is_handler(case, user):
    """The assigned mediators, and the head of their committee."""
    if user is None or user.pk in case.handlers or not heads_committee(case, user):
        return ""
    return f"由承办调解员{case.mediators_label}办理" if case.mediators_label else "尚未指派调解员"


@guard_mark(OTHERS, NotAllowed, again=False)("not_the_handler")
def is_assigned(case, user):
    return "" if user is None or user.pk in case.handlers else "只有承办调解员可以申请回避"


# ------------------------------------------------------------ four eyes
# Creator and accepter differ (domain.md §2): the committee's other head or the supervisor accepts.
not_own_registration = another_user(
    "own_registration", "created_by", "本案由您登记，请由调委会另一位主任（副主任）受理，或由司法所代为受理"
)


@four_eyes("own_extension")
def not_own_extension(case, user):
    """The person who asked for more time does not approve it."""
    if user and case.extension_by_id == user.pk and case.extension == ASKED:
        return "不能批准自己提出的延期申请，请由调委会另一位主任（副主任）或司法所批准"
    return ""


@moot("head_accepts")
def is_registered_by_the_head(case, user):
    """The supervisor accepts in the committee's place only where its head registered the case."""
    return "" if is_of_the_head(case, case.created_by) else "由承办的调委会主任受理"


@moot("head_approves")
def is_asked_by_the_head(case, user):
    return "" if is_of_the_head(case, case.extension_by) else "由承办的调委会主任批准"


def is_of_the_head(case, account):
    return account is not None and case.is_headed_by(account)


# ------------------------------------------------------------ when
@condition("too_few_parties")
def has_two_parties(case, user):
    if len(case.parties_now()) < 2:
        return GROUNDS.said("调解至少要有申请人和被申请人两方当事人，请先补充登记", "too_few_parties")
    return ""


@condition("party_refuses")
def no_party_refuses(case, user):
    if any(party.consent == party.Consent.NO for party in case.parties_now()):
        words = "有当事人明确拒绝调解，不得调解，请办理“不予受理”并告知其他解决途径"
        return GROUNDS.said(words, "party_refuses")
    return ""


@already("extension_asked")
def no_extension_yet(case, user):
    return {
        ASKED: "延期申请待调委会主任批准",
        APPROVED: "本案已延期一次，不能再延",
        REFUSED: "延期申请未获批准",
    }.get(case.extension, "")


@moot("no_extension_asked")
def extension_waits(case, user):
    return "" if case.extension == ASKED else "没有待批准的延期申请"


# fmt: off
CASE = Workflow(
    "disputes.mediation_case",
    Step("register", "登记纠纷", (REPORTED,), REGISTERED, REGISTER, (may_read,), creates=True, tone="primary",
         icon="journal-plus"),
    Step("report", "上报纠纷线索", (), REPORTED, REPORT, creates=True, by_clock=True, icon="megaphone",
         hint="写清时间、地点和大致情况即可，由社区核实登记。不写居民姓名和电话。"),
    Step("edit", "修改登记", BEFORE_THE_END, None, REGISTER, (may_read,), icon="pencil", prepares="accept", edits=True),
    Step("accept", "受理", (REGISTERED,), ACCEPTED, ACCEPT,
         (heads_committee, not_own_registration, has_two_parties, no_party_refuses), tone="primary",
         hint="受理后生成案号，一般应在一个月内调结。"),
    Step("accept_for_head", "代为受理", (REGISTERED,), ACCEPTED, SUPERVISE,
         (is_registered_by_the_head, may_read, not_own_registration, has_two_parties, no_party_refuses),
         tone="primary",
         hint="调委会主任本人登记的案件，由司法所或街道代为受理；案号仍由该调委会编列。"),
    Step("assign", "指派调解员", (ACCEPTED,), ASSIGNED, ACCEPT, (heads_committee,), tone="primary",
         icon="person-check"),
    Step("investigate", "记录调查", (ASSIGNED, INVESTIGATING), INVESTIGATING, MEDIATE, (may_read, is_handler),
         icon="search", adds=True),
    Step("mediate", "记录一次调解", AT_WORK, MEDIATING, MEDIATE, (may_read, is_handler), tone="primary",
         icon="chat-square-text", adds=True, offline=True),
    Step("agree", "登记调解协议", (MEDIATING,), AGREED, MEDIATE, (may_read, is_handler), tone="primary",
         icon="journal-check"),
    Step("reassign", "调整调解员", AT_WORK, None, ACCEPT, (heads_committee,), icon="people"),
    Step("recuse", "申请回避", AT_WORK, None, MEDIATE, (is_assigned,), icon="box-arrow-right",
         hint="与当事人有利害关系的，应当回避。回避后不再看到本案。"),
    Step("ask_extension", "申请延期", AT_WORK, None, MEDIATE, (may_read, is_handler, no_extension_yet),
         icon="clock-history", hint="双方同意并经调委会主任批准，可延长一次。"),
    Step("approve_extension", "批准延期", AT_WORK, None, ACCEPT, (extension_waits, heads_committee, not_own_extension),
         icon="calendar-check"),
    Step("approve_extension_for_head", "代为批准延期", AT_WORK, None, SUPERVISE,
         (extension_waits, is_asked_by_the_head, may_read, not_own_extension), icon="calendar-check"),
    Step("refuse_extension", "不同意延期", AT_WORK, None, ACCEPT, (extension_waits, heads_committee),
         icon="calendar-x", is_bad=True),
    Step("report_urgent", "紧急报告", BEFORE_THE_END, None, MEDIATE, (may_read,), icon="exclamation-triangle",
         hint="可能激化，或者涉嫌治安、刑事案件的，应当及时报告公安机关或司法所。"),
    Step("put_in_charge", "确定包案领导", BEFORE_THE_END, None, SUPERVISE, (may_read,), icon="person-badge"),
    Step("fail", "调解不成", (MEDIATING,), FAILED, MEDIATE, (may_read, is_handler), tone="refuse",
         hint="须告知当事人可以依法通过仲裁、行政、司法途径维护权利。"),
    Step("decline", "不予受理", (REGISTERED,), DECLINED, ACCEPT, (heads_committee,), tone="refuse",
         icon="slash-circle"),
    Step("refer", "转办", (REGISTERED,), REFERRED, ACCEPT, (heads_committee,), tone="back", icon="box-arrow-up-right"),
    Step("drop", "不作为纠纷登记", (REPORTED,), DECLINED, REGISTER, (may_read,), tone="refuse", icon="slash-circle"),
    Step("terminate", "终止调解", RUNNING, TERMINATED, MEDIATE, (may_read, is_handler), tone="refuse",
         icon="stop-circle"),
    Step("hand_over", "随区域调整移交", OPEN, None, CLOCK, tone="back"),
    Step("reveal", "查看当事人明文", tuple(STATES), None, REVEAL, (may_read,), hidden=True, icon="eye",
         adds=True),
    states=STATES,
    reuse_relations=("area", "committee", "unit"),
)
# fmt: on
