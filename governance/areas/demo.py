"""The demo's compounds, buildings and stair units; as many units as there are neighbour heads, and a few more."""

from django.db.models import F

from governance.demo_world import World, split_words
from governance.kernel.upkeep.statistics import analyze

from .models import Area, Compound, PostSeat

NAMED = {
    "六零一社区": ("永红村", "幸福里"),
    "野鸭冲社区": (
        "荷馨苑",
        "鸭塘小区",
        "东岸家园",
        "月塘里",
        "柳岸花园",
        "新塘新村",
        "机械厂宿舍区",
        "野鸭冲安置小区",
    ),
    "西子社区": ("汇宇芳庭",),
    "赵家冲社区": ("赵家冲小区", "桂苑新村"),
    "阳光里社区": ("阳光里小区",),
}
NOTES = {"汇宇芳庭": "演示安放：所在社区待核实"}
PREFIXES = split_words(
    "荷韵 月华 桂雨 金荷 银塘 翠湖 东城 向阳 新苑 锦绣 丽景 嘉和 和顺 安泰 兴荣 红星 建设 纺织 钢构 车辆 南华 湘运 "
    "紫荆 香樟 玉兰 枫林 清水 湖滨 文苑 书香 康乐 福星 瑞和 景泰 中天 恒业 绿荫 长乐 春晖 晨光"
)
SUFFIXES = split_words("苑 小区 家园 花园 新村 公寓 名邸 佳园 宿舍区 里")
FACTORIES = ("原荷塘机械厂", "原东方纺织厂", "原湘江车辆配件厂", "原新华建材厂", "原长征水泵厂")
VILLAGE_PARTS = ("安置小区", "中心屋场", "上屋场")


def make(world: World):
    """277 compounds in 62 communities, each with the buildings its neighbour heads need."""
    names = [prefix + suffix for prefix in PREFIXES for suffix in SUFFIXES]
    world.rng.shuffle(names)
    made, profiles = [], []
    for row in world.allocation:
        community = world.areas[row["code"]]
        own = list(NAMED.get(community.name, ()))
        for n in range(row["branches"]):
            if n < len(own):
                name = own[n]
            elif row["kind"] == "village":
                name = community.name + VILLAGE_PARTS[n]
            else:
                name = names.pop()
            area = new_area(community, f"X{n + 1:03}", name)
            made.append(area)
    save_areas(world, made)
    analyze(Area)
    for area in made:
        world.areas[area.code] = area
    heads = heads_by_compound(world)
    for area in made:
        profiles.append(make_profile(world, area, heads[area.pk]))
    make_buildings(world, made, heads)
    Compound.objects.bulk_create(profiles)
    world.head_counts = {pk: count for pk, (count, _) in heads.items()}


def new_area(parent, segment, name, households=None):
    area = Area(
        code=f"{parent.code}-{segment}",
        name=name,
        official_name=name,
        order=int(segment.lstrip("XB")),
        household_count=households,
        source="演示数据",
        is_demo=True,
    )
    area.place_below(parent, segment)
    area.kind = area.level
    area.prepare()
    return area


def save_areas(world, rows):
    Area.objects.bulk_create(rows, batch_size=2000)
    if rows[0].level == "compound":
        Area.objects.filter(level="compound", compound=None).update(compound_id=F("id"))
        for area in rows:
            area.compound_id = area.pk


def heads_by_compound(world):
    """{compound id: (neighbour heads, seats for them)}; one compound in seven has a seat or two vacant."""
    found = {}
    for row in world.allocation:
        below = world.compounds(world.areas[row["code"]])
        for area, heads in zip(below, world.spread(row["neighbour_heads"], len(below), least=3), strict=True):
            vacant = world.rng.choice((1, 1, 2)) if world.rng.random() < 0.14 else 0
            found[area.pk] = (heads, heads + vacant)
    return found


def make_buildings(world, compounds, heads):
    """Buildings of two to four stair units; in villages groups of households without units."""
    buildings, plans = [], []
    for compound in compounds:
        left, number = heads[compound.pk][1], 0
        while left:
            number += 1
            homes = [world.rng.randint(12, 24) for _ in range(min(left, world.rng.choice((2, 3, 3, 4))))]
            left -= len(homes)
            name = f"{number}组" if is_village(compound) else f"{number}栋"
            buildings.append(new_area(compound, f"B{number:03}", name, sum(homes)))
            plans.append(homes)
    save_areas(world, buildings)
    analyze(Area)
    units = [
        new_area(building, f"{n:02}", f"{n}单元", homes)
        for building, plan in zip(buildings, plans, strict=True)
        if not is_village(building)
        for n, homes in enumerate(plan, 1)
    ]
    save_areas(world, units)
    for building, plan in zip(buildings, plans, strict=True):
        world.buildings.setdefault(building.compound_id, []).append(building)
        world.seats[building.pk] = len(plan)
    for unit in units:
        world.stair_units.setdefault(unit.parent_id, []).append(unit)
    PostSeat.objects.bulk_create(
        [PostSeat(area=building, role="neighbour_head", expected=world.seats[building.pk]) for building in buildings],
        batch_size=2000,
    )
    for compound in compounds:
        compound.household_count = sum(building.household_count for building in world.buildings[compound.pk])
    Area.objects.bulk_update(compounds, ["household_count"], batch_size=500)


def is_village(area):
    """Villages have groups of households in place of buildings with stair units.  Source: domain.md §6.2."""
    return area.code[9] == "2"


def make_profile(world, compound, heads):
    """What is known of a compound; old ones came from a factory, new ones have a property company."""
    year = world.rng.choice((1978, 1983, 1986, 1989, 1992, 1994, 1996, 1998, 2001, 2005, 2009, 2013, 2018))
    if compound.name in NOTES:
        year = 2009
    homes = heads[1] * 18
    return Compound(
        area=compound,
        build_year=year,
        is_old=year <= 2000,
        has_property_company=year > 1996,
        origin_unit=world.rng.choice(FACTORIES) if year < 1990 else "",
        usage=world.rng.choice(("住宅", "住宅", "住宅", "商住混合")),
        resident_count=int(homes * world.rng.uniform(2.4, 2.8)),
        party_member_count=world.rng.randint(18, 60),
        note=NOTES.get(compound.name, ""),
    )
