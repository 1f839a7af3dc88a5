"""Rows of any of several keys, by one SQL however many keys there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.kernel.models.among import Split, among, is_one_of, told
from governance.kernel.models.prepared import Prepared
from governance.models import Area
from tests.factories.base import make_district

pytestmark = pytest.mark.django_db


def names(rows):
    return sorted(row.name for row in rows)


def test_the_same_question_for_any_number_of_keys():
    place = make_district()
    asked = Prepared(lambda keys: Area.objects.filter(among("parent_id", keys)))
    for parents in ([], [place.street], [place.street, place.other_street], [place.compound, place.district]):
        keys = [one.pk for one in parents]
        with CaptureQueriesContext(connection) as queries:
            found = asked(told(keys))
        assert names(found) == names(Area.objects.filter(parent__in=keys))
        (told_as,) = [query["sql"] for query in queries]
        assert told_as.count("string_to_array") == 1


def test_paths_and_texts():
    place = make_district()
    asked = Prepared(lambda paths: Area.objects.filter(among("path", paths, Split)))
    paths = [place.street.path, place.other_compound.path]
    assert names(asked(told(paths))) == names([place.street, place.other_compound])
    assert asked("") == []
    assert asked(told(["'); DROP TABLE governance_area; --", "%s"])) == []


def test_one_of_what_a_queryset_gives():
    place = make_district()
    streets = Area.objects.filter(level="street").values("pk")
    assert names(Area.objects.filter(is_one_of("parent_id", streets))) == names(
        [place.community, place.other_community]
    )
    assert not Area.objects.filter(is_one_of("parent_id", Area.objects.filter(pk=0).values("pk"))).exists()
