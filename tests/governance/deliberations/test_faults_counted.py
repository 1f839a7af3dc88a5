"""The head of a refused form counts what it lists; faults of base, agents and list come in one answer."""

import re
from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from governance.models import Roll
from governance.rolls.sheets import SHEETS
from tests.factories import deliberations as made
from tests.factories import rolls
from tests.governance.deliberations.test_lists import post, workbook

pytestmark = pytest.mark.django_db
DAY = made.NOTICE + timedelta(20)
OWNERS = {"body": "owners_ordinary", "matter": "general", "held_on": DAY}
BASE = {"entitled": "8", "entitled_area": "800"}


def head_of(page):
    """(what the head says, the sentences that it lists)."""
    words = page.content.decode()
    box = re.search(r'id="form-errors".*?</ul>', words, re.S)[0]
    return re.search(r"<b>(.*?)</b>", box)[1], [
        re.sub(r"\s*<[^>]+>\s*", "", one) for one in re.findall(r"<li>(.*?)</li>", box, re.S)
    ]


def counted(page):
    said, listed = head_of(page)
    return int(re.fullmatch(r"有 (\d+) 处需要修改", said)[1]), listed


@pytest.fixture
def row(place, secretary):
    return made.called(secretary, place.compound, roll=10, **OWNERS)


LINES = [
    ["户号", "姓名", "受托人", "表决"],
    ["1-101", "", "", "随便"],  # no such vote
    ["9-999", "", "", "同意"],  # not on the roll
    ["1-102", "", "李代理", "同意"],  # without a letter
    ["1-103", "", "王代理", "同意"],
]


@pytest.mark.parametrize("how", ["list_text", "list_file"])
def test_cells_lines_base_and_agents_are_said_at_once(client, place, secretary, row, how):
    given = {"list_file": workbook(LINES)} if how == "list_file" else {"list_text": "\n".join(map(",".join, LINES))}
    page = post(client, secretary, row, **given, **BASE)
    assert page.status_code == 422
    errors = page.context["form"].errors
    assert set(errors) == {how, "entitled", "mandates", "mandate"}
    first, second = errors[how]
    assert first.startswith("第 2 行：表决须填写")
    assert second.startswith("第 3 行：9-999不在")
    assert [agent for agent in ("李代理", "王代理") if agent in str(errors["mandates"])] == ["李代理", "王代理"]
    number, listed = counted(page)
    assert number == len(listed) == 6
    row.refresh_from_db()
    assert (row.status, row.entitled, row.ballots.count()) == ("called", None, 0)


def test_a_list_of_which_no_line_can_be_read_asks_for_no_totals(client, place, secretary, row):
    page = post(client, secretary, row, list_text="户号,姓名,代理人,表决\n1-101,,,同意", **BASE)
    assert set(page.context["form"].errors) == {"list_text", "entitled"}


def test_typed_rows_are_rehearsed_as_well(client, place, secretary, row):
    page = post(client, secretary, row, **{"ballots-0-voter": "1-101", "ballots-0-choice": "maybe"}, **BASE)
    assert set(page.context["form"].errors) == {"ballots", "entitled"}
    number, listed = counted(page)
    assert number == len(listed)


def test_the_api_hears_of_all_of_it_too(client, place, secretary, row):
    client.force_login(secretary)
    body = {"held_on": str(DAY), "entitled": 8, "ballots": [{"voter": "1-101", "choice": "maybe"}]}
    with clock.travel(DAY):
        client.force_login(secretary)
        url = f"/api/v1/governance/deliberations/{row.pk}/steps/hold/"
        answer = client.post(url, body, content_type="application/json")
    assert answer.status_code == 422
    assert {"ballots", "entitled"} <= set(answer.json()["errors"])


def test_what_is_left_out_of_a_long_list_is_counted(client, place, secretary, row):
    page = post(client, secretary, row, list_text="\n".join(f"1-{n},,,随便" for n in range(60)))
    number, listed = counted(page)
    assert (number, listed[-1].rpartition("：")[2]) == (60, "还有 20 处，略")


def test_the_faults_of_a_workbook_are_counted_and_not_what_is_said_about_them(client, place):
    draft = rolls.prepared(place.compound, "owners")
    heads = [column.header for column in SHEETS["owners"].columns]
    file = workbook([heads, ["", "x", "张三", "", "", "", ""], ["1-102", "80", "李四", "", "", "出租", ""]])
    with clock.travel(rolls.FILED):
        client.force_login(draft.created_by)
        page = client.post(f"{draft.get_absolute_url()}import_rows/", {"file": file})
    number, listed = counted(page)
    faults = [one for one in listed if one.startswith("第 ")]
    assert number == len(faults) == 3
    assert any("没有导入任何数据" in one for one in listed)
    assert Roll.objects.get(pk=draft.pk).units.count() == 0


def test_a_form_that_is_refused_as_a_whole_counts_nothing(client, place, secretary, row):
    with clock.travel(DAY):
        client.force_login(secretary)
        page = client.post(f"{row.get_absolute_url()}count/", {})
    said, listed = head_of(page)
    assert (said, len(listed)) == ("没有提交成功", 1)
