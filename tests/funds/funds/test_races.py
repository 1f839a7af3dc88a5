"""Two at the same moment: one gift is booked once, and nobody promises the same yuan twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction

from funds.donations import actions as donations
from funds.models import Balance, CommitteeVote, Entry, Grant, Line
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from tests.factories.base import user_with
from tests.factories.funds import ask, donate, make_fund_case, make_project, opined, pledge, request, voted

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works):
    """Run the works at the same moment, each with a connection of its own; what each returned or raised."""
    gate = Barrier(len(works))

    def run(work):
        try:
            gate.wait(10)
            return work()
        except (BusinessError, IntegrityError) as refusal:
            return refusal
        finally:
            connection.close()
            close_old_connections()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_confirmations_book_once():
    case = make_fund_case()
    gift = pledge(case, "500")
    outcomes = together(
        *(lambda who=who: donations.confirm(gift, actor=who) for who in (case.finance, case.second_finance) * 2)
    )
    refusals = [outcome for outcome in outcomes if isinstance(outcome, BusinessError)]
    assert len(refusals) == 3
    assert {refusal.code for refusal in refusals} <= {"wrong_state", "busy"}
    assert Entry.objects.count() == 1
    assert Balance.objects.get().cash == 500


def test_two_promises_cannot_overdraw():
    case = make_fund_case()
    donate(case, "1000")
    asked = [opined(case, ask(case, "400", project_id=number)) for number in (1, 2, 3, 4)]
    outcomes = together(*(lambda grant=grant: voted(case, grant) for grant in asked))
    assert sorted(Grant.objects.values_list("status", flat=True)) == ["committed", "committed", "opined", "opined"]
    refusals = [outcome for outcome in outcomes if isinstance(outcome, BusinessError)]
    assert {refusal.code for refusal in refusals} <= {"overdrawn", "busy"}
    assert CommitteeVote.objects.count() == 10
    balance = Balance.objects.get()
    assert (balance.available, balance.committed) == (200, 800)


def test_two_managers_enter_the_vote_once():
    case = make_fund_case()
    donate(case, "1000")
    second = user_with("fund_manager", case.district.community)
    grant = opined(case, ask(case, "400"))
    outcomes = together(
        *(lambda who=who, no=no: voted(case, grant, actor=who, no=no) for who, no in ((case.manager, 0), (second, 5)))
    )
    (refusal,) = (outcome for outcome in outcomes if isinstance(outcome, BusinessError))
    assert refusal.code in {"wrong_state", "vote_waits", "busy"}
    assert CommitteeVote.objects.count() == 5
    grant.refresh_from_db()
    assert Balance.objects.get().available == (600 if grant.status == "committed" else 1000)
    assert Event.objects.filter(kind="funds.grant.vote").count() == 1


def test_one_event_delivered_twice_at_once_asks_once():
    case = make_fund_case()
    donate(case, "1000")
    make_project(case, 1)
    outcomes = together(*(lambda: request(case, "400", project_id=1) for _ in range(4)))
    assert {outcome.pk for outcome in outcomes} == {Grant.objects.get().pk}
    assert Balance.objects.get().available == 1000


def test_raw_sql_cannot_overdraw_either():
    case = make_fund_case()
    donate(case, "1000")
    accounts = dict(case.fund.accounts.values_list("code", "pk"))

    def take(number):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO funds_entry (fund_id, key, number, booked_on, memo, amount, source_url, created_at,"
                " updated_at, version)"
                " VALUES (%s, %s, %s, %s, '直接写入', 600, '', now(), now(), 1) RETURNING id",
                [case.fund.pk, f"raw:{number}", f"X{number}", clock.today()],
            )
            entry = cursor.fetchone()[0]
            for code, amount in (("5101", 600), ("2101", -600)):
                cursor.execute(
                    "INSERT INTO funds_line (entry_id, account_id, amount) VALUES (%s, %s, %s)",
                    [entry, accounts[code], amount],
                )

    outcomes = together(*(lambda n=n: take(n) for n in range(3)))
    refusals = [outcome.__cause__.diag.constraint_name for outcome in outcomes if outcome is not None]
    assert refusals == ["funds_balance_covers"] * 2
    assert Balance.objects.get().available == 400


def test_a_posted_entry_takes_no_more_lines():
    case = make_fund_case()
    donate(case, "1000")
    entry, accounts = Entry.objects.get(), list(case.fund.accounts.all()[:2])
    with pytest.raises(IntegrityError, match="不能再加分录"), transaction.atomic():
        Line.objects.bulk_create(
            Line(entry=entry, account=account, amount=amount) for account, amount in zip(accounts, (5, -5), strict=True)
        )
