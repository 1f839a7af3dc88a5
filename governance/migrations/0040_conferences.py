"""Issued minutes stay as they are: the database refuses every change of a sealed sitting."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SEAL = """
CREATE FUNCTION refuse_sealed(conference bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM governance_jointconference WHERE id = conference AND seal <> '') THEN
        RAISE EXCEPTION '会议纪要已印发封存，不能修改；要改变决定，请在以后的会议上另提议题'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
CREATE FUNCTION conference_stays_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.seal = '' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE'
       AND to_jsonb(NEW) - ARRAY['status', 'version', 'updated_at'] = to_jsonb(OLD) - ARRAY['status', 'version', 'updated_at']
       AND (NEW.status = OLD.status OR (OLD.status, NEW.status) IN
            (('issued', 'tracking'), ('issued', 'closed'), ('tracking', 'closed'))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '会议纪要已印发封存，不能修改' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION part_stays_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM refuse_sealed(OLD.conference_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM refuse_sealed(NEW.conference_id);
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;
CREATE FUNCTION voice_stays_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM refuse_sealed((SELECT conference_id FROM governance_agendaitem WHERE id = OLD.item_id));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM refuse_sealed((SELECT conference_id FROM governance_agendaitem WHERE id = NEW.item_id));
        RETURN NEW;
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER conference_stays_sealed BEFORE UPDATE OR DELETE ON governance_jointconference
    FOR EACH ROW EXECUTE FUNCTION conference_stays_sealed();
CREATE TRIGGER item_stays_sealed BEFORE INSERT OR UPDATE OR DELETE ON governance_agendaitem
    FOR EACH ROW EXECUTE FUNCTION part_stays_sealed();
CREATE TRIGGER member_stays_sealed BEFORE INSERT OR UPDATE OR DELETE ON governance_conferencemember
    FOR EACH ROW EXECUTE FUNCTION part_stays_sealed();
CREATE TRIGGER vote_stays_sealed BEFORE INSERT OR UPDATE OR DELETE ON governance_vote
    FOR EACH ROW EXECUTE FUNCTION voice_stays_sealed();
CREATE TRIGGER interest_stays_sealed BEFORE INSERT OR UPDATE OR DELETE ON governance_interest
    FOR EACH ROW EXECUTE FUNCTION voice_stays_sealed();
"""
BACK = """
DROP TRIGGER interest_stays_sealed ON governance_interest;
DROP TRIGGER vote_stays_sealed ON governance_vote;
DROP TRIGGER member_stays_sealed ON governance_conferencemember;
DROP TRIGGER item_stays_sealed ON governance_agendaitem;
DROP TRIGGER conference_stays_sealed ON governance_jointconference;
DROP FUNCTION voice_stays_sealed();
DROP FUNCTION part_stays_sealed();
DROP FUNCTION conference_stays_sealed();
DROP FUNCTION refuse_sealed(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0030_deliberations")]

    operations = [
        migrations.AlterModelOptions(
            name="conferenceunit",
            options={"ordering": ["area", "order"], "verbose_name": "联席会议成员单位"},
        ),
        migrations.RemoveField(
            model_name="conferenceunit",
            name="is_active",
        ),
        migrations.AddField(
            model_name="budget",
            name="status",
            field=models.CharField(
                choices=[("set", "已下达")], default="set", editable=False, max_length=8, verbose_name="状态"
            ),
        ),
        migrations.AddField(
            model_name="conferencemember",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="conferenceunit",
            name="status",
            field=models.CharField(
                choices=[("active", "成员单位"), ("stopped", "已退出")],
                default="active",
                editable=False,
                max_length=8,
                verbose_name="状态",
            ),
        ),
        migrations.AddField(
            model_name="interest",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="jointconference",
            name="distribution",
            field=models.CharField(blank=True, max_length=200, verbose_name="分送"),
        ),
        migrations.AddField(
            model_name="jointconference",
            name="guests",
            field=models.CharField(blank=True, max_length=200, verbose_name="列席"),
        ),
        migrations.AddField(
            model_name="jointconference",
            name="requirements",
            field=models.TextField(blank=True, verbose_name="有关要求"),
        ),
        migrations.AddField(
            model_name="vote",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterConstraint(
            model_name="budget",
            name="budget_once_per_year",
            constraint=models.UniqueConstraint(
                fields=("area", "year"),
                name="budget_once_per_year",
                violation_error_message="该区域这一年度的额度已登记，请修改原有额度",
            ),
        ),
        migrations.AlterConstraint(
            model_name="conferenceunit",
            name="conference_unit_once",
            constraint=models.UniqueConstraint(
                fields=("area", "unit"),
                name="conference_unit_once",
                violation_error_message="这个单位已经是该区域联席会议的成员单位",
            ),
        ),
        migrations.RunSQL(SEAL, BACK),
    ]
