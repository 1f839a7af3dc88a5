"""Every command that changes a table, function or trigger is written down by the database itself, whoever gives it.

The rows lie in a schema of the server's superuser, so the owner of the portal's
tables can neither change them nor keep a command from being written; `manage.py
verify` names every command since the guards were signed last.  Only a superuser
can make an event trigger: the embedded server has it, for a server of your own
its administrator runs it once, in the portal's database:

    python -m governance.kernel.upkeep.watch | psql --dbname portal
"""

from contextlib import closing

from django.db import connection

SCHEMA = "portal_watch"
TABLE = f"{SCHEMA}.command"
REMOVAL = f"{SCHEMA}.removal"
STATE = "password or rights of"
NOT_WATCHED = (
    "the database does not write down commands that change its guards, or who removes notes of rows: what is put in and"
    " taken away between two runs, or within a minute, stays unseen; as its superuser run once:"
    " python -m governance.kernel.upkeep.watch | psql --dbname …"
)
OF_BEFORE = (
    "what writes down commands and removed notes is that of an older version, which tells sessions by numbers that come"
    " again or lets everybody write: as its superuser run: python -m governance.kernel.upkeep.watch | psql --dbname …,"
    " and then sign_guards"
)
NOT_TOLD = (
    "the owner of the tables may not tell the database who removes notes of rows: as its superuser run:"
    " python -m governance.kernel.upkeep.watch | psql --dbname …, and then sign_guards"
)
TELLER = f"{SCHEMA}.note_removal(text, bigint)"
NOTED = "'governance_chainnote', 'governance_chainpending'"
REMOVALS_KEPT = 100_000  # one or two a minute in which something is written
# The session as the server knows it: its process, whose number comes again, and the microsecond in which it began.
# Never the number alone, also where a role may not see the beginning, as one that was set within the session.
SESSION = """pg_catalog.concat(pg_catalog.pg_backend_pid(), ' ', coalesce((
    SELECT pg_catalog.to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
    FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid())), '?'))"""
TRIGGERS = ("watches_commands", "watches_drops")
# Numbers have no gaps.  The table is locked, which nobody else may do: an advisory lock is anybody's to hold.
NOTE_COMMAND = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.note_command() RETURNS event_trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    named text;
BEGIN
    IF tg_tag IN ('GRANT', 'REVOKE') THEN -- the server does not say on what
        named := left(regexp_replace(current_query(), '\\s+', ' ', 'g'), 300);
    ELSIF tg_event = 'sql_drop' THEN
        SELECT string_agg(object_type || ' ' || object_identity, ', ') INTO named
        FROM pg_event_trigger_dropped_objects() WHERE original AND NOT is_temporary;
    ELSE -- a session's own tables are its own affair, unless they stand below one of ours or do something
        SELECT string_agg(object_type || ' ' || object_identity, ', ') INTO named
        FROM pg_event_trigger_ddl_commands()
        WHERE schema_name IS DISTINCT FROM 'pg_temp' OR object_type IN ('function', 'procedure', 'trigger', 'rule')
            OR EXISTS (SELECT FROM pg_inherits WHERE inhrelid = objid);
    END IF;
    IF named IS NOT NULL THEN
        LOCK TABLE {SCHEMA}.command IN EXCLUSIVE MODE;
        INSERT INTO {SCHEMA}.command
        SELECT coalesce(max(number), 0) + 1, clock_timestamp(), session_user, tg_tag, named FROM {SCHEMA}.command;
    END IF;
END $$;
"""
COMMANDS = f"""
CREATE SCHEMA {SCHEMA};
CREATE TABLE {SCHEMA}.command (
    number bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    role text NOT NULL,
    tag text NOT NULL,
    objects text NOT NULL
);
{NOTE_COMMAND}-- The state of each role, its password included, as the number of the transaction that changed it last.
CREATE FUNCTION {SCHEMA}.roles() RETURNS TABLE (role text, state text) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT rolname::text, xmin::text FROM pg_authid WHERE rolname !~ '^pg_'
$$;
GRANT USAGE ON SCHEMA {SCHEMA} TO PUBLIC;
GRANT SELECT ON {SCHEMA}.command TO PUBLIC;
"""
# Who took notes of rows away, as the server knows the session, with the mark of the portal's own: see `removals`.
# Only the owner of the tables may tell it, in whose name the trigger of the notes runs.
# A watch of before kept the number of the process only.
NOTE_REMOVAL = f"""
ALTER TABLE {SCHEMA}.removal ALTER process TYPE text;
CREATE OR REPLACE FUNCTION {SCHEMA}.note_removal(source text, notes bigint) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    token text := coalesce(current_setting('portal.token', true), '');
    xact bigint := pg_current_xact_id()::text::bigint;
    following bigint;
BEGIN
    IF source IS NULL OR source NOT IN ({NOTED}) OR notes IS NULL OR notes < 1 THEN
        RAISE EXCEPTION 'no removal of notes: % of %', notes, source USING ERRCODE = 'invalid_parameter_value';
    END IF;
    LOCK TABLE {SCHEMA}.removal IN EXCLUSIVE MODE;
    SELECT coalesce(max(number), 0) + 1 INTO following FROM {SCHEMA}.removal;
    INSERT INTO {SCHEMA}.removal VALUES (
        following, clock_timestamp(), source, notes, session_user, {SESSION}, xact,
        coalesce(current_setting('portal.nonce', true), ''),
        encode(sha256(convert_to(concat_ws(' ', token, source, xact, notes, token), 'UTF8')), 'hex')
    );
    DELETE FROM {SCHEMA}.removal WHERE number <= following - {REMOVALS_KEPT};
END $$;
REVOKE EXECUTE ON FUNCTION {TELLER} FROM PUBLIC;
DO $$
DECLARE
    keeper name := coalesce(
        (SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'governance_chainnote'),
        (SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()));
BEGIN
    EXECUTE format('GRANT EXECUTE ON FUNCTION {TELLER} TO %I', keeper);
END $$;
"""
REMOVALS = f"""
CREATE TABLE {SCHEMA}.removal (
    number bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    source text NOT NULL,
    notes bigint NOT NULL,
    writer text NOT NULL,
    process text NOT NULL,
    xact bigint NOT NULL,
    nonce text NOT NULL,
    mac text NOT NULL
);
{NOTE_REMOVAL}GRANT SELECT ON {SCHEMA}.removal TO PUBLIC;
"""
EVENT_TRIGGERS = f"""
CREATE EVENT TRIGGER {TRIGGERS[0]} ON ddl_command_end EXECUTE FUNCTION {SCHEMA}.note_command();
CREATE EVENT TRIGGER {TRIGGERS[1]} ON sql_drop EXECUTE FUNCTION {SCHEMA}.note_command();
"""
PUT_IN = COMMANDS + REMOVALS + EVENT_TRIGGERS


def put_in(line):
    """Over a superuser's connection, which is closed: let the database write down its commands from now on.

    Safe to repeat, as the printed text is; one of before gets what it lacks.
    """
    with closing(line), line, line.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL, to_regclass(%s) IS NULL", [TABLE, REMOVAL])
        lacks_commands, lacks_removals = cursor.fetchone()
        if lacks_commands:
            cursor.execute(PUT_IN)
        elif lacks_removals:
            cursor.execute(REMOVALS)
        elif not is_of_now(cursor):
            cursor.execute(NOTE_COMMAND + NOTE_REMOVAL)


def is_of_now(cursor):
    """Whether removals are kept with the whole session, and not everybody may write them, as in watches of before."""
    cursor.execute(
        "SELECT atttypid = 'text'::regtype AND NOT has_function_privilege('public', %s, 'EXECUTE')"
        " FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'process'",
        [TELLER, REMOVAL],
    )
    return cursor.fetchone()[0]


def is_told(cursor):
    """Whether the owner of the notes may tell the watch who removes them."""
    cursor.execute(
        "SELECT has_function_privilege(relowner, %s, 'EXECUTE') FROM pg_class"
        " WHERE oid = 'public.governance_chainnote'::regclass",
        [TELLER],
    )
    return cursor.fetchone()[0]


# ------------------------------------------------------------ what was written down
def is_watched(table=TABLE):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
        return cursor.fetchone()[0]


def newest(table):
    """The highest number in a table of the watch; 0 where nothing was written down."""
    if not is_watched(table):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(number), 0) FROM {table}")
        return cursor.fetchone()[0]


def last_command():
    """The number of the newest command; 0 where none was written down."""
    return newest(TABLE)


def roles():
    """[(name of a role's password and rights, their state)]; only where the database writes down its commands."""
    if not is_watched():
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT '{STATE} ' || role, state FROM {SCHEMA}.roles()")
        return cursor.fetchall()


def faults(signed):
    """Sentences: commands that were given since the guards were signed, when `signed` was the newest.

    A trigger that was put in and dropped again between two runs is among them.
    """
    if not is_watched():
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT number, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), role, tag, objects FROM {TABLE}"
            " WHERE number > %s ORDER BY number",
            [signed],
        )
        rows = cursor.fetchall()
        cursor.execute(f"SELECT count(*), coalesce(max(number), 0) FROM {TABLE}")
        count, newest = cursor.fetchone()
    found = [f"the role {role} gave the command {tag} at {at} UTC: {objects}" for _, at, role, tag, objects in rows]
    if count != newest or newest < signed:
        found.insert(0, f"of the commands written down {max(newest, signed) - count} were removed")
    return found


if __name__ == "__main__":
    print(PUT_IN)
