"""What is in force on a day, and what lies ahead, is decided in one place each."""

import re
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from governance.kernel.clock import clock
from governance.kernel.clock.validity import holds_on
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused

DAY = date(2026, 3, 5)
CODE = [
    path
    for app in ("governance", "projects", "disputes", "funds", "portal")
    for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
    if "migrations" not in path.parts
]


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "holds"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (DAY - timedelta(9), DAY, True),
        (DAY - timedelta(9), DAY - timedelta(1), False),
        (DAY + timedelta(1), None, False),
    ],
)
def test_both_days_are_included(valid_from, valid_to, holds):
    assert holds_on(SimpleNamespace(valid_from=valid_from, valid_to=valid_to), DAY) is holds


def test_a_day_after_today_is_refused_at_its_field():
    with clock.travel(DAY):
        refuse_future(DAY, "held_on")
        refuse_future(None, "held_on")
        with pytest.raises(Refused) as refusal:
            refuse_future(DAY + timedelta(1), "held_on", "召开日期晚于今天", "not_held_yet")
    assert (refusal.value.code, refusal.value.errors) == ("not_held_yet", {"held_on": ["召开日期晚于今天"]})


def test_no_module_decides_validity_by_itself():
    assert CODE
    own = [str(path) for path in CODE if re.search(r"valid_to is None or \w+ <=", path.read_text(encoding="utf-8"))]
    assert [Path(path).name for path in own] == ["validity.py"], own
