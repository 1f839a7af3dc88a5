"""A result is what the counts give by the rule of its day, on no smaller a base than the roll of that day."""

from django.db import migrations

SHARE_MET = """
CREATE FUNCTION share_met(part numeric, whole numeric, share jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT COALESCE(whole > 0 AND CASE WHEN (share->>2)::boolean
        THEN part * (share->>1)::numeric > whole * (share->>0)::numeric
        ELSE part * (share->>1)::numeric >= whole * (share->>0)::numeric END, false)
$$;
CREATE FUNCTION deliberation_heads(d governance_deliberation) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN d.entitled IS NOT NULL THEN GREATEST(d.entitled, d.roll_heads)::numeric END
$$;
CREATE FUNCTION deliberation_area(d governance_deliberation) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN d.entitled_area IS NOT NULL THEN GREATEST(d.entitled_area, d.roll_area) END
$$;
CREATE FUNCTION all_must_agree(rule jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT COALESCE(rule->>'base' = 'all' AND rule->'passing'->0 = rule->'passing'->1
                    AND NOT (rule->'passing'->>2)::boolean, false)
$$;
CREATE FUNCTION deliberation_quorate(d governance_deliberation) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT all_must_agree(d.rule) OR share_met(d.present, deliberation_heads(d), d.rule->'quorum')
       AND (NOT d.rule->'counts' ? 'area' OR share_met(d.present_area, deliberation_area(d), d.rule->'quorum'))
$$;
CREATE FUNCTION motion_carried(d governance_deliberation, yes numeric, yes_area numeric) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT deliberation_quorate(d)
       AND share_met(yes, CASE WHEN d.rule->>'base' = 'all' THEN deliberation_heads(d) ELSE d.present END,
                     d.rule->'passing')
       AND (NOT d.rule->'counts' ? 'area' OR share_met(
            yes_area, CASE WHEN d.rule->>'base' = 'all' THEN deliberation_area(d) ELSE d.present_area END,
            d.rule->'passing'))
$$;
"""

COMPARE = """
CREATE FUNCTION votes_within_presence(m governance_motion, d governance_deliberation) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT COALESCE(m.yes::bigint + m.no_votes + m.abstain <= d.present, true)
       AND COALESCE(m.yes_area + m.no_area + m.abstain_area <= d.present_area, true)
$$;
CREATE FUNCTION deliberation_result_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    d governance_deliberation;
    carried boolean;
BEGIN
    SELECT * INTO d FROM governance_deliberation WHERE id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL;
    ELSIF EXISTS (SELECT 1 FROM governance_motion m
                  WHERE m.deliberation_id = d.id AND NOT votes_within_presence(m, d)) THEN
        RAISE EXCEPTION '同意、反对、弃权合计不能超过到会（参与表决）的人数和面积' USING ERRCODE = 'check_violation';
    ELSIF d.passed IS NULL AND d.is_quorate IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT COALESCE(bool_and(motion_carried(d, m.yes, m.yes_area)), false) INTO carried
        FROM governance_motion m WHERE m.deliberation_id = d.id;
    IF d.rule IS NULL OR d.is_quorate IS DISTINCT FROM deliberation_quorate(d)
       OR d.passed IS DISTINCT FROM carried THEN
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
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO d FROM governance_deliberation WHERE id = m.deliberation_id;
    IF NOT votes_within_presence(m, d) THEN
        RAISE EXCEPTION '同意、反对、弃权合计不能超过到会（参与表决）的人数和面积' USING ERRCODE = 'check_violation';
    ELSIF m.passed IS NULL THEN
        RETURN NULL;
    ELSIF d.rule IS NULL OR m.passed IS DISTINCT FROM motion_carried(d, m.yes, m.yes_area) THEN
        RAISE EXCEPTION '表决结果与票数不符，结果由系统按票数计算' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER deliberation_result_agrees AFTER INSERT OR UPDATE ON governance_deliberation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION deliberation_result_agrees();
CREATE CONSTRAINT TRIGGER motion_result_agrees AFTER INSERT OR UPDATE ON governance_motion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION motion_result_agrees();
"""

# The roll of a body on the day of its meeting, and whom it makes entitled, as `rolls/electorate.py` finds them.
ROLL = """
CREATE FUNCTION roll_kind_of(body text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE body
        WHEN 'owners_ordinary' THEN 'owners' WHEN 'owners_major' THEN 'owners'
        WHEN 'interested_owners' THEN 'owners'
        WHEN 'owners_committee' THEN 'owners_committee'
        WHEN 'council' THEN 'council' WHEN 'council_money' THEN 'council'
        WHEN 'residents_meeting' THEN 'residents' WHEN 'residents_delegates' THEN 'delegates'
        WHEN 'villagers_meeting' THEN 'villagers' WHEN 'villagers_households' THEN 'villagers'
        WHEN 'villager_delegates' THEN 'villager_delegates'
        WHEN 'party_meeting' THEN 'party' WHEN 'party_election' THEN 'party'
    END
$$;
CREATE FUNCTION roll_on_its_day(d governance_deliberation) RETURNS SETOF governance_roll LANGUAGE sql STABLE AS $$
    SELECT r.* FROM governance_area a, governance_roll r JOIN governance_area p ON p.id = r.area_id
    WHERE a.id = d.area_id AND r.kind = roll_kind_of(d.body) AND r.status IN ('filed', 'superseded')
      AND r.valid_from <= d.held_on AND (r.valid_to IS NULL OR r.valid_to >= d.held_on)
      AND CASE
          WHEN r.kind IN ('owners', 'owners_committee') THEN r.area_id = a.compound_id
          WHEN r.kind = 'council' THEN r.area_id = COALESCE(a.compound_id, a.community_id)
          WHEN r.kind = 'party' THEN r.area_id = a.id OR EXISTS (
              SELECT 1 FROM governance_organisation o
              LEFT JOIN governance_organisation_covers c ON c.organisation_id = o.id
              WHERE o.kind = 'branch' AND o.status <> 'dissolved' AND o.area_id = r.area_id
                AND a.id IN (o.area_id, c.area_id))
          ELSE r.area_id = a.community_id END
    ORDER BY p.depth DESC, r.area_id = a.id DESC, r.id DESC LIMIT 1
$$;
CREATE FUNCTION heads_on_roll(r governance_roll, d governance_deliberation) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN r.kind IN ('residents', 'villagers') THEN CASE
            WHEN d.count_by = 'households'
                 OR d.count_by = '' AND d.body IN ('residents_meeting', 'villagers_households') THEN r.households
            ELSE r.adults END
        WHEN d.body = 'interested_owners' THEN (
            SELECT count(DISTINCT u.head) FROM governance_rollunit u WHERE u.roll_id = r.id
              AND CASE WHEN strpos(u.code, '-') > 0
                  THEN regexp_replace(split_part(u.code, '-', 1), '(^|期)0+(?=[0-9])', '\\1') ELSE '' END = d.building)
        WHEN r.kind IN ('owners', 'owners_committee') THEN r.head_count::bigint
        ELSE (SELECT count(*) FROM governance_rollmember m WHERE m.roll_id = r.id
              AND (m.starts_on IS NULL OR m.starts_on <= d.held_on)
              AND (m.ends_on IS NULL OR m.ends_on >= d.held_on))
    END
$$;
"""

BASE = """
CREATE FUNCTION deliberation_base_is_the_rolls() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    r governance_roll;
BEGIN
    IF NEW.entitled IS NULL OR TG_OP = 'UPDATE' AND (
        NEW.entitled, NEW.entitled_area, NEW.roll_id, NEW.roll_heads, NEW.roll_area, NEW.deviation_reason,
        NEW.area_id, NEW.body, NEW.held_on, NEW.count_by, NEW.building
    ) IS NOT DISTINCT FROM (
        OLD.entitled, OLD.entitled_area, OLD.roll_id, OLD.roll_heads, OLD.roll_area, OLD.deviation_reason,
        OLD.area_id, OLD.body, OLD.held_on, OLD.count_by, OLD.building
    ) THEN
        RETURN NEW;
    END IF;
    SELECT * INTO r FROM roll_on_its_day(NEW);
    IF NEW.roll_id IS DISTINCT FROM r.id OR NEW.roll_area IS DISTINCT FROM (
           CASE WHEN NEW.body <> 'interested_owners' THEN r.total_area END)
       OR NEW.roll_heads IS DISTINCT FROM (CASE WHEN r.id IS NOT NULL THEN heads_on_roll(r, NEW) END) THEN
        RAISE EXCEPTION '应到须与召开当日有效的名册核对，请重新登记' USING ERRCODE = 'check_violation';
    ELSIF r.id IS NULL AND roll_kind_of(NEW.body) = 'owners' THEN
        RAISE EXCEPTION '没有在召开当日有效的业主名册，不能认定表决结果' USING ERRCODE = 'check_violation';
    ELSIF NEW.deviation_reason = '' AND (
        r.id IS NULL OR NEW.entitled <> NEW.roll_heads
        OR NEW.entitled_area IS NOT NULL AND NEW.entitled_area IS DISTINCT FROM NEW.roll_area
    ) THEN
        RAISE EXCEPTION '应到须按备案的名册，不一致的须写明原因' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER deliberation_base_is_the_rolls
    BEFORE INSERT OR UPDATE ON governance_deliberation
    FOR EACH ROW EXECUTE FUNCTION deliberation_base_is_the_rolls();
"""

BACK = """
DROP TRIGGER deliberation_base_is_the_rolls ON governance_deliberation;
DROP FUNCTION deliberation_base_is_the_rolls();
DROP FUNCTION heads_on_roll(governance_roll, governance_deliberation);
DROP FUNCTION roll_on_its_day(governance_deliberation);
DROP FUNCTION roll_kind_of(text);
DROP TRIGGER motion_result_agrees ON governance_motion;
DROP TRIGGER deliberation_result_agrees ON governance_deliberation;
DROP FUNCTION motion_result_agrees();
DROP FUNCTION deliberation_result_agrees();
DROP FUNCTION votes_within_presence(governance_motion, governance_deliberation);
DROP FUNCTION motion_carried(governance_deliberation, numeric, numeric);
DROP FUNCTION deliberation_quorate(governance_deliberation);
DROP FUNCTION all_must_agree(jsonb);
DROP FUNCTION deliberation_area(governance_deliberation);
DROP FUNCTION deliberation_heads(governance_deliberation);
DROP FUNCTION share_met(numeric, numeric, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_area_guards")]
    operations = [migrations.RunSQL(SHARE_MET + COMPARE + ROLL + BASE, BACK)]
