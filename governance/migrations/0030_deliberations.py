"""Deliberations keep their rule; the database compares every result with its counts."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import governance.kernel.pages.search

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
BACK = """
DROP TRIGGER motion_result_agrees ON governance_motion;
DROP TRIGGER deliberation_result_agrees ON governance_deliberation;
DROP FUNCTION motion_result_agrees();
DROP FUNCTION deliberation_result_agrees();
DROP FUNCTION motion_carried(governance_deliberation, numeric, numeric);
DROP FUNCTION deliberation_quorate(governance_deliberation);
DROP FUNCTION share_met(numeric, numeric, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0014_schemes")]

    operations = [
        migrations.AlterModelOptions(
            name="ballot",
            options={"ordering": ["id"]},
        ),
        migrations.AlterModelOptions(
            name="objection",
            options={"ordering": ["id"], "verbose_name": "异议"},
        ),
        migrations.AddField(
            model_name="ballot",
            name="is_unsold",
            field=models.BooleanField(default=False, verbose_name="建设单位未售"),
        ),
        migrations.AddField(
            model_name="ballot",
            name="more_choices",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[("yes", "同意"), ("no", "反对"), ("abstain", "弃权"), ("absent", "未到")], max_length=8
                ),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="ballot",
            name="owner",
            field=models.CharField(blank=True, max_length=40, verbose_name="买受人"),
        ),
        migrations.AddField(
            model_name="deliberation",
            name="rule",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="deliberation",
            name="search_text",
            field=models.CharField(blank=True, editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name="deliberation",
            name="stopped_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="暂停计算"),
        ),
        migrations.AlterField(
            model_name="ballot",
            name="voter",
            field=models.CharField(max_length=40, verbose_name="户号（席位）"),
        ),
        migrations.AddIndex(
            model_name="deliberation",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="deliberation_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="deliberation",
            index=django.contrib.postgres.indexes.GinIndex(
                governance.kernel.pages.search.Bigrams("search_text"), name="deliberation_bigrams"
            ),
        ),
        migrations.AddConstraint(
            model_name="motion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("abstain", None), ("no_votes", None), ("yes", None)),
                    models.Q(("abstain__isnull", False), ("no_votes__isnull", False), ("yes__isnull", False)),
                    _connector="OR",
                ),
                name="motion_counts_come_together",
                violation_error_message="同意、反对、弃权须一并填写",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_on", None), ("status", "open")),
                    models.Q(
                        ("answered_on__isnull", False), ("status", "answered"), models.Q(("answer", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="objection_answered_has_answer",
                violation_error_message="答复异议须写明答复内容和日期",
            ),
        ),
        migrations.RunSQL(SHARE_MET + COMPARE, BACK),
    ]
