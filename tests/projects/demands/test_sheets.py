"""Demands come in and are corrected by a sheet; what cannot be is named by its cell."""

import io

import pytest
from openpyxl import load_workbook

from governance.kernel.models.events import Event
from projects.demands.actions import demands
from projects.models import Demand
from tests.factories.base import user_with
from tests.factories.orders import registered
from tests.factories.projects import make_demand
from tests.factories.rounds import Round, faults, outcomes

from .conftest import DEMANDS

pytestmark = pytest.mark.django_db
PILE = {
    "需求概述": "楼道堆物",
    "所在区域": "荷馨苑",
    "具体地点": "二楼",
    "需求类别": "环境卫生",
    "需求内容": "楼道堆放垃圾",
}


def test_demands_are_registered_and_corrected(sheets):
    book = sheets.way.exported()
    row = sheets.way.cells(book)[sheets.demand.title]
    assert "*" in row["反映人"].value
    row["具体地点"].value = "5 栋门口"
    row["联系电话"].value = "199 0000 7009"
    sheets.way.add(book, **PILE | {"所在区域": "荷馨苑 1栋", "反映户数": "3户"})
    before = registered()
    url = sheets.way.upload(book)
    assert outcomes(url) == {2: "changed", 3: "new"}, faults(url)
    assert "19900007009" not in sheets.way.shown(url)
    assert registered() == before
    sheets.way.confirm(url)
    demand = Demand.objects.get(pk=sheets.demand.pk)
    assert (demand.place, demand.reporter_phone) == ("5 栋门口", "19900007009")
    assert demand.reporter_name == sheets.demand.reporter_name
    new = Demand.objects.get(title="楼道堆物")
    assert (new.area, new.place, new.household_count, new.channel) == (sheets.compound, "1栋 二楼", 3, "leads")
    assert set(outcomes(sheets.way.upload(book)).values()) == {"same"}  # sent once more, nothing is registered twice


def test_what_is_accepted_is_no_more_corrected_by_a_sheet(sheets):
    demands.accept(sheets.demand, actor=sheets.secretary)
    book = sheets.way.exported()
    sheets.way.cells(book)[sheets.demand.title]["具体地点"].value = "别处"
    before = registered()
    [said] = faults(sheets.way.upload(book)).values()
    assert said.startswith("当前为“已受理”，不能修改登记内容（陈芳")
    assert registered() == before


@pytest.mark.parametrize(
    ("cells", "cell", "sentence"),
    [
        ({"所在区域": None}, "C3", "新增的须写明所在小区或社区"),
        ({"需求类别": "没有的类"}, "E3", "须从"),
        ({"需求类别": None}, "E3", "新增的须写明需求类别"),
        ({"具体地点": None}, "D3", "新增的须写明具体地点"),
        ({"联系电话": "123"}, "K3", "电话须为"),
        ({"匿名反映": "是", "反映人": "张三"}, "J3", "匿名反映不登记姓名和电话"),
        ({"需求内容": "。。。"}, "F3", "请用文字写清楚"),
        ({"来源渠道": "电报"}, "H3", "须从"),
        ({"状态": "已办结", "编号": "ZZ-1"}, "A3", "没有这个编号的需求"),
    ],
)
def test_what_cannot_be_is_named_by_its_cell(sheets, cells, cell, sentence):
    book = sheets.way.exported()
    sheets.way.add(book, **PILE | cells)
    before = registered()
    found = faults(sheets.way.upload(book))
    assert sentence in found[cell], found
    assert registered() == before


def test_a_number_may_stand_in_one_row_only(sheets):
    book = sheets.way.exported()
    sheets.way.add(book, **PILE | {"编号": sheets.demand.number})
    before = registered()
    assert any("重复" in said for said in faults(sheets.way.upload(book)).values())
    assert registered() == before


def test_names_and_telephones_in_full_need_a_reason_and_their_readers(sheets):
    neighbour = user_with("neighbour_head", sheets.place.building, name="夏平")
    made = {"title": "屋顶漏水", "reporter_name": "欧阳强", "reporter_phone": "19900005555"}
    make_demand(neighbour, sheets.place.building, sheets.category, **made)
    make_demand(sheets.secretary, sheets.place.building, sheets.category, **made | {"title": "水管漏水"})
    before = Event.objects.count()
    answer = sheets.way.client.post(f"{DEMANDS}full/", {"reason": ""})
    assert (answer.status_code, Event.objects.count()) == (422, before)
    whole = sheets.way.cells(in_full(sheets.way))
    assert {whole[title]["反映人"].value for title in ("屋顶漏水", "水管漏水")} == {"欧阳强"}
    told = Event.objects.latest("pk")
    assert (told.kind, told.data["note"]) == ("governance.user.disclose", "逐户回访核对")
    own = Round(neighbour, DEMANDS, "需求概述")
    rows = own.cells(in_full(own))
    assert (rows["屋顶漏水"]["联系电话"].value, rows["水管漏水"]["联系电话"].value) == ("19900005555", "199****5555")


def in_full(way):
    """The workbook with nothing masked, asked for with a reason."""
    answer = way.client.post(f"{DEMANDS}full/", {"reason": "逐户回访核对"})
    assert answer.status_code == 200, answer.content.decode()
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
