"""Pure double-entry arithmetic of a fund's sub-ledger: the chart, the bookings, trial balance, statement.

A line is (account code, yuan): positive is debit, negative is credit.  A
community fund is no legal person, so the book shows what the host charity
keeps for it, never an account of its own.  Source: domain.md §0 (caution 2), §2.9.
"""

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Head:
    """One account of the chart.

    kind -- asset, liability, income or expense
    pool -- which figure of the fund its lines move: cash, goods, available,
            committed, restricted, or "" for none
    """

    code: str
    name: str
    kind: str
    pool: str


CASH, GOODS = "1001", "1401"
PROMISED = "2101"
GIFT_FREE, GIFT_RESTRICTED, GIFT_GOODS = "4101", "4102", "4103"
GRANTED = "5101"
CHART = (
    Head(CASH, "托管资金", "asset", "cash"),
    Head(GOODS, "受赠物资", "asset", "goods"),
    Head(PROMISED, "应付资助款", "liability", "committed"),
    Head(GIFT_FREE, "捐赠收入（非限定）", "income", "available"),
    Head(GIFT_RESTRICTED, "捐赠收入（限定用途）", "income", "restricted"),
    Head(GIFT_GOODS, "捐赠收入（物资）", "income", ""),
    Head(GRANTED, "资助支出", "expense", "available"),
)
POOL_OF = {head.code: head.pool for head in CHART}
DEBIT_POOLS = ("cash", "goods")  # grow by debits; the others grow by credits
POOLS = ("cash", "goods", "available", "committed", "restricted")


# ------------------------------------------------------------ what each fact books
def gift(amount, *, is_restricted=False):
    """Money the host charity has received for the fund."""
    return [(CASH, amount), (GIFT_RESTRICTED if is_restricted else GIFT_FREE, -amount)]


def gift_of_goods(value):
    """Goods at their confirmed value."""
    return [(GOODS, value), (GIFT_GOODS, -value)]


def commit(amount):
    """Free money promised to a project: an expense from now on, a debt until it is paid."""
    return [(GRANTED, amount), (PROMISED, -amount)]


def pay(amount):
    """Promised money that the host charity has paid out."""
    return [(PROMISED, amount), (CASH, -amount)]


def reverse(lines):
    """The same lines with the opposite sign (红字冲销)."""
    return [(code, -amount) for code, amount in lines]


# ------------------------------------------------------------ questions to lines
def is_balanced(lines):
    return sum((amount for _, amount in lines), ZERO) == 0


def debits(lines):
    """The amount of an entry: its debits, which equal its credits."""
    return sum((amount for _, amount in lines if amount > 0), ZERO)


def pools(lines):
    """What lines add to each figure of the fund: {"cash": …, "available": …}."""
    found = dict.fromkeys(POOLS, ZERO)
    for code, amount in lines:
        pool = POOL_OF[code]
        if pool:
            found[pool] += amount if pool in DEBIT_POOLS else -amount
    return found


@dataclass(frozen=True)
class TrialRow:
    """One account in the trial balance: turnover on both sides and what remains."""

    code: str
    debit: Decimal
    credit: Decimal

    @property
    def balance(self):
        return self.debit - self.credit


def trial_balance(lines):
    """[TrialRow] by account; over all of them debits equal credits when every entry is balanced."""
    sides = {}
    for code, amount in lines:
        debit, credit = sides.get(code, (ZERO, ZERO))
        sides[code] = (debit + amount, credit) if amount > 0 else (debit, credit - amount)
    return [TrialRow(code, *sides[code]) for code in sorted(sides)]


def faults(lines, kept):
    """What is wrong with a fund's book, as sentences; [] when it is right.

    lines -- every line of the fund
    kept  -- the figures the database keeps, {"cash": …}
    """
    found = []
    trial = trial_balance(lines)
    debit, credit = sum((row.debit for row in trial), ZERO), sum((row.credit for row in trial), ZERO)
    if debit != credit:
        found.append(f"借方合计 {debit} 与贷方合计 {credit} 不相等")
    counted = pools(lines)
    found += [f"{pool} 按分录为 {counted[pool]}，存数为 {kept[pool]}" for pool in POOLS if counted[pool] != kept[pool]]
    if counted["cash"] != counted["available"] + counted["committed"] + counted["restricted"]:
        found.append("托管资金不等于可统筹、已承诺与限定用途之和")
    found += [f"{pool} 为负数：{counted[pool]}" for pool in POOLS if counted[pool] < 0]
    return found


@dataclass(frozen=True)
class Voucher:
    """One entry of a statement, with the money at the host after it (None: it moved none)."""

    entry: object
    lines: list
    balance: Decimal | None


@dataclass(frozen=True)
class Statement:
    """A period of the book: opening, vouchers, turnover, closing."""

    opening: Decimal
    vouchers: list
    debit: Decimal
    credit: Decimal
    closing: Decimal


def statement(opening, entries):
    """The book of a period.

    opening -- money at the host before it, yuan
    entries -- [(entry, lines)] in the order of booking
    """
    balance, debit, credit, vouchers = opening, ZERO, ZERO, []
    for entry, lines in entries:
        moved = pools(lines)["cash"]
        touches = any(code == CASH for code, _ in lines)
        balance += moved
        debit += debits(lines)
        credit -= sum((amount for _, amount in lines if amount < 0), ZERO)
        vouchers.append(Voucher(entry, lines, balance if touches else None))
    return Statement(opening, vouchers, debit, credit, balance)
