"""The buildings among which the one of a flat turned into a shop is chosen: those of the owners' roll.

Source: 民法典 279; 最高法建筑物区分所有权解释 (2020) 11; domain.md §2.7.
"""

from governance.areas.models import Area
from governance.rolls.electorate import find_roll, heads_by_building
from governance.rolls.heads import building_of
from governance.rolls.kinds import Kind


def choices(area, on):
    """[(building as the roll's codes name it, 3 栋（24 户）)], the empty one first, which says why where there is none.

    Without a roll of the day (on None: of today) those that the register of places has.
    """
    compound = area and area.compound
    if compound is None:
        return [("", "请先选择小区")]
    roll = find_roll(Kind.OWNERS, compound, on)
    if roll is None:
        names = Area.objects.current().filter(parent=compound, level="building").values_list("name", flat=True)
        found = [(name, f"{name} 栋") for name in dict.fromkeys(building_of(f"{name}-0") for name in names)]
        return [("", "请选择" if found else "没有可选的楼栋，请先将业主名册登记备案"), *found]
    heads = heads_by_building(roll)
    if list(heads) == [""]:
        return [("", "业主名册没有分楼栋，不用选择")]
    return [("", "请选择"), *((name, f"{name} 栋（{len(found):,} 户）") for name, found in heads.items() if name)]
