"""What happens to a dated rule: one person proposes a version, another confirms it; nothing is overwritten.

A version that has not begun is taken back in the same way, by two people; one
that has begun can only be followed.  A proposal holds for nobody: its proposer
may take it back alone.
"""

from datetime import timedelta

from governance.kernel.clock import clock
from governance.kernel.clock.reminders import Due
from governance.kernel.models.rule_words import LEAVING, PROPOSED, PUBLISHED, REFUSED, STATES, WITHDRAWN
from governance.kernel.steps.guards import already, another_user, condition, moot, others
from governance.kernel.steps.permissions import permission
from governance.kernel.steps.workflow import Step, Workflow
from governance.roles import CONFIGURE

from .beginnings import shows_its_law

CONFIRM = permission(
    "governance.confirm_rules",
    "确认他人提出的规则新版本、撤回、工作日历的更改和文书模板",
    held_by=("district_office", "district_leader"),
)


def day_before(rule):
    """The last day for a second signature: a version is confirmed, or taken back, before it begins."""
    return rule.valid_from - timedelta(1)


WAITING = {
    PROPOSED: Due("rule_confirm", CONFIRM, "确认规则新版本", latest=day_before),
    LEAVING: Due("rule_confirm", CONFIRM, "确认撤回规则版本", latest=day_before),
}
FORESIGHT = timedelta(60)  # how long before its end a rule asks for its successor
SUCCESSION = Due("", CONFIGURE, "确定到期规则的后续版本", due=lambda rule: rule.valid_to)


@condition("already_followed")
def is_newest(rule, user):
    later = followers(rule).first()
    if later is None:
        return ""
    on = later.valid_from
    return f"已有{clock.zh_date(on)}起施行的版本，请在那个版本上办理"


@already("already_proposed")
def is_not_proposed(rule, user):
    waiting = rule.versions().proposed().first()
    if waiting is None:
        return ""
    return f"{waiting.proposed_by.name}提出的新版本（{waiting.value_text}）还在等待确认，请先处理"


@moot("has_begun")
def has_not_begun(rule, user):
    if rule.valid_from > clock.today():
        return ""
    return "这个版本已经施行，不能撤回；如需改变，请提出新版本"


@moot("has_begun")
def withdrawal_in_time(rule, user):
    return has_not_begun(rule, user)


@others("not_the_proposer")
def is_proposer(rule, user):
    return "由提出人自己撤回；不同意的，请退回" if user and rule.proposed_by_id != user.pk else ""


@moot("does_not_end")
def ends_soon(rule, user):
    return "" if is_ending(rule) else "这条规则没有临近的失效日，或者已有后续版本"


@condition("begins_in_past")
def begins_in_time(rule, user):
    if rule.valid_from > clock.today() or shows_its_law(rule):
        return ""
    return (
        f"拟施行日{clock.zh_date(rule.valid_from)}已到，版本须在施行日之前确认。"
        "请不予确认（或者由提出人收回），另定施行日后重新提出"
    )


not_own_proposal = another_user(
    "own_proposal", "proposed_by", "新版本由您提出，须由联席办另一位同志或区领导确认，不能自己确认（本区默认）"
)
not_own_withdrawal = another_user(
    "own_proposal", "withdrawal_by", "撤回由您提请，须由联席办另一位同志或区领导确认，不能自己确认（本区默认）"
)


def followers(rule):
    """The standing versions that begin after this one."""
    return rule.versions().standing().filter(valid_from__gt=rule.valid_from)


def is_ending(rule):
    """Whether a rule ends within 60 days, or has ended, with nothing after it and nobody's word that it may."""
    if rule.valid_to is None or rule.lapses or rule.valid_from > clock.today():
        return False
    return rule.valid_to <= clock.today() + FORESIGHT and not followers(rule).exists()


RULE = Workflow(
    "governance.rule",
    Step(
        "revise",
        "提出新版本",
        (PUBLISHED,),
        None,
        CONFIGURE,
        (is_newest, is_not_proposed),
        tone="primary",
        icon="calendar-plus",
        hint="新版本由另一人确认后才算数，在此之前一切照旧。法定界限以内才能提出；单位、顺延、比较方式也不能绕开法定界限。",
        edits=True,
    ),
    Step(
        "confirm",
        "确认施行",
        (PROPOSED,),
        PUBLISHED,
        CONFIRM,
        (not_own_proposal, begins_in_time),
        tone="primary",
        icon="check2-all",
        hint="确认后，现行版本施行到新版本的前一天为止。",
    ),
    Step("refuse", "不予确认", (PROPOSED,), REFUSED, CONFIRM, (not_own_proposal,), tone="refuse"),
    Step(
        "withdraw",
        "收回提议",
        (PROPOSED,),
        WITHDRAWN,
        CONFIGURE,
        (is_proposer,),
        tone="back",
        hint="还没有确认的版本，提出人可以自己收回。",
    ),
    Step(
        "ask_withdrawal",
        "提请撤回",
        (PUBLISHED,),
        LEAVING,
        CONFIGURE,
        (has_not_begun, is_newest),
        tone="refuse",
        hint="只能撤回尚未施行的版本，须由另一人确认；撤回后前一版本继续施行，撤回的版本留存备查。",
    ),
    Step(
        "confirm_withdrawal",
        "确认撤回",
        (LEAVING,),
        WITHDRAWN,
        CONFIRM,
        (not_own_withdrawal, withdrawal_in_time),
        tone="refuse",
        hint="撤回后，前一版本继续施行，如同这个版本从未发布。",
    ),
    Step("keep", "不予撤回", (LEAVING,), PUBLISHED, CONFIRM, tone="back"),
    Step(
        "let_end",
        "确认到期不续",
        (PUBLISHED,),
        None,
        CONFIRM,
        (ends_soon,),
        tone="plain",
        icon="calendar-x",
        hint="失效日之后这条规则不再适用，依它办理的事项将无法继续。请写明理由。",
    ),
    states=STATES,
    deadlines=WAITING,
)
