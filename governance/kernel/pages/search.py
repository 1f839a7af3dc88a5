"""Chinese search over a row's `search_text`: two characters by bigrams, longer words by trigrams.

pg_trgm makes no trigram of a two-character word, so those go through a GIN
index over the SQL function `bigrams(text)`.

The text is the whole of what a row is found by, a line for each part, without
spaces and brackets: 野鸭冲 185, 野鸭冲185 and 3 栋 are found however they are
typed.  What people call a row stands first, so that an exact match is found by
the beginning of the text.
"""

import re
import unicodedata

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, TextField

LONGEST = 60
LEAST = 2  # characters of a word that an index finds
BREAK = "\n"  # around each part of the text
UNSAID = re.compile(r"[\s\u200b-\u200d\u2060\ufeff()\[\]{}〔〕【】〈〉《》「」]+")


class Bigrams(Func):
    function = "bigrams"
    output_field = ArrayField(TextField())


class Searchable(models.Model):
    """A row with a search text, which every save sets; `prepare_texts` sets those of many rows at once.

    search_area    -- the field with its place, whose names are copied into the text; "" where the text names no place
    search_depth   -- the deepest level of places that the text names
    search_columns -- what is copied from the names of places
    """

    search_area, search_depth = "area", 99
    search_columns = ("search_text",)
    search_text = TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.prepare()
        super().save(*args, **kwargs)

    def search_parts(self):
        """What the row is found by beside its place, its name or number first."""
        raise NotImplementedError

    def set_texts(self, places):
        """Set the columns that hold names of places; `places` are the words of those around the row."""
        self.search_text = text_of(*self.search_parts(), *places)

    def prepare(self):
        """Set the columns that follow from others."""
        prepare_texts([self])


PLACES = []  # the one function that says what places are called: [areas] -> {id of an area: words}


def names_places(fn):
    """Register the function that says how places are called: [areas] -> {id: [(depth, words)] upwards}."""
    PLACES[:] = [fn]
    return fn


def prepare_texts(rows):
    """Set the search texts of rows of one model; nothing is saved."""
    field = rows[0].search_area if rows else ""
    places = [getattr(row, field) for row in rows] if field else [None] * len(rows)
    known = PLACES[0]({place for place in places if place is not None}) if field else {}
    for row, place in zip(rows, places, strict=True):
        around = known.get(place.pk, ()) if place is not None else ()
        row.set_texts([words for depth, words in around if depth <= row.search_depth])


def normalise(words):
    """Lower case, one width: how both the rows and the question are written."""
    return unicodedata.normalize("NFKC", words or "").lower().strip()


def squeeze(words):
    """Normal text without spaces and brackets, which people leave out or put in as they like."""
    return UNSAID.sub("", normalise(words))


def text_of(*parts):
    """What a row can be found by: each different part on a line of its own, the first one first."""
    lines = dict.fromkeys(line for part in parts if part for line in map(squeeze, str(part).split(BREAK)) if line)
    return f"{BREAK}{BREAK.join(lines)}{BREAK}" if lines else ""


def sounds(name, spelled=""):
    """A name in pinyin and its first letters (夏平: xiaping, xp), for `text_of`.

    spelled -- its pinyin where it is known, syllables apart
    """
    from pypinyin import lazy_pinyin  # its tables take 12 MB and are needed only where a name is written

    syllables = spelled.split() or lazy_pinyin(name or "")
    return BREAK.join(("".join(syllables), "".join(syllable[:1] for syllable in syllables)))


def words_of(question):
    """The words of a question; single characters are taken together, for no index finds them (3 栋: 3栋)."""
    words = [word for word in map(squeeze, (question or "")[:LONGEST].split()) if word]
    return ["".join(words)] if words and all(len(word) < LEAST for word in words) else words


def search(queryset, question, field="search_text"):
    """Rows that contain every word (separated by spaces); a rare word has another plan than a common one."""
    queryset = queryset.all()
    queryset.query.plan_varies = True
    for word in words_of(question):
        if len(word) == LEAST:
            queryset = queryset.alias(_bigrams=Bigrams(F(field))).filter(_bigrams__contains=[word])
        else:
            queryset = queryset.filter(**{f"{field}__contains": word})
    return queryset


def named(queryset, question, field="search_text"):
    """Rows that are called exactly so: by name or by number."""
    return queryset.filter(**{f"{field}__startswith": f"{BREAK}{squeeze(question)}{BREAK}"})
