"""Every date is in the portal's time zone: no code reads the system's time, or the date of an instant in UTC.

Shanghai is eight hours ahead: from 16:00 UTC on, the UTC date of an instant is yesterday, and on the last evening of
a month or a year it is the wrong month or year.  `governance.kernel.clock.clock` has functions for all of it.
"""

import ast
import re
from functools import cache

CLOCK = "governance/kernel/clock/clock.py"  # the one module that may spell it out
ASKS_THE_MACHINE = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.datetime.utcfromtimestamp",
    "datetime.date.fromtimestamp",
    "django.db.models.functions.Now",
    "django.utils.timezone.datetime.now",
    "django.utils.timezone.datetime.today",
    "django.utils.timezone.localdate",
    "django.utils.timezone.now",
    "time.ctime",
    "time.gmtime",
    "time.localtime",
}
PARTS = {"year", "month", "day", "hour", "weekday", "isoweekday", "isocalendar", "strftime", "toordinal"}
IN_SQL = re.compile(r"\bcurrent_(date|timestamp)\b", re.IGNORECASE)
IN_DIGITS = {
    "governance/kernel/figures/formats.py",  # days in tables
    "governance/kernel/papers/sheets.py",  # days as a sheet has them
}
UNTOUCHED = {
    CLOCK,
    "portal/children.py",  # the launcher's own logs, before there are settings
    "tests/house/test_clock_spelling.py",
}


def imported(tree):
    """{name here: full name} of what a module imports."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname: alias.name for alias in node.names if alias.asname}
            names |= {alias.name.split(".")[0]: alias.name.split(".")[0] for alias in node.names if not alias.asname}
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


def faults(tree):
    """[(line, words)] of the spellings refused in a parsed module."""
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


def time_comes_from_the_clock(tree):
    """Days are the portal's and the time is the clock's, in tests too: these move time in one place."""
    for module in tree.all_code:
        if module.path not in UNTOUCHED and module.app != "bench":
            for line, words in faults_of(module):
                yield module.fault(line, f"{words}.")


def is_day(node):
    """Whether an expression is a day by its name: `row.held_on`, `publicity_until`, `clock.today()`."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) == "clock.today"
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name.endswith(("_on", "_until"))


def digits_for_days(tree):
    """[(line, words)] of days written as 2026-03-05 or 03-05 where people read them."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue):
            form = ast.unparse(node.format_spec) if node.format_spec else ""
            if "%m-%d" in form or (not form and node.conversion == -1 and is_day(node.value)):
                found.append((node.lineno, ast.unparse(node.value)))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "str" and any(map(is_day, node.args)):
            found.append((node.lineno, ast.unparse(node.args[0])))
    return found


def days_are_read_as_words(tree):
    """Choices, timelines and sentences write 3月5日; only tables, whose figures align, have 2026-03-05."""
    for module in tree.all_code:
        if module.path not in IN_DIGITS and module.app not in ("bench", "tests"):
            for line, words in digits_for_days(module.tree):
                yield module.fault(line, f"{words} is read by people: clock.zh_near, on record clock.zh_date.")


@cache
def faults_of(module):
    return faults(module.tree)
