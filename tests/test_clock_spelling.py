"""Every day is the portal's: nobody asks the machine for the time, nor takes the day of an instant, which is UTC's.

Shanghai is eight hours ahead: from 16:00 UTC on, the UTC date of an instant is yesterday, and on the last evening of
a month or a year it is the wrong month or year.  `governance.kernel.clock` has a word for all that may be wanted.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSES = ("governance", "projects", "disputes", "funds", "portal", "tests")
CLOCK = "clock.py"  # the one module that may spell it out
ASKS_THE_MACHINE = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.datetime.utcfromtimestamp",
    "datetime.date.fromtimestamp",
    "django.db.models.functions.Now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.now",
    "time.localtime",
    "time.gmtime",
}
PARTS = {"year", "month", "day", "hour", "weekday", "isoweekday", "isocalendar", "strftime", "toordinal"}
IN_SQL = re.compile(r"\bcurrent_(date|timestamp)\b", re.IGNORECASE)
UNTOUCHED = {"portal/children.py"}  # the launcher's own logs, before there are settings


def imported(tree):
    """{name here: full name} of what a module imports."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def full_name(node, names):
    """The full name of `datetime.now`, `timezone.now` … by the module's imports; "" for other expressions."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        owner = full_name(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def is_instant(node):
    """Whether an expression is an instant by its name: `created_at`, `row.created_at`, `clock.now()`."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) == "clock.now"
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name.endswith("_at")


def run_at_import(node):
    """Every expression below a node that runs when the module is imported: all but the bodies of functions."""
    later = ()
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        later = node.body if isinstance(node.body, list) else [node.body]
    for child in ast.iter_child_nodes(node):
        if child not in later:
            yield child
            yield from run_at_import(child)


def faults(source):
    """[(line, words)] of the spellings refused in a module."""
    tree = ast.parse(source)
    names, found = imported(tree), []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and full_name(node, names) in ASKS_THE_MACHINE:
            found.append((node.lineno, f"{ast.unparse(node)} asks the machine: clock.now or clock.today"))
        if isinstance(node, ast.Attribute) and node.attr in PARTS and is_instant(node.value):
            found.append((node.lineno, f"{ast.unparse(node)} is UTC's: clock.local_date, clock.local_moment"))
        if isinstance(node, ast.FormattedValue) and node.format_spec and is_instant(node.value):
            found.append((node.lineno, f"{ast.unparse(node.value)} is shown in UTC: clock.local_moment"))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            keywords = {keyword.arg for keyword in node.keywords}
            if node.func.attr == "date" and not node.args and not keywords:
                found.append((node.lineno, f"{ast.unparse(node)} is UTC's day: clock.local_date"))
            if node.func.attr == "replace" and keywords & {"year", "month", "day"}:
                found.append((node.lineno, f"{ast.unparse(node)}: clock.month_start, month_end, year_start …"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_SQL.search(node.value):
            found.append((node.lineno, "SQL's own day is UTC's: give it the day"))
    found += [
        (node.lineno, f"{ast.unparse(node)} at import: a run, and the portal, goes on past midnight")
        for node in run_at_import(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("clock.today", "clock.now")
    ]
    return found


def modules():
    for house in HOUSES:
        for path in sorted((ROOT / house).rglob("*.py")):
            if path.name not in (CLOCK, Path(__file__).name) and str(path.relative_to(ROOT)) not in UNTOUCHED:
                yield path


def test_days_are_the_portals_and_the_time_is_the_clocks():
    found = [
        f"{path.relative_to(ROOT)}:{line} {words}"
        for path in modules()
        if "migrations" not in path.parts
        for line, words in faults(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_the_modules_are_found():
    assert len(list(modules())) > 300


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\ndatetime.now()",
        "import datetime as dt\ndt.date.today()",
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
    assert faults(source)


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
    assert not faults(source)
