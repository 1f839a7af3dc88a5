"""What happens to a dated rule: a new version takes over from a day on; nothing is overwritten.

A version that has not begun can be taken back; one that has, only be followed.
"""

from governance.kernel.clock import clock
from governance.kernel.models.rules import RuleKind
from governance.kernel.steps.guards import condition, moot
from governance.kernel.steps.workflow import Step, Workflow
from governance.roles import CONFIGURE


@moot("withdrawn")
def is_not_withdrawn(rule, user):
    return "这个版本已撤回" if rule.withdrawn_at else ""


@condition("already_followed")
def is_newest(rule, user):
    later = rule.versions().not_withdrawn().filter(valid_from__gt=rule.valid_from).first()
    if later is None:
        return ""
    on = later.valid_from
    return f"已有{clock.zh_date(on)}起施行的版本，请在那个版本上办理"


@moot("has_begun")
def has_not_begun(rule, user):
    if rule.valid_from > clock.today():
        return ""
    return "这个版本已经施行，不能撤回；如需改变，请发布新版本"


# A rule has no state of its own, so `states` is left out: whether a version is in force follows from its days
# (`Rule.force_badge`), and `kind`, which never changes, only says which rows both steps may start from: all.
EVERY = tuple(RuleKind.values)
RULE = Workflow(
    "governance.rule",
    Step(
        "revise",
        "发布新版本",
        EVERY,
        None,
        CONFIGURE,
        (is_not_withdrawn, is_newest),
        tone="primary",
        icon="calendar-plus",
        hint="现行版本施行到新版本的前一天为止。已经开始计算的期限不变，新版本施行后开始的事项按新版本计算。",
    ),
    Step(
        "withdraw",
        "撤回版本",
        EVERY,
        None,
        CONFIGURE,
        (is_not_withdrawn, has_not_begun, is_newest),
        tone="refuse",
        hint="只能撤回尚未施行的版本；撤回后前一版本继续施行，撤回的版本留存备查。",
    ),
    field="kind",
)
