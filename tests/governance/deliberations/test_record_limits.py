"""What a record of owners cannot say: more than the roll has, agents without papers, a list without its sheet.

Source: 民法典 278(2); 最高法建筑物区分所有权解释 (2020) 11; 湖南省物业管理条例 14, 16.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import Deliberation, Mandate
from tests.factories import deliberations as made
from tests.factories.deliberations import refuses
from tests.factories.papers import photo
from tests.factories.rolls import keep_roll, ordinary_flats

pytestmark = pytest.mark.django_db
DAY = made.NOTICE + timedelta(20)
OWNERS = {"body": "owners_ordinary", "matter": "general", "held_on": DAY}
SHOP = {"body": "interested_owners", "matter": "business_use", "held_on": DAY, "owners_matters": "", "roll": 0}
MORE = {
    "entitled": 700,
    "entitled_area": Decimal(70000),
    "deviation_reason": "名册漏登",
    "deviation": [photo("说明.png")],
}
SHOWN = {"has_letter": True, "has_agent_id": True, "has_owner_id": True}
UNPROVEN = {"mandates": [{"agent": "李明", "units": 30}], "mandate": [photo()]}
API = "/api/v1/governance/deliberations/"


def totals(present, area=None, **more):
    size = Decimal(present * 100 if area is None else area)
    tally = {"no": 1, "yes": present, "no_votes": 0, "abstain": 0, "yes_area": size, "no_area": 0, "abstain_area": 0}
    return {"present": present, "present_area": size, "tallies": [tally], "tally": [photo()], "agent_heads": 0, **more}


def agents(*named):
    return {"mandates": [{"agent": name, "units": units, **SHOWN} for name, units in named], "mandate": [photo()]}


def listed(number, **more):
    return [{"voter": f"1-{101 + n}", "choice": "yes", **more} for n in range(number)]


def hold(row, actor, **data):
    with clock.travel(row.held_on):
        return acts.hold(row, actor=actor, **data)


def correct(row, actor, **data):
    with clock.travel(row.held_on):
        return acts.correct(row, actor=actor, **data)


def stays_called(row):
    kept = Deliberation.objects.get(pk=row.pk)
    assert (kept.status, kept.entitled, kept.present, kept.ballots.count()) == ("called", None, None, 0)
    assert not Mandate.objects.filter(deliberation=row).exists()


@pytest.fixture
def row(place, secretary):
    return made.called(secretary, place.compound, roll=454, **OWNERS)


# ------------------------------------------------------------ heads and area are of the same owners
@pytest.mark.parametrize(("heads", "area"), [(2, 45_400), (278, 45_400), (454, 30_000), (300, 29_999)])
def test_so_many_owners_have_no_such_area(client, row, secretary, heads, area):
    """By the roll each of 454 owners has 100 ㎡: the area of those who took part and voted is no free number."""
    words = refuses("area_not_of_heads", lambda: hold(row, secretary, **totals(heads, area)))
    assert f"{heads} 户的专有面积在 {heads * 100:,}.00～{heads * 100:,}.00 ㎡之间" in words
    assert "第 1 项 同意" in words
    assert "第二百七十八条" in words
    stays_called(row)


def test_one_buyer_may_be_there_with_some_of_his_units(place, secretary):
    """The least that heads have is their smallest unit, the most all that is theirs."""
    units = [*ordinary_flats(8), *({**unit, "buyer": "甲", "owner": "甲"} for unit in ordinary_flats(12)[8:])]
    keep_roll("owners_ordinary", place.compound, 0, on=DAY, units=units)
    row = made.called(secretary, place.compound, roll=0, **OWNERS)
    refuses("area_not_of_heads", lambda: hold(row, secretary, **totals(8, 1101)))
    refuses("area_not_of_heads", lambda: hold(row, secretary, **totals(8, 799)))
    assert hold(row, secretary, **totals(8, 1000)).status == "held"


# ------------------------------------------------------------ above the roll
def test_no_more_took_part_than_the_roll_has(row, secretary):
    """A greater base with reason and paper lets nobody vote whom the roll does not have."""
    words = refuses("present_over_roll", lambda: hold(row, secretary, **totals(470), **MORE))
    for part in ("参与表决 470 户超过业主名册", "所载 454 户", "新名册登记备案", "第二百七十八条"):
        assert part in words
    stays_called(row)
    words = refuses("present_over_roll", lambda: hold(row, secretary, **totals(454, 46000), **MORE))
    assert "参与表决专有面积 46,000.00 ㎡超过" in words
    assert "所载 45,400.00 ㎡" in words
    stays_called(row)
    assert hold(row, secretary, **totals(454), **MORE).present == 454


def test_neither_does_the_page_take_more_nor_lose_what_was_typed(client, row, secretary):
    given = totals(470, **MORE)
    sent = {name: str(given[name]) for name in ("present", "present_area", "agent_heads", "entitled", "entitled_area")}
    sent |= {f"tallies-0-{name}": str(value) for name, value in given["tallies"][0].items()}
    sent |= {"held_on": str(DAY), "deviation_reason": "名册漏登", "deviation": photo("说明.png"), "tally": photo()}
    client.force_login(secretary)
    with clock.travel(DAY):
        page = client.post(f"{row.get_absolute_url()}hold/", sent)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"present", "present_area"}
    assert 'value="470"' in page.content.decode()
    stays_called(row)


def test_members_beyond_the_roll_were_not_there(place, secretary):
    row = made.called(secretary, place.compound, roll=12)
    more = {"entitled": 20, "deviation_reason": "新增委员", "deviation": [photo()]}
    words = refuses("present_over_roll", lambda: hold(row, secretary, **made.totals(15, 15, 0, 0), **more))
    assert "小区议事会成员名册" in words
    stays_called(row)


def test_owners_from_outside_are_added_to_those_of_a_building(place, secretary):
    keep_roll("owners_ordinary", place.compound, 0, on=DAY, units=ordinary_flats(4))
    row = made.called(secretary, place.compound, building="1", **SHOP)
    more = {"entitled": 6, "deviation_reason": "二栋两户受影响", "deviation": [photo()], "agent_heads": 0}
    row = hold(row, secretary, **made.totals(6, 6, 0, 0), **more)
    assert (row.roll_heads, row.present) == (4, 6)


@pytest.mark.parametrize("change", [{"present": 455}, {"present_area": Decimal(45401)}])
def test_the_database_has_nobody_beyond_the_roll(row, secretary, change):
    row = hold(row, secretary, **totals(300), **MORE)
    with pytest.raises(IntegrityError, match="within_roll"), transaction.atomic():
        Deliberation.objects.filter(pk=row.pk).update(**change)


# ------------------------------------------------------------ agents in totals
def test_totals_of_owners_say_how_many_came_by_agents(row, secretary):
    """0 is an answer, nothing is none; each agent has a row with letter and papers, and the rows add up."""
    words = refuses("agents_missing", lambda: hold(row, secretary, **totals(300, agent_heads=None)))
    assert "没有的填 0" in words
    assert "《湖南省物业管理条例》第十六条" in words
    for code, said in (
        ("proxy_without_letter", {"agent_heads": 30}),
        ("agents_differ", {"agent_heads": 301, **agents(("李明", 301))}),
        ("agents_differ", {"agent_heads": 30, **agents(("李明", 20), ("王芳", 9))}),
        ("agents_differ", {"agent_heads": 30, **agents(("李明", 30), ("王芳", None))}),
        ("agents_differ", {"agent_heads": 0, **agents(("李明", 30))}),
        ("proxy_without_letter", {"agent_heads": 30, **agents(("李明", 30)), "mandate": []}),
        (
            "proxy_without_letter",
            {"agent_heads": 30, **UNPROVEN},
        ),
    ):
        refuses(code, lambda said=said: hold(row, secretary, **totals(300, **said)))
        stays_called(row)
    row = hold(row, secretary, **totals(300, agent_heads=30, **agents(("李明", 20), ("王芳", 10))))
    assert [(one.agent, one.units) for one in row.mandates.all()] == [("李明", 20), ("王芳", 10)]
    facts = dict(Event.objects.get(kind="governance.deliberation.hold").data["facts"])
    assert facts["委托代理人参加"] == "受托人 2 人，代理 30 户"


def test_that_nobody_came_by_an_agent_is_told(row, secretary):
    hold(row, secretary, **totals(300))
    facts = dict(Event.objects.get(kind="governance.deliberation.hold").data["facts"])
    assert facts["委托代理人参加"] == "0 户"


def test_what_is_said_beside_a_list_agrees_with_it(row, secretary):
    """An agent who stands on no line, another number: neither is dropped without a word."""
    sheet = {"sign_in": [photo("签到表.png")]}
    votes = [*listed(2, by_proxy="李明"), *listed(20)[2:]]
    for said in (
        {**agents(("李明", None), ("王芳", None))},
        {**agents(("李明", 3))},
        {**agents(("李明", None)), "agent_heads": 3},
    ):
        refuses("agents_differ", lambda said=said: hold(row, secretary, ballots=votes, **sheet, **said))
        stays_called(row)
    row = hold(row, secretary, ballots=votes, **sheet, agent_heads=2, **agents(("李明", 2)))
    assert row.mandates.get().units == 2


def test_members_of_other_bodies_come_themselves_in_totals_too(client, place, secretary):
    row = made.called(secretary, place.compound)
    for said in ({"agent_heads": 2}, agents(("李明", 2))):
        refuses("proxy_not_allowed", lambda said=said: hold(row, secretary, **made.totals(), **said))
    client.force_login(secretary)
    with clock.travel(row.held_on):
        page = client.get(f"{row.get_absolute_url()}hold/").content.decode()
    assert "委托代理人参加" not in page
    stays_called(row)


def test_another_agent_is_a_correction(row, secretary):
    row = hold(row, secretary, **totals(300, agent_heads=30, **agents(("李明", 30))))
    other = totals(300, agent_heads=20, **agents(("李明", 20)))
    refuses("correction_reason_missing", lambda: correct(row, secretary, **other))
    row = correct(row, secretary, **other, correction_reason="一户本人到场")
    kept = Event.objects.get(kind="governance.deliberation.correct").data["correction"]
    assert "其中受托人 1 人代理 30 户" in kept["before"]
    assert "其中受托人 1 人代理 20 户" in kept["after"]


def test_the_database_lets_no_agent_vote_for_more_than_took_part(row, secretary):
    row = hold(row, secretary, **totals(300, agent_heads=30, **agents(("李明", 30))))
    connection.check_constraints()
    Mandate.objects.filter(deliberation=row).update(units=301)
    with pytest.raises(IntegrityError, match="委托代理人参加"):
        connection.check_constraints()


# ------------------------------------------------------------ a list has its sheet
def test_a_list_of_owners_has_the_sheet_it_was_typed_from(client, row, secretary):
    words = refuses("evidence_missing", lambda: hold(row, secretary, ballots=listed(454)))
    assert "签到名单须附签到表或表决票的照片" in words
    assert "《湖南省物业管理条例》第十六条" in words
    stays_called(row)
    client.force_login(secretary)
    text = "\n".join(f"{one['voter']},,,同意" for one in listed(454))
    with clock.travel(DAY):
        page = client.post(f"{row.get_absolute_url()}hold/", {"held_on": str(DAY), "list_text": text})
        sent = {"held_on": str(DAY), "ballots": listed(454)}
        answer = client.post(f"{API}{row.pk}/steps/hold/", sent, content_type="application/json")
    assert (page.status_code, set(page.context["form"].errors)) == (422, {"sign_in"})
    assert (answer.status_code, answer.json()["code"]) == (422, "evidence_missing")
    stays_called(row)
    row = hold(row, secretary, ballots=listed(454), sign_in=[photo("签到表.png")])
    assert correct(row, secretary, ballots=listed(454), minutes="补记").minutes == "补记"  # the sheet is kept


def test_so_has_a_list_of_everybody_whom_the_roll_does_not_name(place, secretary):
    given = {"body": "residents_meeting", "matter": "community_affairs", "held_on": DAY, "roll": 30}
    row = made.called(secretary, place.community, **given)
    votes = [{"voter": f"{n} 号", "choice": "yes"} for n in range(1, 31)]
    words = refuses("evidence_missing", lambda: hold(row, secretary, ballots=votes))
    assert "不载姓名" in words
    assert words.endswith("（本区默认）")
    stays_called(row)
    assert hold(row, secretary, ballots=votes, sign_in=[photo("签到表.png")]).present == 30


@pytest.mark.parametrize(("body", "at"), [("residents_delegates", "community"), ("council", "compound")])
def test_members_whom_the_roll_names_need_none(place, secretary, body, at):
    matter = "general" if body == "council" else "community_affairs"
    row = made.called(secretary, getattr(place, at), body=body, matter=matter, held_on=DAY, roll=9)
    votes = [{"voter": f"席位{n}", "choice": "yes"} for n in range(1, 10)]
    assert hold(row, secretary, ballots=votes).present == 9


# ------------------------------------------------------------ what is not sent stays
def send(client, row, **data):
    row.refresh_from_db()
    sent = {"version": row.version, **data}
    return client.post(f"{API}{row.pk}/steps/correct/", sent, content_type="application/json")


def votes_of(row):
    return list(row.motions.values_list("yes", "yes_area")), list(row.mandates.values_list("agent", "units"))


@pytest.mark.parametrize("body", ["council", "owners_ordinary"])
def test_a_program_corrects_words_of_totals_and_sends_nothing_else(client, place, secretary, body):
    """The members whom the page would show for ticking are no votes, and owners' agents stay."""
    given = {"body": body, "matter": "general", "held_on": DAY, "roll": 57}
    row = made.called(secretary, place.compound, **given)
    counts = made.totals(50, 40, 8, 2) if body == "council" else totals(50, agent_heads=3, **agents(("李明", 3)))
    row = hold(row, secretary, **counts)
    before = votes_of(row)
    client.force_login(secretary)
    with clock.travel(DAY):
        answer = send(client, row, minutes="补记发言")
    assert answer.status_code == 200, answer.content.decode()
    row.refresh_from_db()
    assert (row.minutes, row.present, row.ballots.count()) == ("补记发言", 50, 0)
    assert before == votes_of(row)
    assert "correction" not in Event.objects.get(kind="governance.deliberation.correct").data


def test_nor_do_members_who_were_left_blank_come_in(client, place, secretary):
    row = made.called(secretary, place.compound, roll=9)
    row = hold(row, secretary, ballots=[{"voter": f"席位{n}", "choice": "yes"} for n in range(1, 8)])
    client.force_login(secretary)
    with clock.travel(row.held_on):
        answer = send(client, row, minutes="补记发言")
    assert answer.status_code == 200, answer.content.decode()
    assert row.ballots.count() == 7
