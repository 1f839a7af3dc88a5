"""Every kind of row that gives a card: who opens it, what it says, and that nobody stands on it."""

import re
from datetime import date, timedelta

import pytest
from lxml import html

from governance.deliberations.actions import objections
from governance.kernel.clock import clock
from governance.kernel.clock.clock import zh_date
from governance.kernel.figures.formats import in_yuan
from governance.kernel.pages.cards import CARDS, card_of, card_url
from governance.kernel.upkeep import masks
from governance.models import Person
from tests.factories import deliberations
from tests.factories.base import user_with
from tests.factories.projects import make_demand
from tests.factories.sent_on import CHAIR, CLERK, DOOR, HOME, OBJECTOR, REPORTER, make_sent_on
from tests.factories.town import submitted

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)
OBJECTED = deliberations.DAY + timedelta(2)


@pytest.fixture
def world(db):
    world = make_sent_on()
    with clock.travel(DAY):
        yield world


def posted(world, make=deliberations.publicised, **data):
    """A council's meeting whose words name who presided and whoever lives behind a door."""
    words = {
        "title": f"{HOME}门口加灯",
        "chair": CHAIR,
        "clerk": CLERK,
        "motions": [{"text": f"同意{CHAIR}提出的方案"}],
    }
    if make is not deliberations.called:  # of the 120 on the roll
        data["counts"] = deliberations.totals(present=100, yes=80, no_votes=10, abstain=10)
    return make(world.town.branch, world.town.compound, **words, **data)


def every_row(world):
    """One row of each kind that is declared, and of deliberations one for each thing that they tell."""
    rows = [*world.rows.values(), posted(world, deliberations.called, held_on=DAY + timedelta(5)), posted(world)]
    objected = posted(world)
    with clock.travel(OBJECTED):
        objections.challenge(objected, actor=world.town.branch, raised_by=OBJECTOR, text=f"{OBJECTOR}不同意")
    rows += [type(objected).objects.get(pk=objected.pk), posted(world, deliberations.final)]
    assert {row._meta.label_lower for row in rows} == set(CARDS), "a kind of row gives a card and stands in no test"
    return rows


def poster(page):
    (found,) = html.fromstring(page.content.decode()).xpath("//section[contains(@class, 'ht-poster')]")
    return found


def squeezed(text):
    return re.sub(r"\s", "", text)


def test_nobody_stands_on_a_card(client, world):
    """No person who is known, no telephone, no door: in the text, on the poster and so in the picture drawn from it."""
    names = {*Person.objects.values_list("name", flat=True), REPORTER, CHAIR, CLERK, OBJECTOR}
    for row in every_row(world):
        client.force_login(world.town.street_user)
        page = client.get(card_url(row))
        assert page.status_code == 200, row
        text = page.context["card"].text
        for told in (text, poster(page).text_content()):
            assert not [name for name in names if masks.mentions(told, name)], (row, told)
            assert not masks.names_a_number(told), (row, told)
            assert DOOR not in told, (row, told)
            assert masks.LEFT_OUT not in told, "what names nobody any more is not left out"


def test_the_text_says_what_the_row_says(world):
    demand, project = world.rows["projects.demand"], world.rows["projects.microproject"]
    said = card_of(demand).text
    assert "您反映的“欧阳**家门口楼道灯不亮”已答复。" in said
    assert "办理情况：已更换楼道灯 4 盏，欧阳**（3栋2单元某户，" in said
    assert f"地点：野鸭冲社区 荷馨苑 3栋\n类别：{demand.category.name}\n" in said
    assert f"答复日期：{zh_date(demand.answered_on)}\n办理单位：野鸭冲社区 社区书记\n" in said
    assert f"编号：{demand.number}\n" in said
    assert said.startswith("【居民需求办理结果】\n")
    said = card_of(project).text
    assert f"微项目“{project.title}”已立项。" in said
    assert f"批准财政 {in_yuan(project.approved_amount)}" in said
    assert f"立项：{zh_date(project.approved_on)}，{project.agenda_item.conference.title}议定" in said
    item = world.rows["governance.agendaitem"]
    said = card_of(item).text
    assert f"核定财政金额：{in_yuan(item.amount)}\n" in said
    assert f"编号：{item.conference.minutes_no}" in said
    fund = world.rows["funds.communityfund"]
    said = card_of(fund).text
    assert f"截至2026年4月1日，托管资金余额 {in_yuan(fund.balance.cash)}。" in said
    assert f"托管方：{fund.host}" in said


def test_a_publicity_says_until_when_and_how_to_object(world):
    row = posted(world)
    with clock.travel(row.publicised_on):
        card = card_of(row)
    assert card.kind == "议事协商结果公告"
    assert "协商一致" in card.lead
    assert f"{zh_date(row.publicised_on)}起在公示栏公示至{zh_date(row.publicity_until)}" in card.text
    assert card.way.endswith("前（含当日）向野鸭冲社区书面或者口头提出。")
    assert card.way in card.text
    assert card_of(row).way == "", "the days are over"
    with clock.travel(OBJECTED):
        row = objections.challenge(row, actor=world.town.branch, raised_by=OBJECTOR, text="不同意")
        card = card_of(row)
    assert "因异议暂停计算" in card.text
    assert "异议处理中，结果待定" in card.lead
    assert card.way == ""


def test_a_notice_says_when_where_and_what(world):
    row = posted(world, deliberations.called, held_on=DAY + timedelta(5))
    card = card_of(row)
    assert card.kind == "会议通知"
    assert "定于2026年4月6日 19:30召开" in card.lead
    assert ("地点", "党群服务站") in card.facts
    assert ("协商事项", "同意钱**提出的方案") in card.facts


@pytest.mark.parametrize("make", [deliberations.held, deliberations.counted])
def test_what_is_not_public_gives_none(client, world, make):
    """Neither a button nor a page: a result before its posting, what was voided."""
    refused(client, world, posted(world, make))


def refused(client, world, row):
    client.force_login(world.town.street_user)
    assert card_url(row) == ""
    assert card_of(row) is None
    assert "转发卡片" not in client.get(row.get_absolute_url()).content.decode()
    assert client.get(row.url("card")).status_code == 404


def test_each_kind_waits_for_its_end(client, world):
    town, rows = world.town, world.rows
    ends = {
        "projects.demand": ("doing", "reopened", "merged", "invalid"),
        "projects.microproject": ("street_ok", "in_conference", "deferred", "rejected", "withdrawn"),
        "governance.agendaitem": ("listed", "removed"),
    }
    for table, states in ends.items():
        row = rows[table]
        for row.status in states:
            assert card_of(row) is None, (table, row.status)
    refused(client, world, make_demand(town.branch, town.compound, town.category))
    refused(client, world, submitted(town, no_repeat_statement="另一处楼道"))


def test_a_decision_waits_for_the_minutes(world):
    """And only what grants something is told."""
    item = world.rows["governance.agendaitem"]
    for item.conference.status in ("held", "minutes_draft", "minutes_signed", "cancelled"):
        assert card_of(item) is None
    item.conference.status = "closed"
    assert card_of(item)
    item.support_class = ""
    assert card_of(item) is None


def test_a_project_whose_basis_is_reviewed_is_not_sent_on(world):
    project = world.rows["projects.microproject"]
    for project.deliberation.status in ("reopened", "overturned"):
        assert card_of(project) is None
    project.deliberation.status = "final"
    assert card_of(project)


def test_the_card_opens_for_whom_the_row_opens(client, world):
    """Through the door of the row: foreign rows are not there, whoever asks."""
    town = world.town
    outside = user_with("community_secretary", town.place.other_community)
    without = user_with(None, town.place.other_street)
    for row in every_row(world):
        for user in (town.branch, town.secretary, town.street_user, town.office, outside, without):
            client.force_login(user)
            opens = client.get(row.get_absolute_url()).status_code
            wanted = 200 if opens in (200, 302) else 404
            assert client.get(row.url("card")).status_code == wanted, (row, user, opens)
        for user in (outside, without):
            client.force_login(user)
            assert client.get(row.url("card")).status_code == 404, (row, user)
    client.logout()
    assert client.get(row.url("card")).url.startswith("/login/")


def test_the_row_s_page_leads_to_its_card(client, world):
    client.force_login(world.town.street_user)
    for row in every_row(world):
        page = client.get(getattr(row, "room_url", row.get_absolute_url()))
        ways = html.fromstring(page.content.decode()).xpath("//a[contains(., '转发卡片')]/@href")
        assert set(ways) == {row.url("card")}, row


def test_the_room_offers_no_card_that_does_not_open(client, world):
    item = world.rows["governance.agendaitem"]
    client.force_login(user_with("community_secretary", world.town.place.other_community))
    page = client.get(item.room_url)
    assert page.status_code == 200
    assert "转发卡片" not in page.content.decode()


def test_the_poster_has_the_code_of_its_row(client, world, settings):
    settings.PORTAL_URL = "https://portal.example"
    drawn = []
    client.force_login(world.town.street_user)
    for row in (world.rows["projects.demand"], world.rows["projects.microproject"]):
        page = client.get(row.url("card"))
        (code,) = poster(page).xpath(".//*[@class='code']/svg")
        assert not code.xpath(".//@style")
        assert page.context["address"] == f"https://portal.example{row.get_absolute_url()}"
        drawn.append(html.tostring(code))
    assert drawn[0] != drawn[1]


def test_names_are_masked_however_they_are_written():
    assert masks.people("由张 大 力办理，张大力签收", {"张大力"}) == "由张**办理，张**签收"
    assert masks.people("由張大力办理", {"张大力"}) == masks.LEFT_OUT
    assert masks.people("欧阳小明家", {"欧阳小明", "小明"}) == "欧阳**家"
