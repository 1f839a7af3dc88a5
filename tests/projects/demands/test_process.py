"""The process bar of a demand: what is completed, where it is, and what never comes."""

from datetime import date

import pytest

from projects.models import Demand

DAYS = {
    "accepted_on": date(2026, 3, 2),
    "assigned_on": date(2026, 3, 3),
    "answered_on": date(2026, 3, 4),
    "rated_on": date(2026, 3, 5),
    "closed_on": date(2026, 3, 6),
}


def looks(**fields):
    return [stage["state"] for stage in Demand(**fields).process()]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("new", ["now", "", "", "", ""]),
        ("accepted", ["done", "now", "", "", ""]),
        ("to_mediation", ["done", "done", "now", "", ""]),
        ("reopened", ["done", "done", "back", "", ""]),
        ("confirmed", ["done", "done", "done", "done", "now"]),
        ("closed", ["done", "done", "done", "done", "done"]),
        ("invalid", ["", "", "", "", ""]),
    ],
)
def test_each_state_has_its_place_on_the_bar(status, expected):
    assert looks(status=status, **DAYS) == expected


def test_days_belong_to_completed_stages_and_the_state_to_the_present_one():
    texts = [stage["sub"] for stage in Demand(status="answered", **DAYS).process()]
    assert texts == ["3月2日", "3月3日", "3月4日", "已答复", ""]
    assert [stage["sub"] for stage in Demand(status="closed", **DAYS).process()][-1] == "3月6日"
