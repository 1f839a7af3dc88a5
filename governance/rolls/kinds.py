"""The kinds of rolls: what each lists, where it belongs, and which bodies it makes entitled (domain.md §2.7)."""

from django.db import models

from governance.areas.levels import Levels


class Kind(models.TextChoices):
    OWNERS = "owners", "业主名册"
    RESIDENTS = "residents", "居民户数和成年人数"
    DELEGATES = "delegates", "居民代表会议成员名册"
    VILLAGERS = "villagers", "村民户数和成年人数"
    VILLAGER_DELEGATES = "villager_delegates", "村民代表会议成员名册"
    PARTY = "party", "有表决权党员名册"
    COUNCIL = "council", "小区议事会成员名册"
    OWNERS_COMMITTEE = "owners_committee", "业主委员会委员名册"


class Holding(models.TextChoices):
    """Whose an exclusive unit is.

    Units that the developer has not sold, or sold and not handed over, count as one head together.
    Source: 最高法建筑物区分所有权解释 (2020) 9.
    """

    OWNER = "owner", "已交付"
    UNSOLD = "unsold", "未售"
    UNDELIVERED = "undelivered", "已售未交付"


OF_UNITS = (Kind.OWNERS.value,)
OF_NUMBERS = (Kind.RESIDENTS.value, Kind.VILLAGERS.value)
OF_DELEGATES = (Kind.DELEGATES.value, Kind.VILLAGER_DELEGATES.value)
OF_MEMBERS = (*OF_DELEGATES, Kind.PARTY.value, Kind.COUNCIL.value, Kind.OWNERS_COMMITTEE.value)
WITH_WOMEN = (Kind.VILLAGER_DELEGATES.value,)  # a share of the delegates are women: each row says who is one
OF_VILLAGES = (Kind.VILLAGERS.value, Kind.VILLAGER_DELEGATES.value)

LEVELS = {
    Kind.OWNERS: ("compound",),
    Kind.OWNERS_COMMITTEE: ("compound",),
    Kind.COUNCIL: ("compound", "community"),
    Kind.PARTY: ("compound", "community", "building"),
    **dict.fromkeys((Kind.RESIDENTS, Kind.DELEGATES, Kind.VILLAGERS, Kind.VILLAGER_DELEGATES), ("community",)),
}
ROLLS = Levels("governance.roll", "kind", LEVELS, says="{what}按{where}登记，请改选区域")

# The roll that says who is entitled in a body.  The fund's committee is kept by the fund itself.
BY_BODY = {
    "owners_ordinary": Kind.OWNERS,
    "owners_major": Kind.OWNERS,
    "interested_owners": Kind.OWNERS,
    "owners_committee": Kind.OWNERS_COMMITTEE,
    "council": Kind.COUNCIL,
    "council_money": Kind.COUNCIL,
    "residents_meeting": Kind.RESIDENTS,
    "residents_delegates": Kind.DELEGATES,
    "villagers_meeting": Kind.VILLAGERS,
    "villagers_households": Kind.VILLAGERS,
    "villager_delegates": Kind.VILLAGER_DELEGATES,
    "party_meeting": Kind.PARTY,
    "party_election": Kind.PARTY,
}
# Of these a roll makes only the heads of one building entitled.  Source: 最高法建筑物区分所有权解释 (2020) 11.
BY_BUILDING = ("interested_owners",)
# What is counted of a community's numbers where the caller does not say.
BY_HOUSEHOLDS = ("residents_meeting", "villagers_households")


def place_of(kind, area):
    """The place at or above an area that keeps a roll of this kind; None where there is none."""
    if area.level in LEVELS[kind]:
        return area
    return area.compound if "compound" in LEVELS[kind] and area.compound_id else area.community


def place_refusal(kind, area):
    """The reason why a roll of this kind is not kept at this area; "" where it is."""
    if reason := ROLLS.refusal(kind, area):
        return reason
    is_village = area.kind == "village" or (area.community_id is not None and area.community.kind == "village")
    if area.level == "community" and is_village and kind in (Kind.RESIDENTS, Kind.DELEGATES):
        return "村里登记村民的名册，请改选类别"
    if not is_village and kind in OF_VILLAGES:
        return "社区登记居民的名册，请改选类别"
    return ""
