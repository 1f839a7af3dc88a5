"""A recorded result is what the counts give by the rule kept with it, and its base is what the roll says."""

from django.db import migrations

SHARE_MET = """
CREATE FUNCTION share_met(part numeric, whole numeric, share jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT COALESCE(whole > 0 AND CASE WHEN (share->>2)::boolean
        THEN part * (share->>1)::numeric > whole * (share->>0)::numeric
        ELSE part * (share->>1)::numeric >= whole * (share->>0)::numeric END, false)
$$;
CREATE FUNCTION deliberation_quorate(d governance_deliberation) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT share_met(d.present, d.entitled, d.rule->'quorum')
       AND (NOT d.rule->'counts' ? 'area' OR share_met(d.present_area, d.entitled_area, d.rule->'quorum'))
$$;
CREATE FUNCTION motion_carried(d governance_deliberation, yes numeric, yes_area numeric) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT deliberation_quorate(d)
       AND share_met(yes, CASE WHEN d.rule->>'base' = 'all' THEN d.entitled ELSE d.present END, d.rule->'passing')
       AND (NOT d.rule->'counts' ? 'area' OR share_met(
            yes_area, CASE WHEN d.rule->>'base' = 'all' THEN d.entitled_area ELSE d.present_area END, d.rule->'passing'))
$$;
"""

COMPARE = """
CREATE FUNCTION deliberation_result_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    d governance_deliberation;
    first governance_motion;
BEGIN
    SELECT * INTO d FROM governance_deliberation WHERE id = NEW.id;
    IF NOT FOUND OR (d.passed IS NULL AND d.is_quorate IS NULL) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO first FROM governance_motion WHERE deliberation_id = d.id ORDER BY no LIMIT 1;
    IF d.rule IS NULL OR d.is_quorate IS DISTINCT FROM deliberation_quorate(d)
       OR d.passed IS DISTINCT FROM motion_carried(d, first.yes, first.yes_area) THEN
        RAISE EXCEPTION '议事结果与票数不符，结果由系统按票数计算' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION motion_result_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    m governance_motion;
    d governance_deliberation;
BEGIN
    SELECT * INTO m FROM governance_motion WHERE id = NEW.id;
    IF NOT FOUND OR m.passed IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT * INTO d FROM governance_deliberation WHERE id = m.deliberation_id;
    IF d.rule IS NULL OR m.passed IS DISTINCT FROM motion_carried(d, m.yes, m.yes_area) THEN
        RAISE EXCEPTION '表决结果与票数不符，结果由系统按票数计算' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER deliberation_result_agrees AFTER INSERT OR UPDATE ON governance_deliberation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION deliberation_result_agrees();
CREATE CONSTRAINT TRIGGER motion_result_agrees AFTER INSERT OR UPDATE ON governance_motion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION motion_result_agrees();
"""

BASE = """
CREATE FUNCTION deliberation_base_is_the_rolls() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    r governance_roll;
BEGIN
    IF NEW.entitled IS NULL OR NEW.deviation_reason <> '' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO r FROM governance_roll WHERE id = NEW.roll_id;
    IF NOT FOUND
       OR (r.kind = 'owners' AND (NEW.entitled, NEW.entitled_area) IS DISTINCT FROM (r.head_count, r.total_area))
       OR (r.kind IN ('residents', 'villagers') AND NEW.entitled NOT IN (r.households, r.adults))
       OR (r.kind NOT IN ('owners', 'residents', 'villagers') AND NEW.entitled > r.head_count) THEN
        RAISE EXCEPTION '应到须按备案的名册，不一致的须写明原因' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER deliberation_base_is_the_rolls
    BEFORE INSERT OR UPDATE OF entitled, entitled_area, roll_id, deviation_reason ON governance_deliberation
    FOR EACH ROW EXECUTE FUNCTION deliberation_base_is_the_rolls();
"""

BACK = """
DROP TRIGGER deliberation_base_is_the_rolls ON governance_deliberation;
DROP FUNCTION deliberation_base_is_the_rolls();
DROP TRIGGER motion_result_agrees ON governance_motion;
DROP TRIGGER deliberation_result_agrees ON governance_deliberation;
DROP FUNCTION motion_result_agrees();
DROP FUNCTION deliberation_result_agrees();
DROP FUNCTION motion_carried(governance_deliberation, numeric, numeric);
DROP FUNCTION deliberation_quorate(governance_deliberation);
DROP FUNCTION share_met(numeric, numeric, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_area_guards")]
    operations = [migrations.RunSQL(SHARE_MET + COMPARE + BASE, BACK)]
