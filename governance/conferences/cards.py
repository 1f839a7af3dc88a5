"""What the joint conference granted, to be sent on once the minutes are issued."""

from governance.areas.naming import public_place
from governance.kernel.clock.clock import zh_date
from governance.kernel.figures.formats import in_yuan
from governance.kernel.pages.cards import Card, card


def is_public(item):
    """Decided with support by money or otherwise, in a sitting whose minutes are issued.

    What was put off, refused or handed on, and what concerns no support, stays in the minutes.
    """
    return item.is_decided and bool(item.support_class) and item.conference.is_distributed


def names_of(item):
    """Who presided, wrote and sat there."""
    conference = item.conference
    seated = conference.members.values_list("person__name", flat=True)
    return [*seated, *(person.name for person in (conference.chair, conference.recorder) if person is not None)]


@card("governance.agendaitem", when=is_public, names=names_of)
def decision_of(item):
    conference = item.conference
    return Card(
        "联席会议议定事项",
        item.title,
        f"{conference.title}第 {item.no} 项议定：{item.get_decision_display()}。",
        [
            ("地点", public_place(item.area)),
            ("提请单位", item.proposer),
            ("支持类别", item.get_support_class_display()),
            ("核定财政金额", "" if item.amount is None else in_yuan(item.amount)),
            ("条件与要求", item.conditions),
            ("牵头单位", item.owner_unit.name if item.owner_unit_id else ""),
            ("完成时限", zh_date(item.due_on) if item.due_on else ""),
            ("会议日期", zh_date(conference.held_on)),
        ],
        number=conference.minutes_no,
    )
