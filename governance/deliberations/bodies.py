"""The bodies that hold deliberations: which may take up a matter where, and how many members they have.

The lines of law stand in `competences`; here they become refusals and choices.
"""

from governance.kernel.clock import rules
from governance.rolls.electorate import electorate

from . import competences

COUNCIL, COUNCIL_MONEY = "council", "council_money"
RESIDENTS = ("residents_meeting", "residents_delegates")
VILLAGERS = ("villagers_meeting", "villagers_households", "villager_delegates")
COMMUNITY = RESIDENTS + VILLAGERS  # bodies of a whole community or village
DELEGATES = ("residents_delegates", "villager_delegates")
OWNERS = ("owners_ordinary", "owners_major", "interested_owners")  # owners vote, in person or by an agent
BY_MONEY = ("project", "money")  # matters for which a council counts by its stricter rule
ORDER = (
    COUNCIL,
    "owners_ordinary",
    "owners_major",
    "owners_committee",
    "interested_owners",
    *RESIDENTS,
    *VILLAGERS,
    "party_meeting",
    "party_election",
)


def settle_council(body, matter):
    """The council counts money matters by the stricter of its two rules, whichever was chosen."""
    if body not in (COUNCIL, COUNCIL_MONEY):
        return body
    return COUNCIL_MONEY if matter in BY_MONEY else COUNCIL


def label(body, on=None):
    """What a body is called, without the part that tells its two rules apart."""
    return rules.bodies(on).get(body, body).removesuffix("（一般事项）" if body == COUNCIL else "（涉及资金）")


def refusal(body, matter, area, on=None):
    """The reason, with its article, why this body cannot take up the matter for this area; "" when it can.

    on -- the day of the meeting
    """
    line = competences.find(matter, body, on)
    if line is None:
        return wrong_body(body, matter, on)
    if not line.is_at(area):
        places = " 或 ".join(line.level_label for line in competences.lines_of(matter, body, on))
        others = sorted({other.body for other in competences.for_matter(matter, on) if other.is_at(area)}, key=place_of)
        instead = f"；{area.name}的事项由{'、'.join(label(other, on) for other in others)}议定" if others else ""
        return f"{label(body, on)}按{places}召开，不能为{area.name}单独召开{instead}（{line.basis}）"
    return ""


def wrong_body(body, matter, on):
    """Which body may decide the matter instead."""
    lines = competences.for_matter(matter, on)
    deciding = [line for line in lines if line.is_decision] or lines
    if not deciding:
        return "当日施行的法律没有规定由哪一议事主体决定此类事项，请改选事项类别"
    known = list(dict.fromkeys(label(line.body, on) for line in sorted(deciding, key=lambda line: place_of(line.body))))
    by_law = "依法" if all(line.is_decision for line in deciding) else ""
    return f"{label(body, on)}不能决定此类事项，{by_law}须由{'、'.join(known)}表决（{deciding[0].basis}）"


def place_of(body):
    """Where a body stands in lists."""
    return ORDER.index(body) if body in ORDER else len(ORDER)


def size_refusal(body, entitled, on):
    """The reason why a body cannot have this many members; "" when it can."""
    least, most = rules.find(f"{body}_min", on), rules.find(f"{body}_max", on)
    if least is None:
        return ""
    low, high = rules.typed(least), rules.typed(most) if most else None
    if entitled < low or (high is not None and entitled > high) or entitled % 2 == 0:
        span = f"{low} 至 {high} 人" if high else f"不少于 {low} 人"
        return (
            f"{least.label.removesuffix('最少人数')}须为{span}的单数，现填 {entitled} 人（{least.basis}）；"
            "委员出缺的，仍按选举产生的总人数计算"
        )
    return ""


def choices(on=None):
    """[(code, label)] of the bodies that hold deliberations; the council is listed once."""
    known = rules.bodies(on)
    listed = {line.body for line in competences.competences()} & set(known)
    return [(code, label(code, on)) for code in sorted(listed, key=place_of)]


def find_electorate(deliberation):
    """Those entitled on the day of the meeting, from the roll in force then; None where none is filed."""
    return electorate(deliberation.body, deliberation.area, deliberation.held_on, by=deliberation.count_by)
