"""The matter follows from what is put to the vote: the wrong one is refused, a doubtful one needs a written reason."""

import io
from datetime import timedelta

import pytest
from docx import Document

from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.steps.events import deliver_events
from governance.models import Deliberation, Motion
from tests.factories import deliberations as made
from tests.factories.base import make_area, user_with
from tests.factories.deliberations import refuses

pytestmark = pytest.mark.django_db
OWNERS_DAY = made.NOTICE + timedelta(20)
NEW, API = "/governance/deliberations/new/", "/api/v1/governance/deliberations/"
REASON = "只维修原有充电棚，不新增设施，不改变用途"


def called(secretary, place, **data):
    return made.called(secretary, place.compound, **data)


def posted(place, **change):
    given = {
        "area": place.compound.code, "title": "小区停车安排", "matter": "project", "body": "council",
        "method": "meeting", "notice_on": str(made.NOTICE), "held_on": str(made.DAY), "place": "东门凉亭",
        "owners_matters": "none",
    }  # fmt: skip
    return given | change


def printed(client, row, paper):
    """The text of a paper of the deliberation."""
    data = b"".join(client.get(f"{row.get_absolute_url()}{paper}.docx").streaming_content)
    return "\n".join(one.text for one in Document(io.BytesIO(data)).paragraphs)


# ------------------------------------------------------------ unmistakable
@pytest.mark.parametrize("matter", ["general", "money", "project"])
@pytest.mark.parametrize(
    ("title", "name", "article"),
    [
        ("将中心绿地改建为停车位", "改变共有部分用途或利用共有部分经营", "第二百七十八条第八项"),
        ("解聘物业服务企业", "选聘或解聘物业服务企业", "第二百七十八条第四项"),
        ("修改管理规约", "制定或修改管理规约", "第二百七十八条第二项"),
        ("罢免业主委员会委员", "选举或更换业主委员会", "第二百七十八条第三项"),
        ("动用维修资金更换门禁", "使用维修资金", "第二百七十八条第五项"),
        ("3 栋加装电梯", "改建、重建建筑物及其附属设施", "第二百七十八条第七项"),
    ],
)
def test_no_reason_lets_a_council_decide_what_only_owners_may(place, secretary, matter, title, name, article):
    words = refuses(
        "matter_misnamed",
        lambda: called(secretary, place, title=title, matter=matter, matter_reason="经核实不属于业主共同决定事项"),
    )
    for said in (name, article, "业主共同决定", "小区议事会", "请将事项类别改为"):
        assert said in words


@pytest.mark.parametrize(
    ("body", "matter"),
    [("party_meeting", "general"), ("owners_committee", "general"), ("owners_ordinary", "general"),
     ("council", "election")],
)  # fmt: skip
def test_nor_does_any_other_body_under_another_name(place, secretary, body, matter):
    given = {"body": body, "matter": matter, "title": "解聘物业服务企业", "held_on": OWNERS_DAY}
    refuses("matter_misnamed", lambda: called(secretary, place, **given))


def test_a_second_motion_is_caught_the_same_way(place, secretary):
    motions = ["同意修楼道灯", "同意解聘物业服务企业"]
    words = refuses("matter_misnamed", lambda: called(secretary, place, matter="general", motions=motions))
    assert "解聘物业" in words
    assert not Motion.objects.exists()
    row = called(secretary, place, matter="general", motions=motions[:1])
    with clock.travel(made.NOTICE):
        refuses("matter_misnamed", lambda: acts.edit(row, actor=secretary, motions=motions))
        refuses("matter_misnamed", lambda: acts.edit(row, actor=secretary, title="将绿地改建为停车位"))
    row.refresh_from_db()
    assert [motion.text for motion in row.motions.all()] == motions[:1]


def test_the_strictest_motion_decides_the_majority(place, secretary):
    """Owners meet once for several matters of one majority; what needs three quarters is not passed by a half."""
    ordinary = {"body": "owners_ordinary", "matter": "company", "held_on": OWNERS_DAY, "title": "物业服务企业选聘"}
    motions = ["选聘甲物业服务企业", "修改管理规约", "动用维修资金更换门禁"]
    assert called(secretary, place, motions=motions, **ordinary).matter_told == ""
    motions = ["选聘甲物业服务企业", "将中心绿地改建为停车位"]
    words = refuses("matter_misnamed", lambda: called(secretary, place, motions=motions, **ordinary))
    assert "四分之三" in words
    assert "另行召集" in words
    major = {**ordinary, "body": "owners_major", "matter": "common_parts"}
    assert called(secretary, place, motions=motions, **major).status == "called"


def test_the_matter_that_the_words_name_is_called_as_ever(place, secretary):
    given = {"title": "动用维修资金更换门禁", "held_on": OWNERS_DAY, "body": "owners_ordinary"}
    assert called(secretary, place, matter="repair_fund_use", **given).matter_told == ""
    urgent = {"title": "外墙脱落险情动用维修资金抢修", "body": "owners_committee", "matter": "emergency_repair"}
    assert called(secretary, place, **urgent).matter_told == ""


# ------------------------------------------------------------ doubtful
def test_doubtful_words_need_a_reason_which_everybody_sees(client, place, secretary):
    street = user_with("street_admin", place.street)
    given = {"title": "充电桩安装位置", "matter": "general"}
    words = refuses("matter_unconfirmed", lambda: called(secretary, place, **given))
    for said in ("“充电桩安装”", "改变共有部分用途", "第二百七十八条第八项", "四分之三", "只能协商", "写明理由"):
        assert said in words
    row = called(secretary, place, **given, matter_reason=REASON)
    assert "第二百七十八条第八项" in row.matter_told
    assert row.matter_reason == REASON
    event = Event.objects.get(kind="governance.deliberation.call", object_id=row.pk)
    assert ["核实理由", REASON] in event.data["facts"]
    client.force_login(street)
    page = client.get(row.get_absolute_url()).content.decode()
    assert REASON in page
    assert REASON in printed(client, row, "notice")
    assert client.get(f"{API}{row.pk}/").json()["matter_reason"] == REASON


def test_the_street_is_told(place, secretary):
    street = user_with("street_admin", place.street)
    called(secretary, place, title="充电桩安装位置", matter="general", matter_reason=REASON)
    deliver_events()
    message = Notice.objects.get(recipient=street, title__contains="与所选事项类别不一致")
    assert REASON in message.body


def test_the_result_repeats_it(client, place, secretary):
    row = made.counted(secretary, place.compound, title="充电桩安装位置", matter="general", matter_reason=REASON)
    client.force_login(secretary)
    assert REASON in printed(client, row, "result")


def test_a_reason_stands_for_its_words_and_goes_with_them(place, secretary):
    row = called(secretary, place, title="充电桩安装位置", matter="general", matter_reason=REASON)
    with clock.travel(made.NOTICE):
        row = acts.edit(row, actor=secretary, place="西门")
        assert row.matter_reason == REASON
        refuses("matter_unconfirmed", lambda: acts.edit(row, actor=secretary, title="安装快递柜"))
        row.refresh_from_db()
        row = acts.edit(row, actor=secretary, title="楼道照明", motions=["同意修灯"])
    assert (row.matter_told, row.matter_reason) == ("", "")


def test_a_council_may_talk_about_what_owners_decide(place, secretary):
    given = {"title": "就更换物业公司听取居民意见", "matter": "general"}
    words = refuses("matter_unconfirmed", lambda: called(secretary, place, **given))
    assert "提请业主共同表决" in words
    row = called(secretary, place, **given, matter_reason="只听取意见，结果提请业主共同决定")
    assert not row.is_decision
    assert "提请业主共同表决" in row.bring_to


def test_an_agenda_leaves_only_a_doubt(place, secretary):
    given = {"title": "近期工作", "matter": "general", "agenda": "一、解聘物业服务企业；二、修灯"}
    refuses("matter_unconfirmed", lambda: called(secretary, place, **given))


def test_community_meetings_never_decide_owners_matters_and_villages_are_not_asked(place, secretary):
    given = {"body": "residents_meeting", "matter": "community_affairs", "held_on": OWNERS_DAY}
    stubborn = {**given, "matter_reason": "经核实这是社区自己的公共广场，不是小区共有"}
    for title in ("将广场改建为停车场", "荷馨苑解聘物业公司", "修改管理规约"):
        words = refuses("matter_misnamed", lambda t=title: made.called(secretary, place.community, title=t, **stubborn))
        assert "第二百七十八条" in words
        assert "将区域改为所在小区" in words
    for title in ("新建停车场", "物业费上调方案", "公共收益分配", "业委会工作经费"):
        refuses("matter_unconfirmed", lambda t=title: made.called(secretary, place.community, title=t, **given))
    assert made.called(secretary, place.community, title="新建停车场", **stubborn).status == "called"
    village = make_area(place.street, "流芳村", kind="village")
    leader = user_with("community_secretary", village)
    given = {"body": "villagers_households", "matter": "money", "held_on": OWNERS_DAY}
    assert made.called(leader, village, title="将广场改建为停车场", **given).status == "called"


# ------------------------------------------------------------ form and API
def test_the_form_asks_for_the_reason_only_where_it_is_held_up_and_loses_nothing(client, place, secretary):
    client.force_login(secretary)
    with clock.travel(made.NOTICE):
        page = client.get(NEW).content.decode()
        assert 'type="hidden" name="matter_reason"' in page
        assert "经核实不属于所指事项的理由" not in page
        given = posted(place, **{"motions-0-text": "新建充电棚两座"})
        answer = client.post(NEW, given)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert not Deliberation.objects.exists()
        for kept in ("新建充电棚两座", "东门凉亭", "经核实不属于所指事项的理由", "第二百七十八条第八项"):
            assert kept in page
        assert '<textarea name="matter_reason"' in page
        refused = client.post(NEW, {**given, "matter_reason": "……"})
        assert refused.status_code == 422
        assert client.post(NEW, {**given, "matter_reason": REASON}).status_code == 302
    row = Deliberation.objects.get()
    assert row.matter_reason == REASON
    with clock.travel(made.NOTICE):
        assert REASON in client.get(row.url("edit")).content.decode()


@pytest.mark.parametrize(
    ("text", "code"), [("新建充电棚两座", "matter_unconfirmed"), ("解聘物业公司", "matter_misnamed")]
)
def test_the_api_says_the_same(client, place, secretary, text, code):
    client.force_login(secretary)
    with clock.travel(made.NOTICE):
        body = posted(place, motions=[{"text": text}])
        answer = client.post(API, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert "第二百七十八条" in answer.content.decode()
    assert not Deliberation.objects.exists()
