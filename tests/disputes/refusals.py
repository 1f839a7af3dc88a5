"""What tests of disputes ask of a refusal, and of a case's deadline."""

import pytest

from disputes.models import CaseMediator, CaseRecord, MediationCase, Party
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.figures import Serial
from governance.kernel.models.notices import Notice
from governance.kernel.steps.errors import BusinessError


def written():
    """How many rows of each kind there are: a refusal must leave this as it was."""
    tables = (MediationCase, Party, CaseRecord, CaseMediator, Event, Deadline, Notice, Serial)
    return [table.objects.count() for table in tables]


def refused(code, step, obj, **data):
    """The step is refused with this code, and nothing was written."""
    before, version = written(), obj.version
    with pytest.raises(BusinessError) as refusal:
        step(obj, **data)
    assert refusal.value.code == code, refusal.value.message
    assert any("\u4e00" <= char <= "\u9fff" for char in refusal.value.message)
    assert written() == before
    if obj.pk:
        assert type(obj).objects.get(pk=obj.pk).version == version
    return refusal.value


def due_of(case):
    return Deadline.objects.open().get(object_type="disputes.mediationcase", object_id=case.pk)
