"""Somebody who knows the password of the running portal's database role and writes SQL past the portal.

with intruder() as write:
    write("UPDATE governance_motion SET yes = 30")      # one transaction of its own, compared as at its end
"""

import uuid
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from governance.kernel.upkeep import privileges


@contextmanager
def intruder():
    """write(*statements) runs them in one transaction with the rights of a running portal; triggers are on."""
    role = f"intruder_{uuid.uuid4().hex[:8]}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE ROLE "{role}"')
        privileges.grant_rights(role)

    def write(*statements):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'SET LOCAL ROLE "{role}"')
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("RESET ROLE")

    yield write
    with connection.cursor() as cursor:
        cursor.execute(f'DROP OWNED BY "{role}"; DROP ROLE "{role}"')


def refused(words, *statements):
    """What an intruder writes comes to nothing, with these words."""
    with intruder() as write, pytest.raises(IntegrityError, match=words):
        write(*statements)
