"""A micro-project's sums add up, what is submitted stays as it is, and nothing is deleted."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER micro_project_no_delete BEFORE DELETE ON projects_microproject
    FOR EACH ROW EXECUTE FUNCTION project_refuse_delete();

CREATE FUNCTION project_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '这条记录只能查看，不能修改或删除' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER micro_project_ended_read_only BEFORE UPDATE ON projects_microproject
    FOR EACH ROW WHEN (
        OLD.status IN ('dropped', 'rejected', 'withdrawn')
        AND to_jsonb(NEW) - 'search_text' <> to_jsonb(OLD) - 'search_text'  -- which follows the names of places
    ) EXECUTE FUNCTION project_refuse_change();
CREATE TRIGGER version_append_only BEFORE UPDATE OR DELETE ON projects_version
    FOR EACH ROW EXECUTE FUNCTION project_refuse_change();
CREATE TRIGGER site_visit_append_only BEFORE UPDATE OR DELETE ON projects_sitevisit
    FOR EACH ROW EXECUTE FUNCTION project_refuse_change();

CREATE TRIGGER awaits_block AFTER INSERT ON projects_version REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION await_block();
CREATE TRIGGER awaits_block AFTER INSERT ON projects_sitevisit REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION await_block();

CREATE FUNCTION project_budget_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE state text;
BEGIN
    SELECT status INTO state FROM projects_microproject WHERE id = COALESCE(NEW.project_id, OLD.project_id);
    IF state NOT IN ('draft', 'resolved', 'returned') THEN
        RAISE EXCEPTION '提交后的预算不能直接修改，须退回补正后再改' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER budget_line_open BEFORE INSERT OR UPDATE OR DELETE ON projects_budgetline
    FOR EACH ROW EXECUTE FUNCTION project_budget_is_open();
CREATE TRIGGER funding_source_open BEFORE INSERT OR UPDATE OR DELETE ON projects_fundingsource
    FOR EACH ROW EXECUTE FUNCTION project_budget_is_open();

CREATE FUNCTION project_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    project projects_microproject%ROWTYPE;
    lines numeric; sources numeric; fiscal numeric; fund numeric;
BEGIN
    SELECT * INTO project FROM projects_microproject WHERE id = NEW.id;
    IF NOT FOUND OR project.status IN ('draft', 'deliberating', 'resolved', 'dropped', 'returned', 'withdrawn') THEN
        RETURN NULL;
    END IF;
    SELECT COALESCE(SUM(amount), 0) INTO lines FROM projects_budgetline WHERE project_id = project.id;
    SELECT COALESCE(SUM(amount), 0), COALESCE(SUM(amount) FILTER (WHERE kind = 'fiscal'), 0),
           COALESCE(SUM(amount) FILTER (WHERE kind = 'fund'), 0)
      INTO sources, fiscal, fund FROM projects_fundingsource WHERE project_id = project.id;
    IF lines <> project.total_amount THEN
        RAISE EXCEPTION '预算明细合计 % 元与总额 % 元不一致', lines, project.total_amount
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF sources <> project.total_amount OR fiscal <> project.fiscal_amount OR fund <> project.fund_amount THEN
        RAISE EXCEPTION '资金来源合计 % 元与总额 % 元不一致', sources, project.total_amount
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER micro_project_adds_up AFTER INSERT OR UPDATE ON projects_microproject
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION project_adds_up();

-- A project rests on a motion that there is, and goes on only where that very motion passed.
ALTER TABLE projects_microproject ADD CONSTRAINT micro_project_motion FOREIGN KEY (deliberation_id, motion_no)
    REFERENCES governance_motion (deliberation_id, no) DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION project_follows_its_motion() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    project projects_microproject%ROWTYPE;
    carried boolean;
BEGIN
    SELECT * INTO project FROM projects_microproject WHERE id = NEW.id;
    IF NOT FOUND OR project.deliberation_id IS NULL OR project.status IN ('draft', 'deliberating', 'withdrawn') THEN
        RETURN NULL;
    END IF;
    SELECT passed INTO carried FROM governance_motion
     WHERE deliberation_id = project.deliberation_id AND no = project.motion_no;
    IF carried IS DISTINCT FROM (project.status <> 'dropped') THEN
        RAISE EXCEPTION '项目的状态与议定它的表决事项的结果不符' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER micro_project_follows_its_motion
    AFTER INSERT OR UPDATE OF status, deliberation_id, motion_no ON projects_microproject
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION project_follows_its_motion();

-- What the residents voted on stays as it was, as long as the project rests on that motion.
CREATE FUNCTION project_keeps_what_was_voted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.title, NEW.area_id, NEW.kind, NEW.place, NEW.common_parts, NEW.content, NEW.voted)
       IS DISTINCT FROM (OLD.title, OLD.area_id, OLD.kind, OLD.place, OLD.common_parts, OLD.content, OLD.voted) THEN
        RAISE EXCEPTION '居民已经表决的项目名称、地点和内容不能改动，须重新民主议事'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.total_amount > (OLD.voted -> 'amounts' ->> 'total')::numeric THEN
        RAISE EXCEPTION '预算合计超出居民议定的数额，须重新民主议事' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER micro_project_keeps_what_was_voted BEFORE UPDATE ON projects_microproject
    FOR EACH ROW WHEN (OLD.deliberation_id = NEW.deliberation_id AND OLD.motion_no = NEW.motion_no)
    EXECUTE FUNCTION project_keeps_what_was_voted();

CREATE FUNCTION payment_within_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE approved numeric; paid numeric;
BEGIN
    SELECT approved_amount INTO approved FROM projects_microproject WHERE id = NEW.project_id FOR UPDATE;
    SELECT COALESCE(SUM(amount), 0) INTO paid FROM projects_payment
     WHERE project_id = NEW.project_id AND source = 'fiscal';
    IF paid > COALESCE(approved, 0) THEN
        RAISE EXCEPTION '累计拨付 % 元超过批准金额 % 元', paid, COALESCE(approved, 0)
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payment_within_approval AFTER INSERT OR UPDATE ON projects_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payment_within_approval();
"""
BACK = """
DROP TRIGGER payment_within_approval ON projects_payment;
DROP TRIGGER micro_project_keeps_what_was_voted ON projects_microproject;
DROP TRIGGER micro_project_follows_its_motion ON projects_microproject;
ALTER TABLE projects_microproject DROP CONSTRAINT micro_project_motion;
DROP TRIGGER micro_project_adds_up ON projects_microproject;
DROP TRIGGER funding_source_open ON projects_fundingsource;
DROP TRIGGER budget_line_open ON projects_budgetline;
DROP TRIGGER awaits_block ON projects_sitevisit;
DROP TRIGGER awaits_block ON projects_version;
DROP TRIGGER site_visit_append_only ON projects_sitevisit;
DROP TRIGGER version_append_only ON projects_version;
DROP TRIGGER micro_project_ended_read_only ON projects_microproject;
DROP TRIGGER micro_project_no_delete ON projects_microproject;
DROP FUNCTION payment_within_approval();
DROP FUNCTION project_keeps_what_was_voted();
DROP FUNCTION project_follows_its_motion();
DROP FUNCTION project_adds_up();
DROP FUNCTION project_budget_is_open();
DROP FUNCTION project_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_demand_guards"), ("governance", "0002_event_guards")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
