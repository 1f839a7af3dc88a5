"""Visits from a notebook come in by a sheet, and their authors correct them by it."""

import pytest

from governance.kernel.clock import rules
from governance.kernel.upkeep import jobs
from projects.models import Visit
from tests.factories.base import appoint, make_district, person, user_with
from tests.factories.rounds import Round, faults, outcomes
from tests.factories.visits import make_visit

pytestmark = pytest.mark.django_db
PAGE = "/projects/visits/sheet/"


@pytest.fixture
def place(monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    rules.load_rules()
    place = make_district()
    place.secretary = user_with("community_secretary", place.community, name="陈芳")
    place.lead = appoint("neighbour_head", place.building, person(place.building, "夏平"))
    place.visit = make_visit(place.secretary, area=place.compound)
    place.round = Round(place.secretary, PAGE, "走访情况")
    return place


def state():
    return list(Visit.objects.order_by("pk").values_list("pk", "summary", "household_count", "version", "area", "post"))


def test_new_visits_and_corrections(place):
    book = place.round.exported()
    today = place.visit.visited_on.isoformat()
    place.round.cells(book)["楼道灯不亮，两户希望加装扶手"]["走访户数"].value = "3 户"
    place.round.add(book, 走访日期=today, 走访地点="荷馨苑", 走访情况="无异常，老人都在家")
    place.round.add(
        book,
        走访日期=today,
        走访人="夏 平",
        走访情况="一楼积水未清",
        代录依据="纸质走访记录本",
        走访类型="安全检查",
        走访户数=5,
    )
    before = state()
    url = place.round.upload(book)
    assert outcomes(url) == {2: "changed", 3: "new", 4: "new"}, faults(url)
    assert state() == before
    place.round.confirm(url)
    made = list(
        Visit.objects.order_by("pk").values_list(
            "post__person__name", "area__name", "household_count", "kind", "number"
        )
    )
    assert [row[:4] for row in made] == [
        ("陈芳", "荷馨苑", 3, "daily"), ("陈芳", "荷馨苑", 1, "daily"), ("夏平", "1栋", 5, "safety"),
    ]  # fmt: skip
    assert len({row[4] for row in made}) == 3
    again = place.round.upload(book)  # the same sheet once more registers nothing twice
    assert set(outcomes(again).values()) == {"same"}


@pytest.mark.parametrize(
    ("cells", "cell", "sentence"),
    [
        ({"走访人": "查无此人"}, "C3", "查无此人在您的辖区内没有可登记走访的岗位"),
        ({"走访人": "夏平", "走访地点": "荷馨苑"}, "D3", "夏平的岗位不管辖荷馨苑"),
        ({"走访人": "夏平", "走访地点": "荷馨苑1栋"}, "I3", "代他人登记"),
        ({"走访地点": "野鸭冲社区"}, "D3", "请写到小区、楼栋或单元"),
        ({"走访地点": "荷馨苑", "走访情况": "电话 19900000001"}, "H3", "写事不写人"),
        ({"走访地点": "荷馨苑", "走访户数": 5000}, "F3", "走访户数不能超过"),
        ({"走访地点": "荷馨苑", "走访日期": "2027-12-31"}, "B3", "不能晚于今天"),
        ({"走访地点": "荷馨苑", "走访日期": "2026年13月1日"}, "B3", "日期不正确"),
        ({"走访地点": "荷馨苑", "走访类型": "随便"}, "G3", "须从"),
    ],
)
def test_what_cannot_be_is_named_by_its_cell(place, cells, cell, sentence):
    book = place.round.exported()
    today = place.visit.visited_on.isoformat()
    place.round.add(book, **{"走访日期": today, "走访情况": "无异常，老人都在家"} | cells)
    before = state()
    found = faults(place.round.upload(book))
    assert sentence in found[cell], found
    assert state() == before


def test_only_its_author_corrects_a_visit(place):
    other = Round(user_with("street_admin", place.street), PAGE, "走访情况")
    book = other.exported()
    other.cells(book)["楼道灯不亮，两户希望加装扶手"]["走访户数"].value = 3
    before = state()
    [said] = faults(other.upload(book)).values()
    assert said == "由登记人更正"
    assert state() == before


def test_a_visit_may_stand_in_one_row_only(place):
    book = place.round.exported()
    place.round.add(book, 编号=place.visit.number, 走访日期=place.visit.visited_on.isoformat(), 走访情况="再写一遍")
    before = state()
    assert any("重复" in said for said in faults(place.round.upload(book)).values())
    assert state() == before
