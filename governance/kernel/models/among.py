"""Rows of any of several keys, asked with one SQL however many keys there are.

`filter(post__in=keys)` is other SQL for each number of keys, so it is built and planned each time.  `among` takes them
as one text, so the question can be `Prepared`:

    visits = Prepared(lambda posts: Visit.objects.filter(among("post_id", posts)))
    found = visits(told(keys))
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, TextField, Value

APART = "\n"  # stands in no key and no path


class Split(Func):
    """A text as an array of its parts."""

    function = "string_to_array"
    output_field = TextField()


class SplitKeys(Split):
    """The same of numbers."""

    template = "%(function)s(%(expressions)s)::bigint[]"


class IsAmong(Func):
    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()


def told(values):
    """Several keys or paths as the one text that `among` takes."""
    return APART.join(map(str, values))


def among(column, text, split=SplitKeys):
    """A condition: the column (a name as in F) holds one of the keys in `text`; of texts with `split=Split`."""
    return Q(IsAmong(F(column), split(Value(text), Value(APART))))


def is_one_of(column, queryset):
    """A condition: the column is one of what a queryset of one column gives, which is asked once and first."""
    return Q(IsAmong(F(column), ArraySubquery(queryset.order_by())))
