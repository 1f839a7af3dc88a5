"""A project's fund share: promised once, never beyond the money, overseen before it is paid."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from funds.funds import actions as funds
from funds.grants import actions as grants
from funds.grants import reactions as tasks
from funds.models import Balance, Entry, Grant
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Delivery, Event
from governance.kernel.models.notices import Notice
from governance.kernel.steps import events
from governance.kernel.steps.errors import BusinessError
from tests.factories.funds import donate, make_project, promise


def available(case):
    return Balance.objects.get(fund=case.fund).available


def approved(case, amount="300", **data):
    """The event of an approved project, as the outbox hands it over."""
    make_project(case, 42)
    return Event(
        kind="projects.micro_project.approve",
        object_type="projects.microproject",
        object_id=42,
        area=case.district.compound,
        data={
            "amount": "20000",
            "fund_amount": amount,
            "community": case.district.community.code,
            "project": "楼道照明改造",
            "number": "WXM-42",
            **data,
        },
    )


def refused(code, step, *args, **data):
    before = (list(Grant.objects.values()), Entry.objects.count(), Event.objects.count())
    with pytest.raises(BusinessError) as refusal:
        step(*args, **data)
    assert refusal.value.code == code, refusal.value.message
    assert (list(Grant.objects.values()), Entry.objects.count(), Event.objects.count()) == before
    return refusal.value


def paid(grant, case, **data):
    facts = {"payee": "荷塘电气安装队", "voucher_no": "付 2026-18", "paid_on": clock.today()}
    return grants.pay(grant, actor=case.finance, **{**facts, **data})


def test_an_approved_project_is_promised_its_share_once(case):
    donate(case, "1000")
    tasks.commit_share(approved(case))
    tasks.commit_share(approved(case))  # the outbox delivers at least once
    grant = Grant.objects.get()
    assert (grant.status, grant.fund, grant.amount) == ("committed", case.fund, 300)
    assert Entry.objects.filter(key="commit:micro_project:42").count() == 1
    assert available(case) == 700
    assert Event.objects.filter(kind="funds.grant.commit").count() == 1


def test_a_project_without_fund_money_concerns_no_fund(case):
    tasks.commit_share(approved(case, amount="0"))
    tasks.commit_share(approved(case, amount=""))
    assert not Grant.objects.exists()


def test_a_share_beyond_the_money_waits_and_the_managers_are_notified(case):
    donate(case, "200")
    tasks.commit_share(approved(case))
    grant = Grant.objects.get()
    assert grant.status == "short"
    assert available(case) == 200
    assert not Entry.objects.filter(key__startswith="commit").exists()
    assert "可统筹余额 200.00 元" in Notice.objects.get(recipient=case.manager).body
    assert Deadline.objects.open().get(object_type="funds.grant").permission == "funds.record"
    refusal = refused("overdrawn", grants.retry, grant, actor=case.manager)
    assert "还差 100.00 元" in refusal.message
    donate(case, "100")
    assert grants.retry(grant, actor=case.manager).status == "committed"
    assert available(case) == 0


def test_a_community_without_a_running_fund_waits_too(case):
    grant = promise(case, "50", area=case.district.other_community)
    assert (grant.status, grant.fund) == ("short", None)
    refused("fund_missing", grants.retry, grant, actor=case.stranger)
    funds.suspend(case.fund, actor=case.street_admin, note="整改")
    assert promise(case, "50", project_id=8).status == "short"


def test_bound_money_is_not_promised(case):
    donate(case, "1000", is_restricted=True, purpose="一老一小")
    assert promise(case, "500").status == "short"


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
    tasks.commit_share(approved(case))
    tasks.release_share(approved(case, note="居民撤回"))
    tasks.release_share(approved(case, note="居民撤回"))
    grant = Grant.objects.get()
    assert grant.status == "released"
    assert available(case) == 1000
    assert Entry.objects.filter(reverses__key="commit:micro_project:42").count() == 1


def test_a_waiting_share_is_released_without_an_entry(case):
    grant = promise(case, "500")
    assert grants.release(grant, actor=case.finance, note="改由街道承担").status == "released"
    assert not Entry.objects.exists()


def test_amounts_are_exact(case):
    donate(case, "0.30")
    promise(case, "0.10", project_id=1)
    promise(case, "0.20", project_id=2)
    assert available(case) == Decimal("0.00")


def test_the_outbox_brings_the_approval_to_the_fund(case):
    donate(case, "1000")
    told = approved(case)
    with transaction.atomic():
        event = events.record(told.kind, make_project(case, 42), actor=None, data=told.data)
    events.deliver_events()
    assert Grant.objects.get().status == "committed"
    Delivery.objects.filter(event=event).update(done_at=None)  # as if the worker had died before it could say so
    events.deliver_events()
    assert not Delivery.objects.filter(done_at=None).exists()
    assert Grant.objects.count() == 1
    assert available(case) == 700
