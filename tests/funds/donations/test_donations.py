"""A gift: who may give, four eyes, booked once, corrected only by reversal."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from funds.donations import actions as donations
from funds.funds import actions as funds
from funds.models import Balance, Donation, Entry, GoodsItem, Line
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from governance.kernel.models.fresh import forget
from governance.kernel.models.rules import Rule
from governance.kernel.steps.errors import BusinessError
from tests.factories.base import appoint, dated
from tests.factories.funds import donate, goods, paper, pledge, promise


def facts():
    """Everything a refused step must leave as it was."""
    return (
        Donation.objects.count(),
        list(Donation.objects.values_list("status", "amount", "bookings").order_by("id")),
        GoodsItem.objects.count(),
        Entry.objects.count(),
        Line.objects.count(),
        Event.objects.count(),
        Deadline.objects.count(),
    )


def refused(code, step, *args, **data):
    before = facts()
    with pytest.raises(BusinessError) as refusal:
        step(*args, **data)
    assert refusal.value.code == code, refusal.value.message
    assert facts() == before
    return refusal.value


def test_a_gift_from_pledge_to_ticket(case):
    gift = pledge(case, "5000", received_on=None, slip_no="", due_on=clock.today() + timedelta(7))
    assert gift.status == "pledged"
    assert not Entry.objects.exists()
    gift = donations.receive(
        gift,
        actor=case.manager,
        amount=Decimal("4999.50"),
        received_on=clock.today(),
        slip_no="回单 8",
        papers=[paper("回单.pdf")],
    )
    assert gift.status == "received"
    gift = donations.confirm(gift, actor=case.finance)
    entry = Entry.objects.get()
    assert (entry.key, entry.amount, entry.source_url) == (
        f"donation:{gift.pk}",
        Decimal("4999.50"),
        gift.get_absolute_url(),
    )
    assert Balance.objects.get(fund=case.fund).available == Decimal("4999.50")
    deadline = Deadline.objects.open().get(object_type="funds.donation")
    assert deadline.rule == "donation_ticket"
    assert deadline.due_on >= clock.today() + timedelta(15)
    gift = donations.receipt(gift, actor=case.finance, ticket_no="0012345", ticket_code="43010224")
    assert gift.status == "receipted"
    assert not Deadline.objects.open().filter(object_type="funds.donation").exists()
    kinds = list(Event.objects.filter(object_type="funds.donation").order_by("id").values_list("kind", flat=True))
    assert kinds == [f"funds.donation.{step}" for step in ("record", "receive", "confirm", "receipt")]


def test_numbers_run_by_fund_and_year(case):
    numbers = [pledge(case).number, pledge(case).number]
    assert [number[-4:] for number in numbers] == ["0001", "0002"]


@pytest.mark.parametrize(
    ("_case", "data", "code"),
    [
        ("child alone", {"donor_age": "child"}, "child_alone"),
        ("minor without consent", {"donor_age": "minor", "guardian_name": "王父"}, "guardian_consent_missing"),
        ("anonymous without waiver", {"is_anonymous": True, "donor_name": ""}, "anonymous_without_waiver"),
        ("nobody", {"donor_name": ""}, "donor_missing"),
        ("age of an organisation", {"donor_kind": "organisation", "donor_age": "minor"}, "age_of_organisation"),
        ("in future", {"received_on": timedelta(1)}, "received_in_future"),
        ("no slip", {"slip_no": ""}, "slip_missing"),
        ("no amount", {"amount": None}, "amount_missing"),
        ("negative", {"amount": Decimal("-1")}, "invalid"),
        ("three decimals", {"amount": Decimal("1.005")}, "invalid"),
        ("for a committee member", {"beneficiary": "委员乙"}, "related_beneficiary"),
        ("for oneself", {"beneficiary": "王某某"}, "related_beneficiary"),
        ("for a relative", {"beneficiary": "王小某", "is_related": True}, "related_beneficiary"),
        ("goods in money", {"items": [goods()]}, "goods_in_money"),
        ("goods without goods", {"kind": "goods"}, "goods_missing"),
        (
            "goods past expiry",
            {"kind": "goods", "items": [goods(best_before=timedelta(-1))]},
            "goods_expired",
        ),
        ("goods without unit", {"kind": "goods", "items": [goods(unit="")]}, "goods_without_unit"),
        ("goods without quantity", {"kind": "goods", "items": [goods(quantity=None)]}, "goods_without_unit"),
        ("value without basis", {"kind": "goods", "items": [goods(basis="")]}, "valuation_without_basis"),
        ("basis without value", {"kind": "goods", "items": [goods(unit_value=None)]}, "basis_without_valuation"),
    ],
)
def test_a_gift_the_law_does_not_know_is_refused_and_nothing_is_written(case, _case, data, code):
    refused(code, pledge, case, **dated(data))


def test_children_give_through_their_guardian(case):
    gift = pledge(case, donor_age="child", guardian_name="王父", guardian_consent="监护人到场代为办理")
    assert gift.status == "received"


GUARDED = {"guardian_name": "王父", "guardian_consent": "监护人到场签字"}


@pytest.mark.parametrize("given", [{"amount": "200.00"}, {"amount": "0.01"}])
def test_a_small_gift_of_a_minor_stands_by_itself(case, given):
    gift = donate(case, donor_age="minor", **given)
    assert (gift.status, gift.guardian_name, gift.own_gift_limit) == ("confirmed", "", 200)


@pytest.mark.parametrize(
    "given",
    [
        {"amount": "200.01"},
        {"amount": None, "received_on": None},
        {"kind": "goods", "amount": None, "items": [goods(unit_value=None, basis="")]},
        {"kind": "goods", "amount": None, "items": [goods(quantity=Decimal(2), unit_value=Decimal("100.01"))]},
    ],
)
def test_more_than_that_needs_the_guardian_and_the_paper(case, given):
    given = {"donor_age": "minor", **given}
    words = refused("guardian_consent_missing", pledge, case, **given).message
    assert "超过 200.00 元" in words
    assert "《民法典》第十九条" in words
    assert refused("guardian_paper_missing", pledge, case, **given, **GUARDED).field == "consent"
    gift = pledge(case, **given, **GUARDED, consent=[paper("同意书.pdf")])
    assert Attachment.objects.of(gift).filter(kind="consent").count() == 1


def test_the_bound_is_a_rule_of_the_district(case):
    Rule.objects.filter(code="minor_gift_limit").update(value="50")
    forget()
    refused("guardian_consent_missing", pledge, case, "50.01", donor_age="minor")
    assert pledge(case, "50.00", donor_age="minor").own_gift_limit == 50


def test_more_than_was_promised_needs_the_guardian_when_it_comes(case):
    gift = pledge(case, "100.00", donor_age="minor", received_on=None)
    came = {"actor": case.manager, "received_on": clock.today(), "slip_no": "1", "papers": [paper()]}
    refused("guardian_consent_missing", donations.receive, gift, amount=Decimal(500), **came)
    refused("guardian_paper_missing", donations.receive, gift, amount=Decimal(500), **came, **GUARDED)
    gift = donations.receive(gift, amount=Decimal(500), **came, **GUARDED, consent=[paper("同意书.pdf")])
    assert (gift.status, gift.amount, gift.guardian_name) == ("received", 500, "王父")


def test_the_database_takes_no_large_gift_of_a_minor_alone(case):
    gift = pledge(case, "100.00", donor_age="minor")
    for wrong in ({"amount": Decimal("200.01")}, {"amount": None, "status": "pledged"}, {"donor_age": "child"}):
        with pytest.raises(IntegrityError, match="donation_of_a_minor_has_a_guardian"), transaction.atomic():
            Donation.objects.filter(pk=gift.pk).update(**wrong)


def test_an_anonymous_gift_with_a_waiver_is_taken(case):
    gift = donate(case, is_anonymous=True, donor_name="", waiver_note="捐赠人当面表示不需要票据")
    assert gift.shown_name == "匿名捐赠人"
    assert Entry.objects.get().memo == "匿名捐赠人捐款"


def test_a_fund_that_does_not_run_takes_no_gift(case):
    gift = pledge(case)
    funds.suspend(case.fund, actor=case.street_admin, note="账目未公开")
    case.fund.refresh_from_db()
    refused("fund_not_active", pledge, case)
    refused("fund_not_active", donations.confirm, gift, actor=case.finance)


def said_to_be_there(case):
    """A gift whose arrival was recorded by the finance officer, who keeps the fund's register too."""
    appoint("fund_manager", case.district.community, case.finance.person)
    gift = pledge(case, received_on=None, slip_no="", due_on=clock.today())
    both = type(case.finance).objects.get(pk=case.finance.pk)
    slip = {"slip_no": "回单 2", "papers": [paper("回单.pdf")]}
    return donations.receive(gift, actor=both, received_on=clock.today(), amount=Decimal(1000), **slip)


def test_nobody_confirms_what_they_recorded(case):
    gift = pledge(case)
    Donation.objects.filter(pk=gift.pk).update(created_by=case.finance)
    refusal = refused("own_record", donations.confirm, gift, actor=case.finance)
    assert "不能确认自己登记的捐赠" in refusal.message
    refusal = refused("own_record", donations.confirm, said_to_be_there(case), actor=case.finance)
    assert "到账由您登记" in refusal.message
    assert donations.confirm(gift, actor=case.second_finance).status == "confirmed"


@pytest.mark.parametrize("who", ["manager", "supervisor", "street_admin", "stranger"])
def test_only_finance_confirms(case, who):
    refused("not_allowed", donations.confirm, pledge(case), actor=getattr(case, who))


def test_a_fund_manager_of_elsewhere_records_nothing_here(case):
    before = facts()
    with pytest.raises(BusinessError) as refusal:
        donations.record(
            Donation(), actor=case.stranger, fund=case.fund, donor_name="某", amount=Decimal(1), due_on=clock.today()
        )
    assert refusal.value.code == "not_allowed"
    assert facts() == before


def test_a_second_confirmation_names_the_first(case):
    gift = donate(case)
    refusal = refused("wrong_state", donations.confirm, gift, actor=case.second_finance)
    assert case.finance.name in refusal.message
    assert Entry.objects.count() == 1


def test_a_ticket_or_a_waiver(case):
    gift = donate(case)
    refused("ticket_or_waiver", donations.receipt, gift, actor=case.finance)
    refused(
        "ticket_in_future",
        donations.receipt,
        gift,
        actor=case.finance,
        ticket_no="1",
        ticket_on=clock.today() + timedelta(1),
    )
    assert donations.receipt(gift, actor=case.finance, waiver_note="捐赠人书面放弃").status == "receipted"


def test_goods_count_at_their_confirmed_value_and_never_as_money(case):
    gift = donate(case, None, kind="goods", items=[goods(), goods(name="旧书", unit="本", unit_value=None, basis="")])
    assert gift.amount == Decimal("5200.00")
    balance = Balance.objects.get(fund=case.fund)
    assert (balance.goods, balance.cash) == (Decimal("5200.00"), 0)


def test_goods_nobody_can_value_stay_out_of_the_book(case):
    gift = donate(case, None, kind="goods", items=[goods(unit_value=None, basis="")])
    assert (gift.status, gift.amount) == ("confirmed", None)
    assert not Entry.objects.exists()


def test_a_booked_gift_is_corrected_by_reversal_and_booked_anew(case):
    gift = donations.correct(donate(case, "1000"), actor=case.second_finance, note="金额应为 100 元")
    assert gift.status == "pledged"
    assert Balance.objects.get(fund=case.fund).cash == 0
    slip = {"slip_no": "回单 9", "papers": [paper("回单.pdf")]}
    gift = donations.receive(gift, actor=case.manager, amount=Decimal(100), received_on=clock.today(), **slip)
    gift = donations.confirm(gift, actor=case.finance)
    assert list(Entry.objects.order_by("id").values_list("key", flat=True)) == [
        f"donation:{gift.pk}",
        f"reverse:donation:{gift.pk}",
        f"donation:{gift.pk}:2",
    ]
    assert Balance.objects.get(fund=case.fund).cash == 100


def test_a_returned_gift_leaves_the_book_even(case):
    back = {"note": "捐赠人要求退回", "papers": [paper("退款回单.pdf")]}
    gift = donations.return_gift(donate(case, "1000"), actor=case.second_finance, **back)
    assert gift.status == "returned"
    assert Balance.objects.get(fund=case.fund).cash == 0
    assert Entry.objects.count() == 2


def test_promised_money_is_not_returned(case):
    gift = donate(case, "1000")
    promise(case, "600")
    refused("overdrawn", donations.return_gift, gift, actor=case.second_finance, note="退回", papers=[paper()])


def test_who_had_it_booked_does_not_reverse_it(case):
    gift = donate(case, "1000")
    for step in (donations.correct, donations.return_gift):
        refused("own_confirmation", step, gift, actor=case.finance, note="金额有误")


def test_a_refused_gift_is_not_booked(case):
    gift = donations.refuse(pledge(case), actor=case.manager, note="附带商业条件")
    assert gift.status == "refused"
    assert not Entry.objects.exists()


def test_names_show_only_as_far_as_the_donor_agreed(case):
    assert pledge(case).shown_name == "王**"
    assert pledge(case, publicity="name").shown_name == "王某某"
    assert pledge(case, donor_kind="organisation", donor_name="某纺织有限公司").shown_name == "某纺织有限公司"
    gift = pledge(case, donor_contact="19900001234")
    assert gift.donor_contact_masked == "199****1234"
