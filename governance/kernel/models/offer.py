"""Rows that a form offers: a queryset that is made only when somebody needs more of it than its rows.

    field.queryset = Offer(Area, (places, built.standing(user), levels), lambda: places(user, levels))

What a form asks of it where it is shown (the first options, the one chosen, the user's own) is the same SQL each time:
`built` keeps it under the key, which holds everything from which the queryset is made, and reads the rows anew.  An
Offer that is ordered, cut or `narrowed` is an Offer again, whose key tells how.  Everything else, `filter` and `get`
with what somebody typed above all, is asked of the queryset itself.
"""

from django.utils.functional import cached_property
from django.utils.hashable import make_hashable

from . import built


class Offer:
    """In place of a queryset of choices.

    model -- of its rows
    key   -- hashable: everything from which `build` makes the queryset
    build -- build() -> queryset
    """

    _prefetch_related_lookups = ()  # Django's choices ask for it; `built` reads those of the queryset

    def __init__(self, model, key, build):
        self.model, self.key, self.build, self.begun = model, key, build, {}

    @cached_property
    def queryset(self):
        return self.build()

    def __getattr__(self, name):
        if name.startswith("__"):  # what Python asks of an object that is copied
            raise AttributeError(name)
        return getattr(self.queryset, name)

    # ------------------------------------------------------------ the rows
    def all(self):
        return Offer(self.model, self.key, self.build)

    def iterator(self, chunk_size=None):
        return iter(self)

    def __iter__(self):
        return iter(built.rows(self.key, self.build))  # made anew: `built` must see everything that it asks

    def beginning(self, most):
        """The first rows, no more of them than so many; one form asks its Offer several times and reads them once."""
        if most not in self.begun:
            self.begun[most] = list(self[:most])
        return self.begun[most]

    def first(self):
        """The first row in the order of the queryset; None where there is none."""
        return next(iter(self.changed("first", first_of)), None)

    def exists(self):
        return bool(list(self.values_list("pk", flat=True)[:1]))

    def count(self):
        return built.number((self.key, "count"), self.build)

    def named(self, column, value):
        """The row with this value in its key or in a unique column of text; None where there is none."""
        is_key = column == "pk" or self.model._meta.get_field(column).primary_key
        return built.with_key(self.key, self.build, value, "pk" if is_key else column)

    # ------------------------------------------------------------ other ones
    def narrowed(self, *wanted, **lookups):
        """What `filter` gives, as an Offer: by values that come from the code, the user or a row, never typed ones."""
        key = ("filter", make_hashable(wanted), make_hashable(lookups))
        return self.changed(key, lambda rows: rows.filter(*wanted, **lookups))

    def order_by(self, *names):
        return self.changed(("order_by", *names), lambda rows: rows.order_by(*names))

    def select_related(self, *names):
        return self.changed(("select_related", *names), lambda rows: rows.select_related(*names))

    def only(self, *names):
        return self.changed(("only", *names), lambda rows: rows.only(*names))

    def values_list(self, *names, flat=False):
        return self.changed(("values_list", flat, *names), lambda rows: rows.values_list(*names, flat=flat))

    def __getitem__(self, place):
        if not isinstance(place, slice):
            return self.queryset[place]
        return self.changed((place.start, place.stop, place.step), lambda rows: rows[place])

    def changed(self, how, change):
        return Offer(self.model, (self.key, how), lambda: change(self.build()))


def narrowed(rows, *wanted, **lookups):
    """The rows of a queryset or of an Offer that fit."""
    return rows.narrowed(*wanted, **lookups) if isinstance(rows, Offer) else rows.filter(*wanted, **lookups)


def named(rows, column, value):
    """The row of a queryset or of an Offer with this value in a unique column; None where there is none."""
    return rows.named(column, value) if isinstance(rows, Offer) else rows.filter(**{column: value}).first()


def first_of(queryset):
    return (queryset if queryset.ordered else queryset.order_by("pk"))[:1]
