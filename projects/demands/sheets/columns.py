"""Columns that the sheet of demands and that of the hotline's orders share, and what they mean."""

from governance.areas.place_names import full_words, places_for
from governance.kernel.papers.sheets import KNOWN, REMARK, Column
from governance.kernel.steps import validators
from governance.kernel.upkeep import masks
from projects.demands.choices import category_choices
from projects.demands.models.categories import DemandCategory
from projects.demands.workflow import STATES
from projects.roles import REPORT

AROUND = ("area__street", "area__community", "area__compound", "area__parent", "category")
STATE_WORDS = tuple(label for _, label in STATES.choices)
ON_PAGE = "请在需求页面上办理"
SHORTEST_EXAMPLE = 2  # characters of a word by which a category is known
LONGEST_PLACE = 80


def category_codes():
    """{name: code} of the categories in force."""
    return {name: code for code, name in category_choices()}


def examples():
    """[(category, [words by which it is known])] of the categories in force."""
    rows = DemandCategory.objects.in_force()
    return [(row, [word for word in row.examples.split("、") if len(word) >= SHORTEST_EXAMPLE]) for row in rows]


def likely_category(text, known):
    """The category most of whose words a text has; None where it has none of any, or as many of two."""
    counted = sorted(((sum(word in text for word in words), row) for row, words in known), key=lambda one: -one[0])
    if not counted or not counted[0][0] or (len(counted) > 1 and counted[1][0] == counted[0][0]):
        return None
    return counted[0][1]


def settle_place(row):
    """A demand is registered at a compound or a community: what lies inside the compound belongs to its place."""
    area = row.get("area")
    if area is None or area.compound_id in (None, area.pk):
        return
    inside = full_words(area).partition(f"{area.compound.name} ")[2]
    if row[KNOWN] is None and inside.replace(" ", "") not in (row.get("place") or "").replace(" ", ""):
        row["place"] = f"{inside} {row.get('place') or ''}".strip()[:LONGEST_PLACE]
    row["area"] = area.compound


def remark(row, words):
    row[REMARK] = "；".join(filter(None, [row.get(REMARK), words]))


def state_column():
    return Column(
        "state",
        "状态",
        required=False,
        choices=STATE_WORDS,
        read="get_status_display",
        keeps=True,
        field="-",
        fixed=f"受理、交办和答复{ON_PAGE}",
        help="只供查看",
    )


def number_column(**more):
    options = {"required": False, "max_length": 40, "read": "number", "keeps": True, "field": "-", "width": 20}
    return Column("number", "编号", **options, **more)


def area_column(**more):
    return Column(
        "area",
        "所在区域",
        required=False,
        max_length=120,
        resolve=places_for(REPORT),
        read="area",
        write=full_words,
        keeps=True,
        example="野鸭冲社区 荷馨苑",
        width=34,
        **more,
    )


def category_column(**more):
    return Column(
        "category",
        "需求类别",
        required=False,
        codes=category_codes,
        read="category.name",
        keeps=True,
        width=24,
        **more,
    )


def person_columns(name, phone, names=(), phones=()):
    """Who reports: masked as on pages."""
    return (
        Column(
            "reporter_name",
            name,
            required=False,
            also=names,
            parse=validators.person_name,
            read="reporter_name",
            mask=masks.name,
            keeps=True,
            example="张三",
            nothing=("匿名",),
        ),
        Column(
            "reporter_phone",
            phone,
            required=False,
            also=phones,
            parse=validators.phone,
            read="reporter_phone",
            mask=masks.phone,
            keeps=True,
            example="19900000000",
            help="导出时遮盖；不改的留着遮盖的样子，要改的写完整",
        ),
    )
