"""Only a vote that another person has compared with the minutes sets a fund's money aside.

The function stands here as it is now, and as it was for the way back.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NOW = """
CREATE OR REPLACE FUNCTION funds_guard_grant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    after_vote text[] := ARRAY['opinion', 'overseen_by_id', 'overseen_on', 'payee', 'voucher_no', 'paid_on', 'paid_by_id',
                               'status', 'version', 'updated_at', 'is_demo'];
    fault text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '资助申请不能删除，只能撤销' USING ERRCODE = 'integrity_constraint_violation';
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.status NOT IN ('requested', 'fundless') THEN
            RAISE EXCEPTION '资助须先提出申请，再由管委会表决' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    ELSIF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('fundless', 'requested'), ('fundless', 'released'), ('requested', 'opined'), ('requested', 'committed'),
        ('requested', 'refused'), ('requested', 'released'), ('opined', 'committed'), ('opined', 'refused'),
        ('opined', 'released'), ('refused', 'settled'), ('refused', 'released'), ('committed', 'cleared'),
        ('committed', 'released'), ('cleared', 'paid'), ('cleared', 'released')
    ) THEN
        RAISE EXCEPTION '资助须依次申请、表决、监督、拨付，不能直接改变状态' USING ERRCODE = 'check_violation';
    ELSIF OLD.status NOT IN ('fundless', 'requested', 'opined')
       AND to_jsonb(NEW) - after_vote <> to_jsonb(OLD) - after_vote THEN
        RAISE EXCEPTION '管委会已表决，申请和表决的内容不能修改' USING ERRCODE = 'integrity_constraint_violation';
    ELSIF OLD.status IN ('requested', 'opined') AND NEW.status IN ('committed', 'refused') THEN
        fault := funds_vote_fault(NEW);
        IF fault IS DISTINCT FROM '' THEN
            RAISE EXCEPTION '%', COALESCE(fault, '没有表决当日施行的管委会表决规则') USING ERRCODE = 'check_violation';
        ELSIF NEW.voted_by_id IS NULL OR NEW.vote_confirmed_by_id IS NULL OR NEW.voted_by_id = NEW.vote_confirmed_by_id THEN
            RAISE EXCEPTION '管委会表决须由登记人以外的人核对确认' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION funds_guard_grant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    after_vote text[] := ARRAY['opinion', 'overseen_by_id', 'overseen_on', 'payee', 'voucher_no', 'paid_on', 'paid_by_id',
                               'status', 'version', 'updated_at', 'is_demo'];
    fault text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '资助申请不能删除，只能撤销' USING ERRCODE = 'integrity_constraint_violation';
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.status NOT IN ('requested', 'fundless') THEN
            RAISE EXCEPTION '资助须先提出申请，再由管委会表决' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    ELSIF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('fundless', 'requested'), ('fundless', 'released'), ('requested', 'opined'), ('requested', 'committed'),
        ('requested', 'refused'), ('requested', 'released'), ('opined', 'committed'), ('opined', 'refused'),
        ('opined', 'released'), ('refused', 'settled'), ('refused', 'released'), ('committed', 'cleared'),
        ('committed', 'released'), ('cleared', 'paid'), ('cleared', 'released')
    ) THEN
        RAISE EXCEPTION '资助须依次申请、表决、监督、拨付，不能直接改变状态' USING ERRCODE = 'check_violation';
    ELSIF OLD.status NOT IN ('fundless', 'requested', 'opined')
       AND to_jsonb(NEW) - after_vote <> to_jsonb(OLD) - after_vote THEN
        RAISE EXCEPTION '管委会已表决，申请和表决的内容不能修改' USING ERRCODE = 'integrity_constraint_violation';
    ELSIF OLD.status IN ('requested', 'opined') AND NEW.status IN ('committed', 'refused') THEN
        fault := funds_vote_fault(NEW);
        IF fault IS DISTINCT FROM '' THEN
            RAISE EXCEPTION '%', COALESCE(fault, '没有表决当日施行的管委会表决规则') USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0004_vote_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="vote_asked",
            field=models.JSONField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="grant",
            name="vote_confirmed_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("vote_confirmed_by", None),
                    models.Q(("vote_confirmed_by", models.F("voted_by")), _negated=True),
                    _connector="OR",
                ),
                name="grant_vote_confirmed_by_another",
                violation_error_message="管委会表决须由登记人以外的人核对确认",
            ),
        ),
        migrations.RunSQL(NOW, BEFORE),
    ]
