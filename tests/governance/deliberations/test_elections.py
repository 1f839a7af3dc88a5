"""Elections with rules of their own pass as no ordinary matter: by their words in any order, and by a declaration."""

import itertools
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.telling import CERTAIN, ELECTION, PARTY_ELECTION, told
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import make_area, user_with
from tests.factories.deliberations import refuses
from tests.governance.deliberations.test_owners_matters import printed

DAY = date(2026, 3, 10)
NEW, API = "/governance/deliberations/new/", "/api/v1/governance/deliberations/"
REASON = "只是党员大会的一般工作安排，与选举无关"
PARTY = {"body": "party_meeting", "matter": "general"}
DELEGATES = {"body": "residents_delegates", "matter": "election", "held_on": made.NOTICE + timedelta(20)}
VERBS = ("选", "选举", "推选", "推举", "改选", "补选", "增选", "更换", "罢免", "撤换", "免去")
AFTER = ("改选", "补选", "增选", "换届", "换人", "更换", "罢免", "撤换", "选举")
OFFICES = {
    PARTY_ELECTION: ("党支部书记", "支部副书记", "支委", "支部委员", "村支书", "社区党委书记"),
    ELECTION: ("社区主任", "居委会副主任", "居委会委员", "社区居民委员会主任", "村主任", "村委会委员"),
}
BETWEEN = ("", "新一届", "现任", "野鸭冲社区的")


def certain(text):
    return {one.tells for one in told([text], DAY) if one.force == CERTAIN}


# ------------------------------------------------------------ words
@pytest.mark.parametrize(
    ("tells", "office"), [(tells, office) for tells, offices in OFFICES.items() for office in offices]
)
def test_every_verb_with_every_office_in_either_order_is_an_election(tells, office):
    for verb, between in itertools.product(VERBS, BETWEEN):
        assert tells in certain(f"同意{verb}{between}{office}"), (verb, between)
    for verb, between in itertools.product(AFTER, ("", "的", "因病须")):
        assert tells in certain(f"{office}{between}{verb}"), (verb, between)


@pytest.mark.parametrize(
    "text", ["选举新一届党支部委员会委员", "支部换届选举", "党委换届", "选举党支部委员会", "党支部委员会改选"]
)
def test_so_is_a_whole_organisation(text):
    assert PARTY_ELECTION in certain(text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "title", ["选举新一届党支部书记", "选举新一届党支部委员会委员", "支部换届选举", "补选支部委员"]
)
@pytest.mark.parametrize("body", ["party_meeting", "council", "owners_committee"])
def test_a_party_election_is_no_general_matter(place, secretary, body, title):
    given = {"body": body, "matter": "general", "title": title, "matter_reason": REASON}
    words = refuses("matter_misnamed", lambda: made.called(secretary, place.compound, **given))
    for said in ("五分之四", "《中国共产党基层组织选举工作条例》", "请将事项类别改为“党内选举”"):
        assert said in words
    assert "将区域改为" not in words


@pytest.mark.django_db
def test_as_a_party_election_it_needs_four_fifths(place, secretary):
    given = {"body": "party_election", "matter": "party_election", "title": "选举新一届党支部书记"}
    row = made.called(secretary, place.compound, **given)
    assert (row.matter_told, row.elects) == ("", "")
    assert (row.threshold().quorum.num, row.threshold().quorum.den) == (4, 5)


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["选居委会主任", "居委会主任换人", "选举社区主任", "罢免社区主任"])
def test_delegates_elect_no_committee(place, secretary, title):
    given = {**DELEGATES, "title": title, "matter_reason": REASON}
    words = refuses("matter_misnamed", lambda: made.called(secretary, place.community, **given))
    assert "第十七条至第二十条" in words


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "article"),
    [
        ("罢免村主任", "第十九条"),
        ("选村主任", "关于选举的规定"),
        ("推选新一届村支书", "《中国共产党基层组织选举工作条例》"),
    ],
)
def test_nor_does_a_village(place, title, article):
    village = make_area(place.street, "流芳村", kind="village")
    given = {"body": "villager_delegates", "matter": "election", "held_on": DELEGATES["held_on"], "title": title}
    leader = user_with("community_secretary", village)
    assert article in refuses("matter_misnamed", lambda: made.called(leader, village, **given))


# ------------------------------------------------------------ declaration
@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "code"), [("", "elects_missing"), ("somebody", "elects_somebody")])
@pytest.mark.parametrize("given", [PARTY, DELEGATES, {**DELEGATES, "matter": "money"}])
def test_bodies_that_could_be_misused_declare_it(place, secretary, given, answer, code):
    area = place.compound if given is PARTY else place.community
    words = refuses(code, lambda: made.called(secretary, area, **given, elects=answer))
    assert "《城市居民委员会组织法》第十七条至第二十条" in words
    assert "《中国共产党基层组织选举工作条例》" in words
    assert ("请将事项类别改为“党内选举”" in words) == (answer == "somebody")
    assert "（村）" not in words


@pytest.mark.django_db
def test_nobody_else_is_asked(place, secretary):
    assert made.called(secretary, place.compound, elects="").elects == ""
    assert made.called(secretary, place.compound, elects="somebody").elects == ""  # a council is asked nothing


@pytest.mark.django_db
def test_the_answer_is_told_printed_and_asked_anew(client, place, secretary):
    row = made.called(secretary, place.compound, **PARTY, title="党员先锋岗安排")
    event = Event.objects.get(kind="governance.deliberation.call", object_id=row.pk)
    assert ["选举、罢免", "不选举、不罢免"] in event.data["facts"]
    client.force_login(secretary)
    assert "本次议事不选举、不罢免" in printed(client, row, "notice")
    with clock.travel(made.NOTICE):
        refuses("elects_missing", lambda: acts.edit(row, actor=secretary, place="西门", elects=""))
    assert Deliberation.objects.get(pk=row.pk).place == row.place


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "code"), [("", "elects_missing"), ("somebody", "elects_somebody")])
def test_page_and_api_ask_the_same(client, place, secretary, answer, code):
    given = {
        "area": place.compound.code, "title": "党员先锋岗安排", **PARTY, "method": "meeting", "place": "党群站",
        "notice_on": str(made.NOTICE), "held_on": str(made.DAY), "owners_matters": "none", "elects": answer,
    }  # fmt: skip
    made.called(secretary, place.compound)  # loads the rules
    client.force_login(secretary)
    before = Deliberation.objects.count(), Event.objects.count()
    with clock.travel(made.NOTICE):
        page = client.get(NEW).content.decode()
        select = page.split('name="elects"')[1].split("</select>")[0]
        assert "selected" not in select.replace('<option value="" selected', "")
        refused = client.post(NEW, {**given, "motions-0-text": "先锋岗分工"})
        assert refused.status_code == 422
        assert 'value="先锋岗分工"' in refused.content.decode()
        body = {**given, "motions": [{"text": "先锋岗分工"}]}
        refused = client.post(API, body, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (422, code)
        assert (Deliberation.objects.count(), Event.objects.count()) == before
        body["elects"] = "nobody"
        assert client.post(API, body, content_type="application/json").json()["elects"] == "nobody"


@pytest.mark.django_db
def test_the_database_keeps_no_such_election(place, secretary):
    row = made.called(secretary, place.compound, **PARTY, title="党员先锋岗安排")
    with pytest.raises(IntegrityError, match="deliberation_elects_nobody"), transaction.atomic():
        Deliberation.objects.filter(pk=row.pk).update(elects="somebody")


# ------------------------------------------------------------ the owners' own, and the committee's
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("小区北侧空坪画白线供业主泊车", "matter_unconfirmed"),
        ("将三栋前的草皮换成水泥地面停放车辆", "matter_misnamed"),
        ("架空层交由便民公司使用五年", "matter_misnamed"),
        ("在楼顶立通信杆", "matter_unconfirmed"),
        ("物业用房给超市用", "matter_misnamed"),
        ("同意某公司在电梯轿厢内投放画面并收取费用", "matter_unconfirmed"),
        ("把儿童游乐区改做快递驿站", "matter_misnamed"),
    ],
)
def test_owners_turn_no_common_part_to_another_use_with_a_plain_half(place, secretary, title, code):
    given = {"body": "owners_ordinary", "matter": "general", "held_on": DELEGATES["held_on"], "title": title}
    words = refuses(code, lambda: made.called(secretary, place.compound, **given))
    assert "四分之三" in words
    assert "第二百七十八条第八项" in words


@pytest.mark.django_db
def test_a_council_parts_with_no_property_company(place, secretary):
    given = {"matter": "general", "title": "不要现在的物业了，另找一家"}
    assert "第二百七十八条第四项" in refuses("matter_misnamed", lambda: made.called(secretary, place.compound, **given))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "title",
    [
        "业主委员会工作安排及与新的物业签约",
        "业主委员会工作安排和续聘保安公司",
        "会议记录、与广告商签合同",
    ],
)
def test_what_is_joined_to_a_committees_own_work_is_looked_at_by_itself(place, secretary, title):
    given = {"body": "owners_committee", "matter": "general", "title": title, "matter_reason": REASON}
    refuses("not_the_committees", lambda: made.called(secretary, place.compound, **given))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "title",
    [
        "业主委员会值班、接待和档案工作安排",
        "听取业主和物业的意见",
        "监督物业检修门禁和水泵",
        "印章、会议记录保管与公示",
    ],
)
def test_its_own_work_may_be_several_things(place, secretary, title):
    given = {"body": "owners_committee", "matter": "general", "title": title}
    assert made.called(secretary, place.compound, **given).matter_told == ""
