"""The book defends itself, also against raw SQL; corrections only by reversal."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from funds.books import actions as books
from funds.books import ledger
from funds.models import Account, Balance, Entry, Line
from governance.kernel.steps.errors import Refused
from tests.factories.funds import donate, promise

RULES = "funds_entry_is_balanced, funds_line_is_balanced, funds_balance_covers"


def commit_now():
    """What COMMIT would check."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {RULES} IMMEDIATE; SET CONSTRAINTS {RULES} DEFERRED")


def at_commit(work, *args, **more):
    """Do the work in a transaction of its own, up to what COMMIT checks."""
    with transaction.atomic():
        work(*args, **more)
        commit_now()


def raw(sql):
    """SQL past all our code; what the database said."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return str(refusal.value)


def write(case, lines, key="raw:1", amount=None, **more):
    """An entry written past the actions."""
    amount = amount or max(ledger.debits(lines), Decimal(1))
    entry = Entry.objects.create(fund=case.fund, key=key, number=f"X{key}", memo="直接写入", amount=amount, **more)
    accounts = {account.code: account for account in Account.objects.filter(fund=case.fund)}
    Line.objects.bulk_create(Line(entry=entry, account=accounts[code], amount=amount) for code, amount in lines)
    return entry


def test_one_fact_is_booked_once(case):
    first = books.book(case.fund, "test:1", ledger.gift(Decimal(50)), "一笔")
    assert books.book(case.fund, "test:1", ledger.gift(Decimal(50)), "一笔") == first
    assert Entry.objects.count() == 1
    assert Balance.objects.get(fund=case.fund).cash == 50


def test_numbers_run_without_gaps_by_month(case):
    with pytest.raises(Refused):
        books.book(case.fund, "test:0", ledger.commit(Decimal(5)), "透支")
    numbers = [books.book(case.fund, f"test:{n}", ledger.gift(Decimal(5)), "一笔").number for n in (1, 2)]
    assert [number[-3:] for number in numbers] == ["001", "002"]


@pytest.mark.parametrize(
    ("_case", "lines", "said"),
    [
        ("does not sum to zero", [("1001", Decimal(100)), ("4101", Decimal("-99.99"))], "借贷不平衡，相差 0.01 元"),
        ("one line only", [("1001", Decimal(100))], "借贷不平衡"),
        ("no line", [], "借贷不平衡"),
        ("overdrawn", ledger.commit(Decimal(1)), "可统筹余额不足，还差 1.00 元"),
        ("pays what is not there", [("5101", Decimal(3)), ("1001", Decimal(-3))], "不足"),
    ],
)
def test_the_database_refuses_a_wrong_entry_at_commit(case, _case, lines, said):
    with pytest.raises(IntegrityError) as refusal:
        at_commit(write, case, lines)
    assert said in str(refusal.value)
    assert not Entry.objects.exists()
    assert Balance.objects.get(fund=case.fund).cash == 0


def test_the_amount_of_an_entry_is_its_debits(case):
    with pytest.raises(IntegrityError, match="金额与分录不符"):
        at_commit(write, case, ledger.gift(Decimal(10)), amount=Decimal(11))


def test_posted_entries_and_lines_stay_as_they_are(case):
    donate(case)
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
        )  # TRUNCATE waits for no row checks
    for sql in (
        "UPDATE funds_entry SET memo = '改'",
        "DELETE FROM funds_entry",
        "UPDATE funds_line SET amount = amount * 2",
        "DELETE FROM funds_line",
        "TRUNCATE funds_line",
        "TRUNCATE funds_entry CASCADE",
        "UPDATE funds_account SET pool = 'available'",
    ):
        assert "不能修改或删除" in raw(sql)
    assert "不能直接修改" in raw("UPDATE funds_balance SET available = 1000000")
    assert "不能直接修改" in raw("DELETE FROM funds_balance")


def test_a_line_of_another_fund_is_refused(case):
    other = Account.objects.create(fund=other_fund(case), code="1001", name="托管资金", kind="asset", pool="cash")
    with pytest.raises(IntegrityError, match="不属于该基金"):
        at_commit(mix, case, other)


def mix(case, account):
    """A line on the account of another fund."""
    entry = Entry.objects.create(fund=case.fund, key="raw:2", number="X", memo="错", amount=1)
    Line.objects.create(entry=entry, account=account, amount=Decimal(1))


def other_fund(case):
    fund = type(case.fund).objects.get(pk=case.fund.pk)
    fund.pk, fund.name, fund.kind = None, "另一个基金", "mutual_aid"
    fund.save()
    return fund


def test_a_reversal_is_exact_dated_today_and_happens_once(case):
    entry = Entry.objects.get(key=donate(case, "800").key)
    back = books.reverse(entry, actor=case.finance, reason="记错")
    assert back.reverses == entry
    assert Balance.objects.get(fund=case.fund).cash == 0
    with pytest.raises(Refused) as refusal:
        books.reverse(entry, actor=case.finance, reason="再来")
    assert refusal.value.code == "already_reversed"
    with pytest.raises(Refused) as refusal:
        books.reverse(back, actor=case.finance, reason="冲销的冲销")
    assert refusal.value.code == "is_reversal"
    assert Entry.objects.count() == 2


def test_the_database_refuses_a_reversal_that_is_not_exact(case):
    entry = Entry.objects.get(key=donate(case, "800").key)
    with pytest.raises(IntegrityError, match="与原凭证不符"):
        at_commit(write, case, ledger.reverse(ledger.gift(Decimal(799))), reverses=entry)


def test_money_that_is_promised_cannot_be_taken_back(case):
    gift = donate(case, "800")
    assert promise(case, "500").status == "committed"
    with pytest.raises(Refused) as refusal:
        books.reverse(Entry.objects.get(key=gift.key), actor=case.finance, reason="退回")
    assert refusal.value.code == "overdrawn"
    assert "可统筹余额不足，还差 500.00 元" in refusal.value.message
    assert Entry.objects.count() == 2


def test_an_unbalanced_booking_is_refused_in_words(case):
    with pytest.raises(Refused) as refusal:
        books.book(case.fund, "test:1", [("1001", Decimal(1)), ("4101", Decimal(-2))], "错")
    assert refusal.value.code == "unbalanced"
    assert not Entry.objects.exists()


def test_the_kept_figures_equal_the_lines(case):
    donate(case, "800")
    donate(case, "300", is_restricted=True, purpose="一老一小")
    promise(case, "500")
    lines = list(Line.objects.values_list("account__code", "amount"))
    kept = Balance.objects.values(*ledger.POOLS).get(fund=case.fund)
    assert ledger.faults(lines, kept) == []
    assert kept == {"cash": 1100, "goods": 0, "available": 300, "committed": 500, "restricted": 300}
