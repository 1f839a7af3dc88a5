"""The main job from end to end: through the API alone, then through the pages."""

import json
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command

from funds.models import Donation, Grant
from governance.kernel.clock import clock, rules
from governance.kernel.clock.ladders import remind
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from governance.kernel.steps.events import deliver_events
from projects.models import Demand, MicroProject
from tests.clients import Person, Program, complaints, form_of
from tests.factories.base import user_with
from tests.factories.disputes import make_room, registration
from tests.factories.projects import picture
from tests.factories.town import make_town, make_town_fund, submitted

MONDAY = date(2026, 3, 16)
TUESDAY, SITTING = date(2026, 3, 17), date(2026, 4, 10)
NOTICE, MEETING = date(2026, 2, 12), date(2026, 3, 1)
LINES = [
    {
        "name": "声控感应灯",
        "spec": "LED",
        "quantity": "180",
        "unit": "盏",
        "unit_price": "58.00",
        "quote_basis": "三家比价",
    },
    {"name": "楼道扶手", "quantity": "60", "unit": "米", "unit_price": "62.50"},
]
SOURCES = [
    {"kind": "fiscal", "amount": "9000.00", "line_no": 1},
    {"kind": "fund", "amount": "4000.00"},
    {"kind": "resident", "amount": "1190.00", "note": "每户 10 元"},
]
TEXTS = {
    "place": "1 至 6 栋楼道",
    "need": "夜间楼道无灯，老人上下楼不便",
    "content": "更换声控灯，加装扶手",
    "household_count": 120,
    "people_count": 300,
    "planned_from": "2026-05-01",
    "planned_until": "2026-06-01",
    "maintenance": "小区党支部组织邻长日常巡查",
    "conflict_statement": "申报人与实施单位无利益关系",
}


@pytest.fixture
def town(db):
    with clock.travel(MONDAY):
        return make_town()


def waits_for(user):
    """What this person's work page asks for: {(task, title)}."""
    return set(Deadline.objects.waiting_for(user).values_list("task", "title"))


def pictures():
    return [picture()]


# ------------------------------------------------------------ the stretches of the main job, through the API
def a_demand(town, branch):
    return branch.make(
        "projects/demands",
        title="楼道灯不亮",
        area=town.compound.code,
        place="3 栋 2 单元",
        category="facility",
        content="晚上看不清台阶",
        channel="visit",
        household_count=36,
        reporter_name="张小明",
        reporter_phone="19900001234",
    )


def an_application(town, branch, demand):
    """A draft made of the demand, filled in with budget, sources, photograph and three quotes."""
    pk = branch.take("projects/demands", demand["id"], "to_project")["project"]
    offered = branch.offered("projects/micro-projects", pk, "save")
    (unit,) = [one["value"] for one in offered["implementer"]["choices"]]
    project = branch.take(
        "projects/micro-projects",
        pk,
        "save",
        **TEXTS,
        title="荷馨苑楼道照明改造",
        area=town.compound.code,
        category="facility",
        kind="works",
        support_asked="full",
        implementer=unit,
        demands=[demand["id"]],
        lines=LINES,
        sources=SOURCES,
        photos=pictures(),
    )
    assert project["total_amount"] == "14190.00"
    assert project["fiscal_amount"] == "9000.00"
    dear = project["lines"][0]["id"]
    for supplier, amount in (("甲灯具", "10440.00"), ("乙灯具", "10800.00"), ("丙灯具", "11000.00")):
        branch.take(
            "projects/micro-projects",
            pk,
            "quote",
            line=dear,
            supplier=supplier,
            amount=amount,
            paper=[picture("报价单.jpg")],
        )
    return pk


def a_deliberation(branch, pk):
    """The residents' meeting of some weeks ago, entered from its papers and counted by the portal."""
    project = branch.take(
        "projects/micro-projects", pk, "deliberate", body="residents_meeting", method="meeting",
        notice_on=NOTICE, held_on=MEETING,
        place="党群服务站",
    )  # fmt: skip
    meeting = project["deliberation"]
    branch.take(
        "governance/deliberations",
        meeting,
        "hold",
        held_on=MEETING,
        entitled=120,
        present=95,
        tallies=[{"no": 1, "yes": 80, "no_votes": 10, "abstain": 5}],
        sign_in=[picture("签到表.jpg")],
        tally=[picture("计票单.jpg")],
    )
    counted = branch.take("governance/deliberations", meeting, "count")
    assert counted["passed"]
    assert "80" in counted["motions"][0]["formula"]
    branch.take(
        "governance/deliberations", meeting, "publicise", publicised_on=MEETING + timedelta(1),
        publicity_place="公告栏",
        photos=pictures(),
    )  # fmt: skip
    branch.take("governance/deliberations", meeting, "finalise")
    assert branch.history("governance/deliberations", meeting) == ["call", "hold", "count", "publicise", "finalise"]
    return meeting


def handed_in(town, branch, secretary):
    """Everything up to the submission."""
    demand = a_demand(town, branch)
    secretary.take("projects/demands", demand["id"], "accept")
    pk = an_application(town, branch, demand)
    a_deliberation(branch, pk)
    branch.take("projects/micro-projects", pk, "submit", agrees_to_publish=True)
    return pk


REVIEWED = {"is_legal": True, "budget_is_sound": True, "is_feasible": True}
CHECKED = {"is_needed": True, "is_new": True, "land_is_clear": True, "is_nobodys_duty": True}


def test_a_demand_becomes_an_approved_project_through_the_api(town):
    """Demand, application, deliberation, two reviews, conference, sealed minutes, fund share, figure."""
    with clock.travel(MONDAY):
        make_town_fund(town)
        branch, secretary, street = Program(town.branch), Program(town.secretary), Program(town.street_user)
        office, leader = Program(town.office), Program(town.leader)
        members = [Program(officer) for officer in town.officers[:7]]
        demand = a_demand(town, branch)
        assert waits_for(town.secretary) == {("受理需求", "楼道灯不亮")}

    with clock.travel(TUESDAY):
        remind()
        assert secretary.inbox()[0] == ("今天到期：受理需求", demand["url"])
        assert secretary.take("projects/demands", demand["id"], "accept")["status"] == "accepted"
        pk = an_application(town, branch, demand)
        assert branch.get(f"projects/demands/{demand['id']}/")["project"] == pk
        a_deliberation(branch, pk)
        assert branch.get(f"projects/micro-projects/{pk}/")["status"] == "resolved"
        project = branch.take("projects/micro-projects", pk, "submit", agrees_to_publish=True)
        assert (project["number"], project["status"]) == ("HT-WXM-2026-0001", "submitted")
        assert ("社区初审", project["title"]) in waits_for(town.secretary)
        assert not waits_for(town.branch)

    with clock.travel(date(2026, 3, 23)):
        remind()
        assert secretary.inbox()[0] == ("还有 1 天到期：社区初审", f"/projects/{pk}/")
        assert (
            secretary.take("projects/micro-projects", pk, "check", note="情况属实", **CHECKED)["status"]
            == "community_ok"
        )

    with clock.travel(date(2026, 3, 30)):
        remind()
        assert street.inbox()[0] == ("还有 2 天到期：街道审核", f"/projects/{pk}/")
        street.take(
            "projects/micro-projects", pk, "visit", visited_on="2026-03-30", people="刘敏",
            finding="与申报一致", is_feasible="1",
            photos=pictures(),
        )  # fmt: skip
        assert street.take("projects/micro-projects", pk, "review", note="同意", **REVIEWED)["status"] == "street_ok"
        assert waits_for(town.office) == {("列入会议议程", project["title"])}
        sitting = a_sitting(town, office)

    with clock.travel(date(2026, 4, 7)):
        assert office.refused("projects/micro-projects", pk, "list", conference=sitting)["code"] == "agenda_fixed"
        listed = office.take("projects/micro-projects", pk, "list", conference=sitting, urgent_reason="汛期前须完工")
        assert listed["status"] == "in_conference"
        item = listed["agenda_item"]
        deliver_events()
        assert leader.inbox()[0][0] == "临时增加议题，请您决定是否同意"
        assert members[0].inbox()[0] == ("2026年第1次联席会议：4月10日14:30召开", f"/governance/conferences/{sitting}/")

    with clock.travel(SITTING):
        remind()
        assert ("今天到期：召开会议", f"/governance/conferences/{sitting}/") in office.inbox()
        leader.take("governance/agenda-items", item, "approve_urgent")
        office.take("governance/conferences", sitting, "hold")
        for member in members:
            member.take("governance/conferences", sitting, "sign_in")
            tally = member.take("governance/agenda-items", item, "vote", choice="yes")["votes"]
        assert (tally["yes"], tally["eligible"]) == (7, 7)
        too_much = leader.refused(
            "governance/agenda-items", item, "decide", decision="approve", support_class="full", amount="9000.01"
        )
        assert (too_much["code"], list(too_much["errors"])) == ("amount_over_requested", ["amount"])
        decided = leader.take(
            "governance/agenda-items", item, "decide", decision="approve", support_class="full", amount="9000.00",
            owner_unit=town.implementer.pk, due_on="2026-06-01",
        )  # fmt: skip
        assert (decided["status"], decided["amount"]) == ("decided", "9000.00")
        project = branch.get(f"projects/micro-projects/{pk}/")
        assert (project["status"], project["support_class"]) == ("approved", "full")
        assert (project["approved_amount"], project["approved_on"]) == ("9000.00", "2026-04-10")
        seal(office, leader, sitting)

        deliver_events()
        deliver_events()  # a second worker finds nothing left
        (grant,) = Grant.objects.all()
        assert (grant.project_id, grant.amount, grant.status) == (pk, 4000, "committed")
        assert members[0].inbox()[0][0] == "2026年第1次联席会议纪要已印发"
        assert branch.inbox()[0] == ("会议同意立项：荷馨苑楼道照明改造", f"/projects/{pk}/")
        call_command("verify")

        figure = leader.figure("microprojects")
        assert (figure["value"], figure["unit"]) == (1, "个")
        assert leader.figure("demand_converted")["value"] == 1
        assert project["title"] in Person(town.leader).open(figure["rows"])

    assert branch.history("projects/micro-projects", pk) == [
        "begin", "save", "quote", "quote", "quote", "deliberate", "resolve", "submit",
        "check", "visit", "review", "list", "approve",
    ]  # fmt: skip
    assert Attachment.objects.of(MicroProject(pk=pk)).count() == 5  # photograph, three quotes, visit
    assert not Event.objects.filter(kind="projects.micro_project.approve").exclude(actor=town.leader).exists()


def a_sitting(town, office):
    """A conference in ten days whose agenda is fixed on another matter."""
    sitting = office.make(
        "governance/conferences", area="430202", held_on=SITTING, held_time=time(14, 30), place="区委三楼会议室",
        chair=town.leader.person_id, recorder=town.office.person_id,
    )["id"]  # fmt: skip
    office.take("governance/conferences", sitting, "open_agenda")
    street = town.place.street.code
    office.make(
        "governance/agenda-items", conference=sitting, title="无物业小区停车秩序", area=street, proposer="月塘街道"
    )
    office.take("governance/conferences", sitting, "fix_agenda")
    return sitting


def seal(office, leader, sitting):
    """The other matter is put off; minutes are drafted, signed by the chair, issued and sealed."""
    early = office.refused("governance/conferences", sitting, "draft_minutes")
    assert early["code"] == "items_undecided"
    (other,) = office.rows("governance/agenda-items", status="listed")
    leader.take("governance/agenda-items", other["id"], "decide", decision="defer", by_consensus=True)
    office.take("governance/conferences", sitting, "draft_minutes")
    assert not office.steps("governance/conferences", sitting)["sign"]["allowed"]
    leader.take("governance/conferences", sitting, "sign")
    issued = office.take("governance/conferences", sitting, "issue")
    assert len(issued["seal"]) == 64
    assert issued["minutes_no"] == "〔2026〕1号"
    assert leader.refused("governance/agenda-items", other["id"], "decide", decision="approve")["code"] == "wrong_state"


def test_what_was_returned_comes_back_with_its_difference(town):
    """The community returns an application; the next version shows what was changed, old beside new."""
    with clock.travel(TUESDAY):
        branch, secretary = Program(town.branch), Program(town.secretary)
        pk = handed_in(town, branch, secretary)
        refusal = secretary.refused("projects/micro-projects", pk, "send_back", note="金额偏高")
        assert refusal["errors"]["reasons"] == ["请至少选择一项理由，申报人会看到"]
        reasons = [
            one["value"] for one in secretary.offered("projects/micro-projects", pk, "send_back")["reasons"]["choices"]
        ]
        secretary.take("projects/micro-projects", pk, "send_back", reasons=reasons[:1], note="扶手单价偏高，请重新询价")
        assert branch.get(f"projects/micro-projects/{pk}/")["status"] == "returned"
        assert waits_for(town.branch) == {("补正后再提交", "荷馨苑楼道照明改造")}
        deliver_events()
        assert branch.inbox()[0] == ("退回补正：荷馨苑楼道照明改造", f"/projects/{pk}/")

    with clock.travel(date(2026, 3, 29)):
        remind()
        assert branch.inbox()[0] == ("还有 3 天到期：补正后再提交", f"/projects/{pk}/")
        assert branch.refused("projects/micro-projects", pk, "save", **corrected(town, fiscal="9000.00"))["code"] == (
            "sources_not_equal_total"
        )
        branch.take("projects/micro-projects", pk, "save", **corrected(town, fiscal="8550.00"))
        again = branch.take("projects/micro-projects", pk, "submit", agrees_to_publish=True)
        assert (again["number"], again["status"]) == ("HT-WXM-2026-0001", "submitted")
        for address in (f"/projects/{pk}/", f"/projects/{pk}/versions/"):
            page = Person(town.secretary).open(address)
            assert "60 米 × 62.50 = 3,750.00 元" in page
            assert "60 米 × 55.00 = 3,300.00 元" in page
            assert "更换声控灯，加装扶手" in page
        assert (
            secretary.take("projects/micro-projects", pk, "check", note="已补正", **CHECKED)["status"] == "community_ok"
        )
    assert branch.history("projects/micro-projects", pk)[-5:] == ["submit", "send_back", "save", "submit", "check"]


def corrected(town, fiscal):
    """The application again with a cheaper handrail and a word more."""
    lines = [LINES[0], LINES[1] | {"unit_price": "55.00"}]
    sources = [SOURCES[0] | {"amount": fiscal}, *SOURCES[1:]]
    return {
        **TEXTS,
        "title": "荷馨苑楼道照明改造",
        "area": town.compound.code,
        "category": "facility",
        "kind": "works",
        "support_asked": "full",
        "implementer": town.implementer.pk,
        "content": "更换声控灯，加装扶手（含拆除）",
        "lines": lines,
        "sources": sources,
    }


# ------------------------------------------------------------ the same through the pages
def test_the_pages_carry_a_demand_to_the_community(town):
    """Forms as a browser posts them: wrong input comes back whole, a second click changes nothing."""
    with clock.travel(TUESDAY):
        branch, secretary = Person(town.branch), Person(town.secretary)
        given = {
            "title": "楼道灯不亮",
            "area": str(town.compound.pk),
            "place": "3 栋 2 单元",
            "category": str(town.category.pk),
            "content": "晚上看不清台阶",
            "channel": "visit",
            "reporter_name": "张小明",
            "reporter_phone": "123",
        }
        wrong = branch.fill("/projects/demands/new/", status=422, **given)
        kept = form_of(wrong.content.decode())
        assert {name: kept[name] for name in given} == given
        assert "电话" in complaints(wrong)
        assert not Demand.objects.exists()
        assert not Event.objects.filter(kind__startswith="projects.demand").exists()

        values = kept | {"reporter_phone": "19900001234"}
        first = branch.send("/projects/demands/new/", values)
        second = branch.send("/projects/demands/new/", values)
        (demand,) = Demand.objects.all()
        assert first.url == second.url == demand.get_absolute_url()
        assert Event.objects.filter(kind="projects.demand.register").count() == 1

        assert "受理需求" in secretary.open("/")
        secretary.fill(f"{demand.get_absolute_url()}accept/")
        branch.fill(f"{demand.get_absolute_url()}to_project/")
        project = MicroProject.objects.get()
        address = project.get_absolute_url()
        filled = a_filled_form(branch.form(f"{address}save/"), town)
        short = branch.send(f"{address}save/", filled | {"sources-0-amount": "8999.00"})
        assert short.status_code == 422
        assert "还差 1.00 元" in complaints(short)
        assert form_of(short.content.decode())["lines-1-name"] == "楼道扶手"
        held = form_of(short.content.decode())
        assert held["photos-held"], "the photograph has to be chosen again"
        done = branch.send(f"{address}save/", held | {"sources-0-amount": "9000.00"})
        assert done.status_code == 302, complaints(done)
        project.refresh_from_db()
        assert (project.total_amount, project.sources.count()) == (Decimal("14190.00"), 3)
        assert Attachment.objects.of(project).count() == 1


def a_filled_form(values, town):
    """The application typed into its page."""
    typed = {name: str(value) for name, value in TEXTS.items()}
    typed |= {"title": "荷馨苑楼道照明改造", "implementer": str(town.implementer.pk), "photos": picture()}
    for field, rows in (("lines", LINES), ("sources", SOURCES)):
        typed |= {
            f"{field}-{number}-{name}": str(cell) for number, row in enumerate(rows) for name, cell in row.items()
        }
    return values | typed


def test_of_two_reviewers_the_second_is_told_who_was_faster(town):
    with clock.travel(TUESDAY):
        pk = submitted(town).pk
        colleague = user_with("community_secretary", town.place.community, name="方副书记")
        address = f"/projects/{pk}/check/"
        one, other = Person(town.secretary), Person(colleague)
        mine, theirs = (who.form(address) | dict.fromkeys(CHECKED, "on") for who in (one, other))
        assert one.send(address, mine | {"note": "情况属实"}).status_code == 302
        events = Event.objects.count()
        late = other.send(address, theirs | {"note": "不同意见"})
        assert late.status_code == 409
        words = complaints(late)
        assert "陈芳" in words
        assert "3月17日 09:00" in words
        assert "不同意见" in late.content.decode()
        assert Event.objects.count() == events


def test_a_foreign_area_is_not_there(town):
    with clock.travel(TUESDAY):
        pk = submitted(town).pk
        program, stranger = Program(town.stranger), Person(town.stranger)
        before = Event.objects.count()
        for address in (f"/projects/{pk}/", f"/projects/{pk}/check/", f"/projects/{pk}/versions/"):
            stranger.open(address, status=404)
        assert stranger.send(f"/projects/{pk}/check/", CHECKED | {"note": "同意"}).status_code == 404
        assert program.refused("projects/micro-projects", pk, "check", note="同意", **CHECKED)["status"] == 404
        assert not program.rows("projects/micro-projects")
        elsewhere = {"title": "楼道灯不亮", "area": town.compound.code, "place": "3 栋", "category": "facility"}
        refused = program.post("projects/demands/", elsewhere | {"content": "看不清", "channel": "visit"})
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["area"])
        assert Event.objects.count() == before


# ------------------------------------------------------------ disputes and funds
def test_a_dispute_is_registered_mediated_and_agreed_through_the_api(db):
    with clock.travel(TUESDAY):
        rules.load_rules()
        room = make_room()
        clerk, head, mediator = Program(room.secretary), Program(room.head), Program(room.mediator)
        case = clerk.make("disputes/cases", **registration(room, area=room.place.compound.code))
        pk = case["id"]
        assert (case["status"], case["number"]) == ("registered", "")
        assert "张晓明" not in json.dumps(head.get(f"disputes/cases/{pk}/"), ensure_ascii=False)
        ((task, title),) = waits_for(room.head)
        assert (task, case["title"] in title) == ("受理审查", False)  # a queue names no case's matter
        assert head.take("disputes/cases", pk, "accept")["number"] == "（2026）野鸭冲人调字第001号"
        head.take(
            "disputes/cases",
            pk,
            "assign",
            lead=room.lead.pk,
            is_conflict_free=True,
            has_consent=True,
            rights_told_on=TUESDAY,
        )
        assert mediator.inbox()[0] == ("指派您调解一起纠纷", f"/disputes/cases/{pk}/")
        held = {"held_on": TUESDAY, "place": "社区调解室", "form": "face_to_face", "text": "双方各自陈述"}
        mediator.take("disputes/cases", pk, "mediate", **held, result="open", is_signed=True)
    with clock.travel(date(2026, 4, 14)):
        remind()
        assert mediator.inbox()[0] == ("还有 3 天到期：调解办结", f"/disputes/cases/{pk}/")
        before = Event.objects.count()
        paid = mediator.refused("disputes/cases", pk, "agree", **settlement(), fee="50.00")
        assert paid["errors"].keys() == {"fee"}
        assert Event.objects.count() == before
        assert mediator.take("disputes/cases", pk, "agree", **settlement())["status"] == "agreed"
        assert not waits_for(room.mediator)
    assert mediator.history("disputes/cases", pk) == ["register", "accept", "assign", "mediate", "agree"]


def settlement():
    """What both sides agreed on in the mediation room."""
    term = {"text": "修复屋面防水层", "obligor": "李桂兰", "mode": "act", "due_on": "2026-05-01"}
    return {
        "form": "oral",
        "made_on": "2026-04-14",
        "facts": "防水层老化，双方各担一半",
        "terms": [term],
        "oral_record": "双方当场口头达成",
    }


def test_a_gift_is_received_booked_and_reversed_through_the_api(town):
    with clock.travel(TUESDAY):
        keeper = make_town_fund(town, amount="")
        manager, finance = Program(keeper.manager), Program(keeper.finance)
        (fund,) = manager.rows("funds/funds")
        gift = manager.make(
            "funds/donations",
            fund=fund["id"],
            donor_kind="person",
            donor_name="王某某",
            publicity="masked",
            donor_age="adult",
            kind="money",
            amount="1000.00",
            due_on="2026-03-20",
        )
        pk = gift["id"]
        assert gift["status"] == "pledged"
        received = manager.take(
            "funds/donations", pk, "receive", received_on=TUESDAY, slip_no="回单 001", amount="1000.00"
        )
        assert received["status"] == "received"
        assert waits_for(keeper.finance) == {("确认捐赠入账", str(Donation.objects.get()))}
        assert not manager.steps("funds/donations", pk)["confirm"]["allowed"]
        finance.take("funds/donations", pk, "confirm")
        (entry,) = finance.rows("funds/entries")
        assert sum(Decimal(line["amount"]) for line in entry["lines"]) == 0
        assert finance.get(f"funds/funds/{fund['id']}/")["cash"] == "1000.00"
        again = finance.refused("funds/donations", pk, "confirm")
        assert (again["status"], again["code"]) == (409, "wrong_state")
        own = finance.refused("funds/donations", pk, "correct", note="金额登记有误")
        assert (own["status"], own["code"]) == (403, "own_confirmation")
        second = Program(keeper.second_finance)
        assert second.take("funds/donations", pk, "correct", note="金额登记有误")["status"] == "pledged"
        assert [one["reverses"] for one in finance.rows("funds/entries")] == [entry["id"], None]
        assert finance.get(f"funds/funds/{fund['id']}/")["cash"] == "0.00"
        call_command("verify")
    assert manager.history("funds/donations", pk) == ["record", "receive", "confirm", "correct"]
