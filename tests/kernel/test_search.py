"""Chinese search: two characters are found wherever they stand, and nowhere else."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.kernel.pages.search import normalise, search
from governance.models import Area
from tests.factories.base import make_district

pytestmark = pytest.mark.django_db
LETTERS = st.text("物业纠纷漏水a1 -，\n", max_size=40)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=LETTERS, pair=st.text("物业纠纷漏水a1 -，\n", min_size=2, max_size=2))
def test_pairs_are_those_of_the_text(words, pair):
    with connection.cursor() as cursor:
        cursor.execute("SELECT bigrams(%s) @> ARRAY[%s]", [words, pair])
        assert cursor.fetchone()[0] == (pair in words)


@pytest.mark.parametrize(
    ("words", "found"),
    [("荷馨", True), ("馨苑", True), ("荷馨苑", True), ("荷苑", False), ("荷馨 馨苑", True), ("荷馨 桂花", False)],
)
def test_every_word_must_be_there(words, found):
    place = make_district()
    assert normalise(place.compound.name) == "荷馨苑"
    assert search(Area.objects.all(), words).filter(pk=place.compound.pk).exists() == found
