"""What happens to a mediation case, from a clue to agreed, failed or terminated (domain.md §2.2)."""

from governance.kernel.reminders import Due
from governance.kernel.workflow import Step, Workflow

REPORTED, REGISTERED, ACCEPTED, ASSIGNED = "reported", "registered", "accepted", "assigned"
INVESTIGATING, MEDIATING = "investigating", "mediating"
AGREED, FAILED, TERMINATED, DECLINED, REFERRED = "agreed", "failed", "terminated", "declined", "referred"
AT_WORK = (ASSIGNED, INVESTIGATING, MEDIATING)
RUNNING = (ACCEPTED, *AT_WORK)
OPEN = (REPORTED, REGISTERED, *RUNNING)
RESOLVED = (AGREED,)
ENDED = (AGREED, FAILED, TERMINATED)
EVERY = (*OPEN, *ENDED, DECLINED, REFERRED)
# Ways that stay open when mediation fails; the parties are told of each.  Source: 人民调解法 26.
ROUTES = {"arbitration": "仲裁", "administrative": "行政", "court": "司法（起诉）"}
REGISTER, REPORT, ACCEPT = "disputes.register", "disputes.report", "disputes.accept"
MEDIATE, SUPERVISE, REVEAL = "disputes.mediate", "disputes.supervise", "disputes.reveal"


# ------------------------------------------------------------ guards
def may_read(case, user):
    """Nobody works on a case whose text they may not read."""
    if user is None or case.pk is None or case.may_read_text(user):
        return ""
    return "案情只对承办人员、登记单位、调委会主任及其直接主管公开"


def heads_committee(case, user):
    """Acceptance, assignment and extension belong to the head of the very committee (or of the station's place)."""
    if user is None:
        return ""
    if case.committee_id is None:
        return "请先确定承办的调委会"
    if case.committee.area.path in user.scope(ACCEPT).paths:
        return ""
    return f"本案由{case.committee.name}承办，由该调委会主任办理"


def is_handler(case, user):
    """The assigned mediators, and the head of their committee."""
    if user is None or user.pk in case.handlers or not heads_committee(case, user):
        return ""
    return f"由承办调解员{case.mediators_label}办理" if case.mediators_label else "尚未指派调解员"


def is_assigned(case, user):
    return "" if user is None or case.in_step or user.pk in case.handlers else "只有承办调解员可以申请回避"


def no_extension_yet(case, user):
    if case.in_step:
        return ""
    return {
        "asked": "延期申请待调委会主任批准",
        "approved": "本案已延期一次，不能再延",
        "refused": "延期申请未获批准",
    }.get(case.extension, "")


def extension_waits(case, user):
    return "" if case.in_step or case.extension == "asked" else "没有待批准的延期申请"


def not_own_extension(case, user):
    """Four eyes: nobody approves what they asked for."""
    return (
        "不能批准自己提出的延期申请" if user and case.extension_by_id == user.pk and case.extension == "asked" else ""
    )


# ------------------------------------------------------------ deadlines
def due_on(case):
    return case.due_on


def lead_account(case):
    return case.mediator.user if case.mediator_id else None


def accepted_on(case):
    return case.accepted_on


CLOSE = Due("mediation_close", MEDIATE, "调解办结", assignee=lead_account, start=accepted_on, due=due_on)

CASE = Workflow(
    "disputes.mediation_case",
    Step("register", "登记纠纷", (REPORTED,), REGISTERED, REGISTER, (may_read,), creates=True, tone="primary",
         icon="journal-plus"),
    Step("report", "上报纠纷线索", (), REPORTED, REPORT, creates=True, by_clock=True, icon="megaphone",
         hint="写清时间、地点和大致情况即可，由社区核实登记。不写居民姓名和电话。"),
    Step("edit", "修改登记", (REGISTERED, *RUNNING), None, REGISTER, (may_read,), icon="pencil"),
    Step("accept", "受理", (REGISTERED,), ACCEPTED, ACCEPT, (heads_committee,), tone="primary",
         icon="check2-circle", hint="受理后生成案号，一般应在一个月内调结。"),
    Step("assign", "指派调解员", (ACCEPTED,), ASSIGNED, ACCEPT, (heads_committee,), tone="primary",
         icon="person-check"),
    Step("investigate", "记录调查", (ASSIGNED, INVESTIGATING), INVESTIGATING, MEDIATE, (may_read, is_handler),
         tone="plain", icon="search"),
    Step("mediate", "记录一次调解", AT_WORK, MEDIATING, MEDIATE, (may_read, is_handler), tone="primary",
         icon="chat-square-text"),
    Step("agree", "登记调解协议", (MEDIATING,), AGREED, MEDIATE, (may_read, is_handler), tone="primary",
         icon="journal-check"),
    Step("reassign", "调整调解员", AT_WORK, None, ACCEPT, (heads_committee,), icon="people"),
    Step("recuse", "申请回避", AT_WORK, None, MEDIATE, (is_assigned,), icon="box-arrow-right",
         hint="与当事人有利害关系的，应当回避。回避后不再看到本案。"),
    Step("ask_extension", "申请延期", AT_WORK, None, MEDIATE, (may_read, is_handler, no_extension_yet),
         icon="clock-history",
         hint="双方同意并经调委会主任批准，可延长一次。"),
    Step("approve_extension", "批准延期", AT_WORK, None, ACCEPT, (heads_committee, extension_waits, not_own_extension),
         icon="calendar-check"),
    Step("refuse_extension", "不同意延期", AT_WORK, None, ACCEPT, (heads_committee, extension_waits, not_own_extension),
         icon="calendar-x"),
    Step("report_urgent", "紧急报告", (REGISTERED, *RUNNING), None, MEDIATE, (may_read,), icon="exclamation-triangle",
         hint="可能激化，或者涉嫌治安、刑事案件的，应当及时报告公安机关或司法所。"),
    Step("put_in_charge", "确定包案领导", (REGISTERED, *RUNNING), None, SUPERVISE, (may_read,), icon="person-badge"),
    Step("fail", "调解不成", (MEDIATING,), FAILED, MEDIATE, (may_read, is_handler), tone="refuse", icon="x-circle",
         hint="须告知当事人可以依法通过仲裁、行政、司法途径维护权利。"),
    Step("decline", "不予受理", (REGISTERED,), DECLINED, ACCEPT, (heads_committee,), tone="refuse",
         icon="slash-circle"),
    Step("refer", "转办", (REGISTERED,), REFERRED, ACCEPT, (heads_committee,), tone="back", icon="box-arrow-up-right"),
    Step("drop", "不作为纠纷登记", (REPORTED,), DECLINED, REGISTER, (may_read,), tone="refuse", icon="slash-circle"),
    Step("terminate", "终止调解", RUNNING, TERMINATED, MEDIATE, (may_read, is_handler), tone="refuse",
         icon="stop-circle"),
    Step("reveal", "查看当事人明文", EVERY, None, REVEAL, (may_read,), hidden=True, icon="eye"),
    deadlines={
        REPORTED: Due("mediation_accept", REGISTER, "核实登记纠纷线索", due=due_on),
        REGISTERED: Due("mediation_accept", ACCEPT, "受理审查", due=due_on),
        ACCEPTED: Due("mediation_assign", ACCEPT, "指派调解员"),
        ASSIGNED: CLOSE,
        INVESTIGATING: CLOSE,
        MEDIATING: CLOSE,
    },
)  # fmt: skip
