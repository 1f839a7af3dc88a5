"""Addresses of rows: one naming law, `app:model`, `app:model_step`, `app:model_new`, `app:models` for the list.

`kernel.pages.routes` makes the patterns that carry these names.  An address
that a row keeps is an `AddressField`: it leads nowhere outside the portal.
"""

import re
from functools import cache

from django.db import models
from django.urls import reverse

INNER = r"^(/([^/\\[:cntrl:][:space:]].*)?)?$"  # as PostgreSQL reads it: nothing, or a path of the portal
PLACE = 1234567890  # in place of a row's key in an address that is resolved once


@cache
def snake(name):
    """ "MicroProject" -> "micro_project"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def plural(name):
    """ "demand_category" -> "demand_categories"."""
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


@cache
def name_of(model):
    """The name of a row's page: "projects:micro_project"."""
    return f"{model._meta.app_label}:{snake(model.__name__)}"


@cache
def halves(name, *more):
    """The parts of this name's address before and after the key; `more` follows the key: the name of a step."""
    before, _, after = reverse(name, args=(PLACE, *more)).partition(str(PLACE))
    return before, after


def row_address(model, pk, part=""):
    """The address of a row's page, or of a part of it: a step, a paper."""
    before, after = halves(name_of(model))
    return f"{before}{pk}{after}{part}/" if part and "." not in part else f"{before}{pk}{after}{part}"


@cache
def list_address(model):
    """The address of the list of a model's rows."""
    app, name = name_of(model).split(":")
    return reverse(f"{app}:{plural(name)}")


@cache
def new_address(model, step=""):
    """The address of the form that makes a new row; `step` names a creating step other than the first."""
    return reverse(f"{name_of(model)}_{step or 'new'}")


@cache
def resolve(target):
    """An address given by its name ("projects:visits") or written out ("/")."""
    return target if target.startswith("/") else reverse(target)


def inner(address):
    """An address of the portal as it is; "" for one that a browser would take elsewhere: https:…, //host, /\\host."""
    return address if re.fullmatch(r"/([^/\\\x00-\x20\x7f].*)?", address or "", re.DOTALL) else ""


class AddressField(models.CharField):
    """The address of a page of the portal.  The database takes no other, and none that slipped in comes out of it."""

    def db_check(self, connection):
        return f"{connection.ops.quote_name(self.column)} ~ '{INNER}'"

    def from_db_value(self, value, expression, connection):
        return inner(value)


class Addressed:
    """A row that has pages of its own."""

    def get_absolute_url(self):
        return row_address(type(self), self.pk)

    def url(self, part=""):
        """The row's page, or the address of one of its steps or papers: `project.url("approve")`."""
        return row_address(type(self), self.pk, part)
