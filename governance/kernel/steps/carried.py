"""Photographs of another row that go along with a new one: offered as pictures, ticked beforehand.

    photos = CarriedFiles(label="带入走访照片")
    …
    carry_from(self, "photos", [visit], (PHOTO, FACES))

The step gets the Attachments that stay ticked, and keeps them with `files.carry`.
"""

from django import forms

from governance.kernel.models.addresses import halves
from governance.kernel.models.files import Attachment
from governance.kernel.papers import files

from .errors import Refused


class CarriedWidget(forms.SelectMultiple):
    """A tick on each small picture."""

    template_name = "generic/_carried.html"
    use_fieldset = True

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        before, after = halves("file_small")
        for _, options, _ in context["widget"]["optgroups"]:
            for option in options:
                option["small"] = f"{before}{option['value']}{after}"
        return context

    def id_for_label(self, id_, index=None):
        return ""


class CarriedFiles(forms.ModelMultipleChoiceField):
    """Attachments of other rows; nothing is offered until `carry_from` names them."""

    def __init__(self, **options):
        super().__init__(Attachment.objects.none(), **{"required": False, "widget": CarriedWidget, **options})

    def label_from_instance(self, attachment):
        return attachment.caption or attachment.name

    def get_bound_field(self, form, name):
        return BoundCarried(form, self, name)


class BoundCarried(forms.BoundField):
    """No part of the page where nothing is offered."""

    @property
    def is_hidden(self):
        rows = self.field.queryset
        return rows.query.is_empty() or not rows.exists()

    def as_widget(self, widget=None, attrs=None, only_initial=False):
        return "" if self.is_hidden else super().as_widget(widget, attrs, only_initial)


def carry_from(form, name, rows, kinds):
    """Offer the pictures of these rows that the form's user may read, all of them ticked.

    kinds -- FileKinds, of the rows' concept
    """
    names = {kind.name for kind in kinds}
    found = [file.pk for row in rows for file in files.readable(row, form.user)[0] if file.kind in names]
    field = form.fields[name]
    if not found:  # it offers nothing already
        form.initial.setdefault(name, [])
        return
    field.queryset = Attachment.objects.filter(pk__in=found, content_type__startswith="image/").order_by("pk")
    form.initial.setdefault(name, [file.pk for file in field.queryset])


def refuse_strangers(carried, rows, field):
    """Refuse files of rows other than these: file_elsewhere."""
    own = {(row._meta.label_lower, row.pk) for row in rows}
    for file in carried:
        if (file.object_type, file.object_id) not in own:
            raise Refused(f"“{file.name}”不是所选记录的照片，请重新勾选", "file_elsewhere", field=field)
