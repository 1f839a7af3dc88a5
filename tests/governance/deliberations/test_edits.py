"""What an edit sends alone changes alone: the rest is as it was recorded."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.governance.deliberations.test_matter_words import API

pytestmark = pytest.mark.django_db
MEETING = {"body": "residents_meeting", "matter": "community_affairs", "held_on": made.NOTICE + timedelta(12)}


def test_a_count_is_changed_alone(client, place, secretary):
    row = made.called(secretary, place.community, title="修订居民公约", **MEETING)
    assert row.convener == "committee"
    client.force_login(secretary)
    body = {"count_by": "adults", "owners_matters": "none", "elects": "nobody"}
    with clock.travel(made.NOTICE):
        answer = client.post(f"{API}{row.pk}/steps/edit/", body, "application/json")
    assert answer.status_code == 200, answer.json()
    kept = Deliberation.objects.get(pk=row.pk)
    assert (kept.count_by, kept.convener) == ("adults", "committee")
