"""Areas are never deleted, their codes never change, and a code begins with its parent's code."""

from django.db import migrations

GUARD = """
CREATE FUNCTION guard_area() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    above governance_area;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '区域不能删除，请办理停用或并入' USING ERRCODE = 'integrity_constraint_violation';
    ELSIF TG_OP = 'UPDATE' THEN
        IF NEW.code <> OLD.code THEN
            RAISE EXCEPTION '区域代码不能更改' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF NEW.parent_id IS NOT NULL THEN
        SELECT * INTO above FROM governance_area WHERE id = NEW.parent_id;
        IF NOT starts_with(NEW.code, above.code) THEN
            RAISE EXCEPTION '代码 % 须以上级代码 % 开头', NEW.code, above.code
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER area_guard BEFORE INSERT OR DELETE OR UPDATE OF code ON governance_area
    FOR EACH ROW EXECUTE FUNCTION guard_area();
"""
BACK = """
DROP TRIGGER area_guard ON governance_area;
DROP FUNCTION guard_area();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0002_rule_guards")]
    operations = [migrations.RunSQL(GUARD, BACK)]
