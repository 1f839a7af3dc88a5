"""The arithmetic of the book: whatever happens to a fund, the sides stay equal and the figures add up."""

from decimal import Decimal

from hypothesis import strategies as st

from funds.books import ledger
from tests.unhurried import given

YUAN = st.decimals(min_value="0.01", max_value="9999999.99", places=2)
FACTS = st.one_of(
    YUAN.map(ledger.gift),
    YUAN.map(lambda amount: ledger.gift(amount, is_restricted=True)),
    YUAN.map(ledger.gift_of_goods),
    YUAN.map(ledger.commit),
    YUAN.map(ledger.pay),
)
BOOKS = st.lists(FACTS, max_size=30)


def flat(facts):
    return [line for fact in facts for line in fact]


@given(FACTS)
def test_every_fact_is_balanced(lines):
    assert ledger.is_balanced(lines)
    assert ledger.debits(lines) == ledger.debits(ledger.reverse(lines)) > 0


@given(BOOKS)
def test_the_trial_balance_has_equal_sides(facts):
    trial = ledger.trial_balance(flat(facts))
    assert sum(row.debit for row in trial) == sum(row.credit for row in trial)
    assert sum(row.balance for row in trial) == 0


@given(BOOKS)
def test_money_at_the_host_is_free_or_committed_or_bound(facts):
    pools = ledger.pools(flat(facts))
    assert pools["cash"] == pools["available"] + pools["committed"] + pools["restricted"]


@given(BOOKS, st.data())
def test_a_reversal_undoes_its_entry_and_nothing_else(facts, data):
    undone = data.draw(st.lists(st.sampled_from(facts), unique_by=id) if facts else st.just([]))
    kept = [fact for fact in facts if not any(fact is one for one in undone)]
    assert ledger.pools(flat(facts) + flat(map(ledger.reverse, undone))) == ledger.pools(flat(kept))


@given(YUAN, BOOKS)
def test_a_statement_closes_where_its_vouchers_lead(opening, facts):
    stated = ledger.statement(opening, [(number, fact) for number, fact in enumerate(facts)])
    assert stated.closing == opening + ledger.pools(flat(facts))["cash"]
    assert stated.debit == stated.credit == sum((ledger.debits(fact) for fact in facts), Decimal(0))
    moved = [voucher.balance for voucher in stated.vouchers if voucher.balance is not None]
    assert not moved or moved[-1] == stated.closing


def test_a_paid_grant_costs_what_was_promised_and_not_the_free_money_twice():
    lines = ledger.gift(Decimal(100)) + ledger.commit(Decimal(30)) + ledger.pay(Decimal(30))
    assert ledger.pools(lines) == {"cash": 70, "goods": 0, "available": 70, "committed": 0, "restricted": 0}


def test_bound_money_is_not_free():
    lines = ledger.gift(Decimal(100), is_restricted=True)
    assert ledger.pools(lines) == {"cash": 100, "goods": 0, "available": 0, "committed": 0, "restricted": 100}


def test_faults_of_a_book_are_named():
    lines = [*ledger.gift(Decimal(100)), ("1001", Decimal(5))]
    kept = {"cash": Decimal(100), "goods": 0, "available": Decimal(100), "committed": 0, "restricted": 0}
    found = ledger.faults(lines, kept)
    assert "借方合计 105.00 与贷方合计 100.00 不相等" in found[0]
    assert any("cash" in sentence for sentence in found)
    assert ledger.faults(ledger.gift(Decimal(100)), kept) == []
