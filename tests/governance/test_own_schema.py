"""What guards and notes rows finds its tables in the portal's own schema, whatever temporary tables a session made."""

import pytest
from django.db import connection

from governance.kernel.upkeep import privileges
from governance.kernel.upkeep.chain import chain_record
from tests.factories.base import make_district, user_with

from .test_laundered import STRANGER, as_owner, found

pytestmark = pytest.mark.django_db
TABLES = """
SELECT format('CREATE TEMPORARY TABLE %I (LIKE public.%I INCLUDING DEFAULTS)', relname, relname)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname LIKE 'governance_chain%'
"""


def test_no_function_looks_for_its_tables_among_temporary_ones():
    with connection.cursor() as cursor:
        cursor.execute(privileges.UNPINNED)
        assert cursor.fetchall() == []
        cursor.execute("CREATE FUNCTION looks_anywhere() RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$")
        privileges.pin_functions()
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'looks_anywhere'")
        assert cursor.fetchone()[0] == ["search_path=pg_catalog, public, pg_temp"]


def test_notes_are_not_diverted_into_a_temporary_table():
    """A row changed and put back, with every note of it caught by a table of the same name, is named all the same."""
    user = user_with("community_secretary", make_district().community)
    chain_record()
    assert found("rows") == []
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [statement for (statement,) in cursor.fetchall()]
    assert len(tables) >= 3
    change = f"UPDATE public.governance_user SET username = '{{}}' WHERE id = {user.pk}"
    role = as_owner(*tables, change.format("other"), change.format(user.username))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_temp.governance_chainnote")
        assert cursor.fetchone() == (0,)
        cursor.execute("DISCARD TEMP")
    assert found("rows") == [f"governance_user {user.pk} {STRANGER} {role}"]
