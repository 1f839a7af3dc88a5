"""The settings of the database server that the portal rests on, and the names by which `verify` finds its tables.

One setting can switch off every trigger and foreign key of all sessions, or let
other tables stand before the portal's.  `/readyz` and `verify` look at what is
in force, wherever it was set: for the server, the database, the role.
"""

from contextlib import contextmanager

from django.db import connection

PATH = "pg_catalog, public, pg_temp"  # built-in names first, temporary tables last
# {setting: its right value}; those that a version of the server does not know, or does not show, are left out
RIGHT = {
    "session_replication_role": "origin",
    "event_triggers": "on",
    "row_security": "on",
    "search_path": '"$user", public',
    "default_transaction_read_only": "off",
    "default_transaction_isolation": "read committed",
    "session_preload_libraries": "",
    "local_preload_libraries": "",
    "allow_system_table_mods": "off",
    "ignore_system_indexes": "off",
    "ignore_checksum_failure": "off",
    "zero_damaged_pages": "off",
    "transform_null_equals": "off",
    "standard_conforming_strings": "on",
    "quote_all_identifiers": "off",
    "lo_compat_privileges": "off",
}


@contextmanager
def own_path():
    """In this block names mean the portal's tables and the server's functions, whatever the settings say."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_catalog.current_setting('search_path')")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT pg_catalog.set_config('search_path', %s, false)", [PATH])
    try:
        yield
    finally:
        if connection.connection is not None and connection.is_usable():  # else what was set has gone with it
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_catalog.set_config('search_path', %s, false)", [before])


def wrong_settings():
    """[(setting, its value, its right value)] of the sessions of this role, ours included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting, reset_val FROM pg_catalog.pg_settings WHERE name = ANY(%s) ORDER BY name",
            [list(RIGHT)],
        )
        rows = cursor.fetchall()
    found = []
    for name, setting, ours in rows:
        now = ours if name == "search_path" or setting == RIGHT[name] else setting  # `verify` sets a path of its own
        if now != RIGHT[name]:
            found.append((name, now, RIGHT[name]))
    return found


def faults():
    """Sentences: settings in force that are not those the portal rests on."""
    return [f'the setting {name} is "{now}", must be "{right}"' for name, now, right in wrong_settings()]
