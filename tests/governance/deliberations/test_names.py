"""A sign-in list is held against the roll by name: owners and co-owners, agents with papers, members themselves.

Source: 民法典 278; 湖南省物业管理条例 16, 20; 最高法建筑物区分所有权解释 (2020) 9.
"""

from datetime import timedelta

import pytest

from governance.deliberations import bodies
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import Refused
from tests.factories import deliberations as made
from tests.factories.base import make_area, user_with
from tests.factories.deliberations import refuses
from tests.factories.papers import photo
from tests.factories.rolls import flat, keep_roll, make_members

pytestmark = pytest.mark.django_db
DAY = made.NOTICE + timedelta(20)
API = "/api/v1/governance/deliberations/"
UNITS = [
    flat("1-101", owner="张三", co_owners=["李四"]),
    flat("1-102", owner="阿依古丽·买买提"),
    flat("1-103", owner="荷塘置业（集团）有限公司"),
    flat("1-104", holding="unsold"),
    flat("1-105", owner="王五"),
]
PAPERS = {
    "mandates": [{"agent": "赵六", "has_letter": True, "has_agent_id": True, "has_owner_id": True}],
    "mandate": [photo("委托书.png")],
}


@pytest.fixture
def owners(place, secretary):
    return made.called(
        secretary, place.compound, body="owners_ordinary", matter="general", held_on=DAY, roll=0, units=UNITS
    )


@pytest.fixture(autouse=True)
def _roll(place):
    """The roll of the five flats, in force on the day."""
    keep_roll("owners_ordinary", place.compound, 0, units=UNITS)


def hold(row, actor, rows, **more):
    with clock.travel(row.held_on):
        return made.recorded(row, actor, ballots=rows, **more)


def stays_called(row):
    row.refresh_from_db()
    assert (row.status, row.present, row.ballots.count()) == ("called", None, 0)
    assert not row.motions.exclude(yes=None).exists()


def line(voter, name="", choice="yes", **more):
    return {"voter": voter, "name": name, "choice": choice, **more}


# ------------------------------------------------------------ owners
@pytest.mark.parametrize(
    "row",
    [
        line("1-101", "张　三"),
        line("1-101", "李四"),
        line("1-102", "阿依古丽．买买提"),
        line("1-103", "荷塘置业(集团)有限公司"),
        line("1-104", "建设单位代表"),
        line("1-105"),
    ],
)
def test_owner_co_owner_and_the_developers_unit_are_taken(owners, secretary, row):
    assert hold(owners, secretary, [row]).present == 1


def test_a_stranger_is_no_owner_and_every_row_is_named(client, owners, secretary):
    pasted = "1-101,查无此人,,同意\n1-102,阿依古丽·买买提,,同意\n1-103,李四,,反对\n9-999,张三,,同意"
    client.force_login(secretary)
    before = Event.objects.count()
    given = {"held_on": str(DAY), "list_text": pasted, "sign_in": photo("签到表.png")}
    with clock.travel(DAY):
        page = client.post(f"{owners.get_absolute_url()}hold/", given)
    assert page.status_code == 422
    errors = page.context["form"].errors
    assert set(errors) == {"list_text"}
    assert [sentence.split("：")[0] for sentence in errors["list_text"]] == ["第 1 行", "第 3 行", "第 4 行"]
    assert "1-101的业主和共有人中没有“查无此人”" in errors["list_text"][0]
    assert "《湖南省物业管理条例》第十六条" in errors["list_text"][0]
    assert "第二百七十八条" in errors["list_text"][2]
    assert "张三" not in "".join(str(one) for one in list(errors["list_text"])[:2])  # the roll's own names are not told
    assert "查无此人,,同意" in page.content.decode()
    assert Event.objects.count() == before
    stays_called(owners)


def test_anybody_else_votes_as_an_agent_with_papers(owners, secretary):
    agent = {"by_proxy": "赵六"}
    refuses("name_not_on_roll", lambda: hold(owners, secretary, [line("1-101", "赵六")]))
    refuses("proxy_without_letter", lambda: hold(owners, secretary, [line("1-101", "张三", **agent)]))
    refuses("name_not_on_roll", lambda: hold(owners, secretary, [line("1-101", "钱七", **agent)], **PAPERS))
    stays_called(owners)
    row = hold(owners, secretary, [line("1-101", "赵六", **agent), line("1-105", "王五", **agent)], **PAPERS)
    assert [(one.name, one.by_proxy) for one in row.ballots.all()] == [("张三、李四", "赵六"), ("王五", "赵六")]


def test_the_api_names_each_row_and_writes_nothing(client, owners, secretary):
    client.force_login(secretary)
    given = {"held_on": str(DAY), "ballots": [line("1-101", "路人甲"), line("1-105", "路人乙"), line("1-102")]}
    before = Event.objects.count()
    with clock.travel(DAY):
        answer = client.post(f"{API}{owners.pk}/steps/hold/", given, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "name_not_on_roll")
    assert len(answer.json()["errors"]["ballots"]) == 2
    assert Event.objects.count() == before
    stays_called(owners)


def test_the_first_forty_wrong_rows_are_named(place, secretary):
    area = make_area(place.community, "大院")
    row = made.called(secretary, area, body="owners_ordinary", matter="general", held_on=DAY, roll=60)
    rows = [line(f"1-{101 + n}", f"路人{n}") for n in range(60)]
    with clock.travel(DAY), pytest.raises(Refused) as refusal:
        made.recorded(row, secretary, ballots=rows)
    sentences = refusal.value.errors["ballots"]
    assert (len(sentences), sentences[-1]) == (41, "还有 20 处，略")
    stays_called(row)


# ------------------------------------------------------------ what an owner is told of heads
@pytest.mark.parametrize(
    ("rows", "code", "article"),
    [
        ([line("1-101"), line("1栋101室", choice="no")], "list_twice", "第九条"),
        ([line("9-1")], "not_on_roll", "第二百七十八条"),
    ],
)
def test_refusals_of_rows_name_their_article(owners, secretary, rows, code, article):
    assert article in refuses(code, lambda: hold(owners, secretary, rows))
    stays_called(owners)


def test_one_buyers_flats_have_one_voice_by_article(place, secretary):
    units = [flat(f"1-10{n}", buyer="甲", owner="甲") for n in (1, 2, 3)]
    area = make_area(place.community, "小院")
    row = made.called(
        secretary, area, body="owners_ordinary", matter="general", held_on=DAY, units=units, motions=["甲事", "乙事"]
    )
    rows = [line(f"1-10{n}", "甲", choice_2="no" if n == 3 else "yes") for n in (1, 2, 3)]
    words = refuses("owner_votes_differ", lambda: hold(row, secretary, rows))
    assert words.startswith("第 3 行")
    assert "第九条" in words
    stays_called(row)


# ------------------------------------------------------------ members come themselves
MATTERS = {"owners_committee": "general", "party_meeting": "general", "party_election": "party_election"}
OF_MEMBERS = ("council", "owners_committee", "party_meeting", "party_election", "residents_delegates")


@pytest.mark.parametrize("body", OF_MEMBERS)
def test_a_seat_without_the_name_on_the_roll_is_nobody(client, place, secretary, body):
    area = place.community if body in bodies.COMMUNITY else place.compound
    row = made.called(
        secretary, area, body=body, matter=MATTERS.get(body, "general" if body == "council" else "project"),
        held_on=DAY, roll=7,
    )  # fmt: skip
    client.force_login(secretary)
    url = f"{row.get_absolute_url()}hold/"
    with clock.travel(DAY):
        strangers = client.post(url, {"held_on": str(DAY), "list_text": "\n".join(f"路人{n},,同意" for n in range(5))})
        wrong_seat = client.post(url, {"held_on": str(DAY), "list_text": "席位1,2,同意"})
    assert (strangers.status_code, wrong_seat.status_code) == (422, 422)
    assert len(strangers.context["form"].errors["list_text"]) == 5
    assert "须由成员本人出席" in str(wrong_seat.context["form"].errors["list_text"])
    numbers = [{"voter": str(n), "choice": "yes"} for n in range(1, 8)]
    assert "写明姓名" in refuses("member_unnamed", lambda: hold(row, secretary, numbers))
    named = [{"voter": str(n), "name": f"委员{n}", "choice": "yes"} for n in range(1, 8)]
    refuses("not_on_roll", lambda: hold(row, secretary, named))
    stays_called(row)
    with clock.travel(DAY):
        text = "\n".join(f"席位{n},{n},同意" for n in range(1, 8))
        assert client.post(url, {"held_on": str(DAY), "list_text": text}).status_code == 302
    row.refresh_from_db()
    assert row.present == 7


def test_namesakes_are_told_apart_by_their_number(place):
    secretary = user_with("community_secretary", place.community)
    members = [{"name": name, "duty": duty} for name, duty in (("李明", "1 栋"), ("李明", "2 栋"), ("王芳", "3 栋"))]
    members += [{"name": name, "duty": ""} for name in ("陈静", "刘洋")]
    make_members(place.compound, "council", members=members, day=made.NOTICE)
    row = made.called(secretary, place.compound, roll=0, matter="general")
    both = [line("", "李明"), line("", "王芳")]
    refuses("namesake", lambda: hold(row, secretary, both))
    stays_called(row)
    row = hold(row, secretary, [line("2 栋", "李明"), line("1", "李明"), line("", "王芳")])
    assert list(row.ballots.values_list("voter", flat=True)) == ["2", "1", "3"]
