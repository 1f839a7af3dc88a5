"""Funds and who works with them: everything made by the real steps.

case = make_fund_case()          # a running community fund and one user of each role
gift = donate(case, "1000")      # confirmed and booked
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from funds.donations import actions as donations
from funds.funds import actions as funds
from funds.grants import actions as grants
from funds.models import CommunityFund, Donation
from governance.kernel.clock import clock, rules
from governance.kernel.models.fresh import forget
from governance.kernel.models.rules import Rule
from governance.kernel.papers.uploads import Checked
from projects.models import DemandCategory, MicroProject
from tests.factories.base import District, make_district, user_with
from tests.factories.late import proven
from tests.factories.papers import PNG
from tests.worlds import remembered

HOST = "荷塘区慈善总会"
ORDER = "甲乙丙丁戊己庚辛壬癸"
NOTICE = timedelta(3)  # how long before a vote the members of a committee are told


def members(committee=5, supervisors=1, **more):
    seats = [
        {"seat": "committee", "name": f"委员{ORDER[number]}", "unit": "居民代表", **more} for number in range(committee)
    ]
    return seats + [
        {"seat": "supervisor", "name": f"监督{ORDER[number]}", "unit": "业委会"} for number in range(supervisors)
    ]


def replaced():
    """The usual seats with one new member of the committee."""
    return [{"seat": "committee", "name": "新委员", "unit": "驻区单位"}, *members()[1:]]


@dataclass
class FundCase:
    """A district, one running fund of its community, and the people around it."""

    district: District
    fund: CommunityFund
    street_admin: object
    manager: object
    finance: object
    second_finance: object
    supervisor: object
    stranger: object


def load_fund_rules():
    """The rules that funds ask for; the whole catalogue would take longer than most tests."""
    wanted = {
        "fund_committee_min",
        "minor_gift_limit",
        "notice_fund_committee",
        "quorum_fund_committee",
        "pass_fund_committee",
        "grant_vote",
        "grant_refused",
        "donation_ticket",
        "backdated_workdays",
    }
    for path in rules.CATALOGUE:
        with open(path, encoding="utf-8", newline="") as lines:
            found = [rules.rule_of(line) for line in csv.DictReader(lines) if line["code"] in wanted]
        Rule.objects.bulk_create(found)
    keep_in_force()


def keep_in_force():
    """The rules of the trial guideline end with 2026: the district is taken to have decided to keep them."""
    Rule.objects.filter(code__contains="fund_committee").update(valid_to=None)
    forget()


def make_users(district):
    return {
        "street_admin": user_with("street_admin", district.street),
        "manager": user_with("fund_manager", district.community),
        "finance": user_with("finance_officer", district.street),
        "second_finance": user_with("finance_officer", district.street),
        "supervisor": user_with("fund_supervisor", district.community),
        "stranger": user_with("fund_manager", district.other_community),
    }


@remembered
def make_fund(area, proposer, opener, *, name="野鸭冲社区基金", kind="community"):
    """A fund taken through its steps until it runs."""
    fund = funds.propose(
        CommunityFund(),
        actor=proposer,
        members=members(),
        kind=kind,
        name=name,
        area=area,
        host=HOST,
        purpose="支持本社区居民的公益和互助",
    )
    signed = {"agreement_no": "协〔2024〕1号", "agreement_on": date(2024, 5, 1)}
    fund = funds.agree(fund, actor=proposer, **signed, **proven("papers"))
    fund = funds.activate(fund, actor=opener)
    fund.members.update(since=signed["agreement_on"])
    return fund


@remembered
def make_fund_case():
    load_fund_rules()
    district = make_district()
    users = make_users(district)
    fund = make_fund(district.community, users["street_admin"], users["finance"])
    return FundCase(district=district, fund=fund, **users)


@remembered
def pledge(case, amount="1000.00", **data):
    """A gift recorded by the manager; money at the host today unless `received_on` says otherwise."""
    facts = {
        "fund": case.fund,
        "donor_name": "王某某",
        "amount": Decimal(amount) if amount is not None else None,
        "received_on": clock.today(),
        "slip_no": "回单 001",
    }
    if {**facts, **data}["received_on"]:
        facts["papers"] = [paper("回单.pdf")]
    return donations.record(Donation(), actor=case.manager, **{**facts, **data})


@remembered
def donate(case, amount="1000.00", **data):
    """A gift in the book."""
    return donations.confirm(pledge(case, amount, **data), actor=case.finance)


def goods(**more):
    return {
        "name": "电风扇",
        "quantity": Decimal(40),
        "unit": "台",
        "unit_value": Decimal(130),
        "basis": "invoice",
        **more,
    }


def make_project(case, number):
    """A bare micro-project with a known key: funds only point at it."""
    place = case.district.district
    category, _ = DemandCategory.objects.get_or_create(code="facility", area=place, defaults={"name": "基础设施"})
    facts = {"title": f"楼道照明改造{number}", "area": case.district.compound, "category": category}
    return MicroProject.objects.get_or_create(pk=number, defaults=facts)[0]


def paper(name="会议记录.pdf"):
    """The minutes of the committee, as a form has checked them."""
    return Checked(name, "application/pdf", b"%PDF-1.4\n%%EOF\n")


DECIDED = {"note": "委员甲调离本社区，按街道决定调整", "papers": [paper("街道决定.pdf")]}


def change_members(case, seats):
    """Asked for by the street with the decision, confirmed by its finance officer."""
    fund = funds.change_members(case.fund, actor=case.street_admin, members=seats, **DECIDED)
    return funds.confirm_members(fund, actor=case.finance)


def ballot(fund, **counted):
    """Rows of the committee's vote: `no=1, recused=2` from the front, everybody else yes."""
    choices = [choice for choice, number in counted.items() for _ in range(number)]
    members = list(fund.committee_on(clock.today()))
    choices += ["yes"] * (len(members) - len(choices))
    return [
        {"member": member.pk, "choice": choice, "reason": "承建单位亲属" if choice == "recused" else ""}
        for member, choice in zip(members, choices, strict=True)
    ]


@remembered
def opined(case, grant, agrees=True):
    return grants.opine(grant, actor=case.supervisor, agrees=agrees, opinion="资料齐全")


@remembered
def voted(case, grant, *, actor=None, **counted):
    """The committee's vote, entered by the manager and compared with the minutes by the street.

    All in favour unless `counted` says otherwise.
    """
    return grants.confirm_vote(entered(case, grant, actor=actor, **counted), actor=case.street_admin)


@remembered
def entered(case, grant, *, actor=None, **counted):
    """The same, not yet compared."""
    return grants.vote(
        grant, actor=actor or case.manager, notified_on=clock.today() - NOTICE, voted_on=clock.today(),
        votes=ballot(grant.fund, **counted), papers=[paper()],
    )  # fmt: skip


@remembered
def promise(case, amount, project_id=7):
    """A share that the committee has agreed to."""
    return voted(case, opined(case, ask(case, amount, project_id)))


@remembered
def ask(case, amount, project_id=7, area=None):
    """What the conference asked of the community's fund for an approved project: long enough ago to vote today."""
    make_project(case, project_id)
    with clock.travel(clock.today() - NOTICE):
        return request(case, amount, project_id, area)


def request(case, amount, project_id, area=None):
    """The same today, for a project that is there."""
    return grants.request_project(
        project_id=project_id,
        area=area or case.district.community,
        title="楼道照明改造",
        number=f"WXM-{project_id}",
        amount=Decimal(amount),
    )


def gift_form(case, **more):
    facts = {
        "fund": case.fund.pk,
        "donor_kind": "person",
        "donor_name": "王某某",
        "donor_age": "adult",
        "publicity": "masked",
        "kind": "money",
        "amount": "1,000.50",
        "received_on": clock.today().isoformat(),
        "slip_no": "回单 1",
    }
    if {**facts, **more}["received_on"]:
        facts["papers"] = SimpleUploadedFile("回单.png", PNG, content_type="image/png")
    return facts | more


def form_lines(name, rows):
    """Rows as a page posts them."""
    return {f"{name}-{n}-{key}": value for n, row in enumerate(rows) for key, value in row.items()}
