"""A filed roll never changes: its rows stay, its counts are what the rows give, and only its end is still written, or put off."""

from django.db import migrations

GUARD = """
CREATE FUNCTION guard_roll() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'draft' THEN
            RAISE EXCEPTION '名册须先编制，再备案' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        IF OLD.status <> 'draft' THEN
            RAISE EXCEPTION '已报送或备案的名册不能删除' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    ELSIF OLD.status IN ('filed', 'superseded', 'void') AND NOT (
        to_jsonb(NEW) - ARRAY['status', 'valid_to', 'version', 'updated_at']
            = to_jsonb(OLD) - ARRAY['status', 'valid_to', 'version', 'updated_at']
        AND (NEW.status = OLD.status
             OR (OLD.status, NEW.status) IN (('filed', 'superseded'), ('filed', 'void'), ('superseded', 'void'))
             OR (OLD.status = 'superseded' AND NEW.status = 'filed' AND NEW.valid_to IS NULL))
        AND (NEW.valid_to IS NOT DISTINCT FROM OLD.valid_to OR (OLD.status = 'filed' AND OLD.valid_to IS NULL)
             OR (OLD.status = 'superseded' AND COALESCE(NEW.valid_to, 'infinity') > OLD.valid_to))
    ) THEN
        RAISE EXCEPTION '名册已备案，不能修改；需要更正的，请编制新的版本' USING ERRCODE = 'integrity_constraint_violation';
    ELSIF NEW.status = 'filed' AND OLD.status <> 'filed' AND NOT roll_counts_agree(NEW) THEN
        RAISE EXCEPTION '名册的合计与明细不符，合计由系统按明细计算' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION guard_roll_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM refuse_unless_draft(OLD.roll_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM refuse_unless_draft(NEW.roll_id);
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;
CREATE FUNCTION guard_roll_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM refuse_unless_draft((SELECT roll_id FROM governance_rollunit WHERE id = OLD.unit_id));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM refuse_unless_draft((SELECT roll_id FROM governance_rollunit WHERE id = NEW.unit_id));
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER roll_guard BEFORE INSERT OR UPDATE OR DELETE ON governance_roll
    FOR EACH ROW EXECUTE FUNCTION guard_roll();
CREATE TRIGGER roll_unit_guard BEFORE INSERT OR UPDATE OR DELETE ON governance_rollunit
    FOR EACH ROW EXECUTE FUNCTION guard_roll_row();
CREATE TRIGGER roll_member_guard BEFORE INSERT OR UPDATE OR DELETE ON governance_rollmember
    FOR EACH ROW EXECUTE FUNCTION guard_roll_row();
CREATE TRIGGER roll_owner_guard BEFORE INSERT OR UPDATE OR DELETE ON governance_rollowner
    FOR EACH ROW EXECUTE FUNCTION guard_roll_owner();
"""

COUNTS = """
CREATE FUNCTION refuse_unless_draft(roll bigint) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM governance_roll WHERE id = roll AND status <> 'draft') THEN
        RAISE EXCEPTION '名册已报送或备案，明细不能修改；需要更正的，请编制新的版本'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
CREATE FUNCTION roll_counts_agree(r governance_roll) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF r.kind IN ('residents', 'villagers') THEN
        RETURN r.households > 0 AND r.adults > 0;
    ELSIF r.kind = 'owners' THEN
        RETURN (SELECT r.unit_count = count(*) AND r.head_count = count(DISTINCT head)
                       AND r.total_area = sum(exclusive_area) AND count(*) > 0
                FROM governance_rollunit WHERE roll_id = r.id) IS TRUE;
    END IF;
    RETURN (SELECT r.head_count = count(*) AND count(*) > 0
            FROM governance_rollmember WHERE roll_id = r.id) IS TRUE;
END $$;
"""

BACK = """
DROP TRIGGER roll_owner_guard ON governance_rollowner;
DROP TRIGGER roll_member_guard ON governance_rollmember;
DROP TRIGGER roll_unit_guard ON governance_rollunit;
DROP TRIGGER roll_guard ON governance_roll;
DROP FUNCTION guard_roll_owner();
DROP FUNCTION guard_roll_row();
DROP FUNCTION guard_roll();
DROP FUNCTION roll_counts_agree(governance_roll);
DROP FUNCTION refuse_unless_draft(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0008_registry_tallies")]
    operations = [migrations.RunSQL(COUNTS + GUARD, BACK)]
