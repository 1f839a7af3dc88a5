"""The spellings of a clock that are refused, and those that are not."""

import ast

import pytest

from governance.kernel.upkeep.house.clocks import faults


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\ndatetime.now()",
        "import datetime as dt\ndt.date.today()",
        "import datetime\ndatetime.datetime.today()",
        "from datetime import datetime as moment\nmoment.utcnow()",
        "import django.utils.timezone\ndjango.utils.timezone.now()",
        "from django.utils.timezone import localdate\nlocaldate()",
        "from django.utils import timezone as tz\ntz.now().year",
        "from django.utils.timezone import now\nclass Row:\n    at = Field(default=now)",
        "from django.db.models.functions import Now\nNow()",
        "row.created_at.date()",
        "clock.now().replace(day=1)",
        "clock.now().year",
        "seen.replace(month=1, day=1)",
        "row.created_at.year",
        "f'{row.created_at:%Y-%m-%d}'",
        "signed_at.strftime('%Y')",
        "cursor.execute('SELECT current_date')",
        "YESTERDAY = clock.today() - timedelta(1)",
        "@pytest.mark.parametrize('day', [clock.today()])\ndef test(day):\n    pass",
        "def act(day=clock.today()):\n    pass",
    ],
)
def test_the_spellings_are_refused(source):
    assert faults(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "from governance.kernel import clock\ndef day():\n    return clock.now(), clock.today()",
        "late = lambda: clock.today()",
        "clock.local_date(row.created_at)",
        "def first():\n    return clock.month_start(clock.today())",
        "'a-b'.replace('-', '')",
        "row.held_on.year",
        "moment.replace(hour=9)",
        "SimpleField(date=1)",
        '"the rule\'s current_date_field"',
    ],
)
def test_other_spellings_are_not(source):
    assert not faults(ast.parse(source))
