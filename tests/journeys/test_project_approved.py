"""The main job from end to end through the API: from a demand to an approved project with its money."""

from datetime import date, time

from django.core.management import call_command

from funds.models import Balance, Grant
from governance.kernel.clock import clock
from governance.kernel.clock.ladders import remind
from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from governance.kernel.steps.events import deliver_events
from projects.models import MicroProject
from tests.clients import Person, Program
from tests.factories.base import tell_given
from tests.factories.funds import ballot
from tests.factories.town import make_town_fund
from tests.journeys.application import CHECKED, REVIEWED, a_deliberation, a_demand, an_application, pictures
from tests.journeys.desk import MONDAY, TUESDAY, waits_for

SITTING, VOTING = date(2026, 4, 10), date(2026, 4, 14)


def test_a_demand_becomes_an_approved_project_through_the_api(town):
    """Demand, application, deliberation, two reviews, conference, sealed minutes, fund share, figure."""
    with clock.travel(MONDAY):
        fund = make_town_fund(town)
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
        a_deliberation(town, branch, pk)
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
            "projects/micro-projects",
            pk,
            "visit",
            visited_on="2026-03-30",
            people="刘敏",
            finding="与申报一致",
            is_feasible="1",
            photos=pictures(),
        )
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
            "governance/agenda-items",
            item,
            "decide",
            decision="approve",
            support_class="full",
            amount="9000.00",
            owner_unit=town.implementer.pk,
            due_on="2026-06-01",
        )
        assert (decided["status"], decided["amount"]) == ("decided", "9000.00")
        project = branch.get(f"projects/micro-projects/{pk}/")
        assert (project["status"], project["support_class"]) == ("approved", "full")
        assert (project["approved_amount"], project["approved_on"]) == ("9000.00", "2026-04-10")
        seal(office, leader, sitting)

        deliver_events()
        deliver_events()  # a second worker finds nothing left
        (grant,) = Grant.objects.all()
        assert (grant.project_id, grant.amount, grant.status) == (pk, 4000, "requested")
        assert Balance.objects.get().available == 20_000  # asked for, not granted
        manager, supervisor = Program(fund.manager), Program(fund.supervisor)
        assert waits_for(fund.supervisor) == {("出具表决前监督意见", project["title"])}
        assert manager.inbox()[0] == (f"联席会议提出基金申请：{project['title']}", f"/funds/grants/{grant.pk}/")
        early = manager.refused(
            "funds/grants", grant.pk, "vote", notified_on=SITTING, voted_on=SITTING, votes=[], papers=pictures()
        )
        assert early["code"] == "opinion_missing"
        supervisor.take("funds/grants", grant.pk, "opine", agrees="yes", opinion="资料齐全，同意提交表决")
        assert ("组织管委会表决并登记", project["title"]) in waits_for(fund.manager)
        assert members[0].inbox()[0][0] == "2026年第1次联席会议纪要已印发"
        assert branch.inbox()[0] == ("会议同意立项：荷馨苑楼道照明改造", f"/projects/{pk}/")
        tell_given()
        call_command("verify")

    with clock.travel(VOTING):
        assert leader.figure("fund_balance")["value"] == 20_000
        entered = manager.take(
            "funds/grants", grant.pk, "vote", notified_on=SITTING, voted_on=VOTING, papers=pictures(),
            votes=[{**row, "member": str(row["member"])} for row in ballot(fund.fund, recused=1)],
        )  # fmt: skip
        assert (entered["status"], entered["vote_waits"]) == ("opined", True)
        assert Balance.objects.get().available == 20_000  # nothing before another person has compared it
        checker = Program(town.street_user)
        voted = checker.take("funds/grants", grant.pk, "confirm_vote")
        assert (voted["status"], voted["committed_on"]) == ("committed", "2026-04-14")
        assert voted["formula"][1] == "同意 4/5 人，要求超过半数（3 人），已达到"
        assert Balance.objects.get().available == 16_000
        deliver_events()
        assert branch.inbox()[0] == ("基金管委会表决通过：荷馨苑楼道照明改造", f"/projects/{pk}/")
        tell_given()
        call_command("verify")

    with clock.travel(VOTING):
        figure = leader.figure("microprojects")
        assert (figure["value"], figure["unit"]) == (1, "个")
        assert leader.figure("demand_converted")["value"] == 1
        assert project["title"] in Person(town.leader).open(figure["rows"])

    assert branch.history("projects/micro-projects", pk) == [
        "begin",
        "save",
        "quote",
        "deliberate",
        "resolve",
        "submit",
        "check",
        "visit",
        "review",
        "list",
        "approve",
        "fund_voted",
    ]
    assert Attachment.objects.of(MicroProject(pk=pk)).count() == 5  # photograph, three quotes, visit
    assert not Event.objects.filter(kind="projects.micro_project.approve").exclude(actor=town.leader).exists()


def a_sitting(town, office):
    """A conference in ten days whose agenda is fixed on another matter."""
    sitting = office.make(
        "governance/conferences",
        area="430202",
        held_on=SITTING,
        held_time=time(14, 30),
        place="区委三楼会议室",
        chair=town.leader.person_id,
        recorder=town.office.person_id,
    )["id"]
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
    nobody = leader.refused("governance/agenda-items", other["id"], "decide", decision="defer", by_consensus=True)
    assert (nobody["code"], list(nobody["errors"])) == ("consensus_without_names", ["agreed"])
    here = [
        one["value"] for one in leader.offered("governance/agenda-items", other["id"], "decide")["agreed"]["choices"]
    ]
    put_off = leader.take(
        "governance/agenda-items", other["id"], "decide", decision="defer", by_consensus=True, agreed=here
    )
    assert len(put_off["agreed"]) == 7
    office.take("governance/conferences", sitting, "draft_minutes")
    assert not office.steps("governance/conferences", sitting)["sign"]["allowed"]
    leader.take("governance/conferences", sitting, "sign")
    issued = office.take("governance/conferences", sitting, "issue")
    assert len(issued["seal"]) == 64
    assert issued["minutes_no"] == "〔2026〕1号"
    assert leader.refused("governance/agenda-items", other["id"], "decide", decision="approve")["code"] == "wrong_state"
