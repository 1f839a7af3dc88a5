"""What a roll must satisfy before it is filed, each with its article; and what is only pointed out.

**Source:** 居委会组织法 (2025) 13, 28; 村委会组织法 (2025) 29; 湖南省物业管理条例 18.
"""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from governance.kernel.clock import clock, rules
from governance.kernel.figures.formats import bracketed, with_basis

from .doubts import doubts
from .kinds import Kind
from .members import RollMember

SLACK = timedelta(1)  # a term from 1 March may end on the last of February
SHOWN = 10  # codes named in a sentence
LEAST_PARTY, PARTY_LAW = 3, "《中国共产党章程》第三十条"
MOST_ADULTS = 6  # of a household, above which the numbers are pointed out


@dataclass(frozen=True)
class Finding:
    """A sentence about a roll; `is_bar` ones keep it from being filed."""

    sentence: str
    is_bar: bool = True


def findings(roll, on=None):
    """What speaks against filing a roll, by the rules of a day."""
    if not roll.has_content:
        return []  # the step says that it is empty
    if roll.lists_units:
        return check_units(roll)
    if roll.lists_numbers:
        return check_numbers(roll)
    members = list(roll.members.all())
    if roll.has_delegates:
        return check_delegates(roll, members, on)
    if roll.kind == Kind.OWNERS_COMMITTEE:
        size = check_size(len(members), "owners_committee_min", "owners_committee_max", on, odd=True)
        return size + check_terms(members, on) + doubtful(roll)
    if roll.kind == Kind.COUNCIL:
        return check_size(len(members), "council_members_min", "council_members_max", on) + doubtful(roll)
    return check_party(members) + doubtful(roll)


def check_units(roll):
    """Pointed out only: heads that the names speak against, and units so large that a point may be missing.

    The sheet refuses what no unit can have.
    """
    found = doubtful(roll)
    usual = rules.value("roll_unit_area_usual")
    codes = list(roll.units.filter(exclusive_area__gt=usual).values_list("code", flat=True))
    if not codes:
        return found
    named = "、".join(codes[:SHOWN]) + (" 等" if len(codes) > SHOWN else "")
    return [*found, Finding(f"{len(codes)} 套专有面积超过 {usual:,} ㎡（{named}），请对照登记簿核对", is_bar=False)]


def check_numbers(roll):
    """Pointed out only: fewer than the register has, or more adults to a household than usually live in one."""
    each, found = Fraction(roll.adults, roll.households), doubtful(roll)
    if each <= MOST_ADULTS:
        return found
    return [*found, Finding(f"平均每户 {float(each):.1f} 名成年人，超过 {MOST_ADULTS} 名，请核对", is_bar=False)]


def check_party(members):
    """A Party organisation has at least three full members, who vote."""
    if len(members) >= LEAST_PARTY:
        return []
    words = f"有表决权的党员须不少于 {LEAST_PARTY} 人，现有 {len(members)} 人：正式党员三人以上的才成立党的基层组织"
    return [Finding(f"{words}{bracketed(PARTY_LAW)}")]


def check_delegates(roll, members, on):
    """Delegates are at least four fifths of all, the committee's members beside them; for their number see `sizes`."""
    delegates = sum(member.seat == RollMember.Seat.DELEGATE for member in members)
    rule = rules.find("delegates_of_residents" if roll.kind == Kind.DELEGATES else "delegates_of_villagers", on)
    found = []
    if rule is not None and not rules.share(rule).is_met(delegates, len(members)):
        share = rules.share(rule)
        word = "居民" if roll.kind == Kind.DELEGATES else "村民"
        found.append(
            Finding(
                with_basis(
                    f"{word}代表 {delegates} 人，占代表会议组成人员 {len(members)} 人的比例须{share}"
                    f"（至少 {share.needed(len(members))} 人）",
                    rule.basis,
                )
            )
        )
    if delegates == len(members):
        word = "居民" if roll.kind == Kind.DELEGATES else "村民"
        words = f"名册没有{word}委员会成员：{word}代表会议由{word}委员会成员和{word}代表组成，须一并列入"
        found.append(Finding(with_basis(words, rule.basis if rule else "")))
    return found + check_women(roll, members, on) + doubtful(roll)


def doubtful(roll):
    """What needs a reason and a check, pointed out."""
    return [Finding(sentence, is_bar=False) for sentence in doubts(roll)]


def check_women(roll, members, on):
    """Of a village's delegates at least a third are women.  Source: 村委会组织法 (2025) 29."""
    rule = rules.find("women_delegates_villagers", on) if roll.counts_women else None
    if rule is None:
        return []
    delegates = [member for member in members if member.seat == RollMember.Seat.DELEGATE]
    women, share = sum(member.is_woman for member in delegates), rules.share(rule)
    if share.is_met(women, len(delegates)):
        return []
    return [
        Finding(
            f"妇女村民代表 {women} 人，占村民代表 {len(delegates)} 人的比例须{share}"
            f"（至少 {share.needed(len(delegates))} 人），请核对并在“妇女”一列标明{bracketed(rule.basis)}"
        )
    ]


def check_terms(members, on):
    """A term of the owners' committee is three to five years; who was elected later serves the rest of it."""
    shortest, longest = rules.get("owners_committee_term_min", on), rules.get("owners_committee_term_max", on)
    dated = [member for member in members if member.starts_on and member.ends_on]

    def found(wrong, sentence, rule, *, is_bar):
        names = "、".join(f"第 {member.no} 行" for member in wrong[:SHOWN])
        return [Finding(f"{names}的任期{sentence}{bracketed(rule.basis)}", is_bar=is_bar)] if wrong else []

    too_long = [member for member in dated if member.ends_on > term_end(member.starts_on, longest)]
    too_short = [member for member in dated if member.ends_on < term_end(member.starts_on, shortest) - SLACK]
    return [
        *found(too_long, f"超过{longest.value_text}", longest, is_bar=True),
        *found(too_short, f"不足{shortest.value_text}，补选的请核对是否至本届期满", shortest, is_bar=False),
    ]


def term_end(starts_on, rule):
    return clock.due_date(starts_on, int(rule.value), rule.unit, rule.moves)


def check_size(count, least_code, most_code, on, *, odd=False):
    """Refuses a body smaller or larger than its rules allow."""
    least, most = rules.find(least_code, on), rules.find(most_code, on)
    low = rules.typed(least) if least else 0
    high = rules.typed(most) if most else count
    if low <= count <= high and not (odd and count % 2 == 0):
        return []
    kind = "人的单数" if odd else "人"
    return [
        Finding(f"成员须为 {low} 至 {high} {kind}，现有 {count} 人{bracketed(least.basis if least else most.basis)}")
    ]
