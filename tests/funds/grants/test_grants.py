"""A committed share: overseen before it is paid, released when the project ends, exact to the cent."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from funds.grants import actions as grants
from funds.grants import reactions as tasks
from funds.models import Balance, Entry, Grant
from governance.kernel.clock import clock
from tests.factories.funds import NOTICE, ask, donate, opined, paper, promise, voted
from tests.funds.grants.asking import approved, available, refused


def paid(grant, case, **data):
    facts = {
        "payee": "荷塘电气安装队",
        "voucher_no": "付 2026-18",
        "paid_on": clock.today(),
        "papers": [paper("付款凭据.pdf")],
    }
    return grants.pay(grant, actor=case.finance, **{**facts, **data})


def test_bound_money_is_not_promised(case):
    donate(case, "1000", is_restricted=True, purpose="一老一小")
    refused("overdrawn", voted, case, opined(case, ask(case, "500")))


def test_nothing_is_paid_before_the_supervisor_spoke(case):
    donate(case, "1000")
    grant = promise(case, "500")
    refused("wrong_state", paid, grant, case)
    grant = grants.oversee(grant, actor=case.supervisor, agrees=False, opinion="报价不全")
    assert grant.status == "committed"
    refused("wrong_state", paid, grant, case)
    grant = grants.oversee(grant, actor=case.supervisor, agrees=True, opinion="资料齐全，同意")
    refused("not_allowed", paid, grant, type(case)(**{**vars(case), "finance": case.manager}))
    grant = paid(grant, case)
    balance = Balance.objects.get(fund=case.fund)
    assert (grant.status, balance.cash, balance.committed, balance.available) == ("paid", 500, 0, 500)
    refused("wrong_state", grants.release, grant, actor=case.finance, note="晚了")


@pytest.mark.parametrize(("days", "code"), [(1, "paid_in_future"), (-1, "paid_before_commitment")])
def test_the_day_of_payment_is_a_fact(case, days, code):
    donate(case, "1000")
    grant = grants.oversee(promise(case, "500"), actor=case.supervisor, agrees=True, opinion="同意")
    refused(code, paid, grant, case, paid_on=clock.today() + timedelta(days))


def test_the_database_pays_nothing_without_an_opinion(case):
    donate(case, "1000")
    grant = promise(case, "500")
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(status="paid", voucher_no="1", paid_on=clock.today())


def test_a_project_that_ends_early_frees_its_share(case):
    donate(case, "1000")
    with clock.travel(clock.today() - NOTICE):
        tasks.request_share(approved(case))
    voted(case, opined(case, Grant.objects.get()))
    assert available(case) == 700
    tasks.release_share(approved(case, note="居民撤回"))
    tasks.release_share(approved(case, note="居民撤回"))
    grant = Grant.objects.get()
    assert grant.status == "released"
    assert available(case) == 1000
    assert Entry.objects.filter(reverses__key="commit:micro_project:42").count() == 1


@pytest.mark.parametrize("stage", ["requested", "opined", "refused"])
def test_a_request_is_released_without_an_entry(case, stage):
    donate(case, "1000")
    grant = ask(case, "500", project_id=42)
    if stage != "requested":
        grant = opined(case, grant)
    if stage == "refused":
        grant = voted(case, grant, no=5)
    assert grant.status == stage
    tasks.release_share(approved(case, note="居民撤回"))
    assert Grant.objects.get().status == "released"
    assert not Entry.objects.filter(key__startswith="commit").exists()
    assert available(case) == 1000


def test_amounts_are_exact(case):
    donate(case, "0.30")
    promise(case, "0.10", project_id=1)
    promise(case, "0.20", project_id=2)
    assert available(case) == Decimal("0.00")
