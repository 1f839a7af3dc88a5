"""What a version changes against the one it follows, and whether that asks for a reason (domain.md §2.7a)."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from governance.kernel.clock import rules
from governance.kernel.figures.shares import Share
from governance.kernel.upkeep import masks

from .electorate import units_of
from .heads import unit_key
from .models import Roll
from .sizes import size_doubts

RULE = "roll_change_share"
ADDED, REMOVED, CHANGED = WORDS = ("新增", "减少", "变更")


@dataclass(frozen=True)
class Total:
    """One number of a roll, before and after."""

    label: str
    before: int
    after: int
    unit: str

    @property
    def change_text(self):
        return f"{self.before:,} → {self.after:,} {self.unit}"

    @property
    def text(self):
        return f"{self.label} {self.change_text}"


@dataclass(frozen=True)
class Line:
    """One row that was added, removed or changed: its name, what became different, and its key.

    pk -- of the new version's row; of the old one's where it was removed
    """

    word: str
    name: str
    pk: int
    says: str = ""


@dataclass(frozen=True)
class Comparison:
    """A version held against the one that its filing would end.

    lines -- rows added, removed and changed; () for a roll of numbers
    rows  -- how many rows the version before has
    limit -- the part of a number or of the rows that may differ without a reason
    """

    before: Roll
    totals: tuple
    lines: tuple
    rows: int
    limit: Share

    @cached_property
    def counted(self):
        """{"新增": 3, "减少": 0, "变更": 1}"""
        return {word: sum(line.word == word for line in self.lines) for word in WORDS}

    @property
    def is_large(self):
        """Whether a number, or the rows of one sort, differ by more than the rule lets pass without a reason."""
        numbers = any(self.limit.is_met(abs(one.after - one.before), one.before) for one in self.totals)
        return numbers or any(self.limit.is_met(count, self.rows) for count in self.counted.values())

    @property
    def has_shrunk(self):
        """Whether a number became smaller by more than the rule lets pass: whoever is missing has lost a vote."""
        return any(self.limit.is_met(one.before - one.after, one.before) for one in self.totals)

    @property
    def rows_text(self):
        """新增 3 行、变更 1 行; 逐行无变动; "" for a roll of numbers, which has no rows."""
        counted = "、".join(f"{word} {count:,} 行" for word, count in self.counted.items() if count)
        return counted or ("逐行无变动" if self.rows else "")

    @property
    def text(self):
        """与在用的版本（2026年3月1日备案）相比：专有部分 465 → 6 套，…；减少 459 行、变更 2 行."""
        version = f"{self.before.state_today.label}的版本（{self.before.filed_text}）"
        numbers = "，".join(one.text for one in self.totals)
        return f"与{version}相比：{'；'.join(filter(None, [numbers, self.rows_text]))}"

    @property
    def facts(self):
        """The comparison as lines of the timeline."""
        return [["与上一版相比", self.text.partition("：")[2]]]


def compare(roll):
    """The Comparison of a version with the one filed before it; None for the first one, and for an empty one."""
    before = Roll.objects.newest_before(roll)
    if before is None or not roll.has_content:
        return None
    old, new = rows_of(before), rows_of(roll)
    return Comparison(
        before=before,
        totals=tuple(Total(*one) for one in totals(before, roll)),
        lines=tuple(differences(old, new)),
        rows=len(old),
        limit=rules.share(rules.get(RULE)),
    )


def needs_paper(roll, compared):
    """Whether a reason alone does not do: somebody lost a vote, or the numbers of the place say otherwise."""
    return bool(compared and compared.has_shrunk) or bool(size_doubts(roll))


def totals(before, after):
    """(label, before, after, unit) of the numbers that a roll of this kind states."""
    if after.lists_units:
        columns = (("专有部分", "unit_count", "套"), ("计票人数", "head_count", "户"), ("专有面积", "total_area", "㎡"))
    elif after.lists_numbers:
        columns = (("户数", "households", "户"), ("年满十八周岁", "adults", "人"))
    else:
        columns = (("成员", "head_count", "人"),)
    for label, column, unit in columns:
        yield label, getattr(before, column) or 0, getattr(after, column) or 0, unit


def rows_of(roll):
    """{name: (key, {what: value})} of the rows of a roll; names of owners are compared and never shown."""
    if roll.lists_units:
        return {key: (unit.pk, unit_values(unit)) for key, unit in units_of(roll).items()}
    members = list(roll.members.all()) if roll.lists_members else []
    names = Counter(member.name for member in members)
    found = {}
    for member in members:
        is_only = names[member.name] == 1
        key = member.name, "" if is_only else member.duty
        terms = f"{member.starts_on or '—'} 至 {member.ends_on or '—'}"
        values = {"身份": member.get_seat_display(), "职务或席位": member.duty or "—", "任职": terms}
        if roll.counts_women:
            values["妇女"] = "是" if member.is_woman else "否"
        found[key] = member.pk, values
    return found


def unit_values(unit):
    return {
        "面积": f"{unit.area:,.2f} ㎡",
        "状态": unit.holding_label,
        "业主": unit.owners,
        "计票": unit_key(unit.head),
    }


def differences(old, new):
    """The Lines that lead from the rows of one version to those of the next."""
    for key, (pk, _) in new.items():
        if key not in old:
            yield Line(ADDED, shown(key), pk)
    for key, (pk, _) in old.items():
        if key not in new:
            yield Line(REMOVED, shown(key), pk)
    for key, (pk, values) in new.items():
        before = old[key][1] if key in old else values
        if changed := [what for what, value in values.items() if value != before[what]]:
            yield Line(CHANGED, shown(key), pk, "；".join(change_text(what, before, values) for what in changed))


def change_text(what, old, new):
    return "业主变更" if what == "业主" else f"{what} {old[what]} → {new[what]}"


def shown(key):
    """A unit by its code; a member by the masked name."""
    if isinstance(key, str):
        return key
    name, duty = key
    return f"{masks.name(name)}（{duty}）" if duty else masks.name(name)
