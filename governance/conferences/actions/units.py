"""The member units of an area's joint conference."""

from governance.conferences.models.units import ConferenceUnit
from governance.conferences.workflow.units import CHANGING, ENDED, JOINING, LEAVING, UNIT
from governance.kernel.clock import reminders
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.forms import assign


@UNIT.step("add")
def add_unit(seat, /, *, actor, note="", **data):
    """A unit shall join an area's conference; it counts once another person has agreed.

    Refuses member_already, joining_already, and was_member of one that left or was not let in: it comes back by its own
    row, where its history stands.
    """
    assign(seat, data)
    check_is_new(seat)
    seat.created_by = actor
    return {"facts": [["单位", seat.unit.name]]}


def check_is_new(seat):
    """Refuse a unit that has a row in this conference, and say how it stands there."""
    before = ConferenceUnit.objects.filter(area=seat.area, unit=seat.unit).first()
    if before is None:
        return
    where = f"{seat.area.name}联席会议"
    if before.status == JOINING:
        raise Refused(f"{seat.unit.name}加入{where}已经提请，正待另一人确认", "joining_already", field="unit")
    if before.status not in ENDED:
        raise Refused(f"{seat.unit.name}已经是{where}的成员单位", "member_already", field="unit")
    words = (
        f"{seat.unit.name}在{where}已有登记（{before.get_status_display()}），不再重复增加；"
        "请在成员单位列表的“全部”中打开该单位，办理“提请恢复成员单位”，由另一人确认"
    )
    raise Refused(words, "was_member", field="unit")


@UNIT.step("confirm")
def confirm_unit(unit, *, actor, note=""):
    """Another person agrees: from now on the unit stands in the conference.  Refused: own_proposal."""


@UNIT.step("decline")
def decline_unit(unit, *, actor, note):
    """The unit does not join."""


@UNIT.step("edit")
def edit_unit(seat, /, *, actor, note="", **data):
    """Change the place of the unit in the order."""
    return assign(seat, data)


@UNIT.step("ask_change")
def ask_change_unit(seat, /, *, actor, work, person=None, is_chair=False, note=""):
    """Somebody else shall speak for the unit, or it shall convene or no longer: nothing changes until another agrees.

    Refuses change_asked_already, nothing_changed.
    """
    seat.next_person, seat.next_is_chair = person, is_chair
    told = changes_of(seat)
    if not told:
        raise Refused("代表和召集人与现在的登记相同，没有需要变更的内容", "nothing_changed", field="person")
    work.after(open_change)
    return {"facts": told}


def changes_of(seat):
    """What is asked for, for a timeline: [[label, "甲 → 乙"]]."""
    pairs = (
        ("代表", name_of(seat.person), name_of(seat.next_person)),
        ("召集人", yes_or_no(seat.is_chair), yes_or_no(seat.next_is_chair)),
    )
    return [[label, f"{before} → {after}"] for label, before, after in pairs if before != after]


def name_of(person):
    return person.name if person else "待定"


def yes_or_no(value):
    return "是" if value else "否"


@UNIT.step("change")
def change_unit(seat, /, *, actor, work, note=""):
    """Another person agrees: from now on this is who speaks for the unit.  Refused: change_not_asked, own_proposal."""
    told = changes_of(seat)
    seat.person, seat.is_chair = seat.next_person, seat.next_is_chair
    forget_change(seat, work)
    return {"facts": told}


@UNIT.step("dismiss")
def dismiss_change(seat, /, *, actor, work, note=""):
    """The representative stays who it was.  Refused: change_not_asked."""
    forget_change(seat, work)


def forget_change(seat, work):
    """Nothing waits for a second signature any more."""
    seat.next_person, seat.next_is_chair = None, False
    work.after(close_change)


def open_change(seat):
    reminders.begin(seat, CHANGING)


def close_change(seat):
    reminders.close(seat, CHANGING.task)


@UNIT.step("ask_stop")
def ask_stop_unit(unit, *, actor, work, note):
    """The unit shall leave the conference; until another person agrees it stands in it.  Refused: leaving_already."""
    work.after(open_question)
    return {"facts": [["单位", unit.unit.name]]}


@UNIT.step("stop")
def stop_unit(unit, *, actor, work, note=""):
    """The unit leaves the conference; it stays in the sittings to which it was already called.

    A change of its representative that still waits is dropped.  Refused: leaving_not_asked, own_proposal.
    """
    work.after(close_question)
    forget_change(unit, work)


@UNIT.step("keep")
def keep_unit(unit, *, actor, work, note=""):
    """The unit does not leave after all.  Refused: leaving_not_asked."""
    work.after(close_question)


def open_question(unit):
    reminders.begin(unit, LEAVING)


def close_question(unit):
    reminders.close(unit, LEAVING.task)


@UNIT.step("restart")
def restart_unit(unit, *, actor, note=""):
    """The unit shall join the conference again; it counts once another person has agreed."""
