"""A roll is prepared, filed and ended by steps, which tell of it in the same transaction."""

from django.db import migrations

TOLD = """
CREATE FUNCTION roll_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own text[] := ARRAY['version', 'updated_at'];
BEGIN
    IF (TG_OP = 'INSERT' OR to_jsonb(NEW) - own <> to_jsonb(OLD) - own)
       AND NOT is_told('governance.roll', NEW.id, NULL, NULL, NULL) THEN
        RAISE EXCEPTION '名册只能按步骤编制、备案和作废，每一次变动都须有办理记录' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER roll_is_told AFTER INSERT OR UPDATE ON governance_roll
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION roll_is_told();
"""
BACK = """
DROP TRIGGER roll_is_told ON governance_roll;
DROP FUNCTION roll_is_told();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0013_decision_guards")]
    operations = [migrations.RunSQL(TOLD, BACK)]
