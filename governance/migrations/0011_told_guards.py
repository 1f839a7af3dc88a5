"""What guards of concepts ask: the day it is, and whether this very transaction told of a change by an event.

Files that were uploaded stay as they are.
"""

from django.db import migrations

# The day by which a guard judges.  A statement may name any moment, so the server's clock bounds it for the role that
# runs the portal: what must not come too early is judged by the earlier of both, what must not come too late by the
# later.  The owner of the tables could switch the guard off, so its word is taken.
TODAY = """
CREATE FUNCTION is_own_word() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT pg_has_role(current_user, c.relowner, 'MEMBER') FROM pg_class c WHERE c.oid = 'governance_event'::regclass
$$;
CREATE FUNCTION day_at_most(claimed timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (CASE WHEN is_own_word() THEN claimed ELSE LEAST(claimed, now()) END AT TIME ZONE 'Asia/Shanghai')::date
$$;
CREATE FUNCTION day_at_least(claimed timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (CASE WHEN is_own_word() THEN claimed ELSE GREATEST(claimed, now()) END AT TIME ZONE 'Asia/Shanghai')::date
$$;
"""
# A row that this transaction can see, and that a transaction not yet ended wrote, is its own; numbers of savepoints
# come after that of the transaction.
TOLD = """
CREATE FUNCTION is_written_now(writer xid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    here bigint := pg_current_xact_id()::text::bigint;
    ahead bigint := (writer::text::bigint - here) & 4294967295;
BEGIN
    RETURN ahead < 2147483648 AND pg_xact_status((here + ahead)::text::xid8) = 'in progress';
END $$;
CREATE FUNCTION is_told(of_type text, of_row bigint, kinds text[], was text, becomes text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM (
            SELECT kind, data, xmin AS writer FROM governance_event
            WHERE object_type = of_type AND object_id = of_row ORDER BY id DESC LIMIT 30
        ) e
        WHERE (kinds IS NULL OR e.kind = ANY (kinds))
          AND (becomes IS NULL OR e.data->>'from' = was AND e.data->>'to' = becomes)
          AND is_written_now(e.writer))
$$;
"""
FILES = """
CREATE FUNCTION refuse_other_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '已上传的材料不能修改或删除' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER attachment_stays BEFORE UPDATE OR DELETE ON governance_attachment
    FOR EACH ROW EXECUTE FUNCTION refuse_other_file();
"""
BACK = """
DROP TRIGGER attachment_stays ON governance_attachment;
DROP FUNCTION refuse_other_file();
DROP FUNCTION is_told(text, bigint, text[], text, text);
DROP FUNCTION is_written_now(xid);
DROP FUNCTION day_at_least(timestamptz);
DROP FUNCTION day_at_most(timestamptz);
DROP FUNCTION is_own_word();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0010_post_guards")]
    operations = [migrations.RunSQL(TODAY + TOLD + FILES, BACK)]
