"""Chinese search over a row's `search_text`: two characters by bigrams, longer words by trigrams.

pg_trgm makes no trigram of a two-character word, so those go through a GIN
index over the SQL function `bigrams(text)`.
"""

import unicodedata

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, TextField

LONGEST = 60


class Bigrams(Func):
    function = "bigrams"
    output_field = ArrayField(TextField())


def normalise(words):
    """Lower case, one width: how both the rows and the question are written."""
    return unicodedata.normalize("NFKC", words or "").lower().strip()


def text_of(*parts):
    """What a row can be found by."""
    return normalise(" ".join(str(part) for part in parts if part))[:400]


def search(queryset, words, field="search_text"):
    """Rows that contain every word (separated by spaces)."""
    for word in normalise(words)[:LONGEST].split():
        if len(word) == 2:
            queryset = queryset.alias(_bigrams=Bigrams(F(field))).filter(_bigrams__contains=[word])
        else:
            queryset = queryset.filter(**{f"{field}__contains": word})
    return queryset
