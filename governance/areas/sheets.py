"""The sheet of places: compounds, buildings and stair units with what is registered of them."""

from django.core.exceptions import ValidationError

from governance.kernel.papers.sheets import CHANGES, KNOWN, ROW, WRONG, Column, register
from governance.kernel.papers.stepped import Taking, stepped
from governance.kernel.steps import validators

from .models import CHILD_LEVEL, Area, Level
from .place_names import full_words, names_for, place_key, places_for
from .workflow import AREA, EDIT_REGISTRY

LISTED = (Level.COMPOUND, Level.BUILDING, Level.UNIT)
LEVEL_WORDS = {str(label): value for value, label in Level.choices if value in LISTED}
OF_COMPOUND = (  # columns that only a compound has
    *("build_year", "is_old", "has_property_company", "origin_unit", "usage", "resident_count", "party_member_count"),
    *("patch_leader_seats", "group_leader_seats"),
)
AROUND = ("street", "community", "compound", "parent", "profile")
BELOW = "不在这里新增；社区和村之下新增小区，小区之下新增楼栋，楼栋之下新增单元"
RENAMED = "按小区楼栋台账表格更正名称"
AFTER = ("aliases", "patch_leader_seats", "group_leader_seats", "neighbour_head_seats")  # asked once a place is there


# ------------------------------------------------------------ which place a row means
def find_places(rows, actor):
    """Find each row's place by its code, else by its name below its parent; say what a new one lacks."""
    known = {
        area.code: area for area in listed(actor).filter(code__in={row["code"] for row in rows if row.get("code")})
    }
    parents = {row["parent"].pk for row in rows if row.get("parent") is not None}
    named = {(area.parent_id, place_key(area.name)): area for area in listed(actor).filter(parent__in=parents)}
    first = {}
    for row in rows:
        code, parent, name = row.get("code"), row.get("parent"), row.get("name")
        if code and code not in known:
            yield row[ROW], "code", f"您的辖区内没有代码为 {code} 的小区、楼栋或单元；新增的不填代码，由系统编定"
            continue
        key = (parent.pk, place_key(name)) if parent is not None and name else None
        row[KNOWN] = known.get(code) if code else named.get(key)
        if row[KNOWN] is None and key in first:
            yield row[ROW], "name", f"与第 {first[key]} 行重复"
        first.setdefault(key, row[ROW])
        yield from faults_of_place(row, row[KNOWN], parent)


def faults_of_place(row, known, parent):
    """What the cells of one row say of a place that it cannot be."""
    if known is None and parent is None and "parent" not in row[WRONG]:
        yield row[ROW], "parent", "新增的须写明上级，如 野鸭冲社区、荷馨苑、荷馨苑 1栋"
        return
    if known is None and parent is None:
        return
    level = known.level if known is not None else CHILD_LEVEL.get(parent.level)
    if known is None and level not in LEVEL_WORDS.values():
        yield (
            row[ROW],
            "parent",
            f"“{parent.name}”之下不在这里新增；社区和村之下新增小区，小区之下新增楼栋，楼栋之下新增单元",
        )
    elif row.get("level") and LEVEL_WORDS[row["level"]] != level:
        yield row[ROW], "level", f"在“{(parent or known.parent).name}”之下的是{Level(level).label}"
    if level != Level.COMPOUND:
        for name in OF_COMPOUND:
            if row.get(name) is not None:
                yield row[ROW], name, "只在小区填写"
    if level != Level.BUILDING and row.get("neighbour_head_seats") is not None:
        yield row[ROW], "neighbour_head_seats", "只在楼栋填写"


def listed(actor):
    rows = Area.objects.visible_to(actor, EDIT_REGISTRY).current().filter(level__in=LISTED)
    return rows.select_related(*AROUND).prefetch_related("post_seats").order_by("path")


def places_around(rows, actor):
    """The places below those that the sheet names as parents."""
    return listed(actor).filter(parent__in={row["parent"].pk for row in rows if row.get("parent") is not None})


def moves(row):
    """The steps of a row: a new name by a step of its own, everything else by an edit."""
    if row[KNOWN] is None:
        return [("create", None), *([("edit", AFTER)] if any(row.get(name) is not None for name in AFTER) else [])]
    changed = list(row[CHANGES])
    others = [name for name in changed if name != "name"]
    return [*([("rename", ["name"])] if "name" in changed else []), *([("edit", others)] if others else [])]


AFTER = (
    "aliases",
    "patch_leader_seats",
    "group_leader_seats",
    "neighbour_head_seats",
)  # not asked when a place is made


# ------------------------------------------------------------ cells
def parse_names(text):
    """Other names of a place, in a list."""
    names = [validators.text(name, 60) for name in validators.text(text, 200).replace("，", "、").split("、")]
    return [name for name in dict.fromkeys(names) if name] or None


def parse_name(text):
    """The name of a place: 1 to 60 characters, with a letter or a digit in it."""
    name = validators.title(text)
    if not place_key(name):
        raise ValidationError("名称不能只有符号", code="only_signs")
    return name


def parse_year(text):
    return validators.integer(text.removesuffix("年"), 1900, 2100, "建成年份")


def seats(role):
    """fn(area) -> how many holders of a post it should have."""

    def read(area):
        return next((seat.expected for seat in area.post_seats.all() if seat.role == role), None)

    return read


FIXED_PARENT = "上级不在表格里改：并入、拆分请在区域页办理"


def whole(name, header, example, **more):
    """A column of whole numbers that may be empty."""
    return Column(name, header, required=False, kind="int", example=example, **more)


def flag(name, header, example):
    """A column of a compound that says 是 or 否."""
    return Column(name, header, required=False, kind="flag", read=f"profile.{name}", keeps=True, example=example)


COLUMNS = (
    Column(
        "code",
        "代码",
        key=True,
        required=False,
        max_length=40,
        read="code",
        keeps=True,
        field="-",
        example="430202001012-X001",
        help="已登记的不改；新增的留空，由系统编定",
        width=26,
    ),
    Column(
        "parent",
        "上级",
        required=False,
        lead=True,
        max_length=120,
        also=("所属社区", "所在社区", "所属小区"),
        resolve=places_for(EDIT_REGISTRY),
        read="parent",
        write=full_words,
        fixed=FIXED_PARENT,
        keeps=True,
        example="野鸭冲社区",
        help="写名称或代码；小区写社区（村），楼栋写小区，单元写楼栋",
        width=34,
    ),
    Column(
        "name",
        "名称",
        lead=True,
        also=("小区名称", "楼栋名称"),
        parse=parse_name,
        read="name",
        example="荷馨苑",
        width=22,
    ),
    Column(
        "level",
        "层级",
        required=False,
        codes=LEVEL_WORDS,
        field="-",
        read="get_level_display",
        keeps=True,
        fixed="层级不能改",
        example="小区",
    ),
    whole("household_count", "户数", "120", read="household_count"),
    Column(
        "aliases",
        "别名",
        required=False,
        parse=parse_names,
        read="aliases",
        write="、".join,
        example="601小区",
        help="几个之间用顿号",
    ),
    Column("build_year", "建成年份", required=False, parse=parse_year, read="profile.build_year", example="1998"),
    flag("is_old", "老旧小区", "是"),
    flag("has_property_company", "有物业企业", "否"),
    Column("origin_unit", "原厂矿单位", required=False, max_length=60, read="profile.origin_unit", example="601 厂"),
    Column("usage", "用途", required=False, max_length=20, read="profile.usage", example="住宅"),
    whole("resident_count", "居民人数", "360", read="profile.resident_count"),
    whole("party_member_count", "党员人数", "25", read="profile.party_member_count"),
    whole("patch_leader_seats", "片长应配", "1", read=seats("patch_leader"), keeps=True),
    whole("group_leader_seats", "组长应配", "3", read=seats("group_leader"), keeps=True),
    whole("neighbour_head_seats", "邻长应配", "2", read=seats("neighbour_head"), keeps=True, help="在楼栋填写"),
)
AREAS = register(
    stepped(
        "areas",
        "小区楼栋台账",
        COLUMNS,
        Taking(
            AREA,
            Area,
            "create",
            "edit",
            find_places,
            moves=moves,
            posts={"aliases": lambda row: "、".join(row["aliases"] or ())},
            given={"rename": lambda row: {"note": RENAMED}},
        ),
        permission=EDIT_REGISTRY,
        page="governance:compounds_sheet",
        rows=listed,
        around=places_around,
        beside=names_for(EDIT_REGISTRY),
        notes=(
            "小区、楼栋、单元各一行；新小区和它的楼栋分两次导入：先导入小区，再导入楼栋",
            "改名称即更名，原名称保留在沿革里，按原名称仍能查到",
            "表里没有的不受影响；停用、并入、拆分在区域页办理",
        ),
    )
)
