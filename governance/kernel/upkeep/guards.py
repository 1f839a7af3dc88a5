"""The guards of the database (functions, triggers, constraints, mighty roles) are what the migrations made.

Migrating writes down a digest of each, signed with a key that the database does
not hold; `faults` names what was emptied, dropped, added or switched off since.
"""

import hashlib
import json

from django.db import connection

from governance.kernel.models.chain import GuardRecord

from . import chain
from .crypto import derive, key_id, secrets

DEFINITIONS = """
SELECT 'function ' || p.oid::regprocedure, pg_get_functiondef(p.oid) FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.prokind IN ('f', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'trigger ' || tgname || ' on ' || tgrelid::regclass, pg_get_triggerdef(oid) || tgenabled::text
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'checks of keys on ' || tgrelid::regclass, tgenabled::text
FROM pg_trigger WHERE tgisinternal AND tgenabled <> 'O'
UNION ALL
SELECT 'event trigger ' || evtname, evtfoid::regprocedure::text || evtenabled::text FROM pg_event_trigger
UNION ALL
SELECT 'constraint ' || conname || ' on ' || conrelid::regclass, pg_get_constraintdef(oid) || convalidated::text
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND contype <> 'n'
UNION ALL
SELECT 'unique index ' || indexrelid::regclass, pg_get_indexdef(indexrelid) || indisvalid::text
FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
WHERE indisunique AND relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'rule ' || rulename || ' on ' || tablename, definition FROM pg_rules WHERE schemaname = 'public'
UNION ALL
SELECT 'policy ' || policyname || ' on ' || tablename, concat(cmd, roles, qual, with_check) FROM pg_policies
UNION ALL
SELECT 'owner of ' || tablename, tableowner FROM pg_tables WHERE schemaname = 'public'
UNION ALL
SELECT 'role ' || rolname || ' with high rights', concat(rolsuper, rolcreaterole, rolbypassrls, rolreplication)
FROM pg_roles WHERE (rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication) AND rolname !~ '^pg_'
UNION ALL
SELECT 'membership of ' || member::regrole || ' in ' || roleid::regrole, '' FROM pg_auth_members
WHERE member::regrole::text !~ '^pg_'
UNION ALL
SELECT 'settings of ' || coalesce(nullif(setrole, 0)::regrole::text, 'the database'), setconfig::text
FROM pg_db_role_setting LEFT JOIN pg_database ON pg_database.oid = setdatabase
WHERE setdatabase = 0 OR datname = current_database()
"""


def definitions():
    """{name of a guard: short digest of its definition}"""
    with connection.cursor() as cursor:
        cursor.execute(DEFINITIONS)
        return {name: hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in cursor.fetchall()}


def keys():
    return {key_id(key): key for key in (derive(secret, "guards") for secret in secrets())}


def keep():
    """As the owner: sign what guards the tables now."""
    name, key = next(iter(keys().items()))
    content = json.dumps(definitions(), ensure_ascii=False, sort_keys=True)
    return GuardRecord.objects.create(key=name, content=content, digest=chain.signature(key, content))


def faults():
    """Sentences: guards that are not as they were when the tables were made."""
    record, known = GuardRecord.objects.order_by("-pk").first(), keys()
    if record is None:
        return ["it was never written down what guards the tables, or the record of it is gone"]
    if record.key not in known:
        return [f"no key {record.key} among FIELD_KEY and SECRET_KEY proves the record of the guards"]
    if chain.signature(known[record.key], record.content) != record.digest:
        return ["the record of the guards was changed: its content is not what was signed"]
    kept, now = json.loads(record.content), definitions()
    return [
        *(f"{name} is gone" for name in sorted(kept.keys() - now.keys())),
        *(f"{name} is new" for name in sorted(now.keys() - kept.keys())),
        *(f"{name} was changed" for name in sorted(kept.keys() & now.keys()) if kept[name] != now[name]),
    ]
