"""Whoever revokes a post late opens again the paper on which that rests; nobody beyond reads it."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock, rules
from governance.kernel.models.files import Attachment
from governance.models import Appointment
from tests.factories.base import make_district, user_with
from tests.factories.late import proven


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.security = user_with("sec_admin", place.district)
    place.secretary = user_with("community_secretary", place.community)
    return place


def test_the_security_administrator_reads_the_paper_of_a_post_that_was_revoked(place, client):
    post = Appointment.objects.get(person=place.secretary.person)
    client.force_login(place.security)
    given = {"ended_on": (clock.today() - timedelta(20)).isoformat(), "note": "调离本单位，文件迟到", **proven()}
    answer = client.post(post.url("revoke"), given)
    assert answer.status_code == 302, answer.content.decode()
    paper = Attachment.objects.of(post).get()
    assert client.get(f"/files/{paper.pk}/").status_code == 200
    assert f"/files/{paper.pk}/" in client.get(post.get_absolute_url()).content.decode()
    for other in (user_with("mediator", place.community), user_with("auditor", place.district)):
        client.force_login(other)
        assert client.get(f"/files/{paper.pk}/").status_code == 404
