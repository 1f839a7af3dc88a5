"""Two hands for who speaks for a unit of the conference; its own units outweigh others also by the database's count.

Nobody makes a unit leave for an item alone: a recusal that others entered names who agreed.

The function stands here as it is now, and as it was for the way back.  Changes of the work calendar wait for one another
only where they are of the same day.
"""

import django.db.models.deletion
import django.db.models.fields.json
from django.conf import settings
from django.db import migrations, models

NOW = """
CREATE OR REPLACE FUNCTION decision_fault(i governance_agendaitem) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    sitting governance_jointconference;
    members bigint; present bigint; eligible bigint; agreed bigint; conditional bigint; against bigint; voted bigint;
    standing bigint; seated bigint;
    needed jsonb;
BEGIN
    SELECT * INTO sitting FROM governance_jointconference WHERE id = i.conference_id FOR SHARE;
    SELECT count(*), count(*) FILTER (WHERE m.signed_in_at <= i.decided_at),
           count(*) FILTER (WHERE m.signed_in_at <= i.decided_at AND r.id IS NULL),
           count(*) FILTER (WHERE m.signed_in_at <= i.decided_at AND r.id IS NULL AND v.choice = 'yes'),
           count(*) FILTER (WHERE m.signed_in_at <= i.decided_at AND r.id IS NULL AND v.choice = 'conditional'),
           count(*) FILTER (WHERE m.signed_in_at <= i.decided_at AND r.id IS NULL AND v.choice = 'no'),
           count(*) FILTER (WHERE m.signed_in_at <= i.decided_at AND r.id IS NULL AND v.id IS NOT NULL)
      INTO members, present, eligible, agreed, conditional, against, voted
      FROM governance_conferencemember m
      LEFT JOIN governance_interest r ON r.item_id = i.id AND r.member_id = m.id
      LEFT JOIN governance_vote v ON v.item_id = i.id AND v.member_id = m.id
     WHERE m.conference_id = i.conference_id;
    SELECT count(*), count(m.id) INTO standing, seated
      FROM governance_conferenceunit u
      LEFT JOIN governance_conferencemember m ON m.conference_id = i.conference_id AND m.unit_id = u.unit_id
     WHERE u.area_id = sitting.area_id AND u.status = 'active';
    needed := share_of_its_day('pass_joint_conference', sitting.held_on);
    RETURN CASE
        WHEN sitting.status <> 'held' OR i.decided_at IS NULL THEN '会议期间才能议定'
        WHEN i.is_urgent AND i.urgent_approved_by_id IS NULL THEN '临时增加的议题须经主持人同意后才能议定'
        WHEN NOT share_met(present, members, share_of_its_day('quorum_joint_conference', sitting.held_on))
            THEN '到会未达规定数，不能议定'
        WHEN i.decision <> 'defer'
             AND NOT share_met(eligible, members, share_of_its_day('quorum_conference_item', sitting.held_on))
            THEN '回避后可表决的单位不足，本项只能缓议'
        WHEN i.decision <> 'defer'
             AND NOT share_met(seated, standing, share_of_its_day('standing_conference_units', sitting.held_on))
            THEN '列入会议的成员单位不足规定比例，本项只能缓议'
        WHEN i.decision <> 'defer'
             AND NOT share_met(seated, members, share_of_its_day('standing_conference_units', sitting.held_on))
            THEN '列入会议的单位中成员单位不足规定比例，本项只能缓议'
        WHEN i.by_consensus THEN ''
        WHEN i.decision IN ('approve', 'refer') AND NOT share_met(agreed, eligible, needed)
          OR i.decision = 'approve_with_conditions' AND NOT share_met(agreed + conditional, eligible, needed)
            THEN '会议结论与表决不符：同意的单位未达规定数'
        WHEN i.decision = 'reject' AND share_met(agreed + conditional, eligible, needed)
            THEN '会议结论与表决不符：同意的单位已达规定数'
        WHEN i.decision = 'reject' AND voted < eligible AND NOT share_met(against, eligible, needed)
            THEN '会议结论与表决不符：不同意的单位未达规定数，也未全部表决'
        ELSE '' END;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION decision_fault(i governance_agendaitem) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    sitting governance_jointconference;
    members bigint; present bigint; eligible bigint; agreed bigint; conditional bigint; against bigint; voted bigint;
    standing bigint; seated bigint;
    needed jsonb;
BEGIN
    SELECT * INTO sitting FROM governance_jointconference WHERE id = i.conference_id FOR SHARE;
    SELECT count(*), count(*) FILTER (WHERE m.signed_in_at <= i.decided_at),
           count(*) FILTER (WHERE m.signed_in_at <= i.decided_at AND r.id IS NULL),
           count(*) FILTER (WHERE m.signed_in_at <= i.decided_at AND r.id IS NULL AND v.choice = 'yes'),
           count(*) FILTER (WHERE m.signed_in_at <= i.decided_at AND r.id IS NULL AND v.choice = 'conditional'),
           count(*) FILTER (WHERE m.signed_in_at <= i.decided_at AND r.id IS NULL AND v.choice = 'no'),
           count(*) FILTER (WHERE m.signed_in_at <= i.decided_at AND r.id IS NULL AND v.id IS NOT NULL)
      INTO members, present, eligible, agreed, conditional, against, voted
      FROM governance_conferencemember m
      LEFT JOIN governance_interest r ON r.item_id = i.id AND r.member_id = m.id
      LEFT JOIN governance_vote v ON v.item_id = i.id AND v.member_id = m.id
     WHERE m.conference_id = i.conference_id;
    SELECT count(*), count(m.id) INTO standing, seated
      FROM governance_conferenceunit u
      LEFT JOIN governance_conferencemember m ON m.conference_id = i.conference_id AND m.unit_id = u.unit_id
     WHERE u.area_id = sitting.area_id AND u.status = 'active';
    needed := share_of_its_day('pass_joint_conference', sitting.held_on);
    RETURN CASE
        WHEN sitting.status <> 'held' OR i.decided_at IS NULL THEN '会议期间才能议定'
        WHEN i.is_urgent AND i.urgent_approved_by_id IS NULL THEN '临时增加的议题须经主持人同意后才能议定'
        WHEN NOT share_met(present, members, share_of_its_day('quorum_joint_conference', sitting.held_on))
            THEN '到会未达规定数，不能议定'
        WHEN i.decision <> 'defer'
             AND NOT share_met(eligible, members, share_of_its_day('quorum_conference_item', sitting.held_on))
            THEN '回避后可表决的单位不足，本项只能缓议'
        WHEN i.decision <> 'defer'
             AND NOT share_met(seated, standing, share_of_its_day('standing_conference_units', sitting.held_on))
            THEN '列入会议的成员单位不足规定比例，本项只能缓议'
        WHEN i.by_consensus THEN ''
        WHEN i.decision IN ('approve', 'refer') AND NOT share_met(agreed, eligible, needed)
          OR i.decision = 'approve_with_conditions' AND NOT share_met(agreed + conditional, eligible, needed)
            THEN '会议结论与表决不符：同意的单位未达规定数'
        WHEN i.decision = 'reject' AND share_met(agreed + conditional, eligible, needed)
            THEN '会议结论与表决不符：同意的单位已达规定数'
        WHEN i.decision = 'reject' AND voted < eligible AND NOT share_met(against, eligible, needed)
            THEN '会议结论与表决不符：不同意的单位未达规定数，也未全部表决'
        ELSE '' END;
END $$;
"""
RECUSALS = """
CREATE FUNCTION unit_leaves_by_two_hands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.entered_by_id IS NOT NULL
       AND (NEW.confirmed_by_id IS NULL OR NEW.confirmed_by_id = NEW.entered_by_id) THEN
        RAISE EXCEPTION '单位自己没有申明的回避，须由提请人以外的人确认'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interest_by_two_hands';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER interest_by_two_hands BEFORE INSERT OR UPDATE ON governance_interest
    FOR EACH ROW EXECUTE FUNCTION unit_leaves_by_two_hands();
"""
NO_RECUSALS = """
DROP TRIGGER interest_by_two_hands ON governance_interest;
DROP FUNCTION unit_leaves_by_two_hands();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0026_past_the_portal"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="calendarchange",
            name="calendar_change_once_a_year_at_a_time",
        ),
        migrations.AddField(
            model_name="conferenceunit",
            name="next_is_chair",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name="conferenceunit",
            name="next_person",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.person",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarchange",
            constraint=models.UniqueConstraint(
                django.db.models.fields.json.KeyTextTransform(
                    "0", django.db.models.fields.json.KeyTextTransform("0", "days")
                ),
                condition=models.Q(("status", "proposed")),
                name="calendar_change_once_a_day_at_a_time",
                violation_error_message="这一天或者这一年已有待确认的更改，请先处理",
            ),
        ),
        migrations.AlterConstraint(
            model_name="conferenceunit",
            name="conference_unit_once",
            constraint=models.UniqueConstraint(
                fields=("area", "unit"),
                name="conference_unit_once",
                violation_error_message="这个单位在该区域的联席会议已有登记",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="waiting_recusals",
            field=models.JSONField(db_default=[], default=list, editable=False),
        ),
        migrations.AddField(
            model_name="interest",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(NOW, BEFORE),
        migrations.RunSQL(RECUSALS, NO_RECUSALS),
    ]
