"""Nothing of the owners' weighty matters passes under another name: a declaration, and whose words are refused."""

from datetime import timedelta

import pytest

from governance.deliberations import competences
from governance.deliberations.actions import deliberations as acts
from governance.deliberations.subjects import QUESTION
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import Deliberation, Motion
from tests.factories import deliberations as made
from tests.factories.base import make_area, user_with
from tests.factories.deliberations import refuses

from .test_matter_words import API, NEW, OWNERS_DAY, REASON, called, posted, printed

pytestmark = pytest.mark.django_db
MATTERS = ("project", "general", "money")
COMMITTEE = {"body": "owners_committee", "matter": "general", "held_on": OWNERS_DAY}
PARTY = {"body": "party_meeting", "matter": "general", "held_on": OWNERS_DAY}
URGENT = {"body": "owners_committee", "matter": "emergency_repair", "held_on": OWNERS_DAY, "title": "外墙脱落抢修"}


# ------------------------------------------------------------ the declaration
@pytest.mark.parametrize("matter", MATTERS)
@pytest.mark.parametrize(("answer", "code"), [("", "owners_matters_missing"), ("some", "owners_matters_named")])
def test_whoever_calls_answers_for_every_open_matter(place, secretary, matter, answer, code):
    words = refuses(code, lambda: called(secretary, place, matter=matter, owners_matters=answer))
    assert "第二百七十八条" in words


@pytest.mark.parametrize("matter", ["community_affairs", "election"])
def test_also_of_a_communitys_own_meetings(place, secretary, matter):
    given = {"body": "residents_meeting", "matter": matter, "held_on": OWNERS_DAY, "owners_matters": ""}
    refuses("owners_matters_missing", lambda: made.called(secretary, place.community, **given))


def test_nobody_is_asked_about_a_matter_of_owners_nor_in_a_village(place, secretary):
    owners = {"body": "owners_ordinary", "matter": "company", "held_on": OWNERS_DAY, "title": "选聘物业服务企业"}
    assert called(secretary, place, owners_matters="", **owners).owners_matters == ""
    village = make_area(place.street, "流芳村", kind="village")
    given = {"body": "villagers_households", "matter": "money", "held_on": OWNERS_DAY}
    row = made.called(user_with("community_secretary", village), village, **given)
    assert (row.owners_matters, row.declaration) == ("", "")


def test_the_answer_is_told_and_printed(client, place, secretary):
    row = called(secretary, place)
    event = Event.objects.get(kind="governance.deliberation.call", object_id=row.pk)
    assert ["重大事项核对", "已逐项核对，均不涉及"] in event.data["facts"]
    client.force_login(secretary)
    assert "召集人已逐项核对" in printed(client, row, "notice")


def test_the_form_preselects_no_answer_and_asks_again_at_each_edit(client, place, secretary):
    client.force_login(secretary)
    given = posted(place, **{"motions-0-text": "增设楼道照明"})
    with clock.travel(made.NOTICE):
        page = client.get(NEW).content.decode()
        radios = [part.split(">")[0] for part in page.split("<input")[1:] if 'name="owners_matters"' in part[:200]]
        assert len(radios) == 2
        assert not [radio for radio in radios if "checked" in radio]
        for answer, said in (("", "请逐项核对并回答"), ("some", "请改选相应的事项类别")):
            refused = client.post(NEW, given | {"owners_matters": answer})
            assert refused.status_code == 422
            assert said in refused.content.decode()
            assert 'value="增设楼道照明"' in refused.content.decode()
        assert not Deliberation.objects.exists()
        assert client.post(NEW, given).status_code == 302
        row = Deliberation.objects.get()
        changed = given | {"owners_matters": "", "title": "楼道扶手"}
        assert client.post(row.url("edit"), changed).status_code == 422
    row.refresh_from_db()
    assert (row.title, row.owners_matters) == (given["title"], "none")


@pytest.mark.parametrize(("answer", "code"), [("", "owners_matters_missing"), ("some", "owners_matters_named")])
def test_the_api_asks_the_same(client, place, secretary, answer, code):
    client.force_login(secretary)
    body = posted(place, motions=[{"text": "增设楼道照明"}]) | {"owners_matters": answer}
    with clock.travel(made.NOTICE):
        refused = client.post(API, body, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (422, code)
        assert not Deliberation.objects.exists()
        body["owners_matters"] = "none"
        assert client.post(API, body, content_type="application/json").json()["owners_matters"] == "none"


@pytest.mark.parametrize(
    "change",
    [{"title": "楼道扶手"}, {"motions": [{"text": "楼道扶手"}]}, {"matter": "general"}, {"place": "社区会议室"}],
)
def test_the_api_asks_anew_at_each_edit(client, place, secretary, change):
    row = called(secretary, place, title="增设楼道照明")
    client.force_login(secretary)
    steps = f"{API}{row.pk}/steps/edit/"
    with clock.travel(made.NOTICE):
        for answer, code in (
            ({}, "owners_matters_missing"),
            ({"owners_matters": ""}, "owners_matters_missing"),
            ({"owners_matters": "some"}, "owners_matters_named"),
        ):
            body = {"version": row.version, **change, **answer}
            refused = client.post(steps, body, content_type="application/json")
            assert (refused.status_code, refused.json()["code"]) == (422, code)
        kept = Deliberation.objects.get(pk=row.pk)
        assert (kept.title, kept.matter, kept.version) == ("增设楼道照明", "project", row.version)
        assert [motion.text for motion in kept.motions.all()] == ["增设楼道照明"]
        body = {"version": row.version, **change, "owners_matters": "none"}
        assert client.post(steps, body, content_type="application/json").json()["owners_matters"] == "none"
        assert Event.objects.filter(kind="governance.deliberation.edit", object_id=row.pk).count() == 1


def test_the_declaration_has_the_star_of_what_must_be_filled_in(client, place, secretary):
    client.force_login(secretary)
    row = called(secretary, place, title="增设楼道照明")
    for url in (NEW, row.url("edit")):
        with clock.travel(made.NOTICE):
            page = client.get(url).content.decode()
        legend = page.split(QUESTION)[1].split("</legend>")[0]
        assert 'class="req"' in legend


# ------------------------------------------------------------ who may not
@pytest.mark.parametrize("title", ["更换大门", "外墙维修", "物业费上调方案", "解聘物业公司"])
def test_a_party_meeting_votes_on_nothing_of_the_owners(place, secretary, title):
    words = refuses("matter_misnamed", lambda: called(secretary, place, title=title, matter_reason=REASON, **PARTY))
    assert "业主共同决定" in words


def test_what_a_party_meeting_resolves_binds_its_members(client, place, secretary):
    row = called(secretary, place, title="党员先锋岗安排", **PARTY)
    assert row.effect == competences.CONSULTS
    assert "只约束本支部党员" in row.bring_to
    assert row.word(True) != "通过"
    client.force_login(secretary)
    assert "决议不是业主、居民的共同决定" in client.get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize("title", ["督促物业更换大门", "监督外墙维修"])
def test_a_committee_says_why_upkeep_is_its_own(place, secretary, title):
    words = refuses("matter_unconfirmed", lambda: called(secretary, place, title=title, **COMMITTEE))
    assert "业主共有部分的维修养护" in words
    reason = "物业服务合同约定的日常维护，不动用业主资金"
    assert called(secretary, place, title=title, matter_reason=reason, **COMMITTEE).matter_reason == reason
    refuses("matter_misnamed", lambda: called(secretary, place, title="换业委会", matter_reason=reason, **COMMITTEE))


# ------------------------------------------------------------ emergency repair
@pytest.mark.parametrize("body", ["owners_committee", "owners_ordinary"])
@pytest.mark.parametrize("motion", ["解聘物业公司", "新建充电棚", "涨物业费", "发放节日慰问品", "动用维修资金更换门禁"])
def test_every_motion_of_an_emergency_is_one(place, secretary, body, motion):
    given = {**URGENT, "body": body, "motions": ["抢修 3 栋脱落外墙", motion]}
    words = refuses("matter_misnamed", lambda: called(secretary, place, **given))
    assert "第 2 项" in words
    assert "第二百八十一条第二款" in words
    assert not Motion.objects.exists()


def test_an_emergency_of_several_repairs_is_called(place, secretary):
    motions = ["动用维修资金抢修 3 栋脱落外墙", "更换爆裂的水管"]
    assert called(secretary, place, motions=motions, **URGENT).motions.count() == 2


# ------------------------------------------------------------ elections of committees
@pytest.mark.parametrize("matter", ["election", "community_affairs"])
@pytest.mark.parametrize("title", ["居委会换届选举", "罢免居委会主任", "补选居民委员会委员"])
def test_a_residents_committee_is_elected_by_its_own_law(place, secretary, matter, title):
    given = {"body": "residents_delegates", "matter": matter, "held_on": OWNERS_DAY, "matter_reason": REASON}
    words = refuses("matter_misnamed", lambda: made.called(secretary, place.community, title=title, **given))
    assert "第十七条至第二十条" in words
    assert "村民委员会组织法" not in words


def test_so_is_a_villagers_committee_and_no_council_helps(place, secretary):
    village = make_area(place.street, "流芳村", kind="village")
    leader = user_with("community_secretary", village)
    given = {"body": "villager_delegates", "matter": "election", "held_on": OWNERS_DAY}
    for title, article in (
        ("罢免村委会主任", "《村民委员会组织法》（2025年修正）第十九条"),
        ("村委会换届选举", "《村民委员会组织法》（2025年修正）关于选举的规定，条款待核对"),
    ):
        words = refuses("matter_misnamed", lambda title=title: made.called(leader, village, title=title, **given))
        assert article in words
        assert "城市居民委员会组织法" not in words
    refuses("matter_misnamed", lambda: called(secretary, place, matter="election", title="居委会换届"))
    given = {"body": "residents_delegates", "matter": "election", "held_on": OWNERS_DAY}
    assert made.called(secretary, place.community, title="推选居民选举委员会", **given).status == "called"


# ------------------------------------------------------------ reasons, and a matter's own words
@pytest.mark.parametrize("reason", ["不是", "经核实不属于", "不不不不不不不不不不不不", "不涉及。。。。。。。。。"])
def test_a_reason_says_something(place, secretary, reason):
    given = {"title": "充电桩安装位置", "matter": "general", "matter_reason": reason}
    assert "至少写 10 个字" in refuses("matter_unconfirmed", lambda: called(secretary, place, **given))


@pytest.mark.parametrize("matter", [m for m in Deliberation.Matter if m not in ("party_election", *MATTERS)])
def test_a_matters_own_name_asks_about_no_other(place, secretary, matter):
    line = next(line for line in competences.for_matter(matter, made.NOTICE) if line.is_decision)
    area = place.compound if "compound" in line.levels else place.community
    given = {"body": line.body, "matter": matter, "held_on": made.NOTICE + timedelta(20), "title": matter.label}
    if matter == "business_use":
        given |= {"building": "1", "title": f"1-101 {matter.label}"}
    assert made.called(secretary, area, **given).matter_told == ""


def test_an_edit_is_held_against_the_same_words(place, secretary):
    row = called(secretary, place, title="党员先锋岗安排", **PARTY)
    with clock.travel(made.NOTICE):
        refuses("matter_misnamed", lambda: acts.edit(row, actor=secretary, motions=["更换大门"]))
    assert [motion.text for motion in Motion.objects.filter(deliberation=row)] == ["党员先锋岗安排"]
