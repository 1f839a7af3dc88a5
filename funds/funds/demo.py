"""The demo district's four funds, set up by the real steps on the days they happened.  Source: domain.md §6.4, S51."""

from dataclasses import dataclass
from datetime import date, timedelta

from funds.foundations.demo import read_posts
from governance.kernel.clock import clock

from . import actions as funds
from .models import CommunityFund

HOST = "荷塘区慈善会（演示）"


@dataclass(frozen=True)
class Plan:
    """One fund: money and goods raised, yuan; they add up to 2,036,800, of which 30 % goods."""

    name: str
    kind: str
    place: str
    opened: date
    purpose: str
    money: int
    goods: int
    proposer: str
    finance: str
    recorder: str


# fmt: off
PLANS = (
    Plan("野鸭冲社区基金", "community", "野鸭冲社区", date(2025, 2, 18), "一老一小、困难帮扶和小区微改造",
         520_000, 210_000, "street", "finance", "fund"),
    Plan("赵家冲社区基金", "community", "赵家冲社区", date(2025, 4, 10), "邻里互助、环境整治和助学助困",
         380_760, 160_040, "street2", "finance2", "secretary2"),
    Plan("阳光里社区基金", "community", "阳光里社区", date(2025, 5, 20), "社区食堂、老年关爱和楼栋微更新",
         325_000, 141_000, "street2", "finance2", "fund2"),
    Plan("润荷教育基金", "education", "月塘街道", date(2025, 3, 5), "资助困难家庭学生、四点半课堂和校园周边安全",
         200_000, 100_000, "street", "finance", "fund3"),
)
# fmt: on
EXTRA = (
    ("finance2", "finance_officer", "桂花街道"),
    ("fund2", "fund_manager", "桂花街道"),
    ("fund3", "fund_manager", "月塘街道"),
    ("finance3", "finance_officer", "荷塘区"),  # reverses what the streets' officers had booked
)


def load(world):
    for username, role, place in EXTRA:
        world.account(username, role, world.area(place))
    read_posts(world)
    for plan in PLANS:
        set_up(world, plan)


def set_up(world, plan):
    """Proposed, agreed and opened by the real steps, in the three weeks before it began."""
    units = ("社区党委", "居民代表", "业委会", "驻区单位", "志愿队", "法律顾问", "居民代表", "居务监督委员会")
    names = set()
    while len(names) < len(units):
        names.add(world.name())
    seats = [{"seat": "committee", "name": name, "unit": unit} for name, unit in zip(sorted(names), units, strict=True)]
    seats[-1]["seat"] = "supervisor"
    seats[0]["duty"] = "head"
    for seat in seats:
        seat["term_until"] = clock.add_months(plan.opened, 36)
    actor = world.users[plan.proposer]
    with clock.travel(plan.opened - timedelta(21)):
        fund = funds.propose(
            CommunityFund(is_demo=True),
            actor=actor,
            members=seats,
            kind=plan.kind,
            name=plan.name,
            area=world.area(plan.place),
            host=HOST,
            purpose=plan.purpose,
        )
    signed = plan.opened - timedelta(9)
    with clock.travel(signed):
        until = clock.add_months(signed, 60)
        number = f"演示协〔{signed.year}〕{fund.pk}号"
        fund = funds.agree(fund, actor=actor, agreement_no=number, agreement_on=signed, agreement_until=until)
    with clock.travel(plan.opened):
        funds.activate(fund, actor=world.users[plan.finance])
