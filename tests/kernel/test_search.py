"""Chinese search: two characters are found wherever they stand, and nowhere else."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.kernel.pages.finding import TOO_SHORT, refuse_words
from governance.kernel.pages.search import named, search, squeeze, text_of, words_of
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
    [
        ("荷馨", True),
        ("馨苑", True),
        ("荷馨苑", True),
        ("荷苑", False),
        ("荷馨 馨苑", True),
        ("荷馨 桂花", False),
        ("hexinyuan", True),
        ("HXY", True),
        ("hx", True),
        ("荷 馨 苑", True),
        ("（荷馨苑）", True),
    ],
)
def test_every_word_must_be_there(words, found):
    place = make_district()
    assert place.compound.name == "荷馨苑"
    assert search(Area.objects.all(), words).filter(pk=place.compound.pk).exists() == found


def test_numbers_are_written_with_or_without_spaces_and_brackets():
    text = text_of("（2026）野鸭冲人调字第 185 号", "3 栋 2 单元")
    for words in ("野鸭冲人调字第185号", "〔2026〕野鸭冲", "(2026)野鸭冲", "3栋2单元", "３栋　２单元"):
        assert all(word in text for word in words_of(words)), words
    assert squeeze("3\u200b 栋") == "3栋"


def test_text_has_no_end_and_says_everything_once():
    assert "紫藤架塌了" in text_of("前" * 3000 + "紫藤架塌了")
    assert text_of("荷馨苑", "", None, "荷 馨 苑", "3栋") == "\n荷馨苑\n3栋\n"
    assert text_of() == ""


def test_what_is_called_exactly_so():
    place = make_district()
    rows = Area.objects.all()
    assert place.compound in named(rows, "荷 馨 苑")
    assert not named(rows, "荷馨").exists()


def test_single_characters_are_taken_together_or_refused():
    assert words_of("3 栋") == ["3栋"]
    assert words_of("荷馨苑 3") == ["荷馨苑", "3"]
    assert refuse_words("水") == TOO_SHORT
    assert not refuse_words("水管")
    assert not refuse_words("")
