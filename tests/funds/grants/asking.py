"""What the tests of grants share: the event of an approved project, and a refusal that writes nothing."""

from datetime import timedelta

import pytest

from funds.models import Balance, CommitteeVote, Entry, Grant
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from governance.kernel.steps.errors import BusinessError
from tests.factories.funds import make_project


def told_in_time():
    """The last day on which the committee could be told of a meeting that is held today."""
    return clock.today() - timedelta(3)


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


def rows():
    return (
        list(Grant.objects.order_by("id").values()),
        list(Balance.objects.order_by("id").values()),
        [model.objects.count() for model in (Entry, Event, CommitteeVote, Attachment)],
    )


def refused(code, step, *args, **data):
    """The step is refused with this code and writes nothing; the refusal."""
    before = rows()
    with pytest.raises(BusinessError) as refusal:
        step(*args, **data)
    assert refusal.value.code == code, refusal.value.message
    assert rows() == before
    return refusal.value
