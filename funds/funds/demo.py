"""The demo district's funds: four funds, nine foundations, gifts of 2,036,800 yuan, some of them waiting for somebody.

Rows of the past are laid in bulk with their history; every voucher is booked
by the same code as in daily work, and what happens to few rows is done by
the real steps on the day it happened.  Source: domain.md §6.4, brief S51–S53.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.apps import apps

from funds.donations import actions as donations
from funds.donations.models import Donation, GoodsItem
from funds.donations.workflow import DONATION
from funds.foundations import actions as foundations
from funds.foundations.models import Foundation
from funds.grants import actions as grants
from funds.grants.models import Grant
from governance.kernel.clock import clock, reminders, serials
from governance.kernel.upkeep import masks

from . import actions as funds
from .models import CommunityFund

HOST = "荷塘区慈善会（演示）"
REAL = ("爱德基金会", "白求恩公益基金会")  # named by the district itself
INVENTED = (
    "湘水助学基金会",
    "润泽公益基金会",
    "渌江社区基金会",
    "清荷慈善基金会",
    "长桥乡村基金会",
    "曙光助老基金会",
    "新芽儿童基金会",
)


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


PLANS = (
    Plan("野鸭冲社区基金", "community", "野鸭冲社区", date(2025, 2, 18), "一老一小、困难帮扶和小区微改造",
         520_000, 210_000, "street", "finance", "fund"),
    Plan("赵家冲社区基金", "community", "赵家冲社区", date(2025, 4, 10), "邻里互助、环境整治和助学助困",
         380_760, 160_040, "street2", "finance2", "secretary2"),
    Plan("阳光里社区基金", "community", "阳光里社区", date(2025, 5, 20), "社区食堂、老年关爱和楼栋微更新",
         325_000, 141_000, "street2", "finance2", "fund2"),
    Plan("润荷教育基金", "education", "月塘街道", date(2025, 3, 5), "资助困难家庭学生、四点半课堂和校园周边安全",
         200_000, 100_000, "street", "finance", "fund3"),
)  # fmt: skip
EXTRA = (
    ("finance2", "finance_officer", "桂花街道"),
    ("fund2", "fund_manager", "桂花街道"),
    ("fund3", "fund_manager", "月塘街道"),
    ("finance3", "finance_officer", "荷塘区"),  # reverses what the streets' officers had booked
)
COMPANIES = (
    "荷塘硬质材料商行",
    "月塘农贸市场",
    "湘运物流荷塘站",
    "金山机电加工厂",
    "桂花百货",
    "合泰服饰商会",
    "新华便民药房",
)
PURPOSES = ("一老一小", "困难家庭帮扶", "楼道微改造", "助学", "社区食堂")
GOODS = (
    ("大米", "袋", "58.80"), ("食用油", "桶", "72.00"), ("电风扇", "台", "130.00"), ("棉被", "床", "168.00"),
    ("课桌椅", "套", "320.00"), ("图书", "册", "25.00"), ("轮椅", "台", "680.00"), ("书包", "个", "95.00"),
)  # fmt: skip
WEIGHTS = {"foundation": 24, "organisation": 10, "platform": 8, "person": 1}
MONEY_N, GOODS_N = 28, 7  # booked gifts of each fund


def load(world):
    for username, role, place in EXTRA:
        world.account(username, role, world.area(place))
    read_posts(world)
    link_foundations(world)
    for plan in PLANS:
        fund = set_up(world, plan)
        book_past(world, plan, fund)
        leave_waiting(world, plan, fund)


def read_posts(world):
    """Look the posts up today: the demo's people hold them only since some two years, some of this is older."""
    for user in world.users.values():
        user.grants_by_permission()


# ------------------------------------------------------------ foundations and funds
def link_foundations(world):
    names = [*REAL, *(f"{name}（演示）" for name in INVENTED)]
    for number, name in enumerate(names):
        street, username = (("月塘街道", "street"), ("桂花街道", "street2"))[number % 2]
        on = date(2022, 6, 1) + timedelta(110 * number)
        with clock.travel(on):
            foundations.link(
                Foundation(is_demo=True),
                actor=world.users[username],
                name=name,
                area=world.area(street),
                linked_on=on,
                agreement_no=f"演示函〔{on.year}〕{number + 1}号",
                scope=PURPOSES[number % len(PURPOSES)],
            )


def set_up(world, plan):
    """Proposed, agreed and opened by the real steps, in the three weeks before it began."""
    units = ("社区党委", "居民代表", "业委会", "驻区单位", "志愿队", "法律顾问", "居民代表", "居务监督委员会")
    names = set()
    while len(names) < len(units):
        names.add(world.name())
    seats = [{"seat": "committee", "name": name, "unit": unit} for name, unit in zip(sorted(names), units, strict=True)]
    seats[-1]["seat"] = "supervisor"
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
        return funds.activate(fund, actor=world.users[plan.finance])


# ------------------------------------------------------------ gifts of the past
def book_past(world, plan, fund):
    """Everything that has been raised so far; the youngest still wait for their ticket."""
    days = past_days(world, plan, MONEY_N + GOODS_N)
    donors = [donor_of(world, on) for on in days[:MONEY_N]]
    amounts = amounts_of(world, plan.money, [WEIGHTS[donor["donor_kind"]] for donor in donors])
    gifts = [
        money_gift(world, fund, on, donor, amount) for on, donor, amount in zip(days, donors, amounts, strict=False)
    ]
    parcels = parcels_of(world, Decimal(plan.goods), GOODS_N)
    gifts += [goods_gift(world, fund, on, items) for on, items in zip(days[MONEY_N:], parcels, strict=True)]
    gifts.sort(key=lambda gift: gift.received_on)
    for gift in gifts:
        settle(world, plan, gift)
    Donation.objects.bulk_create(gifts)
    GoodsItem.objects.bulk_create(item for gift in gifts for item in gift.parcel)
    for gift in gifts:
        with clock.travel(gift.confirmed_on):
            donations.book(gift, world.users[plan.finance], booked_on=gift.confirmed_on)
        if gift.status == "confirmed":
            with clock.travel(gift.confirmed_on):
                reminders.begin(gift, DONATION.deadlines["confirmed"])
    world.save_events([event for gift in gifts for event in history(world, plan, gift)])


def past_days(world, plan, n):
    """Days from the opening to last month, the last few within the past weeks; shuffled, money and goods alike."""
    span = (world.day(45) - plan.opened).days
    days = [plan.opened + timedelta(3 + span * k // (n - 4)) for k in range(n - 5)]
    days += [world.day(ago) for ago in (31, 22, 15, 9, 4)]
    world.rng.shuffle(days)
    return days


def gift_of(world, fund, on, **more):
    """What every gift of the demo carries."""
    return Donation(
        fund=fund,
        area=fund.area,
        number=f"JZ{fund.pk:02}-{on.year}-{serials.take(f'donation:{fund.pk}:{on.year}'):04}",
        received_on=on,
        is_demo=True,
        **more,
    )


def money_gift(world, fund, on, donor, amount):
    bound = world.rng.random() < 0.22
    purpose = world.rng.choice(PURPOSES) if bound else ""
    gift = gift_of(world, fund, on, amount=amount, is_restricted=bound, purpose=purpose, **donor)
    gift.slip_no = f"演示回单{on:%y%m%d}{fund.pk:02}"
    gift.parcel = []
    return gift


def amounts_of(world, total, weights):
    """The whole in round hundreds, persons with little and foundations with much; the last large one takes the rest."""
    weights = [weight * world.rng.uniform(0.6, 1.4) for weight in weights]
    amounts = [Decimal(max(100, int(total * weight / sum(weights)) // 100 * 100)) for weight in weights]
    amounts[amounts.index(max(amounts))] += Decimal(total) - sum(amounts)
    return amounts


def donor_of(world, on):
    """A foundation, a company, a platform's transfer or a person, in turn of the dice."""
    dice = world.rng.random()
    if dice < 0.3:
        linked = [one for one in Foundation.objects.order_by("id") if one.linked_on <= on]
        if linked:
            foundation = world.rng.choice(linked)
            return {
                "donor_kind": "foundation",
                "foundation": foundation,
                "donor_name": foundation.name,
                "publicity": "name",
            }
    if dice < 0.6:
        return {
            "donor_kind": "organisation",
            "donor_name": f"{world.rng.choice(COMPANIES)}（演示）",
            "publicity": "name",
        }
    if dice < 0.68:
        return {"donor_kind": "platform", "donor_name": "公开募捐平台（演示）", "publicity": "name"}
    if dice < 0.74:
        return {"donor_kind": "person", "donor_name": "", "is_anonymous": True, "waiver_note": "捐赠人当面表示不要票据"}
    phone = world.phone()
    contact = {"donor_contact": phone, "donor_contact_masked": masks.phone(phone)}
    return {
        "donor_kind": "person",
        "donor_name": world.name(),
        "publicity": world.rng.choice(("name", "masked")),
        **contact,
    }


def parcels_of(world, total, n):
    """Goods that are worth exactly the total: each parcel of one kind, the last topped up by a valued lot."""
    parcels, left = [], total
    for share in world.spread(int(total), n)[:-1]:
        name, unit, price = world.rng.choice(GOODS)
        quantity = max(1, int(share / Decimal(price)))
        left -= quantity * Decimal(price)
        parcels.append([(name, Decimal(quantity), unit, Decimal(price), "invoice")])
    parcels.append([("便民器材", Decimal(1), "批", left, "appraised")])
    return parcels


def goods_gift(world, fund, on, items):
    company = f"{world.rng.choice(COMPANIES)}（演示）"
    gift = gift_of(world, fund, on, kind="goods", donor_kind="organisation", donor_name=company, publicity="name")
    gift.parcel = [
        GoodsItem(donation=gift, name=name, quantity=quantity, unit=unit, unit_value=price, basis=basis)
        for name, quantity, unit, price, basis in items
    ]
    gift.amount = sum((item.value for item in gift.parcel), Decimal(0))
    return gift


def settle(world, plan, gift):
    """Confirmed two days after it came; ticketed too, except some of the youngest."""
    finance = world.users[plan.finance]
    gift.created_by, gift.confirmed_by = world.users[plan.recorder], finance
    gift.confirmed_on, gift.bookings = min(gift.received_on + timedelta(2), world.today), 1
    gift.created_at = world.moment(gift.received_on)
    if gift.received_on >= world.day(22) and not gift.is_anonymous:
        gift.status = "confirmed"
    else:
        gift.status = "receipted"
        gift.ticket_on = min(gift.received_on + timedelta(8), world.today)
        if not gift.is_anonymous:
            gift.ticket_code, gift.ticket_no = "43020024", f"演示{gift.number[-9:].replace('-', '')}"
    donations.findable(gift)


def history(world, plan, gift):
    """What the timeline of a gift of the past tells."""
    finance, recorder = world.users[plan.finance], world.users[plan.recorder]
    amount = f"{gift.amount:,.2f}"
    told = [
        (
            "record",
            "登记捐赠",
            recorder,
            gift.received_on,
            "",
            "received",
            [["捐赠人", gift.shown_name], ["金额", amount]],
        ),
        ("confirm", "确认入账", finance, gift.confirmed_on, "received", "confirmed", [["金额", amount]]),
    ]
    if gift.status == "receipted":
        ticket = gift.ticket_no or "捐赠人放弃票据"
        told.append(("receipt", "登记票据", finance, gift.ticket_on, "confirmed", "receipted", [["票据", ticket]]))
    for hour, (step, label, actor, on, source, target, facts) in enumerate(told):
        event = world.event(
            f"funds.donation.{step}", gift, actor, label=label, at=world.moment(on, 9 + hour, gift.pk % 60)
        )
        event.data |= {"from": "" if step == "record" else source, "to": target, "facts": facts}
        yield event


# ------------------------------------------------------------ what waits for somebody
def leave_waiting(world, plan, fund):
    """Two gifts for finance, a pledge due today and one overdue, one refused and one returned, by the real steps."""
    recorder, finance = world.users[plan.recorder], world.users[plan.finance]

    def record(ago, amount, **more):
        with clock.travel(world.day(ago)):
            facts = {"donor_name": world.name(), "amount": Decimal(amount), "donor_contact": world.phone()}
            return donations.record(Donation(is_demo=True), actor=recorder, fund=fund, **facts | more)

    def received(ago):
        return {"received_on": world.day(ago), "slip_no": f"演示回单{world.day(ago):%y%m%d}"}

    record(3, "2600", **received(3))
    record(1, "880", **received(1), is_restricted=True, purpose="一老一小")
    record(12, "5000", donor_kind="organisation", donor_name="合泰服饰商会（演示）", due_on=world.today)
    record(20, "1200", due_on=world.day(4))
    refused = record(40, "30000", donor_kind="organisation", donor_name="桂花百货（演示）", due_on=world.day(30))
    returned = record(60, "500", **received(60))
    with clock.travel(world.day(58)):
        returned = donations.confirm(returned, actor=finance, note="与回单一致")
    with clock.travel(world.day(50)):
        donations.return_gift(returned, actor=world.users["finance3"], note="捐赠人转账有误，申请退回")
        donations.refuse(refused, actor=recorder, note="附带冠名和商业宣传条件")


# ------------------------------------------------------------ grants
def finish(world):
    """The fund shares of the demo's approved projects, once these are there."""
    read_posts(world)
    projects = apps.get_model("projects", "MicroProject").objects
    approved = projects.filter(status="approved", fund_amount__gt=0).select_related("area__community").order_by("id")
    for number, project in enumerate(approved):
        share_of(world, project, number)


def share_of(world, project, number):
    """Committed on the day of the decision; most older ones are overseen and paid, some wait for one or the other."""
    began = max(project.approved_on, date(2025, 6, 3))
    with clock.travel(began):
        grant = grants.commit_project(
            project_id=project.pk,
            area=project.area.community,
            title=project.title,
            number=project.number,
            amount=project.fund_amount,
        )
    Grant.objects.filter(pk=grant.pk).update(is_demo=True)
    if grant.status != "committed" or began > world.day(14) or number % 4 == 1:
        return
    overseer = world.users["supervisor"] if grant.fund.name.startswith("野鸭冲") else world.users["auditor"]
    with clock.travel(began + timedelta(5)):
        grant = grants.oversee(grant, actor=overseer, agrees=True, opinion="程序完整，公示无异议，同意拨付")
    if began > world.day(45) or number % 4 == 3:
        return
    finance = world.users["finance"] if grant.area.street.name == "月塘街道" else world.users["finance2"]
    paid_on = began + timedelta(21)
    with clock.travel(paid_on):
        grants.pay(
            grant, actor=finance, payee="项目实施单位（演示）", voucher_no=f"演示付{paid_on:%y%m%d}", paid_on=paid_on
        )
