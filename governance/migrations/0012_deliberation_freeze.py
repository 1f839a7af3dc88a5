"""What was announced stays from its day on, what was counted from the count on, what is posted while it hangs.

A result takes effect after its publicity only.  What may still change changes by a step, which tells of it in the same
transaction: nothing changes silently, whoever writes.
"""

from django.db import migrations

RULES = """
CREATE OR REPLACE FUNCTION share_as_kept(r governance_rule) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_array(
        split_part(r.value, '/', 1)::numeric, split_part(r.value, '/', 2)::numeric, r.comparison = '>')
$$;
CREATE OR REPLACE FUNCTION rule_of_its_day(d governance_deliberation) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('body', d.body, 'quorum', share_as_kept(q), 'passing', share_as_kept(p),
                              'base', p.base, 'counts', p.counts)
    FROM governance_rule q, governance_rule p
    WHERE q.code = 'quorum_' || d.body AND p.code = 'pass_' || d.body
      AND q.status IN ('published', 'leaving') AND p.status IN ('published', 'leaving')
      AND d.held_on BETWEEN q.valid_from AND COALESCE(q.valid_to, 'infinity')
      AND d.held_on BETWEEN p.valid_from AND COALESCE(p.valid_to, 'infinity')
$$;
CREATE OR REPLACE FUNCTION shortest_publicity(d governance_deliberation) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT r.value::integer FROM governance_rule r
    WHERE r.code IN ('publish_' || d.body, 'deliberation_publish') AND r.status IN ('published', 'leaving')
      AND d.publicised_on BETWEEN r.valid_from AND COALESCE(r.valid_to, 'infinity')
    ORDER BY r.code = 'deliberation_publish' LIMIT 1
$$;
-- whole days between the entry of a posting, or of what set it going again, and the result
CREATE FUNCTION days_after_entry(entered date) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT COALESCE((SELECT r.value::integer FROM governance_rule r
        WHERE r.code = 'publicity_full_workdays' AND r.status IN ('published', 'leaving')
          AND entered BETWEEN r.valid_from AND COALESCE(r.valid_to, 'infinity') LIMIT 1), 0)
$$;
-- the day of the newest record of its numbers, which nobody can change
CREATE FUNCTION counted_on(d governance_deliberation) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (max(e.created_at) AT TIME ZONE 'Asia/Shanghai')::date FROM governance_event e
    WHERE e.object_type = 'governance.deliberation' AND e.object_id = d.id
      AND e.kind IN ('governance.deliberation.count', 'governance.deliberation.correct')
$$;
"""

# What each state of a deliberation leaves open, as its workflow moves it.
ROW = """
CREATE FUNCTION check_notice_stays(before governance_deliberation, now_is governance_deliberation, today date)
RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    own text[] := ARRAY['status', 'version', 'updated_at', 'search_text'];
    posted jsonb := to_jsonb(before) - own;
BEGIN
    IF now_is.present IS NOT NULL OR now_is.entitled IS NOT NULL OR now_is.passed IS NOT NULL
       OR now_is.rule IS NOT NULL OR now_is.publicised_on IS NOT NULL THEN
        RAISE EXCEPTION '议事须先召开，再登记人数、票数和结果' USING ERRCODE = 'check_violation';
    ELSIF to_jsonb(now_is) - own = posted THEN
        RETURN;
    ELSIF today >= before.held_on OR now_is.created_at <> before.created_at THEN
        RAISE EXCEPTION '通知所载的召开日期已到，通知不能再修改' USING ERRCODE = 'integrity_constraint_violation';
    ELSIF before.notice_on = today AND (
        now_is.notice_on = today OR (before.created_at AT TIME ZONE 'Asia/Shanghai')::date = today
    ) THEN
        RETURN; -- it is only being posted; one that replaces another is not made older than it is
    ELSIF now_is.notice_on < before.notice_on OR now_is.notice_on = before.notice_on AND (
        now_is.title, now_is.matter, now_is.body, now_is.building, now_is.method, now_is.count_by, now_is.held_on
    ) IS DISTINCT FROM (
        before.title, before.matter, before.body, before.building, before.method, before.count_by, before.held_on
    ) THEN
        RAISE EXCEPTION '与张贴的通知不同，须重新张贴通知，张贴日期不能早于原来的'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
CREATE FUNCTION check_posting(before governance_deliberation, now_is governance_deliberation, today date)
RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF now_is.publicised_on IS NULL THEN
        RETURN;
    ELSIF now_is.publicity_until < now_is.publicised_on + shortest_publicity(now_is) + now_is.paused_days
       OR now_is.publicity_until < before.publicity_until OR shortest_publicity(now_is) IS NULL THEN
        RAISE EXCEPTION '公示不能短于规定的天数，已公布的截止日期不能提前' USING ERRCODE = 'check_violation';
    ELSIF before.status = 'counted' AND (
        now_is.is_quorate IS NOT TRUE OR now_is.stopped_on IS NOT NULL OR now_is.paused_days <> 0
        OR now_is.publicised_on > today OR now_is.publicity_entered_on IS NULL OR counted_on(now_is) IS NULL
        OR now_is.publicity_entered_on NOT BETWEEN GREATEST(now_is.publicised_on, counted_on(now_is)) AND today
    ) THEN
        RAISE EXCEPTION '公示须在会议成立、计票以后，按实际张贴和登记的日期办理' USING ERRCODE = 'check_violation';
    ELSIF now_is.status <> before.status AND now_is.status IN ('publicised', 'final') AND (
        now_is.stopped_on IS NOT NULL OR EXISTS (
            SELECT 1 FROM governance_objection o WHERE o.deliberation_id = now_is.id AND o.status = 'open')
    ) THEN
        RAISE EXCEPTION '还有异议没有答复，公示不能继续，结果不能生效' USING ERRCODE = 'check_violation';
    ELSIF before.status = 'publicised' AND now_is.status = 'final' AND (
        today <= now_is.publicity_until
        OR today <= now_is.publicity_entered_on + days_after_entry(now_is.publicity_entered_on)
    ) THEN
        RAISE EXCEPTION '公示期未满，议事结果不能生效' USING ERRCODE = 'check_violation';
    END IF;
END $$;
CREATE OR REPLACE FUNCTION guard_deliberation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    posting text[] := ARRAY['publicised_on', 'publicity_place'];
    publicity text[] := ARRAY['publicity_until', 'publicity_entered_on', 'stopped_on', 'paused_days'];
    recorded text[] := ARRAY['held_time', 'place', 'chair', 'clerk', 'entitled', 'present', 'entitled_area',
                             'present_area', 'count_by', 'building', 'roll_id', 'roll_heads', 'roll_area', 'roll_text',
                             'deviation_reason', 'minutes', 'dissent', 'is_quorate', 'passed', 'rule', 'rule_text'];
    changing text[] := ARRAY['status', 'version', 'updated_at', 'search_text'];
    today date;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '已通知的议事不能删除，不召开的作废' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    today := day_at_most(NEW.updated_at);
    IF NEW.rule IS NOT NULL
       AND (TG_OP = 'INSERT' OR (NEW.rule, NEW.body, NEW.held_on) IS DISTINCT FROM (OLD.rule, OLD.body, OLD.held_on))
       AND NEW.rule - ARRAY['label', 'basis'] IS DISTINCT FROM rule_of_its_day(NEW) THEN
        RAISE EXCEPTION '议事结果须按召开当日施行的表决规则计算' USING ERRCODE = 'check_violation';
    ELSIF TG_OP = 'INSERT' AND NEW.status <> 'called' THEN
        RAISE EXCEPTION '议事须依次通知、召开、计票、公示、生效' USING ERRCODE = 'check_violation';
    ELSIF TG_OP = 'INSERT' OR OLD.status = 'called' AND NEW.status = 'called' THEN
        PERFORM check_notice_stays(
            CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END, NEW, day_at_least(NEW.updated_at));
        RETURN NEW;
    ELSIF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('called', 'held'), ('called', 'void'), ('held', 'counted'), ('held', 'void'), ('counted', 'publicised'),
        ('counted', 'void'), ('publicised', 'final'), ('publicised', 'challenged'), ('publicised', 'void'),
        ('challenged', 'publicised'), ('challenged', 'void'), ('final', 'reopened'), ('reopened', 'final'),
        ('reopened', 'overturned')
    ) THEN
        RAISE EXCEPTION '议事须依次召开、计票、公示、生效，不能直接改变状态' USING ERRCODE = 'check_violation';
    ELSIF OLD.status = 'called' AND NEW.status = 'held' AND NEW.held_on > today THEN
        RAISE EXCEPTION '通知所载的召开日期未到，不能登记会议结果' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM check_posting(OLD, NEW, today);
    IF OLD.status IN ('called', 'held', 'counted') THEN
        changing := changing || recorded;
    END IF;
    IF OLD.status = 'counted' AND NEW.status = 'publicised' THEN
        changing := changing || posting || publicity;
    ELSIF OLD.status IN ('publicised', 'challenged') AND NEW.status <> 'final' THEN
        changing := changing || publicity;
    END IF;
    IF to_jsonb(NEW) - changing IS DISTINCT FROM to_jsonb(OLD) - changing THEN
        RAISE EXCEPTION '议事召开后，通知所载的事项不能修改；公示后，登记的数字和结果、公示的地点和日期不能修改'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION deliberation_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    posting text[] := ARRAY['publicised_on', 'publicity_place', 'publicity_until', 'publicity_entered_on',
                            'stopped_on', 'paused_days'];
    own text[] := ARRAY['status', 'version', 'updated_at', 'search_text'];
    kind text := 'governance.deliberation';
    known boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        known := is_told(kind, NEW.id, ARRAY[kind || '.call'], NULL, NULL);
    ELSE
        known := (NEW.status = OLD.status OR is_told(kind, NEW.id, NULL, OLD.status, NEW.status))
            AND (to_jsonb(NEW) - own - posting = to_jsonb(OLD) - own - posting OR is_told(kind, NEW.id, ARRAY[
                kind || '.edit', kind || '.hold', kind || '.correct', kind || '.count'], NULL, NULL))
            AND ((NEW.publicised_on, NEW.publicity_place, NEW.publicity_until, NEW.publicity_entered_on,
                  NEW.stopped_on, NEW.paused_days)
                IS NOT DISTINCT FROM (OLD.publicised_on, OLD.publicity_place, OLD.publicity_until,
                  OLD.publicity_entered_on, OLD.stopped_on, OLD.paused_days) OR is_told(kind, NEW.id, ARRAY[
                kind || '.publicise', kind || '.object', kind || '.answer', kind || '.retract',
                'governance.deadline.recount'], NULL, NULL));
    END IF;
    IF NOT known THEN
        RAISE EXCEPTION '民主议事只能按步骤办理，每一次变动都须有办理记录' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS deliberation_guard ON governance_deliberation;
CREATE TRIGGER deliberation_guard BEFORE INSERT OR UPDATE OR DELETE ON governance_deliberation
    FOR EACH ROW EXECUTE FUNCTION guard_deliberation();
CREATE CONSTRAINT TRIGGER deliberation_is_told AFTER INSERT OR UPDATE ON governance_deliberation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION deliberation_is_told();
"""

# Motions, the sign-in list, mandates and objections of a deliberation.
PARTS = """
CREATE OR REPLACE FUNCTION guard_motion() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step text;
    counts text[] := ARRAY['yes', 'no_votes', 'abstain', 'yes_area', 'no_area', 'abstain_area', 'passed', 'formula'];
BEGIN
    SELECT status INTO step FROM governance_deliberation
        WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.deliberation_id ELSE OLD.deliberation_id END FOR SHARE;
    IF step <> 'called' AND (
        TG_OP <> 'UPDATE' OR step NOT IN ('held', 'counted') OR to_jsonb(NEW) - counts <> to_jsonb(OLD) - counts
    ) THEN
        RAISE EXCEPTION '议事召开后，表决事项不能增减和修改；公示后，票数和结果不能修改'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION guard_voice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step text;
BEGIN
    FOR step IN SELECT status FROM governance_deliberation
        WHERE id IN (CASE WHEN TG_OP <> 'DELETE' THEN NEW.deliberation_id END,
                     CASE WHEN TG_OP <> 'INSERT' THEN OLD.deliberation_id END) FOR SHARE
    LOOP
        IF step NOT IN ('called', 'held', 'counted') THEN
            RAISE EXCEPTION '议事结果公示后，签到、表决和委托的记录不能增减和修改'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION guard_objection() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step text;
    closing text[] := ARRAY['answer', 'answered_on', 'status', 'version', 'updated_at'];
BEGIN
    SELECT status INTO step FROM governance_deliberation
        WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.deliberation_id ELSE OLD.deliberation_id END FOR SHARE;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '登记的异议不能删除，只能答复或者登记撤回' USING ERRCODE = 'integrity_constraint_violation';
    ELSIF TG_OP = 'INSERT' AND (NEW.status <> 'open' OR step NOT IN ('publicised', 'challenged', 'final', 'reopened')) THEN
        RAISE EXCEPTION '异议在公示以后提出，登记后再答复' USING ERRCODE = 'check_violation';
    ELSIF TG_OP = 'UPDATE' AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) AND (
        OLD.status <> 'open' OR to_jsonb(NEW) - closing IS DISTINCT FROM to_jsonb(OLD) - closing
    ) THEN
        RAISE EXCEPTION '登记的异议和已作出的答复不能修改' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
-- what a step wrote of a part, it tells of the deliberation
CREATE FUNCTION part_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_of bigint := COALESCE(
        CASE WHEN TG_OP <> 'DELETE' THEN NEW.deliberation_id END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.deliberation_id END);
BEGIN
    IF NOT is_told('governance.deliberation', row_of, TG_ARGV::text[], NULL, NULL) THEN
        RAISE EXCEPTION '民主议事只能按步骤办理，每一次变动都须有办理记录' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS motion_guard ON governance_motion;
CREATE TRIGGER motion_guard BEFORE INSERT OR UPDATE OR DELETE ON governance_motion
    FOR EACH ROW EXECUTE FUNCTION guard_motion();
CREATE TRIGGER ballot_guard BEFORE INSERT OR UPDATE OR DELETE ON governance_ballot
    FOR EACH ROW EXECUTE FUNCTION guard_voice();
CREATE TRIGGER mandate_guard BEFORE INSERT OR UPDATE OR DELETE ON governance_mandate
    FOR EACH ROW EXECUTE FUNCTION guard_voice();
CREATE TRIGGER objection_guard BEFORE INSERT OR UPDATE OR DELETE ON governance_objection
    FOR EACH ROW EXECUTE FUNCTION guard_objection();
CREATE CONSTRAINT TRIGGER motion_is_told AFTER INSERT OR UPDATE OR DELETE ON governance_motion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION part_is_told(
    'governance.deliberation.call', 'governance.deliberation.edit', 'governance.deliberation.hold',
    'governance.deliberation.correct', 'governance.deliberation.count');
CREATE CONSTRAINT TRIGGER ballot_is_told AFTER INSERT OR UPDATE OR DELETE ON governance_ballot
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION part_is_told(
    'governance.deliberation.hold', 'governance.deliberation.correct');
CREATE CONSTRAINT TRIGGER mandate_is_told AFTER INSERT OR UPDATE OR DELETE ON governance_mandate
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION part_is_told(
    'governance.deliberation.hold', 'governance.deliberation.correct');
CREATE CONSTRAINT TRIGGER objection_is_told AFTER INSERT OR UPDATE ON governance_objection
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION part_is_told(
    'governance.deliberation.object', 'governance.deliberation.answer', 'governance.deliberation.retract',
    'governance.deliberation.uphold', 'governance.deliberation.overturn');
"""

BACK = """
DROP TRIGGER objection_is_told ON governance_objection;
DROP TRIGGER mandate_is_told ON governance_mandate;
DROP TRIGGER ballot_is_told ON governance_ballot;
DROP TRIGGER motion_is_told ON governance_motion;
DROP TRIGGER objection_guard ON governance_objection;
DROP TRIGGER mandate_guard ON governance_mandate;
DROP TRIGGER ballot_guard ON governance_ballot;
DROP TRIGGER motion_guard ON governance_motion;
DROP TRIGGER deliberation_is_told ON governance_deliberation;
DROP TRIGGER deliberation_guard ON governance_deliberation;
DROP FUNCTION part_is_told();
DROP FUNCTION guard_objection();
DROP FUNCTION guard_voice();
DROP FUNCTION guard_motion();
DROP FUNCTION deliberation_is_told();
DROP FUNCTION guard_deliberation();
DROP FUNCTION check_posting(governance_deliberation, governance_deliberation, date);
DROP FUNCTION check_notice_stays(governance_deliberation, governance_deliberation, date);
DROP FUNCTION counted_on(governance_deliberation);
DROP FUNCTION days_after_entry(date);
DROP FUNCTION shortest_publicity(governance_deliberation);
DROP FUNCTION rule_of_its_day(governance_deliberation);
DROP FUNCTION share_as_kept(governance_rule);
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0011_told_guards")]
    operations = [migrations.RunSQL(RULES + ROW + PARTS, BACK)]
