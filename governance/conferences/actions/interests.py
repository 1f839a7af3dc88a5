"""Recusals that a unit did not declare itself: the office asks, the chair agrees (domain.md §2.8).

Who leaves for an item decides what is decided on it: nobody makes a unit leave alone, and none that has voted.
"""

from governance.conferences.grounds import GROUNDS
from governance.conferences.workflow.agenda import ITEM, OWN_RECUSAL, RECUSAL
from governance.kernel.clock import reminders
from governance.kernel.steps.errors import NotAllowed, Refused, WrongState

from .votes import close_wait, recuse_member


@ITEM.step("record_interest")
def record_interest(item, *, actor, work, member, reason, note=""):
    """The office asks that a member leave for this item, before that unit has voted; until the chair agrees it votes.

    After its vote only the unit itself may leave: else the office could take away the votes against a matter.
    Refuses not_a_member, not_present, voted_already, recused_already, recusal_asked_already.
    """
    seat = seat_to_leave(item, member)
    if item.interests.filter(member=seat).exists():
        raise Refused(f"{seat.unit.name}已登记回避", "recused_already", field="member")
    if item.find_recusal(seat.pk):
        words = f"{seat.unit.name}的回避已经提请，正待主持人确认"
        raise Refused(words, "recusal_asked_already", field="member")
    if not item.waiting_recusals:
        work.after(open_wait)
    asked = {"member": seat.pk, "unit": seat.unit.name, "reason": reason, "by": actor.pk}
    item.waiting_recusals = [*item.waiting_recusals, asked]
    return {"facts": [["提请回避的单位", seat.unit.name], ["回避事由", reason]]}


def seat_to_leave(item, member):
    """The seat of a member that others want to leave.  Refuses not_a_member, not_present, voted_already."""
    seat = item.conference.members.select_related("unit").filter(pk=getattr(member, "pk", member)).first()
    if seat is None:
        raise Refused("所选单位不是本次会议的成员单位", "not_a_member", field="member")
    if seat.signed_in_at is None:
        raise Refused(f"{seat.unit.name}没有签到，无须回避", "not_present", field="member")
    if item.votes.filter(member=seat).exists():
        words = (
            f"{seat.unit.name}已经表决，不能再由他人登记回避；"
            "确有利害关系的，由该单位用本单位账号申明回避，影响结果的重新表决"
        )
        raise GROUNDS.refused(words, "voted_already", field="member")
    return seat


@ITEM.step("confirm_interest")
def confirm_interest(item, *, actor, work, member, note=""):
    """The chair agrees that a unit leaves: from now on it is not counted for this item.

    Refuses recusal_not_asked, own_proposal, not_present, voted_already.
    """
    asked = asked_recusal(item, member)
    if asked["by"] == actor.pk:
        raise NotAllowed(OWN_RECUSAL, "own_proposal")
    seat = seat_to_leave(item, asked["member"])
    recuse_member(item, seat, asked["reason"], entered_by_id=asked["by"], confirmed_by=actor)
    end_wait(item, work)
    return {"facts": [["回避单位", seat.unit.name], ["回避事由", asked["reason"]]]}


@ITEM.step("dismiss_interest")
def dismiss_interest(item, *, actor, work, member, note):
    """The unit does not leave: it votes as the others do.  Refuses recusal_not_asked."""
    asked = asked_recusal(item, member)
    item.forget_recusal(asked["member"])
    end_wait(item, work)
    return {"facts": [["不予回避的单位", asked["unit"]]]}


def asked_recusal(item, member):
    """What was asked of a member's recusal.  Refuses recusal_not_asked."""
    asked = item.find_recusal(int(getattr(member, "pk", member)))
    if asked is None:
        raise WrongState("这个单位没有待确认的回避", "recusal_not_asked")
    return asked


def open_wait(item):
    reminders.begin(item, RECUSAL)


def end_wait(item, work):
    if not item.waiting_recusals:
        work.after(close_wait)
