"""A gift from the pledge to the ticket: the lawful donor, the goods, and the bookings."""

from funds.books import actions as books
from funds.books import ledger
from funds.books.models import Entry
from funds.vouchers import paper_words, require_paper
from governance.kernel.clock import clock, serials
from governance.kernel.figures.formats import in_yuan
from governance.kernel.papers import files
from governance.kernel.steps.backdating import refuse_future
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.faults import Faults
from governance.kernel.steps.forms import assign
from governance.kernel.upkeep import masks

from .attachments import CONSENT, EVIDENCE, REFUND, TICKET
from .donors import set_own_limit, total_value
from .grounds import GROUNDS
from .models import Donation, GoodsItem
from .workflow import DONATION, PLEDGED, RECEIVED

MONEY, GOODS = Donation.Kind.MONEY, Donation.Kind.GOODS
RECEIVED_PAPER = "到账回单或者物资交接清单"


# ------------------------------------------------------------ what is asked of an entry
@DONATION.entry_rule("record")
def fund_is_running(donation, *, fund):
    """Refuse a fund that takes no gifts now (fund_not_active)."""
    if not fund.is_active:
        raise Refused(f"{fund}为“{fund.get_status_display()}”，运行后才能接受捐赠", "fund_not_active", field="fund")


# ------------------------------------------------------------ goods
def need_sound_goods(items):
    """Goods have quantity and unit, are not past expiry, and a value names its basis.

    Raises Refused "goods_missing" | "goods_without_unit" | "goods_expired" |
    "valuation_without_basis" | "basis_without_valuation".
    Source: 湖南省慈善条例 6; domain.md §2.9.
    """
    if not items:
        raise Refused("请逐项登记物资", "goods_missing", field="items")
    faults = Faults()
    for item in items:
        name = item["name"]
        with faults.noted():
            if not item.get("unit") or not item.get("quantity"):
                raise Refused(f"{name}：请写明数量和单位", "goods_without_unit", field="items")
        with faults.noted():
            if item.get("best_before") and item["best_before"] < clock.today():
                raise GROUNDS.refused(f"{name}：已过有效期，不能接受", "goods_expired", field="items")
        with faults.noted():
            if item.get("unit_value") is not None and not item.get("basis"):
                raise GROUNDS.refused(f"{name}：填写了单价，请选择计价依据", "valuation_without_basis", field="items")
            if item.get("unit_value") is None and item.get("basis"):
                raise Refused(f"{name}：选择了计价依据，请填写单价", "basis_without_valuation", field="items")
    faults.refuse()


@DONATION.entry_rule("record")
def goods_are_sound(donation, *, kind, items=()):
    """The goods of a gift of goods, see `need_sound_goods`; money has none (goods_in_money)."""
    if kind == GOODS:
        need_sound_goods(items)
    elif items:
        raise Refused("资金捐赠不填写物资，请把捐赠形式改为物资", "goods_in_money", field="items")


def keep_items(donation, items):
    GoodsItem.objects.bulk_create(
        GoodsItem(
            donation=donation,
            name=item["name"],
            quantity=item["quantity"],
            unit=item["unit"],
            unit_value=item.get("unit_value"),
            basis=item.get("basis") or "",
            best_before=item.get("best_before"),
        )
        for item in items
    )


# ------------------------------------------------------------ money in
@DONATION.entry_rule("record", "receive")
def received_by_today(donation, *, kind, received_on):
    """Nothing is received on a day to come (received_in_future)."""
    words = "到账日期不能晚于今天；尚未到账的请只填约定到账日期" if kind == MONEY else "交付日期不能晚于今天"
    refuse_future(received_on, "received_on", words, "received_in_future")


@DONATION.entry_rule("record", "receive")
def sum_is_known(donation, *, kind, received_on, amount=None):
    """Money that is there has a sum (amount_missing)."""
    if kind == MONEY and received_on and not amount:
        raise Refused("请填写到账金额", "amount_missing", field="amount")


@DONATION.entry_rule("record", "receive")
def slip_is_named(donation, *, kind, received_on, slip_no=""):
    """Money that is there has the slip of the host (slip_missing)."""
    if kind == MONEY and received_on and not slip_no:
        raise GROUNDS.refused("请填写托管慈善组织的到账凭据号", "slip_missing", field="slip_no")


@DONATION.entry_rule("record", "receive")
def receipt_has_paper(donation, *, received_on, papers=()):
    """What is received has its paper (paper_missing)."""
    if received_on:
        require_paper(papers, GROUNDS.said(paper_words(RECEIVED_PAPER), "paper_missing"))


@DONATION.step("record")
def record(donation, *, actor, work, fund, items=(), papers=(), consent=(), is_related=False, note="", **data):
    """A gift is promised, or already with the host charity.

    fund       -- an active fund
    items      -- goods, [{"name", "quantity", "unit", "unit_value", "basis", "best_before"}]
    papers     -- bank slip, goods list or agreement; consent -- of a minor's guardian
    is_related -- the named beneficiary is related to donor or fund

    The gift is `received` when a day of receipt is given, else `pledged`.
    Event `funds.donation.record`.  Raises Refused, see the functions above.
    """
    donation.fund, donation.area, donation.created_by = fund, fund.area, actor
    assign(donation, data)
    donation.donor_contact_masked = masks.phone(donation.donor_contact)
    if donation.kind == GOODS:
        donation.amount = total_value(items)
        donation.due_on = donation.due_on or donation.received_on
    set_own_limit(donation)
    year = clock.today().year
    donation.number = f"JZ{fund.pk:02}-{year}-{serials.take_number(f'donation:{fund.pk}:{year}'):04}"
    work.to(RECEIVED if donation.received_on else PLEDGED)

    def after(donation):
        keep_items(donation, items)
        files.attach_all(donation, papers, kind=EVIDENCE, actor=actor, caption="捐赠凭据")
        files.attach_all(donation, consent, kind=CONSENT, actor=actor)

    facts = [["捐赠人", donation.shown_name], ["金额", in_yuan(donation.amount)]]
    work.after(after)
    return {"amount": str(donation.amount or ""), "facts": facts}


@DONATION.step("receive")
def receive(
    donation, *, actor, received_on, amount=None, slip_no="", papers=(), consent=(), note="",
    guardian_name="", guardian_consent="",
):  # fmt: skip
    """Money or goods have reached the host charity.  `amount` in yuan, money only.

    guardian_name, guardian_consent, consent -- where a minor gave more than was promised, see `need_consent`

    Event `funds.donation.receive`.  Raises Refused "received_in_future" | "slip_missing" | "amount_missing" |
    "paper_missing" | "guardian_is_donor", and see `need_consent`.
    """
    if donation.kind == MONEY:
        donation.amount = amount
    donation.guardian_name = guardian_name or donation.guardian_name
    donation.guardian_consent = guardian_consent or donation.guardian_consent
    donation.received_on, donation.slip_no = received_on, slip_no
    set_own_limit(donation)
    files.attach_all(donation, consent, kind=CONSENT, actor=actor)
    files.attach_all(donation, papers, kind=EVIDENCE, actor=actor, caption="到账凭据")
    return {"amount": str(donation.amount or ""), "facts": [["金额", in_yuan(donation.amount)]]}


@DONATION.step("send_back")
def send_back(donation, *, actor, note=""):
    """Finance does not find the gift at the host: the recorder checks again.  Event `funds.donation.send_back`."""
    donation.received_on = None


@DONATION.step("confirm")
def confirm(donation, *, actor, note=""):
    """The host's finance has the gift; it is booked, once.

    Recorder and confirmer differ.  Goods that could not be valued are
    confirmed without an entry.  Event `funds.donation.confirm`.
    Raises Refused "fund_not_active".
    """
    donation.confirmed_by, donation.confirmed_on = actor, clock.today()
    if donation.amount is None:
        return {}
    donation.bookings += 1
    entry = book_gift(donation, actor)
    return {"amount": str(donation.amount), "entry": entry.number, "facts": [["凭证", entry.number]]}


def book_gift(donation, actor, *, booked_on=None):
    """Book a confirmed gift and return its entry."""
    if donation.kind == GOODS:
        lines, memo = ledger.gift_of_goods(donation.amount), f"{donation.shown_name}捐赠物资"
    else:
        lines = ledger.gift(donation.amount, is_restricted=donation.is_restricted)
        memo = f"{donation.shown_name}捐款" + (f"（{donation.purpose}）" if donation.is_restricted else "")
    return books.book(
        donation.fund,
        donation.key,
        lines,
        memo,
        booked_on=booked_on,
        actor=actor,
        source_url=donation.get_absolute_url(),
    )


@DONATION.entry_rule("receipt")
def ticket_or_waiver(donation, *, ticket_no="", waiver_note=""):
    """The host has issued a ticket, or the donor does without (ticket_or_waiver)."""
    if not ticket_no and not waiver_note:
        raise GROUNDS.refused("请填写票据号码，或写明捐赠人放弃票据的情况", "ticket_or_waiver", field="ticket_no")


@DONATION.entry_rule("receipt")
def ticket_by_today(donation, *, ticket_on=None):
    """No ticket is of a day to come (ticket_in_future)."""
    refuse_future(ticket_on, "ticket_on", "开票日期不能晚于今天", "ticket_in_future")


@DONATION.step("receipt")
def receipt(donation, *, actor, ticket_no="", ticket_code="", ticket_on=None, waiver_note="", papers=(), note=""):
    """The host has issued its ticket, or the donor does without one.

    Event `funds.donation.receipt`.  Raises Refused "ticket_or_waiver" | "ticket_in_future".
    Source: 慈善法 38.
    """
    donation.ticket_no, donation.ticket_code = ticket_no, ticket_code
    donation.ticket_on = (ticket_on or clock.today()) if ticket_no else None
    donation.waiver_note = waiver_note or donation.waiver_note
    files.attach_all(donation, papers, kind=TICKET, actor=actor)
    return {"facts": [["票据", ticket_no or "捐赠人放弃票据"]]}


@DONATION.step("refuse")
def refuse(donation, *, actor, note=""):
    """The fund does not accept the gift; nothing was booked.  Event `funds.donation.refuse`."""


def reverse_booking(donation, actor, note):
    """Reverse the gift's entry, if it has one, and return the facts of the event."""
    entry = Entry.objects.filter(key=donation.key).first() if donation.bookings else None
    return [["冲销凭证", books.reverse(entry, actor=actor, reason=note).number]] if entry else []


@DONATION.step("correct")
def correct(donation, *, actor, note=""):
    """The booked sum or purpose is wrong: reverse the entry; the recorder enters it again.

    Event `funds.donation.correct`.  Raises what the balance refuses ("invalid").
    """
    facts = reverse_booking(donation, actor, note)
    donation.received_on = donation.confirmed_by = donation.confirmed_on = None
    return {"facts": facts}


@DONATION.step("return_gift")
def return_gift(donation, *, actor, papers=(), note=""):
    """The host gives the gift back; the entry is reversed.

    papers -- of the transfer, or signed for the goods

    Event `funds.donation.return_gift`.  Raises Refused "paper_missing" and what the balance refuses
    ("invalid"): money that is committed or spent cannot be returned.
    """
    require_paper(papers, GROUNDS.said(paper_words("退款回单或者退还物资的签收单"), "paper_missing"))
    files.attach_all(donation, papers, kind=REFUND, actor=actor)
    return {"facts": reverse_booking(donation, actor, note)}
