"""A prepared query gives what its queryset gives, whoever asks, and refuses what it was not prepared for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.kernel.clock import clock
from governance.kernel.models.prepared import Prepared
from governance.models import Appointment, User
from tests.factories.base import make_district, user_with
from tests.kernel.threads import in_thread

pytestmark = pytest.mark.django_db


def posts(person, day):
    return Appointment.objects.in_office(day).filter(person_id=person).order_by("id").values_list("role", "area__path")


@pytest.fixture
def users():
    place = make_district()
    return [user_with("community_secretary", place.community), user_with("street_admin", place.street)]


def test_each_call_has_the_rows_of_its_own_values(users):
    prepared, today = Prepared(posts), clock.today()
    for _ in range(2):
        for user in users:
            assert prepared(user.person_id, today) == list(posts(user.person_id, today)) != []
    assert prepared(users[0].person_id, today - timedelta(36500)) == []


def test_instances_come_with_what_they_are_joined_to(users):
    prepared = Prepared(lambda pk: User.objects.filter(pk=pk).select_related("person"))
    with CaptureQueriesContext(connection) as asked:
        found = [prepared.first(user.pk) for user in users]
        assert [one.person.name for one in found] == [user.person.name for user in users]
    assert len(asked) == 2
    assert found == users
    assert prepared.first(2_000_000_000) is None


def test_a_text_is_data_whatever_it_says(users):
    prepared = Prepared(lambda name: User.objects.filter(username=name))
    assert prepared(users[0].username) == [users[0]]
    assert prepared("' OR 1=1 --") == prepared("%s") == []


def test_a_value_of_another_kind_is_refused(users):
    prepared = Prepared(posts)
    with pytest.raises(TypeError, match="No query"):
        prepared(None, clock.today())
    prepared(users[0].person_id, clock.today())
    with pytest.raises(TypeError, match="asked with"):
        prepared(None, clock.today())


def test_a_value_that_does_not_reach_the_database_is_a_fault_of_the_declaration():
    prepared = Prepared(lambda person, ignored: Appointment.objects.filter(person_id=person))
    with pytest.raises(ImproperlyConfigured, match=r"\[1\]"):
        prepared(1, 2)


@pytest.mark.django_db(transaction=True)
def test_threads_ask_each_on_its_own_connection(users):
    prepared, today = Prepared(posts), clock.today()
    wanted = {user.person_id: list(posts(user.person_id, today)) for user in users}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(in_thread(lambda who: (who, prepared(who, today))), [*wanted] * 4))
    assert [rows for _, rows in answers] == [wanted[who] for who, _ in answers]
