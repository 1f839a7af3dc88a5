"""Columns about private people: sealed ones, whose rows know their keys before they are written, and bare names."""

from django.db import connection, models

from governance.kernel.upkeep import masks
from governance.kernel.upkeep.crypto import EncryptedTextField


class PersonalName(models.CharField):
    """The name, or the door, of a private person, as somebody gave it: the kernel shows it masked.

    That is on timelines, which keep what they say for ever, and where a page shows the columns of its row.  Whoever
    must know the person reads the value itself, on a page that says so.  In migrations it is a plain CharField.
    """

    def deconstruct(self):
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options

    @staticmethod
    def shown(value):
        return masks.somebody(value)


class SealedRow(models.Model):
    """A row with a column that is sealed for this row alone (`crypto.EncryptedTextField`)."""

    class Meta:
        abstract = True

    def save(self, *args, force_insert=False, **kwargs):
        if self._state.adding and self.pk is None and self.has_sealed_values():
            give_keys([self])
            force_insert = True
        super().save(*args, force_insert=force_insert, **kwargs)

    def has_sealed_values(self):
        fields = (field for field in self._meta.concrete_fields if isinstance(field, EncryptedTextField))
        return any(getattr(self, field.attname) for field in fields)


def give_keys(rows):
    """Give rows of one model that were never saved their keys, before bulk_create or COPY; returns them as a list."""
    rows = list(rows)
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [rows[0]._meta.db_table, len(rows)],
            )
            for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = key
    return rows
