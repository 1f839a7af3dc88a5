"""Rolls on pages and in the API: steps, masked names, scope, the growth of queries."""

import base64
import io
import re

import pytest
from openpyxl import load_workbook

from governance.kernel.clock import clock
from governance.kernel.models.jobs import Job
from governance.models import Attachment, Roll
from tests.factories.base import make_area, user_with
from tests.factories.deliberations import photo
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
    uploaded,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
LIST, API = "/governance/rolls/", "/api/v1/governance/rolls/"
ID = "430202199001010011"


def text(answer):
    return answer.content.decode()


def workbook(lines):
    file = uploaded("owners", lines)[0]
    source = io.BytesIO(file.data)
    source.name = file.name
    return source


def test_from_the_workbook_to_the_filed_roll_on_pages(client, place, secretary, street):
    client.force_login(secretary)
    assert "编制名册" in text(client.get(LIST))
    given = {"area": place.compound.code, "kind": "owners", "as_of": str(FILED), "source": "不动产登记簿"}
    roll_page = client.post(f"{LIST}new/", given).headers["Location"]
    page = text(client.get(roll_page))
    assert "下载模板" in page
    assert "报送备案" in page
    wrong = client.post(f"{roll_page}import_rows/", {"file": workbook([["101", "", "张三", "", "", "", ""]])})
    assert wrong.status_code == 422
    assert "第 2 行 专有面积（㎡）：不能为空" in text(wrong)
    done = client.post(f"{roll_page}import_rows/", {"file": workbook([cells(unit) for unit in ordinary_flats(3)])})
    assert done.status_code == 302, text(done)
    assert client.post(f"{roll_page}submit/", {}).status_code == 302
    client.force_login(street)
    refused = client.post(f"{roll_page}file/", {"filed_on": str(FILED)})
    assert refused.status_code == 422
    assert Roll.objects.get().status == "submitted"
    assert client.post(f"{roll_page}file/", {"filed_on": str(FILED), "papers": photo()}).status_code == 302
    page = text(client.get(roll_page))
    for words in ("在用", "业主名册（2026年1月10日备案，3 户，300.00 ㎡）", "历次版本", "300.00"):
        assert words in page
    assert "名册" in text(client.get(place.compound.get_absolute_url(), {"all": 1}))
    assert "3 户，300.00 ㎡" in text(client.get(place.compound.get_absolute_url(), {"all": 1}))


def test_a_refused_workbook_names_each_fault_once_and_comes_back_marked(client, place, secretary):
    draft = prepared(place.compound, "owners", secretary)
    client.force_login(secretary)
    address = f"{draft.get_absolute_url()}import_rows/"
    assert f'href="{LIST}template/owners/"' in text(client.get(address))
    lines = [["1-101", "", "张三", "", "", "", ""], ["1-102", "80", "李四", "", "", "出租", ""]]
    wrong = client.post(address, {"file": workbook(lines)})
    page = text(wrong)
    assert wrong.status_code == 422
    assert page.count("第 2 行 专有面积（㎡）：不能为空") == 1
    assert page.count("第 3 行 状态：须从") == 1
    name, data = re.search(r'base64,([^"]+)" download="([^"]+)"', page).group(2, 1)
    assert name == "名册_错误标注.xlsx"
    marked = load_workbook(io.BytesIO(base64.b64decode(data.replace("&#x2B;", "+")))).worksheets[0]
    assert [cell.value for cell in marked["H"]][1:] == [
        "专有面积（㎡）：不能为空",
        "状态：须从 已交付、未售、已售未交付 中选择",
    ]
    assert marked["B2"].comment.text == "不能为空"
    assert (Roll.objects.get(pk=draft.pk).unit_count, Attachment.objects.count(), Job.objects.count()) == (None, 0, 0)


def test_the_template_is_read_back_without_errors(client, secretary):
    client.force_login(secretary)
    answer = client.get(f"{LIST}template/owners/")
    book = load_workbook(io.BytesIO(answer.content))
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert heads[:3] == ["户号*", "专有面积（㎡）*", "业主"]
    assert client.get(f"{LIST}template/delegates/").status_code == 200
    assert client.get(f"{LIST}template/residents/").status_code == 404


def test_names_are_masked_and_rows_are_for_those_who_may_read_them(client, place, secretary):
    roll = make_owners_roll(place.compound, [flat("1-101", owner="欧阳文", co_owners=["李四"], id_number=ID)])
    address = roll.get_absolute_url()
    client.force_login(secretary)
    page = text(client.get(f"{address}units/"))
    assert "欧阳*、李*" in page
    assert "欧阳文" not in page
    sheet = load_workbook(io.BytesIO(b"".join(client.get(f"{address}units/?export=xlsx").streaming_content)))
    written = "".join(str(cell.value) for row in sheet.worksheets[0].iter_rows() for cell in row)
    assert "1-101欧阳*、李*" in written
    assert ID not in written
    leader = user_with("group_leader", place.compound)
    client.force_login(leader)
    page = text(client.get(address))
    assert "1 户，100.00 ㎡" in page
    assert "查看 1 套" not in page
    assert client.get(f"{address}units/").status_code == 404


def test_members_are_masked_too(client, place, secretary):
    roll = make_members(place.compound, "council", members=[{"name": f"王小{n}"} for n in "甲乙丙丁戊"])
    client.force_login(secretary)
    page = text(client.get(roll.get_absolute_url()))
    assert "王**" in page
    assert "王小甲" not in page
    client.force_login(user_with("group_leader", place.compound))
    assert "王**" not in text(client.get(roll.get_absolute_url()))


def test_a_roll_of_another_community_is_not_there(client, place):
    roll = make_owners_roll(place.compound)
    client.force_login(user_with("community_secretary", place.other_community))
    for address in (roll.get_absolute_url(), f"{roll.get_absolute_url()}units/", f"{API}{roll.pk}/"):
        assert client.get(address).status_code == 404
    assert roll.area.name not in text(client.get(LIST))
    for role in ("sys_admin", "sec_admin", "audit_admin"):
        client.force_login(user_with(role, place.district))
        assert client.get(LIST).status_code == 404


def test_the_list_is_filtered_by_kind_state_and_place(client, place, secretary):
    make_owners_roll(place.compound)
    make_delegates(place.community)
    prepared(place.compound, "council", secretary)
    client.force_login(secretary)

    def listed(query):
        return [row.kind for row in client.get(f"{LIST}?{query}").context["table"].page.rows]

    assert sorted(listed("")) == ["delegates", "owners"]  # those in use come first
    assert sorted(listed("tab=all")) == ["council", "delegates", "owners"]
    assert listed("kind=owners") == ["owners"]
    assert listed("standing=draft") == ["council"]
    assert listed("tab=open") == ["council"]
    assert sorted(listed(f"tab=all&area={place.compound.code}")) == ["council", "owners"]


def test_units_are_found_by_their_code_however_spelt(client, place, secretary):
    roll = make_owners_roll(place.compound, [flat("1-1-101"), flat("2-1-101"), flat("2-1-102", holding="unsold")])
    client.force_login(secretary)

    def listed(query):
        rows = client.get(f"{roll.get_absolute_url()}units/?{query}").context["table"].page.rows
        return [row.code for row in rows]

    assert listed("q=2栋1单元101室") == ["2-1-101"]
    assert listed("holding=unsold") == ["2-1-102"]


def test_rolls_by_the_api(client, place, secretary, street):
    client.force_login(secretary)
    body = {"area": place.community.code, "kind": "residents", "as_of": str(FILED), "source": "公安户籍"}
    made = client.post(API, body, content_type="application/json")
    assert made.status_code == 201, text(made)
    steps = f"{API}{made.json()['id']}/steps/"
    names = {step["name"] for step in client.get(steps).json() if step["allowed"]}
    assert {"edit", "set_numbers", "discard"} <= names
    assert "import_rows" not in names
    early = client.post(f"{steps}submit/", {}, content_type="application/json")
    assert (early.status_code, early.json()["code"]) == (422, "roll_empty")
    numbers = {"households": 800, "adults": 1700, "source": "公安户籍"}
    assert client.post(f"{steps}set_numbers/", numbers, content_type="application/json").status_code == 200
    assert client.post(f"{steps}submit/", {}, content_type="application/json").status_code == 200
    client.force_login(street)
    filed = client.post(f"{steps}file/", {"filed_on": str(FILED), "papers": photo()})
    assert filed.status_code == 200, text(filed)
    row = client.get(f"{API}?kind=residents").json()["results"][0]
    assert (row["status"], row["households"], row["adults"], row["valid_from"]) == ("filed", 800, 1700, str(FILED))


def test_members_by_the_api(client, place, secretary):
    draft = prepared(place.community, "delegates", secretary)
    client.force_login(secretary)
    url = f"{API}{draft.pk}/steps/set_members/"
    members = [{"name": "张三", "seat": "delegate", "duty": "1 选区"}, {"name": "李四", "seat": "committee"}]
    answer = client.post(url, {"members": members}, content_type="application/json")
    assert answer.status_code == 200, text(answer)
    assert answer.json()["heads"] == 2
    wrong = client.post(url, {"members": [{"name": "A"}]}, content_type="application/json")
    assert wrong.status_code == 422
    assert draft.members.count() == 2


# ------------------------------------------------------------ queries
def test_the_queries_of_a_list_do_not_grow(client, place, secretary, same_queries):
    make_owners_roll(place.compound)
    client.force_login(secretary)

    def grow():
        make_delegates(place.community)
        make_residents(place.community)
        make_owners_roll(make_area(place.community, "新苑"))

    same_queries(lambda: client.get(LIST), grow)


def test_the_queries_of_units_do_not_grow(client, place, secretary, same_queries):
    small = make_owners_roll(place.compound, ordinary_flats(2))
    large = make_owners_roll(make_area(place.community, "新苑"), ordinary_flats(40))
    client.force_login(secretary)
    visited = iter([small, small, large])
    same_queries(lambda: client.get(f"{next(visited).get_absolute_url()}units/"), lambda: None)


def test_the_queries_of_a_roll_do_not_grow(client, place, secretary, same_queries):
    small = make_owners_roll(place.compound, ordinary_flats(2))
    large = make_owners_roll(make_area(place.community, "新苑"), ordinary_flats(40))
    client.force_login(secretary)
    visited = iter([small, small, large])
    with clock.travel(FILED):
        same_queries(lambda: client.get(next(visited).get_absolute_url()), lambda: None)
