"""A motion says what is agreed to, and an owners' committee decides its own duties alone.

Source: 物业管理条例 15; 民法典 278.
"""

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.models import Deliberation, Motion
from tests.factories import deliberations as made
from tests.factories.deliberations import refuses
from tests.governance.deliberations.test_matter_words import API, OWNERS_DAY, REASON, called, posted

pytestmark = pytest.mark.django_db
COMMITTEE = {"body": "owners_committee", "matter": "general", "held_on": OWNERS_DAY, "matter_reason": REASON}
EMPTY = ("同意", "是否同意", "是否同意附件方案", "同意上述事项", "审议通过本次会议议案", "表决事项一", "同意（见附件）")


@pytest.mark.parametrize("text", EMPTY)
@pytest.mark.parametrize("where", ["title", "motions"])
def test_a_motion_says_what_is_agreed_to(place, secretary, text, where):
    given = {"title": text} if where == "title" else {"motions": ["修楼道灯", text]}
    words = refuses("motion_empty", lambda: called(secretary, place, **given))
    assert f"“{text}”没有写明表决的内容" in words
    assert not Motion.objects.exists()


def test_so_also_at_an_edit_and_on_the_api(client, place, secretary):
    row = called(secretary, place, motions=["修楼道灯"])
    client.force_login(secretary)
    with clock.travel(made.NOTICE):
        refuses("motion_empty", lambda: acts.edit(row, actor=secretary, motions=["同意"]))
        api = client.post(API, posted(place, motions=[{"text": "是否同意附件方案"}]), "application/json")
    assert (api.status_code, api.json()["code"]) == (422, "motion_empty")
    assert [motion.text for motion in Motion.objects.all()] == ["修楼道灯"]


@pytest.mark.parametrize("text", ["同意修灯", "甲事", "是否同意增设楼道照明", "追加预算", "同意公约草案"])
def test_a_short_motion_with_content_stands(place, secretary, text):
    assert called(secretary, place, motions=[text]).motions.get().text == text


BEYOND = (
    "把一楼大厅租给快递公司", "请走万家物业", "不再与万家物业续约", "物业换成社区托管", "物业交接给新公司",
    "选新的业委会",
    "业委会重新选", "顶楼加盖", "底楼开窗做门面", "门面对外招商", "每户交三百元修水泵",
    "楼道归三楼使用",
    "电梯加装", "更换大门",
    "公示值班安排，把一楼大厅租给快递公司", "听取意见并请走物业",
)  # fmt: skip


@pytest.mark.parametrize("text", BEYOND)
def test_an_owners_committee_decides_nothing_of_the_owners(place, secretary, text):
    with pytest.raises(Exception, match="业主") as refusal:
        called(secretary, place, title="工作安排", motions=["业委会值班安排", text], **COMMITTEE)
    assert refusal.value.code in ("not_the_committees", "matter_misnamed")
    assert not Deliberation.objects.exists()


def test_the_refusal_names_the_motion_and_the_article(place, secretary):
    motions = ["业委会值班安排", "更换大门"]
    words = refuses("not_the_committees", lambda: called(secretary, place, motions=motions, **COMMITTEE))
    assert "第 2 项" in words
    assert "请提请业主共同决定" in words
    assert "属于的，请在议题中写明" in words
    assert words.endswith("（《物业管理条例》第十五条）")


@pytest.mark.parametrize(
    "text",
    ["召集业主大会会议", "业委会值班安排", "更换业委会公章", "监督物业服务质量", "公示公共收益账目", "调解邻里纠纷",
     "执行业主大会关于门禁的决定", "同意提请业主大会表决更换门禁",
     "组织消防演练", "走访住户听取意见", "按业主大会决定的工作经费采购办公打印机"],
)  # fmt: skip
def test_it_decides_its_own_duties(place, secretary, text):
    assert called(secretary, place, title=text, **COMMITTEE).status == "called"
