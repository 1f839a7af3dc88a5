"""The guards of the database (functions, triggers, constraints, columns, rights, roles) are what the migrations made.

A new installation writes down a digest of each, signed with a key that the
database does not hold, with the migrations that were applied and the number of
the newest command that the database wrote down (`watch`); `faults` names what
was emptied, dropped, added or switched off since, and every command since.

Migrations of our own apps that the record does not list sign anew, and only
where nothing differed before them.  Whoever removes a row of `django_migrations`
makes a migration run again, and gets no signature by it.  What differs is signed
by nobody but `sign_guards`, which keeps what it accepted in the signed record (`signed_records`).
"""

import hashlib
import re

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from . import chain, removals, sequences, server, signed_records, watch

# A state is the transaction that wrote a trigger last (xmin): one that was off for a moment differs ever after.
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
SELECT 'state of trigger ' || tgname || ' on ' || tgrelid::regclass, xmin::text FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'checks of keys on ' || tgrelid::regclass, tgenabled::text
FROM pg_trigger WHERE tgisinternal AND tgenabled <> 'O'
UNION ALL
SELECT 'event trigger ' || evtname, concat_ws(' ', evtfoid::regprocedure, evtevent, evtenabled) FROM pg_event_trigger
UNION ALL
SELECT 'state of event trigger ' || evtname, xmin::text FROM pg_event_trigger
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
UNION ALL
SELECT concat_ws(' ', CASE WHEN object LIKE 'what %' THEN 'later' END, 'access of',
        CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, 'to', object),
    string_agg(concat(privilege_type, ' by ', grantor::regrole, CASE WHEN is_grantable THEN ' to pass on' END), ', '
        ORDER BY privilege_type, grantor, is_grantable)
FROM (
    SELECT 'table ' || oid::regclass,
        coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))
    FROM pg_class
    WHERE oid >= 16384 AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND relnamespace::regnamespace::text !~ '^pg_temp'
    UNION ALL
    SELECT 'column ' || attname || ' of ' || attrelid::regclass, attacl FROM pg_attribute
    WHERE attrelid >= 16384 AND attacl IS NOT NULL AND NOT attisdropped
    UNION ALL
    SELECT 'function ' || oid::regprocedure, coalesce(proacl, acldefault('f', proowner)) FROM pg_proc p
    WHERE oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'schema ' || nspname, coalesce(nspacl, acldefault('n', nspowner)) FROM pg_namespace
    WHERE nspname !~ '^pg_(toast|temp)'
    UNION ALL
    SELECT 'the database', coalesce(datacl, acldefault('d', datdba)) FROM pg_database
    WHERE datname = current_database()
    UNION ALL
    SELECT 'large object ' || oid, coalesce(lomacl, acldefault('L', lomowner)) FROM pg_largeobject_metadata
    UNION ALL
    SELECT concat('what ', defaclrole::regrole, ' will make, kind ', defaclobjtype,
        ' in schema ' || nullif(defaclnamespace, 0)::regnamespace), defaclacl FROM pg_default_acl
) AS kept(object, acl), aclexplode(acl) GROUP BY 1
"""
# What a server gives anew when a backup is put in, and what is its own.
OF_THIS_SERVER = ("state of ", f"{watch.STATE} ", "event trigger ", "schema public", f"schema {watch.SCHEMA}")
OF_THIS_SERVER += ("access of ", f"table {watch.SCHEMA}.", f"function {watch.SCHEMA}.")
WRITTEN_ANEW = (
    "constraint ",
    "unique index ",
    "trigger ",
)  # the server writes their casts and brackets otherwise after a restore
CASTS_AND_BRACKETS = re.compile(r"::(?:character varying|[a-z]+)(?:\(\d+\))?(?:\[\])?|[()\s]")


def texts():
    """{name of a guard: its definition}"""
    with server.own_path(), connection.cursor() as cursor:
        cursor.execute(DEFINITIONS)
        return dict(cursor.fetchall() + watch.roles())


def definitions(known):
    """{name of a guard: short digest of its definition}"""
    return {name: hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in known.items()}


def loose(known):
    """The same as they can be compared after a restore."""
    return definitions(
        {
            name: CASTS_AND_BRACKETS.sub("", text) if name.startswith(WRITTEN_ANEW) else text
            for name, text in known.items()
            if not name.startswith(OF_THIS_SERVER)
        }
    )


def migrations():
    """{"app.name" of an applied migration: when it was applied}; nothing before the first."""
    applied = MigrationRecorder(connection).applied_migrations().items()
    return {f"{app}.{name}": kept.applied.isoformat() for (app, name), kept in applied}


def keep(accepted=()):
    """As the owner: sign what guards the tables now, and up to which command that is meant so.

    accepted -- the differences from the record before, which somebody signs for
    """
    known = texts()
    content = {"commands": watch.last_command(), "removals": removals.last()}
    content |= {"migrations": migrations(), "definitions": definitions(known)}
    content["loose"] = {name: of for name, of in loose(known).items() if name.startswith(WRITTEN_ANEW)}
    if accepted:
        content |= {"accepted": list(accepted), "by": chain.by_whom()}
    return signed_records.add(content)


# ------------------------------------------------------------ migrating
BEFORE = {}  # what `look_before` found, for `keep_after` of the same run


def look_before(plan):
    """Before migrating: keep whether nothing differs from what was signed, or nothing was ever installed here."""
    BEFORE.clear()
    if made := ours(plan):
        applied = migrations()
        is_new = not any(name.partition(".")[0] in own_apps() for name in applied)
        BEFORE["may_sign"] = is_new or (
            not differences() and bool(made - signed_records.newest()[0]["migrations"].keys())
        )


def signed_migrations():
    """The migrations that the newest record lists."""
    return signed_records.newest()[0]["migrations"].keys()


def keep_after(plan):
    """After migrating: sign what migrations of our own made, where `look_before` found that they may be signed."""
    if ours(plan) and BEFORE.pop("may_sign", False):
        keep()


def own_apps():
    return {room.label for room in apps.get_app_configs() if hasattr(room, "concepts")}


def ours(plan):
    """The names of our own migrations that a plan applies; one that is taken back changes what was signed."""
    own = own_apps()
    return {f"{each.app_label}.{each.name}" for each, backwards in plan if not backwards and each.app_label in own}


# ------------------------------------------------------------ what is off
def faults():
    """Sentences: guards that are not as they were when the tables were made, and commands that were given since."""
    return [*differences(), *sequences.faults()]


def differences():
    """Sentences: what differs from the newest signed record (definitions, commands, removed notes, migrations),
    and what is off with the records themselves.
    """
    found = signed_records.faults()
    content, _ = signed_records.newest()
    if content is None:
        return found
    since = watch.faults(content["commands"]) + removals.faults(content["removals"])
    return found + since + changes(content, content["definitions"], definitions(texts()))


def restored_differences():
    """The same of a database that was just put in from a backup, without what a server gives anew."""
    found = signed_records.faults()
    content, _ = signed_records.newest()
    if content is None:
        return found
    kept = {name: of for name, of in content["definitions"].items() if not name.startswith(OF_THIS_SERVER)}
    return found + changes(content, kept | content["loose"], loose(texts()))


def changes(content, kept, now):
    """Sentences: how definitions and applied migrations differ from those of a record."""
    ran, applied = content["migrations"], migrations()
    return [
        *(f"{name} is gone" for name in sorted(kept.keys() - now.keys())),
        *(f"{name} is new" for name in sorted(now.keys() - kept.keys())),
        *(f"{name} was changed" for name in sorted(kept.keys() & now.keys()) if kept[name] != now[name]),
        *(f"the migration {name} is no longer listed as applied" for name in sorted(ran.keys() - applied.keys())),
        *(f"the migration {name} was applied unsigned" for name in sorted(applied.keys() - ran.keys())),
        *(
            f"the migration {name} was applied again, at {applied[name]}"
            for name in sorted(ran.keys() & applied.keys())
            if ran[name] != applied[name]
        ),
    ]
