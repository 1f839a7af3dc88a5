"""Which body may decide which matter (domain.md §2.7); a wrong body is refused before the count."""

from governance.kernel.clock import rules

COUNCIL, COUNCIL_MONEY = "council", "council_money"
RESIDENTS = ("residents_meeting", "residents_delegates")
VILLAGERS = ("villagers_meeting", "villagers_households", "villager_delegates")
PEOPLE = RESIDENTS + VILLAGERS
OWNERS = ("owners_ordinary",)
GREAT_OWNERS = ("owners_major",)
NOT_HERE = ("joint_conference", "election", "election_runoff", "recall")
COUNCIL_OF = {"project": COUNCIL_MONEY, "money": COUNCIL_MONEY}

MAY_DECIDE = {
    "project": (COUNCIL_MONEY, *PEOPLE, *OWNERS),
    "general": (COUNCIL, *PEOPLE, *OWNERS, "owners_committee", "party_meeting"),
    "money": (COUNCIL_MONEY, *PEOPLE, *OWNERS, "fund_committee"),
    "repair_fund_use": OWNERS,
    "repair_fund_raise": GREAT_OWNERS,
    "common_parts": GREAT_OWNERS,
    "rebuild": GREAT_OWNERS,
    "election": (*PEOPLE, COUNCIL, "party_meeting"),
}
LAW = "《民法典》第二百七十八条"
BY_OWNERS = ("repair_fund_use", "repair_fund_raise", "common_parts", "rebuild")


def settle_council(body, matter):
    """The council counts money matters by the stricter of its two rules, whichever was chosen."""
    return COUNCIL_OF.get(matter, COUNCIL) if body in (COUNCIL, COUNCIL_MONEY) else body


def refusal(body, matter, area):
    """The reason why this body cannot decide the matter in this area; "" when it can."""
    label = rules.bodies().get(body, body)
    if body not in MAY_DECIDE.get(matter, ()):
        if matter in BY_OWNERS:
            which = "业主共同决定（重大事项）" if matter != "repair_fund_use" else "业主共同决定（一般事项）"
            return f"{label}不能决定此类事项，依法须由{which}表决（{LAW}）"
        return f"{label}不能决定此类事项，请改选议事主体"
    is_village = area.community_id is not None and area.community.kind == "village"
    if is_village and body in RESIDENTS:
        return "村里的事项由村民会议或村民代表会议决定，请改选议事主体"
    if not is_village and area.community_id is not None and body in VILLAGERS:
        return "社区的事项由居民会议或居民代表会议决定，请改选议事主体"
    return ""


def size_refusal(body, entitled, on):
    """The reason why a body cannot have this many members; "" when it can."""
    least, most = rules.find(f"{body}_min", on), rules.find(f"{body}_max", on)
    if least is None:
        return ""
    low, high = rules.typed(least), rules.typed(most) if most else None
    if entitled < low or (high is not None and entitled > high) or entitled % 2 == 0:
        span = f"{low} 至 {high} 人" if high else f"不少于 {low} 人"
        return f"{least.label.removesuffix('最少人数')}须为{span}的单数，现填 {entitled} 人（{least.basis}）"
    return ""


def choices(on=None):
    """[(code, label)] of the bodies that hold deliberations; the council is listed once."""
    known = rules.bodies(on)
    return [
        (code, label.removesuffix("（一般事项）") if code == COUNCIL else label)
        for code, label in sorted(known.items(), key=lambda body: ORDER.index(body[0]) if body[0] in ORDER else 99)
        if code not in NOT_HERE and code != COUNCIL_MONEY
    ]


ORDER = (COUNCIL, *RESIDENTS, *OWNERS, *GREAT_OWNERS, "owners_committee", *VILLAGERS, "party_meeting", "fund_committee")
