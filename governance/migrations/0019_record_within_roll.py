"""Nobody takes part beyond the roll of the day, elected bodies have their roll, agents vote for those who took part.

The function stands here as it is now, and as it was for the way back.
"""

from django.db import migrations, models

BASE = """
CREATE OR REPLACE FUNCTION deliberation_base_is_the_rolls() RETURNS trigger LANGUAGE plpgsql AS $$
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
    ELSIF %s THEN
        RAISE EXCEPTION '%s' USING ERRCODE = 'check_violation';
    ELSIF NEW.deviation_reason = '' AND (
        r.id IS NULL OR NEW.entitled <> NEW.roll_heads
        OR NEW.entitled_area IS NOT NULL AND NEW.entitled_area IS DISTINCT FROM NEW.roll_area
    ) THEN
        RAISE EXCEPTION '应到须按备案的名册，不一致的须写明原因' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
NOW = BASE % (
    "r.id IS NULL AND roll_kind_of(NEW.body) IN ('owners', 'owners_committee', 'delegates', 'villager_delegates')",
    "没有在召开当日有效的名册，不能认定表决结果",
)
BEFORE = BASE % (
    "r.id IS NULL AND roll_kind_of(NEW.body) = 'owners'",
    "没有在召开当日有效的业主名册，不能认定表决结果",
)

# Of a list one head may have two agents, for two of its units: then each of them is compared alone.
AGENTS = """
CREATE FUNCTION agents_within_presence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_of bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
    IF EXISTS (
        SELECT 1 FROM governance_deliberation d
        JOIN (SELECT max(units) AS most, sum(units) AS total FROM governance_mandate WHERE deliberation_id = row_of) m
          ON true
        WHERE d.id = row_of AND (m.most > COALESCE(d.present, 0) OR m.total > COALESCE(d.present, 0) AND NOT EXISTS (
            SELECT 1 FROM governance_ballot b WHERE b.deliberation_id = d.id))
    ) THEN
        RAISE EXCEPTION '委托代理人参加的户数不能超过参与表决的户数' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER mandate_within_presence AFTER INSERT OR UPDATE ON governance_mandate
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION agents_within_presence('deliberation_id');
CREATE CONSTRAINT TRIGGER deliberation_agents_within_presence AFTER UPDATE OF present ON governance_deliberation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION agents_within_presence('id');
"""

NO_AGENTS = """
DROP TRIGGER deliberation_agents_within_presence ON governance_deliberation;
DROP TRIGGER mandate_within_presence ON governance_mandate;
DROP FUNCTION agents_within_presence();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0018_late_entry")]
    operations = [
        migrations.AddConstraint(
            model_name="deliberation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("body__in", ("interested_owners",)),
                    ("present", None),
                    ("roll_heads", None),
                    ("present__lte", models.F("roll_heads")),
                    _connector="OR",
                ),
                name="deliberation_present_within_roll",
                violation_error_message="实到人数不能超过名册所载的人数",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliberation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("present_area", None),
                    ("roll_area", None),
                    ("present_area__lte", models.F("roll_area")),
                    _connector="OR",
                ),
                name="deliberation_area_within_roll",
                violation_error_message="实到面积不能超过名册所载的面积",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliberation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("party_studied_on", None),
                    ("party_studied_on__lte", models.F("held_on")),
                    _connector="OR",
                ),
                name="deliberation_studied_before_it_was_held",
                violation_error_message="党组织研究讨论不能晚于召开日期",
            ),
        ),
        migrations.RunSQL(NOW + AGENTS, NO_AGENTS + BEFORE),
    ]
