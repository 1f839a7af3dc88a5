"""What happens to a roll: prepared by the community, filed by the street, followed by the next version.

**Source:** 物业管理条例 10, 16; 湖南省物业管理条例 14 (the owners' roll and voting shares are published before
the first meeting); 居委会组织法 (2025) 13, 28.
"""

from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import already, condition, four_eyes, moot, times_taken, was_last_taken_by
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.states import State, States
from governance.kernel.steps.workflow import Step, Workflow

from .kinds import OF_MEMBERS, OF_NUMBERS

PREPARE = permission(
    "governance.prepare_roll",
    "编制名册",
    held_by=("street_staff", "community_secretary", "community_staff", "branch_secretary"),
)
FILE = permission("governance.file_roll", "名册备案", held_by=("street_admin",))
CONFIRM_VOID = permission(
    "governance.confirm_roll_void", "确认他人提请的名册作废", held_by=("district_office", "street_admin")
)
READ = permission(
    "governance.read_roll",
    "查看名册明细",
    held_by=(
        "district_office",
        "street_admin",
        "street_staff",
        "community_secretary",
        "community_staff",
        "branch_secretary",
    ),
)

STATES = States(
    DRAFT := State("draft", "编制中", "wait", groups=("open", "editable")),
    SUBMITTED := State("submitted", "待备案", "info", groups=("open",), waits_for=Due("", FILE, "名册备案")),
    FILED := State("filed", "已备案", "ok", groups=("in_force",)),
    SUPERSEDED := State("superseded", "已有新版", "", groups=("in_force",)),
    VOID := State("void", "已作废", "", groups=("ended",)),
)
VOIDING = Due("", CONFIRM_VOID, "确认名册作废")
# How a filed version stands today, by its days; the states above say only whether a next version is filed.
UPCOMING = State("upcoming", "将启用", "info", groups=("in_force",))
CURRENT = State("current", "在用", "ok", groups=("in_force",))
PAST = State("past", "已有新版", "", groups=("in_force",))
STANDINGS = (DRAFT, SUBMITTED, UPCOMING, CURRENT, PAST, VOID)


@four_eyes("own_roll")
def not_by_the_preparer(roll, user):
    """Four eyes: whoever made the roll or submitted it does not file it."""
    if user and (roll.created_by_id == user.pk or was_last_taken_by(roll, user, "submit")):
        return "名册由编制人以外的人备案（一人编制、一人备案）"
    return ""


@moot("no_rows_of_this_kind")
def lists_rows(roll, user):
    return "这类名册只登记户数和人数" if roll.kind in OF_NUMBERS else ""


@moot("no_members_of_this_kind")
def lists_members(roll, user):
    return "" if roll.kind in OF_MEMBERS else "这类名册不按成员登记"


@moot("no_numbers_of_this_kind")
def lists_numbers(roll, user):
    return "" if roll.kind in OF_NUMBERS else "这类名册按明细计算，不填合计"


@condition("roll_empty")
def has_content(roll, user):
    return "" if roll.has_content else "名册还是空的，请先导入明细或填写人数"


def is_void_asked(roll):
    """Whether somebody asked that a filed version be voided, and nobody has said yet whether it is."""
    last = times_taken(roll, "ask_void", "keep").order_by("-id").values_list("kind", flat=True).first()
    return last is not None and last.endswith("ask_void")


@already("void_asked")
def is_not_asked(roll, user):
    return "这份名册已提请作废，正待另一人确认" if is_void_asked(roll) else ""


@condition("void_not_asked")
def is_asked(roll, user):
    """A version that was filed is voided by two hands; one that was only submitted never said anything."""
    if roll.status == SUBMITTED or is_void_asked(roll):
        return ""
    return "已备案的名册由一人提请作废、另一人确认（本区默认），请先提请作废"


@moot("void_not_asked")
def was_asked(roll, user):
    return "" if is_void_asked(roll) else "没有待确认的作废"


@four_eyes("own_proposal")
def not_own_void(roll, user):
    if roll.status != SUBMITTED and was_last_taken_by(roll, user, "ask_void"):
        return "作废由您提请，须由街道另一位管理员或者联席办确认，不能自己确认（本区默认）"
    return ""


ROLL = Workflow(
    "governance.roll",
    Step("create", "编制名册", (), DRAFT, PREPARE, creates=True, tone="primary", icon="journal-plus"),
    Step("edit", "修改说明", (DRAFT,), DRAFT, PREPARE, icon="pencil", edits=True),
    Step("import_rows", "导入明细", (DRAFT,), DRAFT, PREPARE, (lists_rows,), icon="upload", prepares="submit"),
    Step("set_members", "填写成员", (DRAFT,), DRAFT, PREPARE, (lists_members,), icon="people", edits=True),
    Step(
        "set_numbers",
        "填写户数人数",
        (DRAFT,),
        DRAFT,
        PREPARE,
        (lists_numbers,),
        icon="123",
        prepares="submit",
        edits=True,
    ),
    Step("submit", "报送备案", (DRAFT,), SUBMITTED, PREPARE, (has_content,), tone="primary", icon="send"),
    Step("return", "退回修改", (SUBMITTED,), DRAFT, FILE, tone="back"),
    Step("file", "备案", (SUBMITTED,), FILED, FILE, (not_by_the_preparer,), tone="primary", icon="patch-check"),
    Step("supersede", "由新版替代", (FILED,), SUPERSEDED, FILE, inner=True),
    Step("reinstate", "恢复使用", (SUPERSEDED,), None, CONFIRM_VOID, inner=True),
    Step("discard", "放弃编制", (DRAFT,), VOID, PREPARE, tone="refuse", icon="trash"),
    Step(
        "ask_void",
        "提请作废",
        (FILED, SUPERSEDED),
        None,
        FILE,
        (is_not_asked,),
        tone="refuse",
        icon="x-octagon",
        hint="由另一人确认后才作废，在此之前照旧使用",
    ),
    Step(
        "void",
        "作废",
        (SUBMITTED, FILED, SUPERSEDED),
        VOID,
        CONFIRM_VOID,
        (is_asked, not_own_void),
        tone="refuse",
        icon="x-octagon",
        hint="已备案的作废后，对任何一天都不再有效，上一版恢复使用；已据此召开的议事保留原数，并提示复核",
    ),
    Step("keep", "不予作废", (FILED, SUPERSEDED), None, CONFIRM_VOID, (was_asked,), tone="back"),
    states=STATES,
)
