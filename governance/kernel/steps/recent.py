"""What a person chose lately, which stands first where the same kind of row is chosen again."""

from governance.kernel.models.offer import narrowed
from governance.kernel.models.pages import RecentChoice
from governance.kernel.models.prepared import Prepared

from . import chooser

MARK = "_chosen"  # names, beside a field that is found by a word, the field whose choice is remembered
MOST = 5
kept_keys = Prepared(lambda user: RecentChoice.objects.filter(user=user).values_list("kind", "keys"))


def kind_of(field):
    """What is chosen by the field: one kind of row, whichever form asks for it; "" where it is no row."""
    rows = chooser.offered_rows(field)
    rows = rows if rows is not None else getattr(field, "queryset", None)
    return "" if rows is None else rows.model._meta.label_lower


def options(bound):
    """The options chosen lately that the field still offers its form's user, the newest first."""
    field, form = bound.field, bound.form
    if not hasattr(form, "chosen_lately"):  # read once for all fields
        form.chosen_lately = dict(kept_keys(form.user.pk))
    kept = form.chosen_lately.get(kind_of(field))
    if not kept:
        return []
    rows = chooser.offered_rows(field)
    rows = {row.pk: row for row in narrowed(rows if rows is not None else field.queryset, pk__in=kept)}
    return [chooser.option_of(field, rows[key]) for key in kept if key in rows]


def remember(user, form, names):
    """Keep what was chosen in the fields of these names by a form whose step was taken."""
    for name in names:
        row = form.cleaned_data.get(name)
        if name in form.fields and getattr(row, "pk", None) and (kind := kind_of(form.fields[name])):
            kept = RecentChoice.objects.filter(user=user, kind=kind).first() or RecentChoice(user=user, kind=kind)
            kept.keys = [row.pk, *(key for key in kept.keys if key != row.pk)][:MOST]
            kept.save()
