"""Bookings: one balanced entry for one fact, corrected only by reversing it."""

from django.db import IntegrityError, connection, transaction

from governance.kernel.clock import clock, serials
from governance.kernel.figures.formats import yuan as money
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import as_refusal

from . import ledger
from .models import Account, Balance, Entry, Line


def open_book(fund):
    """Lay the chart of accounts of a fund, and its balance.  Doing it again changes nothing."""
    Account.objects.bulk_create(
        [Account(fund=fund, code=head.code, name=head.name, kind=head.kind, pool=head.pool) for head in ledger.CHART],
        ignore_conflicts=True,
    )
    Balance.objects.get_or_create(fund=fund)


def lock_balance(fund):
    """The fund's balance, locked: other bookings of the fund wait until the end of this transaction."""
    return Balance.objects.select_for_update().get(fund=fund)


def need_available(fund, amount):
    """Lock the balance and refuse when free money does not cover `amount`.  Raises Refused "overdrawn"."""
    balance = lock_balance(fund)
    if balance.available < amount:
        raise Refused(
            f"{fund}可统筹余额 {money(balance.available)} 元，还差 {money(amount - balance.available)} 元", "overdrawn"
        )
    return balance


def book(fund, key, lines, memo, *, booked_on=None, actor=None, reverses=None, source_url=""):
    """Write one balanced entry; the same `key` is booked once.

    key   -- names the fact, "donation:42"
    lines -- [(account code, yuan)], positive debit, negative credit, sum zero

    Returns the entry, old or new.  Raises Refused "unbalanced".  The database
    checks sum and balances here and again at COMMIT, for every writer.
    """
    if not ledger.is_balanced(lines):
        raise Refused("借贷不平衡，凭证未生成", "unbalanced")
    booked_on = booked_on or clock.today()
    with transaction.atomic():
        balance = lock_balance(fund)
        if there := Entry.objects.filter(key=key).first():
            return there
        month = f"{booked_on:%y%m}"
        entry = Entry.objects.create(
            fund=fund,
            key=key,
            number=f"记-{month}-{serials.take_number(f'entry:{fund.pk}:{month}'):03}",
            booked_on=booked_on,
            memo=memo[:120],
            amount=ledger.debits(lines),
            reverses=reverses,
            source_url=source_url,
            created_by=actor,
        )
        accounts = dict(Account.objects.filter(fund=fund).values_list("code", "pk"))
        Line.objects.bulk_create(Line(entry=entry, account_id=accounts[code], amount=amount) for code, amount in lines)
        check_now(entry, balance)
    return entry


def check_now(entry, balance):
    """Ask the rules that the database enforces at COMMIT inside the step: a refusal is a sentence, not a failed COMMIT.

    Raises Refused "overdrawn".
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT funds_check_entry(%s), funds_check_cover(%s)", [entry.pk, balance.pk])
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name == "funds_balance_covers":
            raise Refused(as_refusal(error).message, "overdrawn") from error
        raise


def reverse(entry, *, actor, reason, key=None):
    """Cancel an entry by its opposite, dated today; an entry is reversed once.

    Raises Refused "already_reversed" | "is_reversal", and what the balance
    refuses: money that is committed or spent cannot be taken back.
    """
    lock_balance(entry.fund)
    if entry.reverses_id:
        raise Refused("冲销凭证不能再冲销，请重新登记", "is_reversal")
    if Entry.objects.filter(reverses=entry).exists():
        raise Refused(f"凭证 {entry.number} 已经冲销过", "already_reversed")
    lines = list(entry.lines.values_list("account__code", "amount"))
    return book(
        entry.fund,
        key or f"reverse:{entry.key}",
        ledger.reverse(lines),
        f"冲销 {entry.number}：{reason}",
        actor=actor,
        reverses=entry,
        source_url=entry.source_url,
    )
