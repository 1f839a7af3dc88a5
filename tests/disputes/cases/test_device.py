"""A mediation session held where no network is: its form stands on the device without the parties."""

import pytest

from disputes.models import CaseRecord
from governance.kernel.pages.device import KEEPER
from governance.kernel.upkeep import devices
from governance.models import Person
from tests.factories import disputes as make

pytestmark = pytest.mark.django_db


def forms(client):
    page = client.get("/offline/")
    return {form["name"]: form for form in page.context["forms"]}, page.content.decode()


def test_the_mediator_has_the_session_on_the_device_and_no_party(room, client):
    case = make.assigned(room)
    client.force_login(room.mediator)
    found, text = forms(client)
    form = found[f"mediationcase-mediate-{case.pk}"]
    assert form["title"] == f"记录一次调解 {case.number}"
    names = [party.name for party in case.parties.all()] + [case.title, case.summary]
    names += [word for row in Person.objects.all() for word in (row.name, row.phone)]
    assert not [name for name in names if name and name in text]
    sent = {**make.session(), "_submission": "s1", "is_signed": "", "unsigned_reason": "现场没有打印机"}
    keeper = {KEEPER: devices.account_name(room.mediator.pk)}
    first, again = (client.post(f"{form['address']}?kept=1", sent, headers=keeper) for _ in range(2))
    assert first.status_code == 200, first.json()
    assert first.json() == again.json()
    assert first.json()["number"] == case.number
    assert CaseRecord.objects.filter(case=case).count() == 1


def test_who_does_not_mediate_has_no_session(room, client):
    make.assigned(room)
    client.force_login(room.secretary)
    assert not any("mediate" in name for name in forms(client)[0])
