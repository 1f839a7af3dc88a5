"""An administrator (三员) holds no other post at the same time, whoever gives posts at the same moment."""

from django.db import migrations

# The person is locked first: of two that are given at once the second one sees the first.  The posts are looked up by
# the person alone: in a table without statistics the planner takes an index of the dates and reads all posts for each.
GUARD = """
CREATE FUNCTION guard_administrators() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    administrators text[] := ARRAY['sys_admin', 'sec_admin', 'audit_admin'];
BEGIN
    PERFORM 1 FROM governance_person WHERE id = NEW.person_id FOR NO KEY UPDATE;
    IF EXISTS (
        WITH theirs AS MATERIALIZED (SELECT * FROM governance_appointment WHERE person_id = NEW.person_id)
        SELECT 1 FROM theirs AS other
        WHERE other.status = 'active'
            AND other.id IS DISTINCT FROM NEW.id AND other.role <> NEW.role
            AND (other.role = ANY (administrators) OR NEW.role = ANY (administrators))
            AND other.starts_on <= coalesce(NEW.ends_on, 'infinity')
            AND coalesce(other.ends_on, 'infinity') >= NEW.starts_on
    ) THEN
        RAISE EXCEPTION '系统、安全、审计管理员须由不同的人专任，不兼其他岗位' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER administrators_apart
    BEFORE INSERT OR UPDATE OF person_id, role, status, starts_on, ends_on ON governance_appointment
    FOR EACH ROW WHEN (NEW.status = 'active') EXECUTE FUNCTION guard_administrators();
"""
BACK = """
DROP TRIGGER administrators_apart ON governance_appointment;
DROP FUNCTION guard_administrators();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0009_roll_guards")]
    operations = [migrations.RunSQL(GUARD, BACK)]
