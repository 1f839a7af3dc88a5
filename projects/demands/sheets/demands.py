"""The sheet of demands in hand: new ones are registered, those not yet accepted are corrected."""

from governance.areas.place_names import names_for
from governance.kernel.papers.sheets import KNOWN, ROW, WRONG, Column, register
from governance.kernel.papers.stepped import Taking, stepped
from projects.demands.models.demands import Demand
from projects.demands.workflow import DEMAND
from projects.roles import REPORT

from .columns import (
    AROUND,
    ON_PAGE,
    area_column,
    category_column,
    number_column,
    person_columns,
    settle_place,
    state_column,
)

NEEDED = (("area", "所在小区或社区"), ("category", "需求类别"), ("place", "具体地点，例如 3 栋 2 单元门口"))
CHANNELS = {label: value for value, label in Demand.Channel.choices}


def in_hand(actor):
    """The demands that somebody still has to act on, the latest first, without the hotline's orders."""
    rows = Demand.objects.visible_to(actor, REPORT).unfinished().filter(outer_number="")
    return rows.select_related(*AROUND).order_by("-id")


def find_demands(rows, actor):
    """Find each row's demand by its number, else one in hand with the same words about the same place."""
    numbers = {row["number"] for row in rows if row.get("number")}
    mine = Demand.objects.visible_to(actor, REPORT).select_related(*AROUND)
    by_number = {demand.number: demand for demand in mine.filter(number__in=numbers)}
    titles = {row["title"] for row in rows if row.get("title")}
    alike = {
        (demand.area_id, demand.title, demand.content): demand for demand in mine.unfinished().filter(title__in=titles)
    }
    for row in rows:
        number = row.get("number")
        if number and number not in by_number:
            yield row[ROW], "number", "您的辖区内没有这个编号的需求；新增的不填编号，由系统编定"
            continue
        row[KNOWN] = by_number.get(number)
        settle_place(row)
        area = row.get("area")
        if row[KNOWN] is None and area is not None:
            row[KNOWN] = alike.get((area.pk, row.get("title"), row.get("content")))
        if row[KNOWN] is None:
            yield from lacking(row)


def lacking(row):
    """What a new demand must have."""
    for name, words in NEEDED:
        if row.get(name) is None and name not in row[WRONG]:
            yield row[ROW], name, f"新增的须写明{words}"


COLUMNS = (
    number_column(key=True, help="已登记的不改；新增的留空"),
    Column(
        "title",
        "需求概述",
        lead=True,
        max_length=60,
        also=("标题", "需求"),
        read="title",
        example="3 栋楼道灯不亮",
        width=28,
    ),
    area_column(also=("区域", "小区"), help="小区或社区的名称或代码"),
    Column(
        "place",
        "具体地点",
        required=False,
        max_length=80,
        also=("地点",),
        read="place",
        keeps=True,
        example="3 栋 2 单元门口",
    ),
    category_column(also=("类别",), example=""),
    Column("content", "需求内容", max_length=1000, also=("内容",), read="content", example="楼道灯坏了一周", width=40),
    Column(
        "household_count",
        "反映户数",
        required=False,
        kind="int",
        also=("户数",),
        read="household_count",
        keeps=True,
        example="1",
    ),
    Column(
        "channel",
        "来源渠道",
        required=False,
        codes=CHANNELS,
        also=("渠道",),
        read="get_channel_display",
        keeps=True,
        example="走访",
        help="不填即片组邻上报",
    ),
    Column("is_anonymous", "匿名反映", required=False, kind="flag", read="is_anonymous", keeps=True, example="否"),
    *person_columns("反映人", "联系电话", ("姓名",), ("电话", "手机号")),
    state_column(),
)
DEMANDS = register(
    stepped(
        "demands",
        "居民需求",
        COLUMNS,
        Taking(
            DEMAND,
            Demand,
            "register",
            "amend",
            find_demands,
            given={"register": lambda row: {"channel": Demand.Channel.LEADS, "household_count": "1"}},
        ),
        permission=REPORT,
        page="projects:demands_sheet",
        rows=in_hand,
        discloses=Demand.shows_private_to,
        beside=names_for(REPORT),
        notes=(
            "导出的是还没有办结的；没有受理的可以改，受理以后的改动在页面上办理",
            "写楼栋、单元的登记到它的小区，楼栋、单元记入具体地点",
            f"12345 转办的工单另有一张表；受理、交办、答复{ON_PAGE}",
        ),
    )
)
