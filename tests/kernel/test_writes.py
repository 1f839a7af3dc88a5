"""Several writes in one statement: all of them or none, and each as by itself."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from governance.kernel.models.pages import Draft, RecentChoice, Submission
from governance.kernel.models.writes import Writes
from tests.factories.base import make_district, user_with


@pytest.fixture
def user(db):
    return user_with("street_admin", make_district().street)


def answer(user, key):
    return Submission(user=user, key=key, path="/a/", status=302, body="/b/")


def test_a_row_comes_one_changes_and_one_goes_in_one_statement(user):
    Draft.objects.create(user=user, path="/a/", title="x", data="{}")
    RecentChoice.objects.create(user=user, kind="a.b", keys=[1])
    writes = Writes()
    writes.delete(Draft.objects.filter(user=user, path="/a/"))
    writes.update(RecentChoice.objects.filter(user=user), kind="c.d")
    writes.insert([answer(user, "one"), answer(user, "two")])
    with CaptureQueriesContext(connection) as asked:
        writes.run()
        writes.run()  # nothing is left to be written
    assert len(asked) == 1
    assert not Draft.objects.exists()
    assert list(RecentChoice.objects.values_list("kind", "keys")) == [("c.d", [1])]
    assert set(Submission.objects.values_list("key", "body")) == {("one", "/b/"), ("two", "/b/")}


def test_what_is_refused_of_one_is_refused_of_all(user):
    answer(user, "one").save()
    Draft.objects.create(user=user, path="/a/", title="x", data="{}")
    writes = Writes()
    writes.delete(Draft.objects.filter(user=user))
    writes.insert([answer(user, "one")])
    with pytest.raises(IntegrityError), transaction.atomic():
        writes.run()
    assert Draft.objects.count() == 1
    writes.delete(Draft.objects.filter(user=user))
    writes.insert([answer(user, "one"), answer(user, "two")], ignore_conflicts=True)
    writes.run()
    assert (Draft.objects.count(), Submission.objects.count()) == (0, 2)


def test_nothing_is_asked_where_nothing_is_to_be_written(user):
    writes = Writes()
    writes.insert([])
    writes.update(Draft.objects.none(), title="y")
    writes.delete(Draft.objects.none())
    with CaptureQueriesContext(connection) as asked:
        writes.run()
    assert len(asked) == 0
