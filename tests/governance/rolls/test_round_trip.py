"""A roll goes out as a workbook, is corrected and comes in again; what a version changes is all to be seen."""

import base64
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.papers import uploads
from governance.kernel.papers.workbooks import template
from governance.models import Roll, RollMember, RollOwner, RollUnit
from governance.people.actions.roster import ROSTER
from governance.rolls.actions.copies import give_out
from governance.rolls.sheets import SHEETS
from tests.factories.base import user_with
from tests.factories.rolls import (
    FILED,
    cells,
    flat,
    make_delegates,
    make_members,
    make_owners_roll,
    make_residents,
    ordinary_flats,
    prepared,
    with_rows,
)

pytestmark = pytest.mark.django_db
NEXT = FILED + timedelta(30)
ID = "430202199001010011"
REASON = "按登记簿更正两户面积"
FLATS = [
    flat("1-101", "88.50", owner="欧阳文", co_owners=["李四", "王五"], id_number=ID),
    flat("1-102", "90", owner="欧阳文", id_number=ID),
    flat("1-103", "70", owner="荷塘商贸公司", buyer="商贸"),
    flat("1-104", "60", holding="unsold"),
    flat("1-105", "60", owner="孙七", holding="undelivered"),
]


@pytest.fixture
def later():
    with clock.travel(NEXT):
        yield NEXT


def text(answer):
    return answer.content.decode()


def out_of(page):
    """The workbook that a page holds, as bytes."""
    data = re.search(r'base64,([^"]+)" download="', page).group(1)
    return base64.b64decode(data.replace("&#x2B;", "+"))


def chosen(data, name="名册.xlsx"):
    return SimpleUploadedFile(name, data, content_type=uploads.EXCEL)


def units_of(roll):
    rows = RollUnit.objects.filter(roll=roll).values_list("code", "exclusive_area", "holding", "buyer", "head")
    owners = RollOwner.objects.filter(unit__roll=roll).order_by("unit_id", "order")
    return list(rows), [(owner.unit.code, owner.name, owner.id_number, owner.id_index) for owner in owners]


# ------------------------------------------------------------ out and in again
def test_a_roll_goes_out_is_corrected_and_comes_in_again(client, place, secretary, later):
    roll = make_owners_roll(place.compound, FLATS)
    client.force_login(secretary)
    address = f"{roll.get_absolute_url()}workbook/"
    assert address in text(client.get(roll.get_absolute_url()))
    assert "导出理由" in text(client.get(address))
    answer = client.post(address, {"reason": REASON})
    assert "no-store" in answer["Cache-Control"]
    data = out_of(text(answer))
    event = Event.objects.get(kind="governance.roll.give_out")
    assert (event.actor, event.object_id, event.data["note"]) == (secretary, roll.pk, REASON)
    assert ID not in str(event.data)
    draft = prepared(place.compound, "owners", secretary, day=NEXT)
    answer = client.post(f"{draft.get_absolute_url()}import_rows/", {"file": chosen(data)})
    assert answer.status_code == 302, text(answer)
    assert units_of(draft) == units_of(roll)
    book = load_workbook(io.BytesIO(data))
    book.worksheets[0]["B3"].value = "91.25"
    target = io.BytesIO()
    book.save(target)
    answer = client.post(f"{draft.get_absolute_url()}import_rows/", {"file": chosen(target.getvalue())})
    assert answer.status_code == 302, text(answer)
    page = client.get(f"{draft.get_absolute_url()}changes/")
    assert [(line.name, line.word, line.says) for line in page.context["page"].lines.values()] == [
        ("1-102", "变更", "面积 90.00 ㎡ → 91.25 ㎡")
    ]


def test_members_come_in_again_as_they_went_out(place, secretary, later):
    given = [
        {"name": "张小三", "seat": "delegate", "duty": "1 选区", "starts_on": FILED, "ends_on": FILED.replace(2030)},
        {"name": "李小四", "seat": "delegate", "duty": "2 选区"},
        {"name": "王小五", "seat": "delegate", "duty": "3 选区"},
        {"name": "赵小六", "seat": "delegate", "duty": "4 选区"},
        {"name": "钱小七", "seat": "committee", "duty": "主任"},
    ]
    roll = make_members(place.community, "delegates", members=given)
    data, count = give_out(roll, actor=secretary, reason=REASON)
    assert count == 5
    draft = prepared(place.community, "delegates", secretary, day=NEXT)
    with_rows(draft, [[cell.value for cell in row][:5] for row in load_workbook(io.BytesIO(data)).worksheets[0]][1:])
    columns = ("no", "name", "seat", "duty", "starts_on", "ends_on")
    members = RollMember.objects.order_by("no")
    assert list(members.filter(roll=draft).values_list(*columns)) == list(
        members.filter(roll=roll).values_list(*columns)
    )


@pytest.mark.parametrize("reason", ["", "看看"])
def test_nothing_goes_out_without_a_reason(client, place, secretary, later, reason):
    roll = make_owners_roll(place.compound, FLATS)
    client.force_login(secretary)
    answer = client.post(f"{roll.get_absolute_url()}workbook/", {"reason": reason})
    assert answer.status_code == 422
    assert "理由" in text(answer)
    assert "base64" not in text(answer)
    assert not Event.objects.filter(kind="governance.roll.give_out").exists()


def test_only_who_prepares_the_roll_takes_it_out(client, place, street, refused, later):
    roll = make_owners_roll(place.compound, FLATS)
    others = user_with("community_secretary", place.other_community)
    for user in (street, others, user_with("group_leader", place.compound)):
        client.force_login(user)
        address = f"{roll.get_absolute_url()}workbook/"
        assert client.get(address).status_code == client.post(address, {"reason": REASON}).status_code == 404
        refused("not_allowed", lambda user=user: give_out(roll, actor=user, reason=REASON))
    client.force_login(street)
    assert "workbook/" not in text(client.get(roll.get_absolute_url()))


def test_numbers_have_no_rows_to_take_out(place, secretary, refused, later):
    roll = make_residents(place.community)
    refused("roll_empty", lambda: give_out(roll, actor=secretary, reason=REASON))


# ------------------------------------------------------------ a refused workbook
def test_a_refused_workbook_is_not_kept_and_the_next_one_takes_its_place(client, place, secretary, later):
    draft = prepared(place.compound, "owners", secretary, day=NEXT)
    client.force_login(secretary)
    address = f"{draft.get_absolute_url()}import_rows/"
    wrong = template(SHEETS["owners"], [["1-101", "", "张三", "", "", "", ""]])
    page = text(client.post(address, {"file": chosen(wrong, "bad.xlsx")}))
    assert "专有面积（㎡）：不能为空" in page
    assert "这份表格有误，没有保留" in page
    assert "file-held" not in page
    assert "bad.xlsx，" not in page
    right = template(SHEETS["owners"], [["1-101", "80.00", "张三", "", "", "", ""]])
    assert client.post(address, {"file": chosen(right)}).status_code == 302
    assert RollUnit.objects.get().code == "1-101"


# ------------------------------------------------------------ the help sheet
def help_of(sheet):
    rows = load_workbook(io.BytesIO(template(sheet)))["填写说明"].iter_rows(values_only=True)
    return "".join(str(cell) for row in rows for cell in row if cell)


def test_the_help_says_what_becomes_of_the_rows_that_are_there():
    for sheet in SHEETS.values():
        assert "导入后，表中的行整体替换草稿中原有的" in help_of(sheet)
        assert "更新" not in help_of(sheet)
    assert "已有的更新，没有的新增" in help_of(ROSTER)
    assert "替换" not in help_of(ROSTER)


# ------------------------------------------------------------ all changes
@pytest.fixture
def much_changed(place, secretary, later):
    """90 units became 6 of the old ones and 60 new ones; one of the old ones is larger."""
    make_owners_roll(place.compound, ordinary_flats(90))
    flats = [flat("1-101", "101.00"), *ordinary_flats(6)[1:], *[flat(f"2-{n}") for n in range(101, 161)]]
    return with_rows(prepared(place.compound, "owners", secretary, day=NEXT), [cells(unit) for unit in flats])


def codes(client, address):
    """The codes of all pages of a list."""
    found = []
    while address:
        table = client.get(address).context["table"]
        found += [row.code for row in table.page.rows]
        address = table.next_url
    return found


def test_every_changed_row_is_listed_by_kind_and_exported(client, much_changed, secretary):
    client.force_login(secretary)
    address = f"{much_changed.get_absolute_url()}changes/"
    assert f'<a href="{address}">查看全部 145 行变动</a>' in text(client.get(much_changed.get_absolute_url()))
    assert address in text(client.get(f"{much_changed.get_absolute_url()}submit/"))
    assert len(codes(client, address)) == 145
    assert codes(client, f"{address}?word=新增") == [f"2-{n}" for n in range(101, 161)]
    assert codes(client, f"{address}?word=减少") == [f"1-{n}" for n in range(107, 191)]
    assert codes(client, f"{address}?word=变更") == ["1-101"]
    assert "面积 100.00 ㎡ → 101.00 ㎡" in text(client.get(f"{address}?word=变更"))
    assert codes(client, f"{address}?q=2栋101") == ["2-101"]
    assert len(codes(client, f"{address}?sort=-word")) == 145
    sheet = load_workbook(io.BytesIO(b"".join(client.get(f"{address}?export=xlsx").streaming_content))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert (len(rows), rows[0][:3]) == (146, ["户号（姓名）", "变动", "说明"])
    assert ["1-101", "变更", "面积 100.00 ㎡ → 101.00 ㎡"] in [row[:3] for row in rows]


def test_the_changes_are_for_those_who_may_read_the_rows(client, place, much_changed):
    client.force_login(user_with("group_leader", place.compound))
    assert client.get(f"{much_changed.get_absolute_url()}changes/").status_code == 404


def test_the_changes_of_a_filed_version_stay_to_be_seen(client, place, secretary, later):
    first = make_delegates(place.community)
    members = [
        {"name": "新小人", "seat": "committee" if n < 5 else "delegate", "duty": f"代表{n}"} for n in range(1, 21)
    ]
    second = make_members(place.community, "delegates", members=members, day=NEXT)
    client.force_login(secretary)
    page = client.get(f"{second.get_absolute_url()}changes/")
    assert len(page.context["page"].lines) == 50
    assert "新**" in text(page)
    assert "新小人" not in text(page)
    assert f"{second.get_absolute_url()}changes/" in text(client.get(second.get_absolute_url()))
    assert "没有上一版可比" in text(client.get(f"{first.get_absolute_url()}changes/"))
    assert f"{first.get_absolute_url()}changes/" not in text(client.get(first.get_absolute_url()))


# ------------------------------------------------------------ two numbers of one place
def test_the_compound_says_why_its_households_are_others_than_the_rolls(client, place, secretary, later):
    roll = make_owners_roll(place.compound, FLATS)
    client.force_login(secretary)
    address = f"{place.compound.get_absolute_url()}?all=1"
    for number, differs in ((469, True), (5, False), (None, False)):
        type(place.compound).objects.filter(pk=place.compound.pk).update(household_count=number)
        page = text(client.get(address))
        assert "台账登记" in page
        assert roll.get_absolute_url() in page
        assert ("台账登记居民 469 户（“编辑台账”中更新），名册按专有部分计 5 套、按买受人计 3 户" in page) is differs


# ------------------------------------------------------------ words of a step
def test_a_filed_roll_is_not_voided_by_its_own_note(client, place, secretary, street, later):
    roll = make_owners_roll(place.compound, FLATS, note="2026 年换届后的名册")
    client.force_login(street)
    address = f"{roll.get_absolute_url()}void/"
    page = client.get(address)
    assert "2026 年换届后的名册" not in str(page.context["form"]["note"])
    assert client.post(address, {"note": page.context["form"]["note"].value() or ""}).status_code == 422
    assert Roll.objects.get(pk=roll.pk).status == "filed"


def test_a_correction_begins_with_the_note_of_the_row(client, place, secretary, later):
    draft = prepared(place.compound, "owners", secretary, day=NEXT, note="二期未交付")
    client.force_login(secretary)
    assert "二期未交付" in text(client.get(f"{draft.get_absolute_url()}edit/"))
    steps = f"/api/v1/governance/rolls/{draft.pk}/steps/edit/"
    answer = client.post(steps, {"source": "物业移交资料"}, content_type="application/json")
    assert answer.status_code == 200, text(answer)
    assert (answer.json()["note"], answer.json()["source"]) == ("二期未交付", "物业移交资料")
