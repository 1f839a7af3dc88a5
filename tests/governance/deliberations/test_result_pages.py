"""How a result looks: the base with its roll before and after the meeting, the calculation, the paper to post."""

import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from docx import Document

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.rolls.electorate import find_roll
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import verified
from tests.factories.late import VOUCHER
from tests.factories.papers import photo
from tests.factories.rolls import flat, ordinary_flats

pytestmark = pytest.mark.django_db
FLATS = 1200
DAY = made.NOTICE + timedelta(20)
OWNERS = {"body": "owners_major", "matter": "common_parts", "held_on": DAY}


def page_of(client, user, row):
    client.force_login(user)
    return client.get(row.get_absolute_url()).content.decode()


def words_of(markup):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", markup))


def voted(agreeing, against, abstaining, absent):
    choices = ["yes"] * agreeing + ["no"] * against + ["abstain"] * abstaining + ["absent"] * absent
    return [{"voter": f"1-{101 + n}", "choice": choice} for n, choice in enumerate(choices)]


@pytest.fixture
def row(place, secretary):
    """Twelve hundred owners: 1,100 took part, 1,050 agree, two flats by one agent."""
    return made.called(secretary, place.compound, units=ordinary_flats(FLATS, "83.50"), **OWNERS)


def counted(row, secretary, **more):
    rows = voted(1050, 30, 20, 100)
    rows[0]["by_proxy"] = rows[1]["by_proxy"] = "李代理"
    papers = {
        "mandates": [{"agent": "李代理", "has_letter": True, "has_agent_id": True, "has_owner_id": True}],
        "mandate": [photo("委托书.png")],
    }
    with clock.travel(DAY):
        row = made.recorded(row, secretary, ballots=rows, **papers, **more)
        return acts.count(row, actor=secretary)


# ------------------------------------------------------------ before the meeting
def test_before_the_meeting_the_page_says_which_roll_will_count(client, place, secretary, row):
    page = page_of(client, secretary, row)
    roll = find_roll("owners", place.compound, DAY)
    assert f'href="{roll.get_absolute_url()}"' in page
    for words in ("应到依据", "2024年1月10日备案", "1,200户", "100,200.00㎡", "不动产登记簿"):
        assert words in words_of(page)


def test_without_a_roll_the_page_says_so_and_how_to_file_one(client, place, secretary):
    row = made.called(secretary, place.compound, roll=0, **OWNERS)
    page = page_of(client, secretary, row)
    assert "没有在召开当日有效的业主名册" in page
    address = re.search(r'href="([^"]*rolls/new/[^"]*)"', page)[1].replace("&amp;", "&")
    form = client.get(address).content.decode()
    assert re.search(r'<option value="owners" selected', form)
    office = user_with("district_office", place.district)
    assert "rolls/new/" not in page_of(client, office, row)  # it neither prepares nor files rolls


def test_the_page_names_the_posts_that_prepare_and_file_the_roll_of_the_place(client, place, secretary):
    row = made.called(secretary, place.compound, roll=0, **OWNERS)
    street = user_with("street_admin", place.street)
    named = f"这份名册由{place.community.name} 社区（村）书记编制，由{place.street.name} 街道管理员备案后启用"
    for user, shows in ((secretary, True), (street, False)):
        page = page_of(client, user, row)
        assert named in page
        assert ("rolls/new/" in page) is shows
    user_with("branch_secretary", place.compound)
    user_with("street_staff", place.street)
    user_with("community_staff", place.other_community)
    page = page_of(client, street, row)
    words = (
        f"这份名册由{place.compound.name} 小区党支部书记、{place.community.name} 社区（村）书记、"
        f"{place.street.name} 街道工作人员编制"
    )
    assert words in page
    client.force_login(street)
    assert client.get("/governance/rolls/new/").status_code == 404


def test_a_branch_secretary_prepares_no_roll_of_the_whole_community(client, place, secretary):
    user_with("branch_secretary", place.compound)
    row = made.called(secretary, place.community, roll=0, body="residents_delegates", matter="project")
    page = page_of(client, secretary, row)
    assert "小区党支部书记" not in page
    assert "rolls/new/" in page
    assert "也没有能备案的岗位" in page


def test_the_rule_is_whole_sentences(client, secretary, row):
    words = words_of(page_of(client, secretary, row))
    assert "第二百七十八条第二款。适用于筹集维修资金、改建重建、改变共有部分用途或者利用共有部分经营。" in words


# ------------------------------------------------------------ the result
def test_the_calculation_shows_all_votes_with_fractions_and_articles(client, place, secretary, row):
    row = counted(row, secretary)
    page = page_of(client, secretary, row)
    block = words_of(re.search(r'<section class="ht-formula".*?</section>', page, re.S)[0])
    for line in (
        "第1项增设楼道照明",
        "应到按业主名册（2024年1月10日备案，1,200户，100,200.00㎡）。",
        "参与表决《民法典》第二百七十八条第二款参与表决1,100/1,200户91.67%不低于三分之二（800户）已达到",
        "参与表决专有面积91,850.00/100,200.00㎡",
        "表决《民法典》第二百七十八条第二款同意1,050/1,100户95.45%不低于四分之三（825户）已达到",
        "反对30/1,100户2.73%——",
        "弃权20/1,100户1.82%——",
        "同意专有面积87,675.00/91,850.00㎡",
        "反对专有面积2,505.00/91,850.00㎡",
        "弃权专有面积1,670.00/91,850.00㎡",
        "结果：通过",
    ):
        assert line in block, line
    assert block.count("《民法典》第二百七十八条第二款") == 2
    assert f'href="{find_roll("owners", place.compound, DAY).get_absolute_url()}"' in page


# ------------------------------------------------------------ the paper
def paper_of(client, user, row):
    client.force_login(user)
    return client.get(f"{row.get_absolute_url()}result.docx")


def words_on(answer):
    document = Document(io.BytesIO(answer.getvalue() if hasattr(answer, "getvalue") else b"".join(answer)))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_paper_says_all_that_a_result_rests_on_and_names_nobody(client, place, secretary, row):
    assert paper_of(client, secretary, row).status_code == 404  # not counted
    deviates = {"entitled": 1201, "entitled_area": Decimal("100283.50"), "deviation_reason": "名册漏登一套"}
    row = counted(row, secretary, deviation=[photo("登记簿.png")], dissent="有业主担心噪声，已答复", **deviates)
    with clock.travel(DAY):
        row = acts.publicise(row, actor=secretary, publicity_place="小区公告栏")
    with clock.travel(DAY + timedelta(1)):
        row = objections.challenge(row, actor=secretary, raised_by="张三丰", text="未公开三家报价")
        row = objections.answer(row, actor=secretary, objection=row.objections.get(), answer="已在公告栏公开")
        answer = paper_of(client, secretary, row)
    words = words_on(answer)
    for part in (
        "表决结果公告",
        "荷馨苑业主大会在党群服务站召开会议",
        "业主共同决定（重大事项）：参与表决不低于三分之二",
        "2024年1月10日备案",
        "不一致，原因：名册漏登一套",
        "按所填应到 1,201 户、100,283.50 ㎡；按名册 1,200 户、100,200.00 ㎡；人数、面积分别以较多的为准",
        "按所填应到 1,100/1,201 户，按名册 1,100/1,200 户，按所填应到计算，要求不低于三分之二（801 户），已达到",
        "受托人 1 人代 2 户投票",
        "1,050",
        "2,505.00",
        "第 1 项 反对",
        "不低于四分之三（825 户）",
        "《民法典》第二百七十八条第二款",
        "《民法典》第二百七十八条第八项",
        "结果：通过",
        "有业主担心噪声",
        "2026年3月23日提出的异议：未公开三家报价",
        "已在公告栏公开",
        "小区公告栏公示",
        "公示末日是休息日，异议可以提到3月30日，《民法典》第二百零三条第一款；其后第一个工作日",
        "《民法典》第二百八十条第二款",
        "建筑物区分所有权纠纷案件适用法律若干问题的解释》第十二条",
        "荷馨苑业主大会（盖章）",
    ):
        assert part in words, part
    assert "张三丰" not in words
    assert "李代理" not in words
    event = Event.objects.get(kind="governance.deliberation.print")
    assert event.data["document"] == "民主议事结果公告"


def test_a_councils_paper_says_that_it_binds_no_owner(client, place, secretary):
    words = words_on(paper_of(client, secretary, made.counted(secretary, place.compound)))
    for part in ("议事协商结果公告", "结果：协商一致", "不约束业主", "提请业主共同表决"):
        assert part in words


def test_the_paper_to_be_posted_has_the_period_and_lines_to_fill(client, place, secretary):
    """It is posted before its posting can be entered: it must not say that it does not hang."""
    words = words_on(paper_of(client, secretary, made.counted(secretary, place.compound)))
    assert "尚未公示" not in words
    blank = "＿＿＿＿年＿＿月＿＿日"
    for part in (
        f"本结果自{blank}起在",
        f"至{blank}止，不少于 7 日（四议两公开通行做法）",
        "第一个工作日起按协商意见落实",
    ):
        assert part in words, part


def test_the_paper_says_why_its_days_are_these_and_what_was_entered_late(client, place, secretary):
    row = made.counted(secretary, place.compound)
    with clock.travel(made.DAY + timedelta(9)):
        posted = {"publicised_on": made.DAY + timedelta(1), "publicity_place": "公示栏", "photos": [photo()]}
        row = acts.publicise(row, actor=secretary, **posted, vouched_by=VOUCHER)
        row = objections.challenge(
            row, actor=secretary, raised_by="张三丰", text="一", raised_on=made.DAY + timedelta(2),
            evidence_photos=[photo()], vouched_by=VOUCHER,
        )  # fmt: skip
        row = objections.answer(row, actor=secretary, objection=row.objections.get(), answer="已改")
        row = verified(row, place)
        words = words_on(paper_of(client, secretary, row))
    for part in (
        "补录的事实",
        "公示开始日期（补录）：3月11日；证明人：李明，社区专干；证明材料：1 份（2026年3月19日登记）",
        "异议处理的 7 天不计入公示期，公示期相应顺延（四议两公开通行做法）",
        f"无异议的，{clock.zh_date(row.effective_on)}（",
    ):
        assert part in words, part
    assert "张三丰" not in words


def test_a_notice_is_a_paper_too(client, place, secretary, row):
    """What calls the owners together: day, place, motions, who may come and by whom, the majorities, the period."""
    with clock.travel(made.NOTICE):
        page = page_of(client, secretary, row)
        address = f"{row.get_absolute_url()}notice.docx"
        assert f'href="{address}"' in page
        words = words_on(client.get(address))
    for part in (
        "会议通知",
        "荷馨苑定于2026年3月22日19:30召开业主大会会议，由业主共同决定（重大事项）",
        "时间：2026年3月22日19:30",
        "地点：党群服务站",
        f"第 1 项：{row.motions.get().text}",
        "2024年1月10日备案",
        "1,200 户",
        "受托人须持委托书和双方身份证件复印件",
        "参与表决不低于三分之二",
        "《民法典》第二百七十八条第八项",
        "本通知于2026年3月2日张贴，通知期不少于 15 日（《物业管理条例》第十四条第一款",
        "召集人（盖章）",
    ):
        assert part in words, part
    assert Event.objects.get(kind="governance.deliberation.print").data["document"] == "民主议事通知"


def test_the_notice_of_a_council_asks_members_to_come_and_a_void_one_is_none(client, place, secretary):
    row = made.called(secretary, place.compound)
    client.force_login(secretary)
    words = words_on(client.get(f"{row.get_absolute_url()}notice.docx"))
    assert "须本人参加，不能委托" in words
    assert "结果不约束业主" in words
    row = acts.void(row, actor=secretary, note="改期")
    assert client.get(f"{row.get_absolute_url()}notice.docx").status_code == 404
    stranger = user_with("community_secretary", place.other_community)
    client.force_login(stranger)
    assert client.get(f"{made.called(secretary, place.compound).get_absolute_url()}notice.docx").status_code == 404


def test_a_sitting_without_quorum_and_a_void_one(client, place, secretary):
    few = made.totals(present=23, yes=23, no_votes=0, abstain=0)
    row = made.counted(secretary, place.compound, few)
    words = words_on(paper_of(client, secretary, row))
    assert "会议不成立" in words
    with clock.travel(row.held_on):
        row = acts.void(row, actor=secretary, note="到会不足")
    assert paper_of(client, secretary, row).status_code == 404
    stranger = user_with("community_secretary", place.other_community)
    assert paper_of(client, stranger, made.counted(secretary, place.compound)).status_code == 404


def test_units_that_count_together_stand_in_the_sum_once(place, secretary):
    """The developer's flats and those of one buyer: the base says flats and heads."""
    units = [flat("1-101", holding="unsold"), flat("1-102", holding="unsold"), flat("1-103"), flat("1-104")]
    row = made.called(secretary, place.compound, units=units, **OWNERS)
    with clock.travel(DAY):
        row = made.recorded(row, secretary, ballots=voted(4, 0, 0, 0))
    assert "4 套计 3 户" in row.roll_text
