"""Events are never changed or removed, whoever asks; rows of the record and changed rows wait for a block.

A transaction that records events marks where they begin, for those who follow.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '办理记录只能追加，不能修改或删除' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON governance_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON governance_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER block_append_only BEFORE UPDATE OR DELETE ON governance_chainblock
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER block_no_truncate BEFORE TRUNCATE ON governance_chainblock
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
BACK = """
DROP TRIGGER block_no_truncate ON governance_chainblock;
DROP TRIGGER block_append_only ON governance_chainblock;
DROP TRIGGER event_append_only ON governance_event;
DROP TRIGGER event_no_truncate ON governance_event;
DROP FUNCTION refuse_change();
"""
# The digest of a row's content, which a note carries to its block; the block signs it with a key of its own.
ROW_DIGEST = """
CREATE FUNCTION row_digest(content jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT left(encode(sha256(convert_to(content::text, 'UTF8')), 'hex'), 32) $$;
"""
AWAIT_BLOCK = """
CREATE FUNCTION await_block() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    without text[] := coalesce(TG_ARGV, '{}');
BEGIN
    INSERT INTO governance_chainpending ("table", "row", noted_at, was, becomes)
    SELECT TG_TABLE_NAME, id, now(), '', row_digest(to_jsonb(added) - without) FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER awaits_block AFTER INSERT ON governance_event REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION await_block();
CREATE TRIGGER awaits_block AFTER INSERT ON axes_accesslog REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION await_block('logout_time');
CREATE TRIGGER awaits_block AFTER INSERT ON axes_accessfailurelog REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION await_block();
"""
NO_BLOCK = """
DROP TRIGGER awaits_block ON axes_accessfailurelog;
DROP TRIGGER awaits_block ON axes_accesslog;
DROP TRIGGER awaits_block ON governance_event;
DROP FUNCTION await_block();
"""
# Whoever follows the events must not pass a number that a running transaction still holds back: before its first
# event a transaction marks, for as long as it runs, the newest number that there is (see `EventQuerySet.settled`).
MARK_FEED = """
CREATE FUNCTION mark_feed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('portal.feed_mark', true), '') = '' THEN
        PERFORM pg_advisory_xact_lock_shared((20565::bigint << 48) + coalesce(max(id), 0)) FROM governance_event;
        PERFORM set_config('portal.feed_mark', 'held', true);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER marks_feed BEFORE INSERT ON governance_event
    FOR EACH STATEMENT EXECUTE FUNCTION mark_feed();
"""
NO_MARK = """
DROP TRIGGER marks_feed ON governance_event;
DROP FUNCTION mark_feed();
"""
# What a row was and what it becomes binds each write to the one before it: a row that was changed in between without
# a note, or whose note was removed, is not what the next note says it was.
NOTE_CHANGE = """
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb;
    after jsonb;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        before := to_jsonb(OLD);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        after := to_jsonb(NEW);
    END IF;
    INSERT INTO governance_chainnote ("table", "row", was, becomes) VALUES (
        TG_TABLE_NAME, coalesce(after, before) ->> TG_ARGV[0],
        coalesce(row_digest(before), ''), coalesce(row_digest(after), '')
    );
    RETURN NULL;
END $$;
"""
# Who wrote is told by the server: what a statement names in these columns does not count.
SIGN_NOTE = """
CREATE FUNCTION sign_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    token text := coalesce(current_setting('portal.token', true), '');
BEGIN
    NEW.writer := session_user;
    NEW.process := pg_backend_pid();
    NEW.nonce := coalesce(current_setting('portal.nonce', true), '');
    NEW.xact := pg_current_xact_id()::text::bigint;
    NEW.mac := encode(sha256(convert_to(
        concat_ws(' ', token, NEW."table", NEW."row", NEW.xact, NEW.was, NEW.becomes, token), 'UTF8')), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER signs_note BEFORE INSERT OR UPDATE ON governance_chainnote
    FOR EACH ROW EXECUTE FUNCTION sign_note();
CREATE TRIGGER signs_note BEFORE INSERT OR UPDATE ON governance_chainpending
    FOR EACH ROW EXECUTE FUNCTION sign_note();
"""
NO_SIGN = """
DROP TRIGGER signs_note ON governance_chainpending;
DROP TRIGGER signs_note ON governance_chainnote;
DROP FUNCTION sign_note();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_tables"), ("axes", "0010_accessattemptexpiration")]
    operations = [
        migrations.RunSQL(REFUSE, BACK),
        migrations.RunSQL(ROW_DIGEST, "DROP FUNCTION row_digest(jsonb)"),
        migrations.RunSQL(AWAIT_BLOCK, NO_BLOCK),
        migrations.RunSQL(MARK_FEED, NO_MARK),
        migrations.RunSQL(NOTE_CHANGE, "DROP FUNCTION note_change()"),
        migrations.RunSQL(SIGN_NOTE, NO_SIGN),
    ]
