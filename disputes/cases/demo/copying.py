"""Rows in by COPY: several times as fast as INSERT for the many rows of a demo; triggers and constraints hold."""

import io
import json
from datetime import datetime
from operator import attrgetter

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from governance.kernel.models.sealed import give_keys
from governance.kernel.pages.search import Searchable, prepare_texts
from governance.kernel.upkeep.crypto import EncryptedTextField

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"


def copy_in(model, rows):
    """Write unsaved rows, give them their keys and search texts, and return them."""
    rows = give_keys(rows)
    if issubclass(model, Searchable):
        prepare_texts(rows)
    fields = model._meta.concrete_fields
    with connection.cursor() as cursor:
        for row in rows:
            row._state.adding = False
        writers = [writer(field) for field in fields]
        lines = io.StringIO("\n".join("\t".join([write(row) for write in writers]) for row in rows))
        columns = ", ".join(f'"{field.column}"' for field in fields)
        cursor.copy_expert(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN', lines)
    return rows


def writer(field):
    """fn(row) -> the field's value as COPY reads it."""
    get = attrgetter(field.attname)
    if isinstance(field, EncryptedTextField):
        return field.sealed  # base64 needs no escapes
    if isinstance(field, models.JSONField):
        return lambda row: json.dumps(get(row), ensure_ascii=False).translate(ESCAPES)
    if isinstance(field, ArrayField):
        return lambda row: "{" + ",".join(map(str, get(row))) + "}"
    return lambda row: text(get(row))


def text(value):
    if value is None:
        return NULL
    if isinstance(value, str):
        return value.translate(ESCAPES) if not value.isalnum() else str(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    return value.isoformat() if isinstance(value, datetime) else str(value)
