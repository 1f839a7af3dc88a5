"""What happens to a roll: prepared by the community, filed by the street, followed by the next version.

**Source:** 物业管理条例 10, 16; 湖南省物业管理条例 14 (the owners' roll and voting shares are published before
the first meeting); 居委会组织法 (2025) 13, 28.
"""

from governance.kernel.clock.reminders import Due
from governance.kernel.steps.guards import condition, four_eyes, moot, was_last_taken_by
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
    Step("reinstate", "恢复使用", (SUPERSEDED,), None, FILE, inner=True),
    Step("discard", "放弃编制", (DRAFT,), VOID, PREPARE, tone="refuse", icon="trash"),
    Step(
        "void",
        "作废",
        (SUBMITTED, FILED, SUPERSEDED),
        VOID,
        FILE,
        tone="refuse",
        icon="x-octagon",
        hint="已备案的作废后，对任何一天都不再有效，上一版恢复使用；已据此召开的议事保留原数，并提示复核",
    ),
    states=STATES,
)
