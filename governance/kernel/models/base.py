"""What every business row carries."""

from functools import cache

from django.conf import settings
from django.db import models

from governance.kernel.clock import clock

from .addresses import Addressed
from .making import new_row
from .sealed import PersonalName


@cache
def labels_of(field):
    """{value: its words} of a column with choices."""
    return {value: str(label) for value, label in field.flatchoices}


class Versioned(models.Model):
    """A row that counts its changes: a form that was opened on an older version is refused, see `steps.stale`.

    Every row that a workflow leads is one (`tests/kernel/test_stale_steps.py`).
    A save of some columns only is beside the steps (a counter, a day moved by
    the calendar) and counts where it names `version`.
    """

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None or "version" in update_fields:
            self.version += 1
        super().save(*args, update_fields=update_fields, **kwargs)

    @classmethod
    def from_db(cls, db, field_names, values):
        """As Django's, without going through the default of each column: a list of 50 rows makes hundreds of them."""
        return new_row(cls, db, field_names, values)

    def _get_FIELD_display(self, field):
        """As Django's, which makes a new dictionary of all choices for each call."""
        value = getattr(self, field.attname)
        return labels_of(field).get(value, value)


class Stamped(Addressed, Versioned):
    """A row that remembers who made it, when it changed, and how often."""

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField("创建时间", default=clock.now, editable=False)
    updated_at = models.DateTimeField("更新时间", default=clock.now, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.updated_at = clock.now()
        super().save(*args, **kwargs)

    def clean_fields(self, exclude=None):
        """As Django's, without a query for related rows that were read or saved already."""
        super().clean_fields(exclude={*(exclude or ()), *self.related_rows()})

    def related_rows(self):
        """Names of the relations whose row is loaded and saved."""
        cached = self._state.fields_cache
        return [name for name, row in cached.items() if row is not None and not row._state.adding]


class OnBehalf(models.Model):
    """A record that one person entered on behalf of another (代录), with the paper as proof."""

    entered_for = PersonalName("代谁反映（陈述人）", max_length=40, blank=True)
    entered_for_note = models.CharField("代录依据", max_length=120, blank=True)

    class Meta:
        abstract = True

    @property
    def entered_for_masked(self):
        return PersonalName.shown(self.entered_for)
