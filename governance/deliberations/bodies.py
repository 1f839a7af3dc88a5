"""The bodies that hold deliberations: which may take up a matter where, and how many members they have.

The lines of law stand in `competences`; here they become refusals and choices.
"""

from datetime import timedelta

from governance.kernel.clock import clock, rules
from governance.kernel.clock.validity import holds_on
from governance.kernel.figures.formats import bracketed
from governance.rolls.electorate import electorate

from . import competences

COUNCIL, COUNCIL_MONEY = "council", "council_money"
RESIDENTS = ("residents_meeting", "residents_delegates")
VILLAGERS = ("villagers_meeting", "villagers_households", "villager_delegates")
COMMUNITY = RESIDENTS + VILLAGERS  # bodies of a whole community or village
PARTY_MEETING = "party_meeting"
CONSULTING = (COUNCIL, COUNCIL_MONEY, PARTY_MEETING)  # they decide nothing for others
LOOKED_AT = ("owners_ordinary", "interested_owners", "owners_committee", *RESIDENTS)  # see `matters.must_be_checked`
DELEGATES = ("residents_delegates", "villager_delegates")
OWNERS = ("owners_ordinary", "owners_major", "interested_owners")  # owners vote, in person or by an agent
AREAS = ("street", "community", "compound")  # levels of the area tree for which somebody may be called together
UNREGULATED = "当日施行的法律没有规定由哪一议事主体决定此类事项，请改选事项类别"
BY_MONEY = ("project", "money")  # matters for which a council counts by its stricter rule
ORDER = (
    COUNCIL,
    "owners_ordinary",
    "owners_major",
    "owners_committee",
    "interested_owners",
    *RESIDENTS,
    *VILLAGERS,
    PARTY_MEETING,
    "party_election",
)


def settle_council(body, matter):
    """The council counts money matters by the stricter of its two rules, whichever was chosen."""
    if body not in (COUNCIL, COUNCIL_MONEY):
        return body
    return COUNCIL_MONEY if matter in BY_MONEY else COUNCIL


def label(body, on=None):
    """What a body is called, without the part that tells its two rules apart."""
    return (rules.body_label(body, on) or body).removesuffix("（一般事项）" if body == COUNCIL else "（涉及资金）")


def refusal(body, matter, area, on=None):
    """The reason, with its article, why this body cannot take up the matter for this area; "" when it can.

    It names only bodies that exist at the area.

    on -- the day of the meeting
    """
    line = competences.find(matter, body, on)
    if line is not None and line.is_at(area):
        return ""
    lines = competences.for_matter(matter, on)
    if not lines:
        return UNREGULATED
    lines = near_lines(lines, competences.level_of(area.community or area))
    here = [other for other in lines if other.is_at(area)]
    if line is not None:
        places = " 或 ".join(dict.fromkeys(other.level_label for other in competences.lines_of(matter, body, on)))
        why = f"{label(body, on)}按{places}召开，不能为{area.name}单独召开"
        return f"{why}；{instead(here, lines, area, on)}{bracketed(line.basis)}"
    basis = next((other.basis for other in [*here, *lines] if other.is_decision), lines[0].basis)
    return f"{label(body, on)}不能决定此类事项，{instead(here, lines, area, on)}{bracketed(basis)}"


def nobody_at(matter, level, near=(), on=None):
    """Why no body can be chosen for a matter at places of a level: who decides it where, by which article; "" else.

    near -- the levels at hand: bodies of other levels are named only where none of these has one
    """
    lines = competences.for_matter(matter, on)
    if any(level in line.levels for line in lines):
        return ""
    if not lines:
        return UNREGULATED
    lines = [line for line in lines if set(line.levels) & set(near)] or lines
    basis = next((line.basis for line in lines if line.is_decision), lines[0].basis)
    return f"{competences.PLACE_WORDS[level]}没有能议定此类事项的主体，{elsewhere(lines, on)}{bracketed(basis)}"


def elsewhere(lines, on):
    """At which level the matter belongs, and there to whom."""
    levels = dict.fromkeys(line.level_label for line in lines)
    here = [f"{level}的{names([line for line in lines if line.level_label == level], on)}" for level in levels]
    return f"此类事项由{'，或者'.join(here)}议定，请改选区域"


def near_lines(lines, level):
    """The lines that a refusal names: a Party meeting decides nothing in the place of owners or residents.

    A community and its compounds are not told of a village's meetings, nor a village of a community's.
    """
    other = {"village": "community", "community": "village"}.get(level)
    wanted = [line for line in lines if line.body != PARTY_MEETING and line.level != other]
    return wanted or lines


def instead(here, lines, area, on):
    """Who takes the matter up at the area, or, where nobody does there, at which level it belongs."""
    deciding, consulting = ([line for line in here if line.is_decision is decides] for decides in (True, False))
    words = []
    if deciding:
        words.append(f"{area.name}的此类事项依法须由{names(deciding, on)}表决")
    if consulting:
        words.append(f"{names(consulting, on)}可以先行协商")
    if not words:
        words.append(elsewhere(lines, on))
    return "，".join(words)


def names(lines, on):
    """The bodies of the lines, each once, in the order of the lists."""
    return "、".join(
        dict.fromkeys(label(line.body, on) for line in sorted(lines, key=lambda line: place_of(line.body)))
    )


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
            f"{least.label.removesuffix('最少人数')}须为{span}的单数，现填 {entitled} 人{bracketed(least.basis)}；"
            "委员出缺的，仍按选举产生的总人数计算"
        )
    return ""


def choices(on=None):
    """[(code, label)] of the bodies that hold deliberations; the council is listed once."""
    known = rules.bodies(on)
    listed = {line.body for line in competences.competences()} & set(known)
    return [(code, label(code, on)) for code in sorted(listed, key=place_of)]


def offered(places, matter="", on=None):
    """The choices among which some matter can be taken up at one of the levels; a matter narrows them further."""
    fits = fits_by_body(on)
    wanted = {f"{place}/{matter}" for place in places}
    return [
        (code, name)
        for code, name in choices(on)
        if any(fit in wanted if matter else fit.split("/")[0] in places for fit in fits.get(code, ()))
    ]


def fits_by_body(on=None):
    """{body: ["compound/project", …]}: at which levels it takes up which matters."""
    found = {}
    for line in competences.competences():
        if holds_on(line, on or clock.today()):
            found.setdefault(line.body, []).extend(f"{level}/{line.matter}" for level in line.levels)
    return found


def earliest_meeting(body, notice_on):
    """The first day for a meeting announced on a day; None for a body without a rule."""
    rule = rules.find(f"notice_{body}", notice_on)
    if rule is None:
        return None
    days = int(rule.value)
    return clock.add_workdays(notice_on, days) if rule.unit == "wd" else notice_on + timedelta(days)


def entitled_words(found):
    """Who is entitled, as a notice says it: by which roll, and how many."""
    return f"应到以{found.label}为准：{found.heads_words}" if found else "应到以召开当日有效的名册为准"


def find_electorate(deliberation):
    """Those entitled on the day of the meeting, from the roll in force then; None where none is filed."""
    row = deliberation
    return electorate(row.body, row.area, row.held_on, by=row.count_by, building=row.building)
