"""Dated rules: every limit, period and majority the portal knows, as it stood on a day.

Code asks by `code` and day and never holds a number itself; the office edits
the rows (`models.rules.Rule`).  Source: domain.md §0, §2, §2.7, §2.15, §9.
"""

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from governance.kernel.figures.shares import Share, Threshold
from governance.kernel.models.fresh import Fresh, forget
from governance.kernel.models.rules import Comparison, Rule, RuleKind, Unit
from governance.kernel.steps.errors import Refused

from . import clock
from .validity import holds_on

DATA = Path(__file__).parents[2] / "data"
CATALOGUE = (DATA / "deadline_rules.csv", DATA / "rules.csv")

# The default ladder: who else is notified on each rung; the handler always is.
ESCALATE = (("unit_head",), ("street_leader",), ("district_office",))
OVERDUE = (1, 3, 7)
SUPERVISOR = "supervisor"
OF_QUORUM = "（到会）"  # how the label of a quorum ends; what stands before it is the body's name
PUBLISH = "deliberation_publish"  # how long a decision is published where no law says


class RuleMissing(Refused):
    """No version of the rule is in force on that day."""

    code = "rule_missing"


@dataclass(frozen=True)
class Rung:
    """One step of the reminder ladder.

    offset -- days after the due day (negative: before)
    roles  -- who is notified besides the handler
    """

    offset: int
    on: date
    roles: tuple = ()


def read_rules():
    """{code: [versions, newest first]}"""
    known = defaultdict(list)
    for rule in Rule.objects.standing().order_by("-valid_from"):
        known[rule.code].append(rule)
    return known


known_rules = Fresh(read_rules)


def find(code, on=None):
    """The version of a rule in force on a day (today), or None."""
    day = on or clock.today()
    return next((rule for rule in known_rules().get(code, ()) if holds_on(rule, day)), None)


def version(code, pk):
    """One standing version of a rule by its key, or None."""
    return next((rule for rule in known_rules().get(code, ()) if rule.pk == pk), None)


def get(code, on=None):
    """The version of a rule in force on a day (today).  Raises RuleMissing."""
    rule = find(code, on)
    if rule is None:
        day = on or clock.today()
        raise RuleMissing(f"规则表中没有在{clock.zh_date(day)}施行的规则“{name_of(code)}”，请联系联席办补充后再办理")
    return rule


def name_of(code):
    """What a rule is called in any of its versions; its code where there is none."""
    return next((rule.label for rule in known_rules().get(code, ())), code)


def value(code, on=None):
    """A rule's value in its own type: Decimal yuan, int days, Fraction, str.  Raises RuleMissing."""
    return typed(get(code, on))


def typed(rule):
    """The value of one version, by its unit."""
    if rule.unit == Unit.TEXT:
        return rule.value
    if rule.unit in (Unit.YUAN, Unit.PERCENT):
        return Decimal(rule.value)
    if rule.unit == Unit.SHARE:
        return share(rule).fraction
    return int(rule.value)


def deadline(code, start):
    """The due day of a period that begins on `start` (a date or an instant), by the version then in force."""
    day = clock.local_date(start)
    return due(get(code, day), day)


def due(rule, start):
    """The last day of a period by one version of its rule."""
    return clock.due_date(start, int(rule.value), rule.unit, rule.moves)


def ladder(rule, due_on, opened_on):
    """The reminders of one deadline in order: [Rung].

    rule -- a Rule or its code; "" or an unknown code gives the default ladder

    Before the due day by the rule's own list, else by the length of the
    period: from 15 days on T-7, T-3, T-1; from 5 days T-2, T-1; shorter ones
    only on the day.  From T+1 each rung keeps those notified before and adds the
    next level.  Statutory periods give no grace: the notice of T+3 goes out on T+1.  A
    minimum period binds nobody to act and has no ladder.
    Nothing is sent before the period opened; a fixed day (`opened_on` not
    before `due_on`) is announced however early its rule says.
    Source: domain.md §2, default reminder ladder.
    """
    if isinstance(rule, str):
        rule = find(rule, opened_on)
    if rule is not None and rule.kind == RuleKind.MINIMUM:
        return []
    own = rule.remind if rule is not None else None
    reminders = usual_reminders((due_on - opened_on).days) if own is None else own
    late = {} if is_nobodys(rule) else overdue_levels(rule)
    reminded = {offset: () for offset in reminders if offset < 0}
    reminded[0] = (SUPERVISOR,) if late else ()
    reminded |= late
    reminded |= {offset: late.get(max(OVERDUE), ()) for offset in reminders if offset > max(OVERDUE)}
    rungs = [Rung(offset, due_on + timedelta(offset), reminded[offset]) for offset in sorted(reminded)]
    return [rung for rung in rungs if rung.on >= opened_on or opened_on >= due_on]


def usual_reminders(days):
    """When a period of this many days reminds if its rule says nothing."""
    if days >= 15:
        return (-7, -3, -1)
    return (-2, -1) if days >= 5 else ()


def is_nobodys(rule):
    """Whether lateness concerns no superior: a right that simply lapses."""
    return rule is not None and rule.escalate == []


def overdue_levels(rule):
    """{days late: who is notified besides the handler}; each level keeps all before it."""
    own = tuple(tuple(level) for level in (rule.escalate or ())) if rule is not None else ()
    levels, reminded = {}, (SUPERVISOR,)
    for offset, level in zip(OVERDUE, own + ESCALATE[len(own) :], strict=False):
        reminded += tuple(role for role in level if role not in reminded)
        levels[offset] = reminded
    if rule is not None and rule.is_statutory:
        levels[OVERDUE[0]] = levels.pop(OVERDUE[1])
    return levels


def share(rule):
    """The exact share a rule of unit SHARE states."""
    num, den = rule.value.split("/")
    return Share(int(num), int(den), strict=rule.comparison == Comparison.MORE_THAN)


def threshold(body, on=None):
    """What makes a meeting of `body` quorate and a motion pass, as of a day.  Raises RuleMissing.

    body -- "owners_ordinary", "residents_meeting", "party_meeting" …: every
            code that has `quorum_<body>` and `pass_<body>` rows; how long its decision
            is published says `publish_<body>`, else the district's rule for all
    """
    quorum, passing = get(f"quorum_{body}", on), get(f"pass_{body}", on)
    notice, proxies = find(f"notice_{body}", on), find(f"proxies_{body}", on)
    publish = find(f"publish_{body}", on) or find(PUBLISH, on)
    return Threshold(
        body=body,
        label=quorum.label.removesuffix(OF_QUORUM),
        quorum=share(quorum),
        passing=share(passing),
        base=passing.base,
        counts=tuple(passing.counts),
        notice_days=int(notice.value) if notice else 0,
        notice_unit=notice.unit if notice else Unit.DAYS.value,
        proxies=int(proxies.value) if proxies else None,
        basis=quorum.basis,
        note=quorum.note,
        notice_basis=notice.basis if notice else "",
        publish_days=int(publish.value) if publish else 0,
        publish_unit=publish.unit if publish else Unit.DAYS.value,
        publish_basis=publish.basis if publish else "",
    )


def bodies(on=None):
    """The bodies with a threshold in force, {code: label}: those with a quorum and a majority of their own."""
    found = sorted(code.removeprefix("quorum_") for code in known_rules() if code.startswith("quorum_"))
    return {body: label for body in found if (label := body_label(body, on))}


def body_label(body, on=None):
    """What a body with a quorum and a majority in force is called; "" where there is none."""
    quorum = find(f"quorum_{body}", on) if f"pass_{body}" in known_rules() else None
    return quorum.label.removesuffix(OF_QUORUM) if quorum else ""


def load_rules(*paths):
    """Add the versions a catalogue lists and the table lacks; what the office has edited stays.

    A version is left out when a row of its code is in force on any of its days,
    or was to be: what the office proposed or withdrew does not come back.
    Returns (rows added, codes left as they were).
    """
    added, kept = [], []
    there = defaultdict(list)
    for code, first, last in Rule.objects.values_list("code", "valid_from", "valid_to"):
        there[code].append((first, last or date.max))
    for path in paths or CATALOGUE:
        with open(path, encoding="utf-8", newline="") as lines:
            for line in csv.DictReader(lines):
                rule = rule_of(line)
                last = rule.valid_to or date.max
                if any(begun <= last and rule.valid_from <= ended for begun, ended in there[rule.code]):
                    kept.append(rule.code)
                else:
                    rule.clean_fields()
                    added.append(rule)
    Rule.objects.bulk_create(added)
    forget()
    return added, kept


@cache
def lines():
    """{(code, first day): the version} of all lines that come with the portal."""
    found = {}
    for path in CATALOGUE:
        with open(path, encoding="utf-8", newline="") as rows:
            for rule in map(rule_of, csv.DictReader(rows)):
                found[rule.code, rule.valid_from] = rule
    return found


@cache
def catalogued():
    """The codes of all rules that come with the portal."""
    return frozenset(code for code, _ in lines())


def missing():
    """The codes of the catalogue of which the table has no version at all: `manage.py load_rules` was not run."""
    return sorted(catalogued() - set(Rule.objects.values_list("code", flat=True)))


def rule_of(line):
    """A Rule from one line of a catalogue; empty cells take the field's default."""
    line = {name: cell.strip() for name, cell in line.items() if cell and cell.strip()}
    for name in ("remind", "escalate", "counts"):
        if name in line:
            line[name] = json.loads(line[name])
    for name in ("is_statutory", "is_repeated"):
        line[name] = line.get(name) == "1"
    for name in ("valid_from", "valid_to"):
        line[name] = date.fromisoformat(line[name]) if name in line else None
    return Rule(**line)
