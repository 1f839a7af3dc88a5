"""How a list is asked for and read: the words of each body, all wrong lines at once, further motions, a template."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from governance.deliberations import bodies
from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.kernel.papers.cells import write_xlsx
from governance.kernel.papers.uploads import EXCEL
from tests.factories import deliberations as made
from tests.factories.papers import photo

pytestmark = pytest.mark.django_db
DAY = made.NOTICE + timedelta(20)
OWNERS = {"body": "owners_ordinary", "matter": "general", "held_on": DAY}


def hold_page(client, user, row):
    client.force_login(user)
    with clock.travel(row.held_on):
        return client.get(f"{row.get_absolute_url()}hold/").content.decode()


def post(client, user, row, **data):
    client.force_login(user)
    with clock.travel(row.held_on):
        sheet = {} if "tally" in data else {"sign_in": photo("签到表.png")}
        return client.post(f"{row.get_absolute_url()}hold/", {"held_on": str(row.held_on), **sheet, **data})


def opened(client, user, row, address):
    with clock.travel(row.held_on):
        client.force_login(user)
        return client.get(address)


def words_of(page):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))


def workbook(lines):
    target = io.BytesIO()
    write_xlsx(target, lines)
    return SimpleUploadedFile("签到名单.xlsx", target.getvalue(), content_type=EXCEL)


# ------------------------------------------------------------ all wrong lines under the field that was filled
def test_all_wrong_lines_of_a_pasted_list_are_named(client, place, secretary):
    row = made.called(secretary, place.compound, roll=460, **OWNERS)
    lines = [f"1-{101 + n},,,{'随便' if n % 4 == 0 else '同意'}" for n in range(460)]
    refused = post(client, secretary, row, list_text="户号,姓名,受托人,表决\n" + "\n".join(lines))
    errors = refused.context["form"].errors
    assert (refused.status_code, set(errors)) == (422, {"list_text"})
    assert errors["list_text"][0].startswith("第 2 行：表决须填写")
    assert errors["list_text"][1].startswith("第 6 行")
    assert (len(errors["list_text"]), errors["list_text"][-1]) == (41, "还有 75 处，略")
    row.refresh_from_db()
    assert (row.status, row.ballots.count()) == ("called", 0)


def test_the_wrong_lines_of_a_workbook_stand_under_it_by_their_own_numbers(client, place, secretary):
    row = made.called(secretary, place.compound, roll=5, **OWNERS)
    file = workbook([["户号", "姓名", "受托人", "表决"], ["1-101", "", "", "同意"], ["1-999", "", "", "同意"]])
    errors = post(client, secretary, row, list_file=file).context["form"].errors
    assert set(errors) == {"list_file"}
    assert errors["list_file"][0].startswith("第 3 行：1-999不在")
    row.refresh_from_db()
    assert row.status == "called"


# ------------------------------------------------------------ further motions
def test_the_column_of_a_second_motion_is_explained_and_read(client, place, secretary):
    row = made.called(secretary, place.compound, roll=3, motions=["修路", "修灯"], **OWNERS)
    page = hold_page(client, secretary, row)
    assert "户号、姓名、受托人、第 1 项、第 2 项" in page
    assert "第 2 项起不填的按弃权计算" in page
    refused = post(client, secretary, row, list_text="1-101,,,同意,反对,同意")
    assert "比表头多出一列" in str(refused.context["form"].errors["list_text"])
    text = "1-101,,,同意,反对\n1-102,,,同意\n1-103,,,反对,同意"
    assert post(client, secretary, row, list_text=text).status_code == 302
    votes = [(one.yes, one.no_votes, one.abstain) for one in row.motions.all()]
    assert votes == [(2, 1, 0), (1, 1, 1)]


@pytest.mark.parametrize("body", ["owners_ordinary", "council", "residents_meeting"])
def test_the_template_is_filled_in_and_taken(client, place, secretary, body):
    area = place.community if body in bodies.COMMUNITY else place.compound
    matter = "community_affairs" if body in bodies.COMMUNITY else "general"
    row = made.called(secretary, area, body=body, matter=matter, held_on=DAY, roll=4, motions=["修订公约", "公示一年"])
    address = f"{row.get_absolute_url()}list.xlsx"
    assert f'href="{address}"' in hold_page(client, secretary, row)
    answer = opened(client, secretary, row, address)
    book = load_workbook(io.BytesIO(answer.content))
    heads = [cell.value for cell in book.worksheets[0][1]]
    told = "\n".join(str(cell.value) for line in book["填写说明"].iter_rows() for cell in line)
    for words in ("修订公约", "公示一年：", "整份名单都不登记"):
        assert words in told
    own = {
        "owners_ordinary": ["1-101", "业主1-101", ""],
        "council": ["席位1", "1"],
        "residents_meeting": ["1 栋 101", "张三"],
    }[body]
    file = workbook([heads, [*own, "同意", "反对"]])
    assert post(client, secretary, row, list_file=file).status_code == 302
    assert [one.no_votes for one in row.motions.all()] == [0, 1]


# ------------------------------------------------------------ the words of each body
@pytest.mark.parametrize(
    ("body", "shown", "unsaid"),
    [
        ("owners_ordinary", ("户号", "受托人", "参与表决（户）", "参与表决专有面积"), ("实到", "席位")),
        ("council", ("姓名", "席位（名册序号）", "实到（人）"), ("户号", "受托人", "面积")),
        ("party_meeting", ("姓名", "席位（名册序号）", "实到（人）"), ("户号", "受托人", "面积")),
        ("residents_delegates", ("姓名", "席位（名册序号）"), ("户号", "受托人", "面积")),
        ("residents_meeting", ("户（门牌）", "户的代表"), ("户号", "受托人", "面积")),
    ],
)
def test_the_form_speaks_of_those_who_vote(client, place, secretary, body, shown, unsaid):
    area = place.community if body in bodies.COMMUNITY else place.compound
    matter = "community_affairs" if body in bodies.COMMUNITY else "general"
    row = made.called(secretary, area, body=body, matter=matter, held_on=DAY, roll=7)
    page = words_of(hold_page(client, secretary, row))
    for words in shown:
        assert words in page, words
    for words in unsaid:
        assert words not in page, words


def test_a_person_who_stands_twice_is_no_household(place, secretary):
    row = made.called(secretary, place.compound, roll=4)
    twice = [{"voter": "席位1", "choice": "yes"}, {"voter": "席位1", "choice": "no"}]
    with clock.travel(row.held_on):
        words = made.refuses("list_twice", lambda: made.recorded(row, secretary, ballots=twice))
    assert "同一人只登记一行" in words
    assert "户" not in words


def test_a_vote_in_writing_has_no_meeting(client, place, secretary):
    row = made.called(secretary, place.compound, method="written", roll=4, **OWNERS)
    page = words_of(hold_page(client, secretary, row))
    assert "表决截止日期" in page
    for words in ("实际召开日期", "实到"):
        assert words not in page
    detail = words_of(opened(client, secretary, row, row.get_absolute_url()).content.decode())
    assert "表决尚未截止" in detail
    with clock.travel(row.held_on):
        votes = [{"voter": f"1-10{n}", "choice": "yes"} for n in range(1, 5)]
        row = acts.count(made.recorded(row, secretary, ballots=votes), actor=secretary)
    assert "参与表决 4/4 户" in row.motions.get().formula
    detail = words_of(opened(client, secretary, row, row.get_absolute_url()).content.decode())
    assert "参与表决4/4户" in detail
    assert "到会" not in detail


# ------------------------------------------------------------ thousands
def test_numbers_have_their_separators(client, place, secretary):
    row = made.called(secretary, place.compound, roll=3592, **OWNERS)
    counts = made.totals(present=1200, yes=1100, no_votes=60, abstain=40)
    counts |= {"present_area": 120000, "entitled": 3591, "entitled_area": 359100, "deviation_reason": "一套已灭失"}
    counts["tallies"][0] |= {"yes_area": 110000, "no_area": 6000, "abstain_area": 4000}
    with clock.travel(DAY):
        row = made.recorded(row, secretary, **counts, deviation=[photo()])
    assert "应到 3,591 户" in row.roll_text
    client.force_login(secretary)
    compound = f"{place.compound.get_absolute_url()}?all=1"
    for address in ("/governance/deliberations/", row.get_absolute_url(), compound):
        page = words_of(client.get(address).content.decode())
        assert "1,200/3,592" in page, address
        assert "1200/3592" not in page, address


# ------------------------------------------------------------ nothing is dropped without a word
def test_a_head_that_nobody_knows_is_refused(client, place, secretary):
    """Else an agent under another word would be lost, and the vote count as the owner's own."""
    row = made.called(secretary, place.compound, roll=460, **OWNERS)
    refused = post(client, secretary, row, list_text="户号,姓名,代理人,表决\n1-1-101,张三,李四,同意")
    assert refused.status_code == 422
    assert refused.context["form"].errors["list_text"][0].startswith("表头“代理人”认不出")
    row.refresh_from_db()
    assert (row.status, row.ballots.count()) == ("called", 0)


@pytest.mark.parametrize(
    "votes",
    [
        {"yes": 300, "yes_area": 0, "no_votes": 0, "no_area": 30000},
        {"yes": 0, "yes_area": 30000, "no_votes": 300, "no_area": 0},
    ],
)
def test_whoever_votes_has_an_area(place, secretary, votes):
    row = made.called(secretary, place.compound, roll=460, **OWNERS)
    tally = {"no": 1, "abstain": 0, "abstain_area": 0, **votes}
    counts = {"present": 300, "present_area": 30000, "tallies": [tally], "tally": [photo()]}
    with clock.travel(row.held_on):
        words = made.refuses("area_without_heads", lambda: made.recorded(row, secretary, **counts))
    assert "第二百七十八条" in words
    row.refresh_from_db()
    assert (row.status, row.present) == ("called", None)
