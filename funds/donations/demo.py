"""The demo district's gifts: 2,036,800 yuan raised, and some gifts that wait for somebody.

Rows of the past are written in bulk with their history; every voucher is
booked by the same code as in daily work, and what happens to few rows is done
by the real steps on the day it happened.  Source: domain.md §6.4, brief S51–S53.
"""

from datetime import timedelta
from decimal import Decimal

from funds.demo_papers import stand_in
from funds.foundations.demo import PURPOSES
from funds.foundations.models import Foundation
from funds.funds.demo import PLANS
from funds.funds.models import CommunityFund
from governance.kernel.clock import clock, reminders, serials
from governance.kernel.figures.formats import in_yuan
from governance.kernel.models.sealed import give_keys
from governance.kernel.upkeep import masks

from . import actions as donations
from .models import Donation, GoodsItem
from .workflow import CONFIRMED, DONATION, RECEIPTED, RECEIVED

COMPANIES = (
    "荷塘硬质材料商行",
    "月塘农贸市场",
    "湘运物流荷塘站",
    "金山机电加工厂",
    "桂花百货",
    "合泰服饰商会",
    "新华便民药房",
)
GOODS = (
    ("大米", "袋", "58.80"),
    ("食用油", "桶", "72.00"),
    ("电风扇", "台", "130.00"),
    ("棉被", "床", "168.00"),
    ("课桌椅", "套", "320.00"),
    ("图书", "册", "25.00"),
    ("轮椅", "台", "680.00"),
    ("书包", "个", "95.00"),
)
WEIGHTS = {"foundation": 24, "organisation": 10, "platform": 8, "person": 1}
MONEY_N, GOODS_N = 28, 7  # booked gifts of each fund


def load(world):
    for plan in PLANS:
        fund = CommunityFund.objects.select_related("area", "balance").get(name=plan.name)
        book_past(world, plan, fund)
        leave_waiting(world, plan, fund)


# ------------------------------------------------------------ gifts of the past
def book_past(world, plan, fund):
    """Everything that has been raised so far; the newest gifts still wait for their ticket."""
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
    Donation.objects.bulk_create(give_keys(gifts))
    GoodsItem.objects.bulk_create(item for gift in gifts for item in gift.parcel)
    for gift in gifts:
        with clock.travel(gift.confirmed_on):
            donations.book_gift(gift, world.users[plan.finance], booked_on=gift.confirmed_on)
        if gift.status == CONFIRMED:
            with clock.travel(gift.confirmed_on):
                reminders.begin(gift, CONFIRMED.waits_for)
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
        number=f"JZ{fund.pk:02}-{on.year}-{serials.take_number(f'donation:{fund.pk}:{on.year}'):04}",
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
        linked = list(Foundation.objects.filter(linked_on__lte=on).order_by("id"))
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
    """Confirmed two days after it came; ticketed too, except some of the newest."""
    finance = world.users[plan.finance]
    gift.created_by, gift.confirmed_by = world.users[plan.recorder], finance
    gift.confirmed_on, gift.bookings = min(gift.received_on + timedelta(2), world.today), 1
    gift.created_at = world.moment(gift.received_on)
    if gift.received_on >= world.day(22) and not gift.is_anonymous:
        gift.status = CONFIRMED
    else:
        gift.status = RECEIPTED
        gift.ticket_on = min(gift.received_on + timedelta(8), world.today)
        if not gift.is_anonymous:
            gift.ticket_code, gift.ticket_no = "43020024", f"演示{gift.number[-9:].replace('-', '')}"


def history(world, plan, gift):
    """The events of a gift of the past."""
    finance, recorder = world.users[plan.finance], world.users[plan.recorder]
    amount = in_yuan(gift.amount)
    taken = [
        ("record", recorder, gift.received_on, "", RECEIVED, [["捐赠人", gift.shown_name], ["金额", amount]]),
        ("confirm", finance, gift.confirmed_on, RECEIVED, CONFIRMED, [["金额", amount]]),
    ]
    if gift.status == RECEIPTED:
        ticket = gift.ticket_no or "捐赠人放弃票据"
        taken.append(("receipt", finance, gift.ticket_on, CONFIRMED, RECEIPTED, [["票据", ticket]]))
    for hour, (step, actor, on, source, target, facts) in enumerate(taken):
        label, at = DONATION.steps[step].label, world.moment(on, 9 + hour, gift.pk % 60)
        event = world.event(f"{DONATION.kind}.{step}", gift, actor, label=label, at=at)
        event.data |= {"from": source, "to": target, "facts": facts}
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
        slip = f"演示回单{world.day(ago):%y%m%d}"
        paper = stand_in("到账回单", f"{slip}：{fund.name}收到一笔捐款。", recorder)
        return {"received_on": world.day(ago), "slip_no": slip, "papers": [paper]}

    record(3, "2600", **received(3))
    record(1, "880", **received(1), is_restricted=True, purpose="一老一小")
    record(12, "5000", donor_kind="organisation", donor_name="合泰服饰商会（演示）", due_on=world.today)
    record(20, "1200", due_on=world.day(4))
    refused = record(40, "30000", donor_kind="organisation", donor_name="桂花百货（演示）", due_on=world.day(30))
    returned = record(60, "500", **received(60))
    with clock.travel(world.day(58)):
        returned = donations.confirm(returned, actor=finance, note="与回单一致")
    with clock.travel(world.day(50)):
        paper = stand_in("退款回单", f"退还捐款 {returned.amount} 元。", finance)
        other = world.users["finance3"]
        donations.return_gift(returned, actor=other, note="捐赠人转账有误，申请退回", papers=[paper])
        donations.refuse(refused, actor=recorder, note="附带冠名和商业宣传条件")
