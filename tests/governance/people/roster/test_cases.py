"""Rosters as streets send them: each is taken, or refused at the very cell in the sentence that helps."""

import io
from datetime import date, datetime

import pytest

from governance.kernel.clock import rules
from governance.kernel.papers.reading import check_sheet
from governance.people.actions.roster import ROSTER
from tests.factories.base import make_district, user_with
from tests.factories.sheets import workbook

pytestmark = pytest.mark.django_db
HEADS = [
    "区域代码",
    "岗位",
    "姓名",
    "手机号",
    "政治面貌",
    "负责范围",
    "组别",
    "联系户数",
    "产生方式",
    "任期自",
    "任期至",
]
USUAL = dict(
    zip(
        HEADS,
        ["", "邻长", "田野", "19900000101", "群众", "1 栋", "1", "12", "推选", "2026-01-01", "2028-12-31"],
        strict=True,
    )
)
ASKED, LOST = "疑似同一人", "末几位已丢失，请把这一列设为“文本”格式后重新填写"


@pytest.fixture
def place():
    rules.load_rules()
    place = make_district()
    place.actor = user_with("street_admin", place.street)
    return place


def read(place, *rows, heads=HEADS, before=(), after=(), shape=None):
    """The reading of a roster whose rows differ from the usual one in the cells that are given."""
    lines = []
    for row in rows:
        whole = USUAL | {"区域代码": place.compound.code} | row
        lines.append([whole[head] for head in heads])
    return check_sheet(ROSTER, workbook(*before, heads, *lines, *after, shape=shape), actor=place.actor)


def told(reading):
    return {reading.address(number, name): found[0] for (number, name), found in reading.errors.items()}


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({}, "name", "田野"),
        ({"姓名": "石　桥"}, "name", "石桥"),
        ({"姓名": "石 岸"}, "name", "石岸"),
        ({"岗位": "邻长\u200b"}, "role", "邻长"),
        ({"岗位": " 邻　长"}, "role", "邻长"),
        ({"手机号": "１９９００００００１３"}, "phone", "19900000013"),
        ({"手机号": "+86 19900000107"}, "phone", "19900000107"),
        ({"手机号": "8619900000108"}, "phone", "19900000108"),
        ({"手机号": "（+86）199-0000-0108"}, "phone", "19900000108"),
        ({"手机号": 19900000113.0}, "phone", "19900000113"),
        ({"手机号": "'19900000142"}, "phone", "19900000142"),
        ({"手机号": "199\xa00000\xa00144"}, "phone", "19900000144"),
        ({"手机号": "无"}, "phone", None),
        ({"手机号": "/"}, "phone", None),
        ({"手机号": "—"}, "phone", None),
        ({"任期自": 46023}, "starts_on", date(2026, 1, 1)),
        ({"任期自": 20260101}, "starts_on", date(2026, 1, 1)),
        ({"任期自": "20260101"}, "starts_on", date(2026, 1, 1)),
        ({"任期自": "２０２６－０１－０１"}, "starts_on", date(2026, 1, 1)),
        ({"任期自": "2026-01-01 00:00:00"}, "starts_on", date(2026, 1, 1)),
        ({"任期自": datetime(2026, 1, 1)}, "starts_on", date(2026, 1, 1)),
        ({"任期至": "2028.12.31"}, "ends_on", date(2028, 12, 31)),
        ({"任期至": "长期"}, "ends_on", None),
        ({"组别": "第1组"}, "group_no", 1),
        ({"联系户数": "12户"}, "household_count", 12),
        ({"负责范围": "1栋\n2栋"}, "block", "1栋 2栋"),
        ({"政治面貌": "党员"}, "politics", "中共党员"),
        ({"政治面貌": "中共党员\t"}, "politics", "中共党员"),
        *(({"姓名": name}, "name", usual or name) for name, usual in (
            ("石\ue863", "石䶮"), ("石㛃", ""), ("石𬍛", ""), ("石䶮", ""), ("石〇", ""), ("石𱃀", ""),
            ("⽯酉", "石酉"), ("石年", "石年"), ("阿依古丽·买买提", ""), ("古丽米热.艾比布力", "古丽米热·艾比布力"),
            ("古丽米热．艾比布力", "古丽米热·艾比布力"), ("John Smith", ""),
            ("阿不都热合曼·买买提依明·吐尔逊阿不都热西提江", ""),
            ("田" * 40, ""),
        )),
    ],
)  # fmt: skip
def test_what_can_only_mean_one_thing_is_taken(place, cells, column, value):
    reading = read(place, cells)
    assert reading.is_good, told(reading)
    assert reading.rows[0][column] == value


@pytest.mark.parametrize(
    ("cells", "address", "sentence"),
    [
        ({"手机号": "１９９００００００１０３"}, "D2", "手机号须为 11 位数字，以 13 至 19 开头，现在是 12 位"),
        ({"手机号": "19900000133/19900000134"}, "D2", "一处只能填写一个手机号，现在有 2 个"),
        ({"任期自": "2026年1月"}, "J2", "日期只写到月份，请补上日，如 2026-01-01"),
        ({"任期至": "2028.2.30"}, "K2", "日期不正确：2028 年 2 月没有 30 日，请按 2026-03-05 的格式填写"),
        ({"区域代码": "4.30202E+11"}, "A2", f"Excel 把号码缩写成了 4.30202E+11，{LOST}"),
        ({"区域代码": "荷香苑"}, "A2", "您的辖区内没有“荷香苑”，是不是“月塘街道野鸭冲社区荷馨苑”"),
        ({"联系户数": "=6*2"}, "H2", "不能以“=”开头（可能是公式），请改为普通文字"),
        ({"联系户数": "十来户"}, "H2", "联系户数须为数字，如 12"),
        ({"姓名": "石"}, "C2", "姓名须为 2 至 40 个字，现在是 1 个字"),
        ({"姓名": "田野、石桥"}, "C2", "姓名中有“、”，一处只填写一个人的姓名"),
        ({"姓名": "田" * 41}, "C2", "姓名须为 2 至 40 个字，现在是 41 个字"),
        ({"岗位": "楼道长"}, "B2", "须从 片长、组长、邻长、楼栋长 中选择"),
        ({"政治面貌": "团"}, "E2", "须从 中共党员、中共预备党员、共青团员、民主党派、群众 中选择"),
        ({"手机号": "199****0101"}, "D2", "“手机号”是遮盖后的内容，新增的请填写完整"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_by_its_cell(place, cells, address, sentence):
    assert told(read(place, cells)) == {address: sentence}


@pytest.mark.parametrize(
    ("head", "address", "day", "words"),
    [("任期自", "J2", "1900-01-01", "太早"), ("任期至", "K2", "2199-12-31", "太远")],
)
def test_a_term_of_another_age_is_named_by_its_cell(place, head, address, day, words):
    (found,) = told(read(place, {head: day})).items()
    assert found[0] == address
    assert f"{words}，请核对年份" in found[1]


def test_an_area_that_excel_made_a_number_is_read(place):
    reading = read(place, {"区域代码": int(place.community.code)})
    assert told(reading) == {"A2": "“邻长”岗位只设在小区、楼栋或单元，请改选区域"}


def test_names_of_places_beside_codes(place):
    rows = [
        {"区域代码": words, "姓名": f"田{n}"}
        for n, words in zip("甲乙丙", ("荷馨苑", "野鸭冲社区荷馨苑一栋", "荷馨苑 1号楼"), strict=True)
    ]
    assert [row["area"] for row in read(place, *rows).rows] == [place.compound, place.building, place.building]


def test_two_spellings_of_one_name_are_asked_about(place):
    reading = read(
        place,
        {"姓名": "古丽米热.艾比布力", "手机号": "19900000122"},
        {"姓名": "古丽米热．艾比布力", "手机号": "19900000123"},
    )
    assert list(reading.asked) == [3]
    assert ASKED in reading.asked[3].sentence


def test_titles_notes_filters_and_a_hidden_sheet(place):
    def shape(book, sheet):
        sheet.merge_cells("A1:K1")
        sheet.row_dimensions[5].hidden = True
        old = book.create_sheet("去年旧表", 0)
        old.sheet_state = "hidden"
        book.active = 1

    rows = [{"姓名": "石己", "手机号": "19900000129"}, {"姓名": "石戊", "手机号": "19900000128"}]
    title = ["荷塘区月塘街道片组邻花名册"], ["填报单位：", None, "填报日期："]
    reading = read(place, *rows, before=title, after=[["填表人：某某", None, "审核人："]], shape=shape)
    assert reading.is_good, told(reading)
    assert [row["name"] for row in reading.rows] == ["石己", "石戊"]
    assert reading.remarks == [
        "表头在第 3 行，上面的标题没有读",
        "第 5 行在表中被隐藏或筛选掉了，也已读出",
        "隐藏的工作表“去年旧表”没有读",
        "第 6 行像标题、合计、落款或说明，没有当作数据读",
    ]


def test_a_merged_place_stands_for_its_rows(place):
    rows = [
        {"姓名": f"石{name}", "手机号": f"1990000012{n}", "区域代码": "荷馨苑" if n == 0 else None}
        for n, name in enumerate("甲乙丙")
    ]
    reading = read(place, *rows, shape=lambda book, sheet: sheet.merge_cells("A2:A4"))
    assert [row["area"] for row in reading.rows] == [place.compound] * 3


def test_other_heads_and_columns_of_ones_own(place):
    heads = ["序号", "区域名称", "职务", "姓名", "联系电话", "备注"]
    book = workbook(heads, [1, "荷馨苑", "邻长", "石桥", 19900000103, "新任"])
    reading = check_sheet(ROSTER, io.BytesIO(book.getvalue()), actor=place.actor)
    assert reading.is_good, told(reading)
    assert reading.rows[0]["phone"] == "19900000103"
    assert "“序号、备注”列没有读" in reading.remarks
    assert any(said.startswith("表里没有“政治面貌、负责范围") for said in reading.remarks)
