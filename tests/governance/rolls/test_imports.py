"""Rows come from a workbook all or nothing; every wrong cell is named by its line."""

import time
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.models import RollMember, RollOwner, RollUnit
from governance.rolls.actions import rows
from governance.rolls.electorate import heads_of_building
from tests.factories.rolls import cells, flat, ordinary_flats, prepared, uploaded, with_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
ID = "430202199001010011"
GOOD = ["1-101", "88.50", "张三", "", "", "", ""]


@pytest.fixture
def draft(place, secretary):
    return prepared(place.compound, "owners", secretary)


def test_a_workbook_becomes_units_owners_and_heads(draft):
    roll = with_rows(
        draft,
        [
            ["1栋1单元101室", "88.50", "张三", "李四、王五", "", "", ""],
            ["1-1-102", "90", "赵六", "", "", "已交付", ID],
            ["1-1-201", "90.25", "赵六", "", "", "", ID],
            ["1-1-202", "70", "荷塘商贸公司", "", "商贸", "", ""],
            ["1-1-301", "70", "荷塘商贸有限公司", "", "商贸", "", ""],
            ["1-1-302", "60", "", "", "", "未售", ""],
            ["1-1-401", "60", "孙七", "", "", "已售未交付", ""],
        ],
    )
    assert (roll.unit_count, roll.head_count, roll.total_area) == (7, 5, Decimal("528.75"))
    first = RollUnit.objects.get(code="1-1-101")
    assert [owner.name for owner in first.owners.all()] == ["张三", "李四", "王五"]
    assert first.masked_owners == "张*、李*、王*"
    heads = dict(RollUnit.objects.values_list("code", "head"))
    assert heads["1-1-102"] == heads["1-1-201"] == "1-1-102"
    assert heads["1-1-302"] == heads["1-1-401"]


def test_namesakes_are_two_owners(draft):
    assert (
        with_rows(draft, [["1-101", "80", "张伟", "", "", "", ""], ["1-102", "80", "张伟", "", "", "", ""]]).head_count
        == 2
    )


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(shares=st.lists(st.integers(0, 4), min_size=1, max_size=6), number=st.sampled_from(["", ID]))
def test_sharing_units_among_co_owners_changes_neither_heads_nor_area(draft, shares, number):
    def counted(co_owners):
        lines = [
            flat(f"1-{place}", "80.25", owner="赵六", id_number=number, co_owners=list("甲乙丙丁"[:many]))
            for place, many in enumerate(co_owners)
        ]
        roll = with_rows(draft, [cells(line) for line in lines])
        return roll.unit_count, roll.head_count, roll.total_area

    assert counted(shares) == counted([0] * len(shares))


def test_identity_numbers_are_sealed(draft):
    with_rows(draft, [[*GOOD[:6], ID]])
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, id_index FROM governance_rollowner")
        ((sealed, index),) = cursor.fetchall()
    assert index
    assert ID not in sealed + index
    assert RollOwner.objects.get().id_number == ID


def test_a_second_import_replaces_the_rows(draft):
    with_rows(draft, [cells(unit) for unit in ordinary_flats(5)])
    roll = with_rows(draft, [GOOD])
    assert (roll.unit_count, roll.units.count(), RollOwner.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (["", "88", "张三", "", "", "", ""], "第 3 行 户号：不能为空"),
        (["1－101室", "88", "张三", "", "", "", ""], "第 3 行 户号：与第 2 行重复"),
        (["2026-01-02", "88", "张三", "", "", "", ""], "第 3 行 户号：Excel 把户号当成了日期"),
        (["1-102", "", "张三", "", "", "", ""], "第 3 行 专有面积（㎡）：不能为空"),
        (["1-102", "0", "张三", "", "", "", ""], "第 3 行 专有面积（㎡）：面积须大于 0"),
        (["1-102", "88.555", "张三", "", "", "", ""], "第 3 行 专有面积（㎡）：面积最多保留两位小数"),
        (["1-102", "八十", "张三", "", "", "", ""], "第 3 行 专有面积（㎡）：面积须为数字"),
        (["1-102", "88", "", "", "", "", ""], "第 3 行 业主：已交付的须填写业主"),
        (["1-102", "88", "张三", "张三", "", "", ""], "第 3 行 共有人：共有人与业主"),
        (["1-102", "88", "", "", "张三", "未售", ""], "第 3 行 买受人（多套）：未售、已售未交付的合计为建设单位一人"),
        (["1-102", "88", "张三", "", "", "出租", ""], "第 3 行 状态：须从 已交付、未售、已售未交付 中选择"),
        (["1-102", "88", "张三", "", "", "", "430202199001010012"], "第 3 行 证件号码：身份证号校验位不符"),
        (["1-102", "88", "", "", "", "未售", ID], "第 3 行 证件号码：填写证件号码的须同时填写业主"),
        (["1-102", "88", "=1+1", "", "", "", ""], "第 3 行 业主：不能以“=”开头"),
    ],
)
def test_a_wrong_cell_refuses_the_whole_sheet(draft, refused, line, sentence):
    refusal = refused("invalid", lambda: with_rows(draft, [GOOD, line]))
    assert any(found.startswith(sentence) for found in refusal.errors["file"]), refusal.errors


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (["1-102", "88", "张" * 301, "", "", "", ""], "业主：最多填写 60 个字"),
        (["1-102", "88", "", "", "", "出租", ""], "状态：须从"),
        (["1-102", "88", "张" * 301, "", "", "", ID], "业主：最多填写 60 个字"),
        (["1-102", "30000", "张三", "", "", "", ""], "专有面积（㎡）：面积不能超过 20,000 ㎡，请核对小数点"),
        (["1-102", "99999999", "张三", "", "", "", ""], "专有面积（㎡）：面积不能超过 20,000 ㎡，请核对小数点"),
        (["1-101", "0", "张三", "", "", "", ""], "专有面积（㎡）：面积须大于 0"),
    ],
)
def test_a_wrong_cell_has_one_error_and_makes_no_other_one(draft, refused, line, sentence):
    found = refused("invalid", lambda: with_rows(draft, [["1-103", *GOOD[1:]], line])).errors["file"]
    assert len(found) == 1, found
    assert found[0].startswith(f"第 3 行 {sentence}"), found


def test_one_identity_number_has_one_name(draft, refused):
    lines = [["1-101", "80", "赵六", "", "", "", ID], ["1-102", "80", "钱七", "", "", "", ID]]
    refusal = refused("invalid", lambda: with_rows(draft, lines))
    assert "第 3 行 证件号码：同一证件号码在别的行登记为另一姓名（赵*）" in "\n".join(refusal.errors["file"])


def test_a_refused_sheet_leaves_the_rows_that_were_there(draft, refused):
    with_rows(draft, [GOOD])
    refused("invalid", lambda: with_rows(draft, [GOOD, ["1-102", "", "", "", "", "", ""]]))
    assert RollUnit.objects.get().code == "1-101"


def test_many_errors_are_counted_and_the_first_ones_named(draft, refused):
    refusal = refused("invalid", lambda: with_rows(draft, [["", "x", "张三", "", "", "", ""]] * 60))
    assert len(refusal.errors["file"]) == 41
    assert refusal.errors["file"][-1] == "还有 80 处，略"


def test_a_whole_compound_is_imported_in_a_moment(draft):
    lines = [cells(flat(f"{n // 48 + 1}-{n // 16 % 3 + 1}-{n % 16 + 101}", "88.50")) for n in range(460)]
    file = uploaded("owners", lines)
    began = time.process_time()
    roll = rows.import_rows(draft, actor=draft.created_by, file=file)
    assert time.process_time() - began < 5
    assert (roll.unit_count, roll.head_count) == (460, 460)


def test_members_come_from_their_own_workbook(place, secretary, refused):
    draft = prepared(place.community, "delegates", secretary)
    lines = [["张三", "代表", "1 选区", "2026-01-01", ""], ["李四", "居委会成员", "主任", "", ""]]
    assert with_rows(draft, lines).head_count == 2
    assert list(RollMember.objects.values_list("no", "name", "seat")) == [
        (1, "张三", "delegate"),
        (2, "李四", "committee"),
    ]
    refused("invalid", lambda: with_rows(draft, [lines[0], lines[0]]))
    refused("invalid", lambda: with_rows(draft, [["张三", "党员", "", "", ""]]))
    refused("invalid", lambda: with_rows(draft, [["张三", "代表", "", "2026-05-01", "2026-04-01"]]))


def test_numbers_have_no_rows_to_import(place, secretary, refused):
    draft = prepared(place.community, "residents", secretary)
    refused("no_rows_of_this_kind", lambda: rows.import_rows(draft, actor=secretary, file=uploaded("owners", [GOOD])))


def test_typed_members_are_named_once(place, secretary, refused):
    draft = prepared(place.compound, "council", secretary)
    twice = [{"name": "张三", "duty": ""}, {"name": "张三", "duty": ""}]
    refused("member_twice", lambda: rows.set_members(draft, actor=secretary, members=twice))
    told_apart = [{"name": "张三", "duty": "1 栋"}, {"name": "张三", "duty": "2 栋"}]
    assert rows.set_members(draft, actor=secretary, members=told_apart).head_count == 2
    owners = prepared(place.compound, "owners", secretary)
    refused("no_members_of_this_kind", lambda: rows.set_members(owners, actor=secretary, members=told_apart))


def test_buildings_are_one_however_they_are_spelt(draft):
    codes = ("3-1-101", "三栋1单元401", "3号1单元902", "3楼1单元1002", "第3栋1单元1101", "3 1 801", "3.1.802")
    roll = with_rows(draft, [cells(flat(code)) for code in codes])
    assert set(heads_of_building(roll, "3")) == set(roll.units.values_list("code", flat=True))
    assert roll.head_count == 7


@pytest.mark.parametrize("other", ["一栋一单元101", "第1栋1单元101", "1栋1单元1层101"])
def test_one_flat_is_not_imported_twice_under_two_spellings(draft, refused, other):
    lines = [cells(flat(code)) for code in ("1-1-101", other)]
    refusal = refused("invalid", lambda: with_rows(draft, lines))
    assert "第九条" in refusal.message + str(refusal.errors)
    assert not draft.units.exists()


def test_a_code_says_its_building_where_others_do(draft, refused):
    lines = [cells(flat(code)) for code in ("1-1-101", "1-1-102", "301", "302")]
    refusal = refused("invalid", lambda: with_rows(draft, lines))
    assert "户号301没有写明楼栋，而其他户号写明了" in str(refusal.errors)
    assert "第十一条" in str(refusal.errors)
    assert not draft.units.exists()
    assert with_rows(draft, lines[2:]).unit_count == 2
