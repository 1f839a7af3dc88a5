"""Compounds and buildings go round by a sheet: steps of the register, with their guards and their history."""

import time

import pytest

from governance.kernel.clock import rules
from governance.kernel.models.events import Event
from governance.kernel.models.jobs import JobState
from governance.kernel.upkeep import jobs
from governance.models import Area, Compound, PostSeat
from tests.factories.base import make_area, make_district, user_with
from tests.factories.rounds import Round, faults, outcomes, rows_of

PAGE = "/governance/compounds/sheet/"


@pytest.fixture
def place(db, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    rules.load_rules()
    place = make_district()
    make_area(place.building, "1单元")
    place.round = Round(user_with("street_admin", place.street), PAGE)
    return place


def state():
    return (
        list(Area.objects.order_by("pk").values_list("pk", "name", "household_count", "aliases", "version")),
        PostSeat.objects.count(),
        Event.objects.exclude(kind__endswith=".export").count(),
    )


def test_exported_and_imported_again_changes_nothing(place):
    book = place.round.exported()
    assert list(place.round.cells(book)) == ["荷馨苑", "1栋", "1单元"]
    before = state()
    url = place.round.upload(book)
    assert set(outcomes(url).values()) == {"same"}
    assert state() == before


def test_what_was_corrected_becomes_steps_with_their_history(place):
    book = place.round.exported()
    row = place.round.cells(book)
    row["荷馨苑"]["户数"].value = "128户"
    row["荷馨苑"]["建成年份"].value = "1998年"
    row["荷馨苑"]["老旧小区"].value = "是"
    Compound.objects.filter(area=place.compound).update(has_property_company=True)
    row["荷馨苑"]["有物业企业"].value = "否"
    row["荷馨苑"]["片长应配"].value = 2
    row["荷馨苑"]["别名"].value = "荷馨，新荷馨苑"
    row["1栋"]["名称"].value = "东1栋"
    row["1栋"]["邻长应配"].value = 1
    place.round.add(book, 上级="荷馨苑", 名称="2栋", 户数="24", 邻长应配=1)
    place.round.add(book, 上级="野鸭冲社区", 名称="桂花新村", 层级="小区", 老旧小区="是", 组长应配=3, 用途="住宅")
    place.round.add(book, 上级="荷馨苑一栋", 名称="2单元")
    before = state()
    url = place.round.upload(book)
    assert outcomes(url) == {2: "changed", 3: "changed", 4: "same", 5: "new", 6: "new", 7: "new"}
    assert state() == before
    page = place.round.shown(url + "?tab=changed")
    assert '<span class="cellno">C3</span>名称 <del>1栋</del><ins>东1栋</ins>' in page
    job = place.round.confirm(url)
    assert (job.state, job.message) == (JobState.DONE, "已导入 5 行：新增 3 行，更新 2 行；另有 1 行没有变化")
    compound = Area.objects.get(pk=place.compound.pk)
    assert (compound.household_count, compound.aliases) == (128, ["荷馨", "新荷馨苑"])
    assert (compound.profile.build_year, compound.profile.is_old) == (1998, True)
    assert compound.profile.has_property_company is False
    building = Area.objects.get(pk=place.building.pk)
    assert (building.name, building.aliases) == ("东1栋", ["1栋"])
    assert building.names.get().reason == "按小区楼栋台账表格更正名称"
    assert set(PostSeat.objects.values_list("area__name", "role", "expected")) == {
        ("荷馨苑", "patch_leader", 2), ("东1栋", "neighbour_head", 1), ("2栋", "neighbour_head", 1),
        ("桂花新村", "group_leader", 3),
    }  # fmt: skip
    new = Area.objects.get(name="桂花新村")
    assert (new.code, new.profile.usage) == (f"{place.community.code}-X002", "住宅")
    assert Area.objects.get(name="2单元").parent == building
    assert set(Event.objects.filter(object_type="governance.area").values_list("kind", flat=True)) == {
        "governance.area.create", "governance.area.edit", "governance.area.rename",
    }  # fmt: skip
    assert set(outcomes(place.round.upload(place.round.exported())).values()) == {"same"}


@pytest.mark.parametrize(
    ("cells", "cell", "sentence"),
    [
        ({"上级": "荷馨苑", "名称": "1 栋", "层级": "小区"}, "D5", "在“荷馨苑”之下的是楼栋"),
        ({"上级": None, "名称": "新苑"}, "B5", "新增的须写明上级"),
        ({"上级": "月塘街道", "名称": "新苑"}, "B5", "不在这里新增"),
        ({"上级": "荷馨苑1栋1单元", "名称": "0302"}, "B5", "不在这里新增"),
        ({"上级": "桂苑小区", "名称": "9栋"}, "B5", "您的辖区内没有“桂苑小区”"),
        ({"上级": "荷馨苑", "名称": "9栋", "老旧小区": "是"}, "H5", "只在小区填写"),
        ({"上级": "荷馨苑", "名称": "9栋", "建成年份": "98"}, "G5", "建成年份须在 1900 至 2100 之间"),
        ({"上级": "荷馨苑", "名称": "——"}, "C5", "名称不能只有符号"),
        ({"上级": "荷馨苑", "名称": "很" * 61}, "C5", "最多填写 60 个字"),
        ({"代码": "430202999999-X001", "上级": "荷馨苑", "名称": "9栋"}, "A5", "没有代码为 430202999999-X001 的小区"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_by_its_cell(place, cells, cell, sentence):
    book = place.round.exported()
    place.round.add(book, **cells)
    before = state()
    found = faults(place.round.upload(book))
    assert sentence in found[cell]
    assert state() == before


def test_moving_a_place_is_no_matter_of_a_sheet(place):
    book = place.round.exported()
    make_area(place.community, "文苑")
    place.round.cells(book)["1栋"]["上级"].value = "文苑"
    place.round.cells(book)["1单元"]["层级"].value = "楼栋"
    found = faults(place.round.upload(book))
    assert found == {"B3": "上级不在表格里改：并入、拆分请在区域页办理", "D4": "在“1栋”之下的是单元"}


def test_a_name_that_is_taken_is_refused_before_anything_is_confirmed(place):
    make_area(place.compound, "2栋")
    book = place.round.exported()
    place.round.cells(book)["1栋"]["名称"].value = "2栋"
    before = state()
    url = place.round.upload(book)
    assert faults(url) == {"C3": "“荷馨苑”之下已有“2栋”"}
    assert state() == before


def test_a_row_that_is_there_by_now_is_not_made_twice(place):
    book = place.round.exported()
    place.round.add(book, 上级="荷馨苑", 名称="2栋")
    place.round.add(book, 上级="荷馨苑", 名称="3栋")
    url = place.round.upload(book)
    make_area(place.compound, "2栋")
    assert place.round.confirm(url).message == "已导入 1 行：新增 1 行，更新 0 行；另有 4 行没有变化"
    assert Area.objects.filter(name="2栋").count() == 1


def test_what_is_refused_only_when_it_is_written_writes_nothing_and_is_marked(place):
    book = place.round.exported()
    place.round.cells(book)["荷馨苑"]["户数"].value = 5
    place.round.cells(book)["1栋"]["名称"].value = "2栋"
    url = place.round.upload(book)
    make_area(place.compound, "2栋")
    before = state()
    job = place.round.confirm(url)
    assert (job.state, job.message) == (JobState.FAILED, "有 1 行不能办理，已标出，没有导入任何行。请再看一遍")
    assert state() == before
    assert faults(url) == {"C3": "“荷馨苑”之下已有“2栋”"}
    place.round.confirm(url)  # the other row alone
    assert Area.objects.get(pk=place.compound.pk).household_count == 5


@pytest.mark.slow
def test_four_hundred_places_in_one_sheet(place):
    book = place.round.exported()
    for number in range(1, 401):
        place.round.add(book, 上级="野鸭冲社区", 名称=f"{chr(0x4E00 + number)}园", 户数=number)
    began = time.monotonic()
    url = place.round.upload(book)
    assert sum(outcome == "new" for outcome in outcomes(url).values()) == 400
    job = place.round.confirm(url)
    assert job.message.startswith("已导入 400 行：新增 400 行")
    assert time.monotonic() - began < 120
    assert len(rows_of(url)) == 403
