"""A flat turned into a shop: all owners of its building have an interest, others must show that they are affected.

Source: 民法典 279; 最高法建筑物区分所有权解释 (2020) 11; domain.md §2.7.
"""

from governance.deliberations import matters
from governance.deliberations.flats import flats_in, is_one
from governance.deliberations.grounds import BUILDING, GROUNDS
from governance.deliberations.models import Deliberation
from governance.rolls.electorate import buildings_of, find_roll, heads_of_building
from governance.rolls.heads import building_of
from governance.rolls.kinds import BY_BODY, BY_BUILDING


def settle_building(deliberation, field="building"):
    """Set the building as the codes of the roll of the day spell it; empty for every other body.

    field -- of the form, where the refusal stands

    Refuses building_missing: also where that roll has no such building.
    """
    if deliberation.body not in BY_BUILDING:
        deliberation.building = ""
        return
    typed = deliberation.building.strip()
    deliberation.building = building_of(f"{typed}-0") if typed else ""
    roll = find_roll(BY_BODY[deliberation.body], deliberation.area, deliberation.held_on)
    known = buildings_of(roll) if roll else []
    if known == [""]:
        deliberation.building = ""  # one building, which the codes do not name
    elif not deliberation.building:
        raise GROUNDS.refused(
            f"请选择该住宅所在的楼栋，本栋全体业主均须同意{listed(known)}", "building_missing", field=field
        )
    elif roll and deliberation.building not in known:
        words = f"业主名册上没有“{typed}”这一楼栋，请按名册户号的第一段填写{listed(known)}"
        raise GROUNDS.refused(words, "building_missing", field=field)


def check_shop(deliberation, texts):
    """Each motion turns the same flat of the building into a shop: its owners decide nothing else.

    Refuses matter_misnamed, flat_not_one, flat_outside_building.
    """
    if deliberation.matter != Deliberation.Matter.BUSINESS_USE:
        return
    if others := [no for no, text in enumerate(texts, 1) if not (matters.is_conversion(text) and flats_in(text))]:
        words = "、".join(f"第 {no} 项" for no in others)
        sentence = (
            f"有利害关系的业主只议定住宅改为经营性用房：{words}没有写明哪一户住宅改作何种经营。"
            "请逐项写明户号和用途，如“同意 3-1-101 住宅改为早餐店”；其他事项请另行召集"
        )
        basis = deliberation.competence.basis
        raise GROUNDS.refused(sentence, "matter_misnamed", by=basis, field="motions")
    flats = [flat for text in (deliberation.title, *texts) for flat in flats_in(text)]
    named = "、".join(dict.fromkeys(f"“{flat.words}”" for flat in flats))
    if not is_one(flats):
        sentence = f"议题和表决事项写了不同的住宅：{named}；一次只议定一户，其他住宅请另行召集"
        raise GROUNDS.refused(sentence, "flat_not_one", field="motions")
    outside = [flat for flat in flats if flat.building not in ("", deliberation.building)]
    if deliberation.building and outside:
        sentence = (
            f"“{outside[0].words}”不在所填的 {deliberation.building} 栋：应由该住宅所在楼栋的全体业主同意，"
            "请核对所在楼栋和户号"
        )
        raise GROUNDS.refused(sentence, "flat_outside_building", field="building")


def listed(buildings):
    named = [building for building in buildings if building]
    return f"；名册载有：{'、'.join(named)}" if named else ""


def note_outsiders(deliberation, found, rows, faults):
    """Note owners from outside the building on a list, beyond those who were added with a reason (not_of_building)."""
    if deliberation.body not in BY_BUILDING or found is None or deliberation.entitled is None:
        return
    inside, outside = heads_of_building(found.roll, deliberation.building), []
    added = max(deliberation.entitled - found.heads, 0)
    for row in rows:
        if row["head"] in inside or row["choice"] == "absent":
            continue
        if row["head"] not in outside:
            outside.append(row["head"])
        if outside.index(row["head"]) >= added:
            sentence = (
                f"{row['voter']}不在本栋，其业主须证明房屋价值、生活质量受到或者可能受到不利影响，才是有利害关系的业主；"
                f"确认的，应到按本栋 {found.heads_words}加上这些业主填写，写明理由并附材料"
            )
            faults.add(row, "not_of_building", sentence, by=BUILDING)
