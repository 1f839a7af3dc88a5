"""What the role that runs the portal may do to the tables, which another role owns.

It reads and writes rows.  It cannot change or empty a table or switch a trigger
off, and to tables that are only added to it cannot change or remove a row; the
tallies, which triggers count in the owner's name, it only reads.
Records of sign-ins it may remove, for they are kept for a time only
(`retention.py`); the chain tells whether they went too early.
"""

from django.conf import settings
from django.db import connection, transaction

from governance.kernel.models.chain import ChainBlock, ChainNote, ChainPending, GuardRecord
from governance.kernel.models.events import Event
from governance.kernel.models.figures import Tally

from . import chain

MAINTAIN = 170_000  # the version of PostgreSQL that lets others take statistics of a table
ONE_ROLE = (
    "数据库只用了一个账号（DATABASE_URL），表归它所有，它能关掉触发器改写记录：请另设表的所有者账号"
    " MIGRATE_DATABASE_URL，DATABASE_URL 只用来运行。 The database is used as one role, which owns the tables and can"
    " switch their triggers off: name their owner in MIGRATE_DATABASE_URL, and let DATABASE_URL only run the portal."
)


PATH = "pg_catalog, public, pg_temp"
UNPINNED = """
SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = 'public'::regnamespace
    AND (l.lanname = 'plpgsql' OR (l.lanname = 'sql' AND p.prosqlbody IS NULL))
    AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS setting WHERE setting LIKE 'search_path=%')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
ORDER BY 1
"""
TALLIES = Tally._meta.db_table
# What counts rows into the tallies, and whatever runs in the owner's name: nobody else hangs it on a table of his own.
COUNTING = f"""
SELECT oid::regprocedure::text FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND prorettype = 'trigger'::regtype
    AND prosrc LIKE '%INTO {TALLIES}%' AND NOT prosecdef
"""
RIGHTS = """
SELECT object, grantor, grantee, privilege_type, is_grantable FROM (
    SELECT oid::text, relacl FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat(attrelid, ' ', attnum), attacl FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND attacl IS NOT NULL
    UNION ALL
    SELECT nspname, nspacl FROM pg_namespace WHERE nspname = 'public'
) AS kept(object, acl), aclexplode(acl) ORDER BY 1, 2, 3, 4, 5
"""
OPEN_TO_ALL = """
SELECT oid::regprocedure::text FROM pg_proc p
WHERE pronamespace = 'public'::regnamespace AND prosecdef AND has_function_privilege('public', oid, 'EXECUTE')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def added_only():
    """Tables whose rows are never changed or removed."""
    return [ChainBlock._meta.db_table, *(name for name, table in chain.TABLES.items() if not table.expires)]


def grant_rights(role=None):
    """As the owner: let the role that runs the portal work; nothing where one role does both.  Safe to repeat."""
    role = role or settings.RUNNING_ROLE
    if not role or role == connection.settings_dict["USER"]:
        return
    to = connection.ops.quote_name(role)
    statements = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}",
        f"GRANT USAGE ON SCHEMA public TO {to}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {to}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {to}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations, {GuardRecord._meta.db_table} FROM {to}",
        f"REVOKE UPDATE ON {ChainNote._meta.db_table}, {ChainPending._meta.db_table} FROM {to}",
        f"REVOKE INSERT, UPDATE, DELETE ON {TALLIES} FROM {to}",
        *(f"REVOKE UPDATE, DELETE ON {table} FROM {to}" for table in added_only()),
    ]
    for name, table in chain.TABLES.items():
        if table.expires:
            statements.append(f"REVOKE UPDATE ON {name} FROM {to}")
            statements += [f"GRANT UPDATE ({column}) ON {name} TO {to}" for column in table.without]
    if connection.pg_version >= MAINTAIN:
        statements.append(f"GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {to}")
    with transaction.atomic(), connection.cursor() as cursor:
        before = rights(cursor)
        for statement in statements:
            cursor.execute(statement)
        if rights(cursor) == before:
            transaction.set_rollback(True)  # nothing was to do: the watch need not tell it


def rights(cursor):
    """Who may do what to tables, columns and schema, to be compared."""
    cursor.execute(RIGHTS)
    return cursor.fetchall()


def settle():
    """As the owner, after the tables were made or put back: who may do what to them, and where functions look."""
    grant_rights()
    pin_functions()
    count_as_owner()


def pin_functions():
    """As the owner: what guards and notes rows finds its tables in the portal's schema only.  Safe to repeat.

    PostgreSQL looks for a table among the temporary ones of the session first, unless the path says otherwise: whoever
    made one of the same name would get the notes that a trigger writes, and answer what a guard asks.  A body in
    standard SQL is bound when it is made and needs no path (`row_digest`, `bigrams`: the server puts them in place).
    """
    with connection.cursor() as cursor:
        cursor.execute(UNPINNED)
        functions = [name for (name,) in cursor.fetchall()]
        if functions:
            cursor.execute(";\n".join(f"ALTER FUNCTION {name} SET search_path = {PATH}" for name in functions))


def count_as_owner():
    """As the owner: tallies are written by the triggers that count, in the owner's name, by nobody else.  Repeatable.

    So a figure of a board, which is read from them, cannot be changed and put back by the role that runs the portal.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNTING)
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER FUNCTION {name} SECURITY DEFINER")
        cursor.execute(OPEN_TO_ALL)
        for (name,) in cursor.fetchall():
            cursor.execute(f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC")


def is_owner(cursor):
    """Whether we work as the role that owns the tables."""
    cursor.execute(
        "SELECT tableowner = current_user FROM pg_tables WHERE schemaname = 'public' AND tablename = %s",
        [Event._meta.db_table],
    )
    found = cursor.fetchone()
    return bool(found and found[0])


def warnings():
    """A sentence where one role runs the portal and owns its tables."""
    with connection.cursor() as cursor:
        return [ONE_ROLE] if not settings.RUNNING_ROLE and is_owner(cursor) else []


def faults():
    """Sentences: what the role we work as could do to the record; nothing for the owner of the tables."""
    with connection.cursor() as cursor:
        if is_owner(cursor):
            return []
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        role, is_superuser = cursor.fetchone()
        if is_superuser:
            return [f"the role {role} runs the portal and is a superuser of the database"]
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND (pg_has_role(relowner, 'MEMBER') OR has_table_privilege(oid, 'TRUNCATE, TRIGGER')"
            " OR relname = ANY(%s) AND has_table_privilege(oid, 'UPDATE, DELETE')) ORDER BY relname",
            [[*added_only(), TALLIES]],
        )
        return [f"the role {role} runs the portal and may change the table {table}" for (table,) in cursor.fetchall()]
