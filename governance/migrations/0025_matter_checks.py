"""A result whose matter the caller alone judged takes effect only once another person looked at the notice.

The functions stand here as they are now, and as they were for the way back.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NOW = """
CREATE OR REPLACE FUNCTION check_notice_stays(before governance_deliberation, now_is governance_deliberation, today date)
RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    own text[] := ARRAY['status', 'version', 'updated_at', 'search_text', 'matter_checked_on', 'matter_checked_by_id'];
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
CREATE OR REPLACE FUNCTION check_posting(before governance_deliberation, now_is governance_deliberation, today date)
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
    ELSIF now_is.status <> before.status AND now_is.status IN ('unverified', 'publicised', 'final') AND (
        now_is.stopped_on IS NOT NULL OR EXISTS (
            SELECT 1 FROM governance_objection o WHERE o.deliberation_id = now_is.id AND o.status = 'open')
    ) THEN
        RAISE EXCEPTION '还有异议没有答复，公示不能继续，结果不能生效' USING ERRCODE = 'check_violation';
    ELSIF before.status = 'publicised' AND now_is.status = 'final' AND (
        today <= now_is.publicity_until
        OR today <= now_is.publicity_entered_on + days_after_entry(now_is.publicity_entered_on)
        OR today <= GREATEST(now_is.verified_on, now_is.matter_checked_on)
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
    verified text[] := ARRAY['verified_on', 'verified_by_id'];
    compared text[] := ARRAY['matter_checked_on', 'matter_checked_by_id'];
    changing text[] := ARRAY['status', 'version', 'updated_at', 'search_text'];
    today date;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '已通知的议事不能删除，不召开的作废' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    today := day_at_most(NEW.updated_at);
    IF TG_OP = 'INSERT' OR (NEW.title, NEW.matter, NEW.body, NEW.owners_matters)
       IS DISTINCT FROM (OLD.title, OLD.matter, OLD.body, OLD.owners_matters) THEN
        IF NEW.matter_checked_on IS NOT NULL OR NEW.must_check_matter IS DISTINCT FROM (
            NEW.body IN ('owners_ordinary', 'interested_owners', 'owners_committee', 'residents_meeting',
                         'residents_delegates')
        ) THEN
            RAISE EXCEPTION '召集人选定的事项类别，通知张贴以后由其他人核对' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.matter_checked_on <> OLD.matter_checked_on OR OLD.matter_checked_on IS NULL AND (
        NOT NEW.must_check_matter AND NEW.matter_checked_on IS NOT NULL
        OR NEW.matter_checked_on NOT BETWEEN NEW.notice_on AND today
    ) THEN
        RAISE EXCEPTION '事项类别按核对当日登记，登记后不能改' USING ERRCODE = 'check_violation';
    END IF;
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
        ('counted', 'unverified'), ('unverified', 'publicised'), ('unverified', 'challenged'), ('unverified', 'void'),
        ('challenged', 'unverified'), ('publicised', 'reopened'), ('reopened', 'publicised'),
        ('counted', 'void'), ('publicised', 'final'), ('publicised', 'challenged'), ('publicised', 'void'),
        ('challenged', 'publicised'), ('challenged', 'void'), ('final', 'reopened'), ('reopened', 'final'),
        ('reopened', 'overturned')
    ) THEN
        RAISE EXCEPTION '议事须依次召开、计票、公示、生效，不能直接改变状态' USING ERRCODE = 'check_violation';
    ELSIF OLD.status = 'called' AND NEW.status = 'held' AND NEW.held_on > today THEN
        RAISE EXCEPTION '通知所载的召开日期未到，不能登记会议结果' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM check_posting(OLD, NEW, today);
    IF NEW.verified_on NOT BETWEEN NEW.publicity_entered_on AND today
       OR OLD.is_entered_late AND NOT NEW.is_entered_late THEN
        RAISE EXCEPTION '补录的议事在登记公示以后核实，按核实当日登记，补录的标记不能取消' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.status IN ('called', 'held', 'counted') THEN
        changing := changing || recorded || ARRAY['is_entered_late'];
    ELSIF OLD.status = 'unverified' AND NEW.status IN ('unverified', 'publicised') AND OLD.verified_on IS NULL THEN
        changing := changing || verified;
    END IF;
    IF OLD.status IN ('held', 'counted', 'unverified') AND OLD.matter_checked_on IS NULL THEN
        changing := changing || compared;
    END IF;
    IF OLD.status = 'counted' AND NEW.status IN ('publicised', 'unverified') THEN
        changing := changing || posting || publicity;
    ELSIF OLD.status IN ('unverified', 'publicised', 'challenged') AND NEW.status <> 'final' THEN
        changing := changing || publicity;
    END IF;
    IF to_jsonb(NEW) - changing IS DISTINCT FROM to_jsonb(OLD) - changing THEN
        RAISE EXCEPTION '议事召开后，通知所载的事项不能修改；公示后，登记的数字和结果、公示的地点和日期不能修改'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION deliberation_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    posting text[] := ARRAY['publicised_on', 'publicity_place', 'publicity_until', 'publicity_entered_on',
                            'stopped_on', 'paused_days'];
    late text[] := ARRAY['is_entered_late', 'verified_on', 'verified_by_id', 'matter_checked_on', 'matter_checked_by_id'];
    own text[] := ARRAY['status', 'version', 'updated_at', 'search_text'];
    kind text := 'governance.deliberation';
    known boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        known := is_told(kind, NEW.id, ARRAY[kind || '.call'], NULL, NULL);
    ELSE
        known := (NEW.status = OLD.status OR is_told(kind, NEW.id, NULL, OLD.status, NEW.status))
            AND (to_jsonb(NEW) - own - posting - late = to_jsonb(OLD) - own - posting - late OR is_told(kind, NEW.id, ARRAY[
                kind || '.edit', kind || '.hold', kind || '.correct', kind || '.count'], NULL, NULL))
            AND ((NEW.publicised_on, NEW.publicity_place, NEW.publicity_until, NEW.publicity_entered_on,
                  NEW.stopped_on, NEW.paused_days)
                IS NOT DISTINCT FROM (OLD.publicised_on, OLD.publicity_place, OLD.publicity_until,
                  OLD.publicity_entered_on, OLD.stopped_on, OLD.paused_days) OR is_told(kind, NEW.id, ARRAY[
                kind || '.publicise', kind || '.object', kind || '.answer', kind || '.retract',
                'governance.deadline.recount'], NULL, NULL))
            AND ((NEW.is_entered_late, NEW.verified_on, NEW.verified_by_id)
                IS NOT DISTINCT FROM (OLD.is_entered_late, OLD.verified_on, OLD.verified_by_id)
                OR is_told(kind, NEW.id, ARRAY[kind || '.edit', kind || '.hold', kind || '.publicise',
                    kind || '.verify_late'], NULL, NULL))
            AND ((NEW.matter_checked_on, NEW.matter_checked_by_id)
                IS NOT DISTINCT FROM (OLD.matter_checked_on, OLD.matter_checked_by_id)
                OR is_told(kind, NEW.id, ARRAY[kind || '.edit', kind || '.check_matter'], NULL, NULL));
    END IF;
    IF NOT known THEN
        RAISE EXCEPTION '民主议事只能按步骤办理，每一次变动都须有办理记录' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION check_notice_stays(before governance_deliberation, now_is governance_deliberation, today date)
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
CREATE OR REPLACE FUNCTION check_posting(before governance_deliberation, now_is governance_deliberation, today date)
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
    ELSIF now_is.status <> before.status AND now_is.status IN ('unverified', 'publicised', 'final') AND (
        now_is.stopped_on IS NOT NULL OR EXISTS (
            SELECT 1 FROM governance_objection o WHERE o.deliberation_id = now_is.id AND o.status = 'open')
    ) THEN
        RAISE EXCEPTION '还有异议没有答复，公示不能继续，结果不能生效' USING ERRCODE = 'check_violation';
    ELSIF before.status = 'publicised' AND now_is.status = 'final' AND (
        today <= now_is.publicity_until
        OR today <= now_is.publicity_entered_on + days_after_entry(now_is.publicity_entered_on)
        OR today <= now_is.verified_on
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
    checked text[] := ARRAY['verified_on', 'verified_by_id'];
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
        ('counted', 'unverified'), ('unverified', 'publicised'), ('unverified', 'challenged'), ('unverified', 'void'),
        ('challenged', 'unverified'), ('publicised', 'reopened'), ('reopened', 'publicised'),
        ('counted', 'void'), ('publicised', 'final'), ('publicised', 'challenged'), ('publicised', 'void'),
        ('challenged', 'publicised'), ('challenged', 'void'), ('final', 'reopened'), ('reopened', 'final'),
        ('reopened', 'overturned')
    ) THEN
        RAISE EXCEPTION '议事须依次召开、计票、公示、生效，不能直接改变状态' USING ERRCODE = 'check_violation';
    ELSIF OLD.status = 'called' AND NEW.status = 'held' AND NEW.held_on > today THEN
        RAISE EXCEPTION '通知所载的召开日期未到，不能登记会议结果' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM check_posting(OLD, NEW, today);
    IF NEW.verified_on NOT BETWEEN NEW.publicity_entered_on AND today
       OR OLD.is_entered_late AND NOT NEW.is_entered_late THEN
        RAISE EXCEPTION '补录的议事在登记公示以后核实，按核实当日登记，补录的标记不能取消' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.status IN ('called', 'held', 'counted') THEN
        changing := changing || recorded || ARRAY['is_entered_late'];
    ELSIF OLD.status = 'unverified' AND NEW.status = 'publicised' THEN
        changing := changing || checked;
    END IF;
    IF OLD.status = 'counted' AND NEW.status IN ('publicised', 'unverified') THEN
        changing := changing || posting || publicity;
    ELSIF OLD.status IN ('unverified', 'publicised', 'challenged') AND NEW.status <> 'final' THEN
        changing := changing || publicity;
    END IF;
    IF to_jsonb(NEW) - changing IS DISTINCT FROM to_jsonb(OLD) - changing THEN
        RAISE EXCEPTION '议事召开后，通知所载的事项不能修改；公示后，登记的数字和结果、公示的地点和日期不能修改'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION deliberation_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    posting text[] := ARRAY['publicised_on', 'publicity_place', 'publicity_until', 'publicity_entered_on',
                            'stopped_on', 'paused_days'];
    late text[] := ARRAY['is_entered_late', 'verified_on', 'verified_by_id'];
    own text[] := ARRAY['status', 'version', 'updated_at', 'search_text'];
    kind text := 'governance.deliberation';
    known boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        known := is_told(kind, NEW.id, ARRAY[kind || '.call'], NULL, NULL);
    ELSE
        known := (NEW.status = OLD.status OR is_told(kind, NEW.id, NULL, OLD.status, NEW.status))
            AND (to_jsonb(NEW) - own - posting - late = to_jsonb(OLD) - own - posting - late OR is_told(kind, NEW.id, ARRAY[
                kind || '.edit', kind || '.hold', kind || '.correct', kind || '.count'], NULL, NULL))
            AND ((NEW.publicised_on, NEW.publicity_place, NEW.publicity_until, NEW.publicity_entered_on,
                  NEW.stopped_on, NEW.paused_days)
                IS NOT DISTINCT FROM (OLD.publicised_on, OLD.publicity_place, OLD.publicity_until,
                  OLD.publicity_entered_on, OLD.stopped_on, OLD.paused_days) OR is_told(kind, NEW.id, ARRAY[
                kind || '.publicise', kind || '.object', kind || '.answer', kind || '.retract',
                'governance.deadline.recount'], NULL, NULL))
            AND ((NEW.is_entered_late, NEW.verified_on, NEW.verified_by_id)
                IS NOT DISTINCT FROM (OLD.is_entered_late, OLD.verified_on, OLD.verified_by_id)
                OR is_told(kind, NEW.id, ARRAY[kind || '.edit', kind || '.hold', kind || '.publicise',
                    kind || '.verify_late'], NULL, NULL));
    END IF;
    IF NOT known THEN
        RAISE EXCEPTION '民主议事只能按步骤办理，每一次变动都须有办理记录' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0024_own_paper_templates")]
    operations = [
        migrations.AddField(
            model_name="deliberation",
            name="matter_checked_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="事项类别核对人",
            ),
        ),
        migrations.AddField(
            model_name="deliberation",
            name="matter_checked_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="核对事项类别日期"),
        ),
        migrations.AddField(
            model_name="deliberation",
            name="must_check_matter",
            field=models.BooleanField(db_default=False, default=False, editable=False, verbose_name="事项类别须核对"),
        ),
        migrations.AddConstraint(
            model_name="deliberation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("must_check_matter", False),
                    models.Q(("status__in", ["publicised", "final", "reopened"]), _negated=True),
                    models.Q(("matter_checked_by__isnull", False), ("matter_checked_on__isnull", False)),
                    _connector="OR",
                ),
                name="deliberation_matter_is_checked",
                violation_error_message="召集人选定的事项类别，须由其他人核对后才能公示期满生效",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliberation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("matter_checked_by", None),
                    models.Q(("matter_checked_by", models.F("created_by")), _negated=True),
                    _connector="OR",
                ),
                name="deliberation_matter_checked_by_another",
                violation_error_message="事项类别须由召集人以外的人核对",
            ),
        ),
        migrations.RunSQL(NOW, BEFORE),
    ]
