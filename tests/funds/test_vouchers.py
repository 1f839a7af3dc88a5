"""No money and no goods come in or go out without the paper: no number alone, on page, API and in the action."""

from datetime import timedelta
from decimal import Decimal

import pytest

from funds.donations import actions as donations
from funds.donations.workflow import DONATION
from funds.grants import actions as grants
from funds.grants.workflow import GRANT
from funds.models import Balance, Donation, Entry, Grant
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from governance.kernel.steps.errors import BusinessError
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.workflow import REGISTRY
from tests.factories.funds import donate, gift_form, goods, paper, pledge, promise

MOVES = {(GRANT, "pay"), (DONATION, "receive"), (DONATION, "return_gift")}
SAID_BY_A_DAY = {"paid_on", "received_on"}  # fields by which a form says that something moved


def state():
    rows = [list(model.objects.order_by("pk").values_list("pk", "status")) for model in (Donation, Grant)]
    counts = [model.objects.count() for model in (Entry, Event, Attachment)]
    return rows, counts, list(Balance.objects.values())


def promised_gift(case):
    return pledge(case, received_on=None, slip_no="", due_on=clock.today() + timedelta(3))


def payable(case):
    donate(case, "1000")
    return grants.oversee(promise(case, "500"), actor=case.supervisor, agrees=True, opinion="资料齐全，同意")


MONEY = {"received_on": clock.today, "amount": lambda: Decimal(1000), "slip_no": lambda: "回单 2"}
PAYMENT = {"payee": lambda: "荷塘电气安装队", "voucher_no": lambda: "付 1", "paid_on": clock.today}


@pytest.mark.parametrize(
    ("row_of", "step", "actor", "given"),
    [
        (promised_gift, donations.receive, "manager", MONEY),
        (donate, donations.return_gift, "second_finance", {"note": lambda: "捐赠人要求退回"}),
        (payable, grants.pay, "finance", PAYMENT),
    ],
)
def test_a_step_that_moves_something_needs_its_paper(case, row_of, step, actor, given):
    row, actor = row_of(case), getattr(case, actor)
    given = {name: value() for name, value in given.items()}
    before = state()
    with pytest.raises(BusinessError) as refusal:
        step(row, actor=actor, **given)
    assert (refusal.value.code, refusal.value.field) == ("paper_missing", "papers")
    assert state() == before
    step(row, actor=actor, **given, papers=[paper()])
    assert state() != before


@pytest.mark.parametrize("kind", ["money", "goods"])
def test_a_gift_said_to_be_there_needs_its_paper(case, kind):
    given = {"kind": kind, "items": [goods()] if kind == "goods" else (), "papers": ()}
    before = state()
    with pytest.raises(BusinessError) as refusal:
        pledge(case, **given)
    assert refusal.value.code == "paper_missing"
    assert state() == before
    pledge(case, **given, received_on=None, due_on=clock.today())
    assert Donation.objects.get().status == "pledged"


def test_the_page_says_so_and_keeps_what_was_typed(case, as_):
    gift, before = promised_gift(case), state()
    form = {"received_on": clock.today().isoformat(), "amount": "1000", "slip_no": "回单 2"}
    answer = as_(case.manager).post(f"{gift.get_absolute_url()}receive/", form)
    assert answer.status_code == 422
    assert "请上传文件" in answer.content.decode()
    assert "回单 2" in answer.content.decode()
    answer = as_(case.manager).post("/funds/donations/new/", gift_form(case, papers=""))
    assert answer.status_code == 422
    assert "款物收付须有凭据" in answer.content.decode()
    assert state() == before


def test_every_form_that_says_something_moved_asks_for_the_paper():
    """By the name of its day; a form that may also promise refuses in the action (above)."""
    found = {
        (flow, name)
        for kind, flow in REGISTRY.items()
        if kind.startswith("funds.")
        for name in flow.steps
        if SAID_BY_A_DAY & set(flow.form(name).base_fields)
    }
    assert found == {*MOVES, (DONATION, "record")} - {(DONATION, "return_gift")}
    for flow, name in MOVES:
        fields = flow.form(name).base_fields.values()
        assert any(isinstance(field, MultiFileField) and field.required for field in fields), name
