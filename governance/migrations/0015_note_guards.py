"""Whoever removes or changes a note before a block has taken it is told to the watch, which the owner cannot touch."""

from django.db import migrations

# Where the database's superuser has put in no watch, nothing is told: see `governance/kernel/upkeep/watch.py`.
TELL = """
CREATE FUNCTION tell_removal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    removed bigint;
BEGIN
    IF to_regprocedure('portal_watch.note_removal(text, bigint)') IS NULL THEN
        RETURN NULL;
    ELSIF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('SELECT count(*) FROM %s', TG_RELID::regclass) INTO removed;
    ELSE
        SELECT count(*) INTO removed FROM gone;
    END IF;
    IF removed > 0 THEN
        PERFORM portal_watch.note_removal(TG_TABLE_NAME, removed);
    END IF;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER tells_removal AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION tell_removal();
CREATE TRIGGER tells_change AFTER UPDATE ON {table} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION tell_removal();
CREATE TRIGGER tells_emptying BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION tell_removal();
"""
BACK = """
DROP TRIGGER tells_emptying ON {table};
DROP TRIGGER tells_change ON {table};
DROP TRIGGER tells_removal ON {table};
"""
TABLES = ("governance_chainnote", "governance_chainpending")


class Migration(migrations.Migration):
    dependencies = [("governance", "0014_roll_is_told")]
    operations = [
        migrations.RunSQL(TELL, "DROP FUNCTION tell_removal()"),
        *(migrations.RunSQL(TRIGGERS.format(table=table), BACK.format(table=table)) for table in TABLES),
    ]
