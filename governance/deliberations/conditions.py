"""What must be so before a step of a deliberation is taken: its days, its counts, its base (domain.md §2.7)."""

from governance.kernel.clock import clock
from governance.kernel.steps.guards import condition, moot

from . import publicity, recounting, registers
from .bases import below_known
from .grounds import GROUNDS, by_base, by_notice, by_quorum


@condition("too_early")
def day_has_come(deliberation, user):
    if deliberation.held_on > clock.today():
        return f"{clock.zh_near(deliberation.held_on)}才召开，会后再登记结果"
    return ""


@condition("notice_day_has_come")
def day_is_to_come(deliberation, user):
    """A notice is changed before its day only: afterwards nobody could have read what is put to the vote."""
    if deliberation.held_on > clock.today():
        return ""
    words = (
        f"通知所载的{clock.zh_near(deliberation.held_on)}已到，通知不能再修改；已召开的请登记会议结果，"
        "没有召开或者通知有误的请作废后重新通知"
    )
    return GROUNDS.said(words, "notice_day_has_come", by=by_notice(deliberation))


@condition("counts_missing")
def counts_are_there(deliberation, user):
    return "" if deliberation.present is not None else "请先登记会议和表决情况"


@condition("not_quorate")
def is_quorate(deliberation, user):
    if deliberation.is_quorate is False:
        words = f"{deliberation.attended}未达到规定比例，会议不成立。登记有误的先更正登记，否则请作废后重新召集"
        return GROUNDS.said(words, "not_quorate", by=by_quorum(deliberation))
    return ""


@condition("base_outdated")
def base_stands(deliberation, user):
    """No result is counted or posted with a number of entitled that the registers no longer have."""
    if change := registers.change_of(deliberation):
        words = f"应到依据有变：{change}，请先更正登记，按召开当日有效的名册重新核对应到"
        return GROUNDS.said(words, "base_outdated", by=by_base(deliberation))
    if words := below_known(deliberation):
        return GROUNDS.said(words, "base_below_known", by=by_base(deliberation))
    return ""


@moot("roll_stands")
def base_is_outdated(deliberation, user):
    """A result in force is reviewed where the number that counted is no longer the registers' of its day, once each."""
    change, found = registers.compare(deliberation)
    if not change:
        return "应到依据与召开当日的名册一致，不须复核"
    return "已就这一名册变动复核过" if registers.is_reviewed(deliberation, found) else ""


@condition("fails_recount")
def still_carried(deliberation, user):
    """No result takes effect or is upheld that the registers of its day carry no more."""
    if words := recounting.shortfall(deliberation):
        return GROUNDS.said(words, "fails_recount", by=by_base(deliberation))
    return ""


@condition("publicity_running")
def publicity_is_over(deliberation, user):
    """The result takes effect from the first working day after the publicity; by the clock at the close of that day."""
    begins = publicity.effective_on(deliberation)
    is_early = clock.today() < begins if user is not None else not publicity.is_closed(deliberation)
    if not is_early:
        return ""
    words = f"公示到{deliberation.publicity_end}止；{publicity.from_when(deliberation)}起，无异议即生效"
    return GROUNDS.said(words, "publicity_running", by=publicity.publicity_rule(deliberation).basis)
