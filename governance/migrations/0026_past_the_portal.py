"""What somebody does past the portal leaves a trace where it left none, or is refused."""

from django.db import migrations, models

import governance.kernel.clock.clock

# Nobody removes or changes what somebody signed for, unless a trigger is switched off, which is told.
RECORDS = """
CREATE TRIGGER guard_record_stays BEFORE UPDATE OR DELETE ON governance_guardrecord
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER guard_record_no_truncate BEFORE TRUNCATE ON governance_guardrecord
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
NO_RECORDS = """
DROP TRIGGER guard_record_no_truncate ON governance_guardrecord;
DROP TRIGGER guard_record_stays ON governance_guardrecord;
"""
# A session that ended stays ended: its key is kept for eight days, longer than any session lasts, whoever removed its row.
# The row of a running one keeps its key and its account, so that whoever ends it finds it.
SESSIONS = """
CREATE FUNCTION keep_ended_session() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO governance_endedsession (session_key) SELECT session_key FROM gone ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER session_end_is_kept AFTER DELETE ON governance_session REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION keep_ended_session();
CREATE FUNCTION session_keeps_key() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '登录会话的标识和账号不能改写' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER session_keeps_key BEFORE UPDATE ON governance_session FOR EACH ROW WHEN (
    OLD.session_key <> NEW.session_key OR OLD.user_id IS NOT NULL AND OLD.user_id IS DISTINCT FROM NEW.user_id
) EXECUTE FUNCTION session_keeps_key();
CREATE FUNCTION session_stays_ended() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN -- a younger one stays, whoever asks
        RETURN CASE WHEN OLD.ended_at < now() - interval '8 days' THEN OLD END;
    END IF;
    RAISE EXCEPTION '已结束的登录不能改写' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER session_stays_ended BEFORE UPDATE OR DELETE ON governance_endedsession
    FOR EACH ROW EXECUTE FUNCTION session_stays_ended();
CREATE FUNCTION sessions_end_one_by_one() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '登录会话和已结束的登录不能整表清空' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER session_no_truncate BEFORE TRUNCATE ON governance_session
    FOR EACH STATEMENT EXECUTE FUNCTION sessions_end_one_by_one();
CREATE TRIGGER ended_session_no_truncate BEFORE TRUNCATE ON governance_endedsession
    FOR EACH STATEMENT EXECUTE FUNCTION sessions_end_one_by_one();
"""
NO_SESSIONS = """
DROP TRIGGER ended_session_no_truncate ON governance_endedsession;
DROP TRIGGER session_no_truncate ON governance_session;
DROP FUNCTION sessions_end_one_by_one();
DROP TRIGGER session_stays_ended ON governance_endedsession;
DROP FUNCTION session_stays_ended();
DROP TRIGGER session_keeps_key ON governance_session;
DROP FUNCTION session_keeps_key();
DROP TRIGGER session_end_is_kept ON governance_session;
DROP FUNCTION keep_ended_session();
"""
# What triggers write has its moment from the database.
PUT_IN = """
ALTER TABLE governance_chainnote ALTER noted_at SET DEFAULT now();
ALTER TABLE governance_endedsession ALTER ended_at SET DEFAULT now();
"""
NOT_PUT_IN = """
ALTER TABLE governance_endedsession ALTER ended_at DROP DEFAULT;
ALTER TABLE governance_chainnote ALTER noted_at DROP DEFAULT;
"""
# Counts of tries are living rows from now on: those that are there are noted once.
LIVING = """
CREATE TRIGGER notes_change AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION note_change('{pk}');
INSERT INTO governance_chainnote ("table", "row", was, becomes)
SELECT '{table}', {pk}::text, '', row_digest(to_jsonb(t)) FROM {table} t;
"""
COUNTS = {"axes_accessattempt": "id", "governance_limit": "key"}
# Only the owner of the tables, in whose name this runs, tells the watch of removals, and of these tables only.
TELL = """
CREATE OR REPLACE FUNCTION tell_removal() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    teller text := 'portal_watch.note_removal(text, bigint)';
    removed bigint;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' OR to_regprocedure(teller) IS NULL THEN
        RETURN NULL;
    ELSIF NOT has_function_privilege(teller, 'EXECUTE') THEN -- `verify` says so
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
REVOKE EXECUTE ON FUNCTION tell_removal() FROM PUBLIC;
"""
TELL_AS_BEFORE = """
CREATE OR REPLACE FUNCTION tell_removal() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
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
GRANT EXECUTE ON FUNCTION tell_removal() TO PUBLIC;
"""
# Bodies in standard SQL are bound to functions and operators when they are made, whatever path a session sets later.
# A path of their own would cost each note and each search a call: with one the server does not put them in place.
BOUND = r"""
CREATE OR REPLACE FUNCTION row_digest(content jsonb) RETURNS text LANGUAGE sql IMMUTABLE
RETURN pg_catalog.left(pg_catalog.encode(pg_catalog.sha256(
    pg_catalog.convert_to(content::pg_catalog.text, 'UTF8')), 'hex'), 32);
CREATE OR REPLACE FUNCTION bigrams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN pg_catalog.string_to_array(pg_catalog.regexp_replace(words, '(..)', E'\\1\x01', 'g'), E'\x01')
    OPERATOR(pg_catalog.||)
    pg_catalog.string_to_array(
        pg_catalog.regexp_replace(pg_catalog.substr(words, 2), '(..)', E'\\1\x01', 'g'), E'\x01');
"""
LOOSE = r"""
CREATE OR REPLACE FUNCTION row_digest(content jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT left(encode(sha256(convert_to(content::text, 'UTF8')), 'hex'), 32) $$;
CREATE OR REPLACE FUNCTION bigrams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_to_array(regexp_replace(words, '(..)', E'\\1\x01', 'g'), E'\x01')
        || string_to_array(regexp_replace(substr(words, 2), '(..)', E'\\1\x01', 'g'), E'\x01')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0025_matter_checks"), ("axes", "0010_accessattemptexpiration")]
    operations = [
        migrations.RunSQL(RECORDS, NO_RECORDS),
        migrations.CreateModel(
            name="EndedSession",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("ended_at", models.DateTimeField(db_index=True, default=governance.kernel.clock.clock.now)),
            ],
        ),
        migrations.RunSQL(SESSIONS, NO_SESSIONS),
        migrations.AddField("chainnote", "noted_at", models.DateTimeField(default=governance.kernel.clock.clock.now)),
        migrations.RunSQL(PUT_IN, NOT_PUT_IN),
        *(
            migrations.RunSQL(LIVING.format(table=table, pk=pk), f"DROP TRIGGER notes_change ON {table}")
            for table, pk in COUNTS.items()
        ),
        migrations.RunSQL(TELL, TELL_AS_BEFORE),
        migrations.RunSQL(BOUND, LOOSE),
    ]
