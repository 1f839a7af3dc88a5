"""The guards of the database (functions, triggers, constraints, columns, mighty roles) are what the migrations made.

Migrating writes down a digest of each, signed with a key that the database does
not hold; `faults` names what was emptied, dropped, added or switched off since,
and the commands that the database wrote down since (`watch`).
"""

import hashlib
import json

from django.db import connection

from governance.kernel.models.chain import GuardRecord

from . import chain, server, watch
from .crypto import derive, key_id, secrets

# What users made has numbers from 16384 on, in whatever schema it lies; temporary tables are no guards.
DEFINITIONS = """
SELECT 'schema ' || nspname, nspowner::regrole::text FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)'
UNION ALL
SELECT 'function ' || p.oid::regprocedure, concat(pg_get_functiondef(p.oid), proowner::regrole) FROM pg_proc p
WHERE p.oid >= 16384 AND p.prokind IN ('f', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'functions of the server',
    md5(string_agg(concat_ws(' ', oid, prolang, prosrc, probin, proacl), ' ' ORDER BY oid))
FROM pg_proc WHERE oid < 16384
UNION ALL
SELECT 'trigger ' || tgname || ' on ' || tgrelid::regclass, pg_get_triggerdef(oid) || tgenabled::text
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'checks of keys on ' || tgrelid::regclass, tgenabled::text
FROM pg_trigger WHERE tgisinternal AND tgenabled <> 'O'
UNION ALL
SELECT 'event trigger ' || evtname, concat_ws(' ', evtfoid::regprocedure, evtevent, evtenabled) FROM pg_event_trigger
UNION ALL
SELECT 'constraint ' || conname || ' on ' || conrelid::regclass, pg_get_constraintdef(oid) || convalidated::text
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND contype <> 'n'
UNION ALL
SELECT 'unique index ' || indexrelid::regclass, pg_get_indexdef(indexrelid) || indisvalid::text
FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
WHERE indisunique AND relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'column ' || attname || ' of ' || attrelid::regclass, concat_ws(' ', format_type(atttypid, atttypmod),
    attnotnull, attidentity, attgenerated, attcollation, pg_get_expr(adbin, adrelid))
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') AND attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'table ' || oid::regclass, concat_ws(' ', relkind, relpersistence, relrowsecurity, relforcerowsecurity,
    relispartition, relhassubclass, CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END)
FROM pg_class
WHERE oid >= 16384 AND relkind IN ('r', 'p', 'v', 'm', 'f') AND relnamespace::regnamespace::text !~ '^pg_temp'
UNION ALL
SELECT 'sequence ' || seqrelid::regclass,
    concat_ws(' ', seqtypid::regtype, seqstart, seqincrement, seqmax, seqmin, seqcycle)
FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'rule ' || rulename || ' on ' || ev_class::regclass, pg_get_ruledef(oid) || ev_enabled::text
FROM pg_rewrite WHERE oid >= 16384 AND rulename <> '_RETURN'
UNION ALL
SELECT 'policy ' || policyname || ' on ' || tablename, concat(cmd, roles, qual, with_check) FROM pg_policies
UNION ALL
SELECT 'owner of ' || tablename, tableowner FROM pg_tables WHERE schemaname = 'public'
UNION ALL
SELECT 'extension ' || extname, extversion FROM pg_extension
UNION ALL
SELECT 'publication ' || pubname, concat_ws(' ', puballtables, pubinsert, pubupdate, pubdelete, pubtruncate,
    (SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_publication_tables t WHERE t.pubname = p.pubname))
FROM pg_publication p
UNION ALL
SELECT 'operator ' || oid::regoperator, oprcode::text FROM pg_operator o
WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')
UNION ALL
SELECT 'cast from ' || castsource::regtype || ' to ' || casttarget::regtype, concat(castfunc::regprocedure, castcontext)
FROM pg_cast WHERE oid >= 16384
UNION ALL
SELECT 'role ' || rolname || ' with high rights', concat(rolsuper, rolcreaterole, rolbypassrls, rolreplication)
FROM pg_roles WHERE (rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication) AND rolname !~ '^pg_'
UNION ALL
SELECT 'role ' || rolname, concat_ws(' ', rolcanlogin, rolinherit, rolcreatedb, rolconnlimit, rolvaliduntil)
FROM pg_roles WHERE rolname !~ '^pg_'
UNION ALL
SELECT 'membership of ' || member::regrole || ' in ' || roleid::regrole, '' FROM pg_auth_members
WHERE member::regrole::text !~ '^pg_'
UNION ALL
SELECT 'settings of ' || coalesce(nullif(setrole, 0)::regrole::text, 'the database'), setconfig::text
FROM pg_db_role_setting LEFT JOIN pg_database ON pg_database.oid = setdatabase
WHERE setdatabase = 0 OR datname = current_database()
"""
# Sequences that lie below the highest key: the next row would take a number that was given already.
SEQUENCES = """
SELECT pg_get_serial_sequence(quote_ident(table_name), column_name), table_name, column_name
FROM information_schema.columns
WHERE table_schema = 'public' AND (is_identity = 'YES' OR column_default LIKE 'nextval(%')
"""


def definitions():
    """{name of a guard: short digest of its definition}"""
    with server.own_path(), connection.cursor() as cursor:
        cursor.execute(DEFINITIONS)
        rows = cursor.fetchall() + watch.roles()
    return {name: hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in rows}


def keys():
    return {key_id(key): key for key in (derive(secret, "guards") for secret in secrets())}


def keep():
    """As the owner: sign what guards the tables now, and up to which command that is meant so."""
    name, key = next(iter(keys().items()))
    content = {"commands": watch.last_command(), "definitions": definitions()}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return GuardRecord.objects.create(key=name, content=text, digest=chain.signature(key, text))


def faults():
    """Sentences: guards that are not as they were when the tables were made, and commands that were given since."""
    record, known = GuardRecord.objects.order_by("-pk").first(), keys()
    if record is None:
        return ["it was never written down what guards the tables, or the record of it is gone"]
    if record.key not in known:
        return [f"no key {record.key} among FIELD_KEY and SECRET_KEY proves the record of the guards"]
    if chain.signature(known[record.key], record.content) != record.digest:
        return ["the record of the guards was changed: its content is not what was signed"]
    content, now = json.loads(record.content), definitions()
    kept = content["definitions"]
    return [
        *watch.faults(content["commands"]),
        *(f"{name} is gone" for name in sorted(kept.keys() - now.keys())),
        *(f"{name} is new" for name in sorted(now.keys() - kept.keys())),
        *(f"{name} was changed" for name in sorted(kept.keys() & now.keys()) if kept[name] != now[name]),
        *low_sequences(),
    ]


def low_sequences():
    """Sentences: sequences that would give out a number again."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(SEQUENCES)
        for sequence, table, column in cursor.fetchall():
            cursor.execute(f'SELECT last_value, (SELECT max("{column}") FROM "{table}") FROM {sequence}')
            last, highest = cursor.fetchone()
            if highest is not None and last < highest:
                found.append(
                    f"the sequence {sequence} stands at {last}, below the key {highest} that was given already"
                )
    return found
