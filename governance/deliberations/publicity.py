"""How long a result is publicised, from when it is in force, and when it stops what rests on it.

The posting is a duty of the organ and ends on its own day; the right to object is a person's and ends on a working
day.

Source: 居委会组织法 34(3); 村委会组织法 35(4); 民法典 203; domain.md §2.7.
"""

from datetime import time

from governance.kernel.clock import clock, rules
from governance.kernel.figures.formats import bracketed, provisional

from . import registers
from .grounds import GROUNDS, RIGHT_ENDS

CUSTOM = "deliberation_publish"
CLOSES_AT = "publicity_closes_at"
FULL_DAYS = "publicity_full_workdays"  # between the entry of the posting and the result
PAUSED_BY = "deliberation_objection"  # the rule of the answer, for which the publicity stops


def publicity_rule(deliberation):
    """The rule that says how long the result of this body is publicised: its own, else the district's custom."""
    day = deliberation.publicised_on or clock.today()
    return rules.find(f"publish_{deliberation.body}", day) or rules.get(CUSTOM, day)


def settle_end(deliberation, until=None):
    """Set the last day of the publicity: the shortest that the rule allows, or a later one.

    Refuses publicity_too_short.
    """
    rule = publicity_rule(deliberation)
    earliest = rules.due(rule, deliberation.publicised_on)
    if until is not None and until < earliest:
        raise GROUNDS.refused(
            f"公示不少于 {rule.value} 日，截止日期最早为{clock.zh_near(earliest)}",
            "publicity_too_short",
            by=rule.basis,
            field="publicity_until",
        )
    deliberation.publicity_until = until or earliest


def objections_until(deliberation):
    """The last day on which an objection is in time: the end of the publicity, or the working day that follows it.

    None before the publicity and while it stops.
    """
    if deliberation.publicity_until is None or deliberation.stopped_on is not None:
        return None
    return clock.right_ends(deliberation.publicity_until)


def effective_on(deliberation):
    """The day from which the result can be in force: the first working day after the last one for objections.

    What was handed in on the last day can be entered on that day.  A publicity
    that was entered after it was posted leaves whole working days between its entry and the result; what was entered
    late and verified is in force from the next working day at the earliest.
    """
    first, entered = after_objections(deliberation), deliberation.publicity_entered_on
    if entered:
        first = max(first, clock.add_workdays(entered, rules.value(FULL_DAYS, entered) + 1))
    return max(first, after_check(deliberation) or first)


def after_objections(deliberation):
    """The first working day after the last one for objections."""
    return clock.add_workdays(clock.right_ends(deliberation.publicity_until), 1)


def after_check(deliberation):
    """The first working day after another person looked at it last; None where nobody had to."""
    looked = list(filter(None, (deliberation.verified_on, deliberation.matter_checked_on)))
    return clock.add_workdays(max(looked), 1) if looked else None


def why_then(deliberation):
    """Why the result takes effect on that day and on no earlier one, with the rules that say so."""
    last, begins = clock.right_ends(deliberation.publicity_until), effective_on(deliberation)
    moved = last > deliberation.publicity_until
    said = [f"公示末日是休息日，异议可以提到{clock.zh_near(last)}，{RIGHT_ENDS}"] if moved else []
    if begins == after_objections(deliberation):
        return "；".join([*said, "其后第一个工作日" if moved else "期满后第一个工作日"])
    if begins == after_check(deliberation):
        return "；".join([*said, f"{checked_last(deliberation)}，其后第一个工作日"])
    rule = rules.get(FULL_DAYS, deliberation.publicity_entered_on)
    what = "异议处理结果" if deliberation.paused_days else "公示"
    late = (
        f"{what}于{clock.zh_near(deliberation.publicity_entered_on)}登记，"
        f"登记后另留 {rule.value} 个完整工作日，供登记公示期间提出的异议，{rule.basis}"
    )
    return "；".join([*said, late])


def checked_last(deliberation):
    """What another person looked at last, and when: 补录于3月5日核实."""
    verified, checked = deliberation.verified_on, deliberation.matter_checked_on
    if verified and (not checked or verified >= checked):
        return f"补录于{clock.zh_near(verified)}核实"
    return f"事项类别于{clock.zh_near(checked)}核对"


def why_longer(deliberation):
    """Why the publicity lasts longer than was planned: the days of an objection do not count; "" where they do."""
    if not deliberation.paused_days:
        return ""
    basis = rules.get(PAUSED_BY, deliberation.publicised_on).basis
    return f"异议处理的 {deliberation.paused_days} 天不计入公示期，公示期相应顺延{bracketed(basis)}"


def effect_is_provisional(deliberation):
    """Whether the first day of the result may still change with the work calendar."""
    days = (deliberation.publicity_until, effective_on(deliberation))
    return deliberation.publicity_is_provisional or any(clock.is_open_year(day.year) for day in days)


def effect_begins(deliberation):
    """The first day of the result in words: 3月5日, marked while it may still change."""
    return provisional(clock.zh_near(effective_on(deliberation)), effect_is_provisional(deliberation))


def from_when(deliberation):
    """The same with why it is that day: 3月18日（期满后第一个工作日）."""
    return f"{effect_begins(deliberation)}{bracketed(why_then(deliberation))}"


def effect_words(deliberation, unless="无异议"):
    """From when it is in force where nobody objects; or what another person looks at before."""
    if deliberation.awaits_check:
        return f"{deliberation.awaited}由街道或联席办核实后才能生效"
    return f"{from_when(deliberation)}起，{unless}即生效"


def is_closed(deliberation):
    """Whether the clock may let the result take effect: the office had its working day to enter objections."""
    begins, today = effective_on(deliberation), clock.today()
    has_closed = clock.local_moment(clock.now()).time() >= time.fromisoformat(rules.value(CLOSES_AT))
    return today > begins or (today == begins and has_closed)


def halt(deliberation):
    """Why nothing more may be built on this result; "" while it stands.

    What was approved or paid before stays as it is.
    """
    if deliberation.is_reopened:
        raised = deliberation.objections.open().order_by("raised_on", "id").first()
        who = (
            f"{raised.shown_by}于{clock.zh_near(raised.raised_on)}提出的异议"
            if raised
            else base_under_review(deliberation)
        )
        return f"民主议事“{deliberation.title}”正在复核{who}，复核结论作出前，尚未办理的后续事项暂停"
    if deliberation.is_overturned:
        return f"民主议事“{deliberation.title}”的结果经复核已撤销，须重新议事并更换议事依据后才能继续"
    return ""


def base_under_review(deliberation):
    """What a review of the base is about: 应到依据（名册已作废）."""
    change = registers.change_of(deliberation)
    return f"应到依据（{change}）" if change else "应到依据"


def elsewhere(deliberation):
    """Where somebody may still turn after the publicity is over."""
    if "area" in deliberation.threshold().counts:
        return (
            "业主认为决定侵害其合法权益的，可以自知道或者应当知道之日起一年内请求人民法院撤销"
            "（《民法典》第二百八十条第二款、《最高人民法院关于审理建筑物区分所有权纠纷案件适用法律若干问题的解释》第十二条）"
        )
    return "有不同意见的，可以依照《信访工作条例》第十七条向街道或信访部门提出"
