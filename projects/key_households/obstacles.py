"""What keeps a household from being marked; each rule is one function, asked by the step and by its form.

Source: domain.md §2.12, §7.
"""

import re

from django.db.models import Exists, OuterRef, Q

from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import require_words
from governance.kernel.upkeep.masks import names_a_number
from governance.models import Area, Level

from .doors import door_key, of_stair

WORDS = {"door": "门牌", "reason": "缘由"}
NUMBERED = re.compile("[0-9A-Z]")


def note_faults(household, faults):
    """Note all that is wrong with a mark, as far as it is filled in, and settle its place and door."""
    before = len(faults.found)
    with faults.noted():
        check_place(household)
    has_place = len(faults.found) == before
    with faults.noted():
        check_door(household)
        if has_place:
            settle_door(household)
            check_is_new(household)
    with faults.noted():
        require_words(household.reason, "请写明缘由，例如“子女在外地，约定每周上门看看”", field="reason")
    for name in WORDS:
        with faults.noted():
            check_words(household, name)


def check_place(household):
    """A building or a staircase; a compound only where no building of it is in the register."""
    if household.area_id is None:
        raise Refused("请选择楼栋或单元", "place_missing", field="area")
    area = household.area
    if not area.is_current:
        raise Refused(f"{area.name}已停用，请选择现行的楼栋或单元", "place_ended", field="area")
    if not with_doors(Area.objects.filter(pk=area.pk)).exists():
        raise Refused(f"{area.name}范围太大，请选择到楼栋或单元", "place_too_wide", field="area")


def check_door(household):
    key = door_key(household.door)
    if not key:
        raise Refused("请写明门牌，例如“2单元301”", "door_missing", field="door")
    if not NUMBERED.search(key):
        raise Refused("门牌要写单元和房号，例如“2单元301”，不写住户姓名", "door_unclear", field="door")


def settle_door(household):
    """Keep the door at its staircase, where the register has the staircases of the building."""
    area = household.area
    units = [area] if area.level == Level.UNIT else list(below(area, Level.UNIT).select_related("compound", "parent"))
    unit, rest = of_stair(door_key(household.door), units)
    if unit is not None:
        household.area, household.door = unit, rest
    elif units and units != [area]:
        raise Refused(
            f"{area.name}分 {len(units)} 个单元，请选择单元，或在门牌里写明，例如“{units[0].name}301”",
            "stair_missing",
            field="door",
        )


def check_is_new(household):
    same = type(household).objects.standing().at_door(household.area, door_key(household.door))
    if same.exclude(pk=household.pk).exists():
        raise Refused("这一门牌已标记为重点走访户，不重复标记", "marked_already", field="door")


def check_words(household, name):
    """No text holds a telephone or identity number."""
    if names_a_number(getattr(household, name)):
        raise Refused(f"{WORDS[name]}里不写电话号码和身份证号，请删去", "names_somebody", field=name)


def with_doors(areas):
    """Those of some places at which doors are marked, see `check_place`."""
    building = Area.objects.current().filter(parent=OuterRef("pk"), level=Level.BUILDING)
    is_block = Q(level__in=(Level.BUILDING, Level.UNIT)) | Q(level=Level.COMPOUND) & ~Exists(building)
    return areas.filter(is_block)


def below(area, level):
    return Area.objects.current().filter(parent=area, level=level).order_by("path")
