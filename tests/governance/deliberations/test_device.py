"""A meeting held where no network is: its totals are recorded on the device, the lists of people are not there."""

from datetime import date

import pytest

from governance.kernel.clock import clock
from governance.kernel.pages.device import KEEPER
from governance.kernel.upkeep import devices
from governance.models import Deliberation, Person
from tests.factories import deliberations as make
from tests.factories.base import user_with

LATE = date(2026, 3, 23)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("body", ["council", "owners_major"])
def test_the_totals_of_a_meeting_are_recorded_from_the_device(place, client, body):
    secretary = user_with("community_secretary", place.community)
    given = {"chair": "欧阳主持"} if body == "council" else {"matter": "common_parts", "held_on": LATE}
    row = make.called(secretary, place.compound, body=body, **given)
    client.force_login(secretary)
    with clock.travel(row.held_on):
        page = client.get("/offline/")
        found = {form["name"]: form for form in page.context["forms"]}
        form = found[f"deliberation-hold-{row.pk}"]
        text = page.content.decode()
        names = [word for one in Person.objects.all() for word in (one.name, one.phone)]
        assert not [name for name in [*names, row.title, row.chair] if name and name in text]
        assert not {"ballots", "list_text", "list_file"} & set(form["form"].fields)
        assert ("mandates" in form["form"].fields) is (body == "owners_major")  # agents are typed anew
        data = {
            "_submission": "h1",
            "held_on": row.held_on.isoformat(),
            "present": "30",
            "tallies-TOTAL_FORMS": "1",
            "tallies-INITIAL_FORMS": "1",
            "tallies-0-no": "1",
            "tallies-0-yes": "24",
            "tallies-0-no_votes": "4",
            "tallies-0-abstain": "2",
            "tally": make.photo(),
        }
        keeper = {KEEPER: devices.account_name(secretary.pk)}
        answer = client.post(f"{form['address']}?kept=1", data, headers=keeper)
    if body == "council":
        assert answer.status_code == 200, answer.json()
        assert Deliberation.objects.get(pk=row.pk).present == 30


def test_a_meeting_far_ahead_is_not_on_the_device(place, client):
    secretary = user_with("community_secretary", place.community)
    row = make.called(secretary, place.compound)
    client.force_login(secretary)
    with clock.travel(make.NOTICE):
        assert f"deliberation-hold-{row.pk}" not in client.get("/offline/").content.decode()
