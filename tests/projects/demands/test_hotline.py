"""The hotline's orders become demands, in time, once; answers go back by the order's number."""

from datetime import date, timedelta

import pytest

from governance.kernel.clock import clock, rules
from governance.kernel.models.deadlines import Deadline
from projects.demands.actions import demands
from projects.demands.sheets.hotline import to_answer
from projects.models import Demand
from tests.factories.orders import HEADS, ORDER, order_book, registered
from tests.factories.projects import make_demand
from tests.factories.rounds import faults, outcomes, rows_of

pytestmark = pytest.mark.django_db


def test_an_order_of_the_hotline_becomes_a_demand_once(sheets):
    before = registered()
    url = sheets.hotline.upload(order_book(ORDER))
    assert outcomes(url) == {3: "new"}, faults(url)
    [row] = rows_of(url)
    assert row.told["remark"] == "区域按地点认作月塘街道 野鸭冲社区 荷馨苑；类别按内容认作基础设施"
    assert "“满意度”列没有读" in sheets.hotline.shown(url)
    assert registered() == before
    sheets.hotline.confirm(url)
    demand = Demand.objects.get(outer_number=ORDER[0])
    assert (demand.channel, demand.area, demand.category.code) == ("hotline", sheets.compound, "facility")
    assert (demand.place, demand.title, str(demand.outer_due_on)) == (ORDER[5], ORDER[3], "2026-12-05")
    assert (demand.reporter_name, demand.reporter_phone) == ("王小明", "19900007001")
    assert set(outcomes(sheets.hotline.upload(order_book(ORDER))).values()) == {"same"}


def test_the_answer_comes_no_later_than_the_hotline_wants_it_and_goes_back_by_its_number(sheets):
    day = clock.today() + timedelta(2)
    sheets.hotline.confirm(sheets.hotline.upload(order_book([*ORDER[:6], day, ""])))
    demand = Demand.objects.get(outer_number=ORDER[0])
    demands.accept(demand, actor=sheets.secretary)
    demands.assign_to(demand, actor=sheets.secretary, level="community")
    demand.refresh_from_db()
    assert demand.answer_due_on == day < rules.deadline("demand_answer_community", clock.today())
    assert (
        Deadline.objects.open().get(object_id=demand.pk, object_type="projects.demand", task="答复需求").due_on == day
    )
    demands.answer(demand, actor=sheets.secretary, answer="路灯已更换，当晚亮灯")
    cells = sheets.hotline.cells(sheets.hotline.exported())[ORDER[0]]
    assert cells["答复内容"].value == "路灯已更换，当晚亮灯"
    assert cells["状态"].value == "已答复"
    assert cells["来电号码"].value == "199****7001"
    book = sheets.hotline.exported()
    sheets.hotline.cells(book)[ORDER[0]]["答复内容"].value = "别的答复"
    assert faults(sheets.hotline.upload(book)) == {"M2": "答复请在需求页面上办理"}


def test_a_deadline_that_has_passed_says_nothing(sheets):
    demand = make_demand(
        sheets.secretary, sheets.compound, sheets.category, channel="hotline", outer_number="A-0001",
        outer_due_on=clock.today() - timedelta(3),
    )  # fmt: skip
    demands.accept(demand, actor=sheets.secretary)
    demands.assign_to(demand, actor=sheets.secretary, level="community")
    demand.refresh_from_db()
    assert demand.answer_due_on == rules.deadline("demand_answer_community", clock.today())


@pytest.mark.parametrize(
    ("place", "value", "cell", "sentence"),
    [
        (0, "12", "A3", "编号须为 4 至 40 位字母、数字"),
        (0, 20261120004213456789.0, "A3", "数字过长"),
        (0, "2.02611E+19", "A3", "Excel 把号码缩写成了"),
        (0, None, "A3", "不能为空"),
        (2, "1990000", "C3", "电话须为"),
        (4, None, "E3", "不能为空"),
        (4, "声音很大，影响休息", "类别", "从内容看不出类别"),
        (5, "某处路口", "区域", "从地点看不出是哪个小区或社区"),
        (6, "2026年12月", "G3", "日期只写到月份"),
    ],
)  # fmt: skip
def test_orders_that_cannot_be_read_are_named_by_their_cell(sheets, place, value, cell, sentence):
    row = list(ORDER)
    row[place] = value
    if cell == "类别":
        row[3] = "噪音"
    before = registered()
    found = faults(sheets.hotline.upload(order_book(row)))
    assert any(sentence in said for said in found.values()), found
    assert cell in found or cell in ("类别", "区域")
    assert registered() == before


def test_an_order_of_another_street_is_not_told_but_refused(sheets):
    make_demand(sheets.stranger, sheets.place.other_compound, sheets.category, channel="hotline", outer_number=ORDER[0])
    assert faults(sheets.hotline.upload(order_book(ORDER))) == {"A3": "这个编号的工单已登记在其他辖区"}


def test_callers_who_say_no_name_are_anonymous(sheets):
    sheets.hotline.confirm(sheets.hotline.upload(order_book([ORDER[0], "匿名", "", *ORDER[3:]])))
    assert Demand.objects.get(outer_number=ORDER[0]).is_anonymous


def test_an_order_belongs_to_the_hotlines_channel_alone_and_once(sheets, client):
    client.force_login(sheets.secretary)
    usual = {
        "title": "楼道灯不亮", "area": sheets.compound.code, "place": "3 栋", "category": sheets.category.code,
        "content": "楼道灯坏了一周", "outer_number": "a-0001",
    }  # fmt: skip
    before = registered()
    answer = client.post("/api/v1/projects/demands/", usual | {"channel": "visit"}, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"]["channel"][0].startswith("工单编号和办理期限只在来源渠道为“12345 转办”时填写")
    assert registered() == before
    answer = client.post("/api/v1/projects/demands/", usual | {"channel": "hotline"}, content_type="application/json")
    assert (answer.status_code, answer.json()["outer_number"]) == (201, "A-0001")
    again = client.post("/api/v1/projects/demands/", usual | {"channel": "hotline"}, content_type="application/json")
    assert again.status_code == 422
    assert "已经登记，不重复登记" in again.json()["errors"]["outer_number"][0]
    assert Demand.objects.filter(outer_number="A-0001").count() == 1
    assert "A-0001" in client.get(f"/projects/demands/{answer.json()['id']}/").content.decode()


# ------------------------------------------------------------ what a list can be
def test_an_order_that_stands_twice_in_the_list_is_refused_by_its_cell(sheets):
    before = registered()
    found = faults(sheets.hotline.upload(order_book(ORDER, [ORDER[0].lower(), *ORDER[1:]])))
    assert any("重复" in said for said in found.values()), found
    assert registered() == before


@pytest.mark.parametrize(
    ("heads", "sentence"),
    [
        (["序号", "市民", "手机", "主题", "说的什么", "哪里", "几时", "满意度"], "找不到表头"),
        (["序号", *HEADS[1:]], "工单编号"),
        ([*HEADS[:4], "序号", *HEADS[5:]], "诉求内容"),
    ],
)
def test_a_list_without_its_columns_is_refused_whole(sheets, heads, sentence):
    before = registered()
    with pytest.raises(AssertionError, match=f"什么都没改.*{sentence}"):  # no page of differences to go to
        sheets.hotline.upload(order_book(ORDER, heads=heads))
    assert registered() == before


def test_a_changed_order_is_shown_and_corrects_what_is_not_yet_accepted(sheets):
    sheets.hotline.confirm(sheets.hotline.upload(order_book(ORDER)))
    later = [*ORDER[:6], "2026年12月9日", ""]
    before = registered()
    url = sheets.hotline.upload(order_book(later))
    assert outcomes(url) == {3: "changed"}
    assert "2026-12-09" in sheets.hotline.shown(url)
    assert registered() == before
    sheets.hotline.confirm(url)
    demand = Demand.objects.get(outer_number=ORDER[0])
    assert demand.outer_due_on == date(2026, 12, 9)
    assert demand.reporter_phone == "19900007001"
    demands.accept(demand, actor=sheets.secretary)
    before = registered()
    [said] = faults(sheets.hotline.upload(order_book(ORDER))).values()
    assert "不能修改登记内容" in said
    assert registered() == before


def test_the_good_orders_of_a_list_are_registered_beside_a_refused_one(sheets):
    nowhere = ["20261120-004214", *ORDER[1:5], "某处路口", *ORDER[6:]]
    url = sheets.hotline.upload(order_book(nowhere, ORDER))
    assert outcomes(url) == {3: "refused", 4: "new"}
    sheets.hotline.confirm(url)
    assert list(Demand.objects.exclude(outer_number="").values_list("outer_number", flat=True)) == [ORDER[0]]


# ------------------------------------------------------------ time and answers
def test_whoever_accepts_and_assigns_is_reminded_of_the_hotlines_day(sheets):
    day = clock.today()
    order = {"channel": "hotline", "outer_number": "A-0002", "outer_due_on": day}
    demand = make_demand(sheets.secretary, sheets.compound, sheets.category, **order)
    open_ones = Deadline.objects.open().filter(object_id=demand.pk, object_type="projects.demand")
    assert [(one.task, one.due_on) for one in open_ones] == [("受理需求", day)]
    demands.accept(demand, actor=sheets.secretary)
    assert [(one.task, one.due_on) for one in open_ones.all()] == [("交办需求", day)]
    page = sheets.way.client.get(demand.get_absolute_url()).content.decode()
    assert "12345 办理期限" in page


def test_the_hotlines_day_is_certain(sheets):
    year = clock.today().year + 1
    day = date(year, 3, 4)
    demand = Demand(level="community", assigned_on=date(year, 3, 1), answer_due_on=day)
    assert clock.is_open_year(year)
    assert demand.answer_is_provisional
    demand.outer_due_on = day
    assert not demand.answer_is_provisional


def test_a_merged_order_is_answered_with_what_was_answered_to_the_other(sheets):
    orders = order_book(ORDER, ["20261120-004214", *ORDER[1:]])
    sheets.hotline.confirm(sheets.hotline.upload(orders))
    first, second = Demand.objects.exclude(outer_number="").order_by("outer_number")
    demands.merge(second, actor=sheets.secretary, into=first)
    demands.accept(first, actor=sheets.secretary)
    demands.assign_to(first, actor=sheets.secretary, level="community")
    demands.answer(first, actor=sheets.secretary, answer="路灯已更换，当晚亮灯")
    cells = sheets.hotline.cells(sheets.hotline.exported())
    assert [cells[number]["答复内容"].value for number in (ORDER[0], "20261120-004214")] == ["路灯已更换，当晚亮灯"] * 2
    assert cells["20261120-004214"]["状态"].value == "已合并"
    assert set(outcomes(sheets.hotline.upload(sheets.hotline.exported())).values()) == {"same"}


def test_orders_answered_long_ago_are_not_exported(sheets):
    demand = make_demand(sheets.secretary, sheets.compound, sheets.category, channel="hotline", outer_number="A-0003")
    assert "A-0003" in sheets.hotline.cells(sheets.hotline.exported())
    demands.invalidate(demand, actor=sheets.secretary, note="重复来电")
    assert "A-0003" in sheets.hotline.cells(sheets.hotline.exported())
    with clock.travel(clock.today() + timedelta(70)):
        assert not to_answer(sheets.street).exists()


def test_an_order_is_found_by_its_number(sheets):
    make_demand(sheets.secretary, sheets.compound, sheets.category, channel="hotline", outer_number="20261120-004213")
    page = sheets.way.client.get("/projects/demands/?tab=all&q=20261120-004213").content.decode()
    assert page.count("/projects/demands/") > 0
    assert sheets.demand.title not in page
