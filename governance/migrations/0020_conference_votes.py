"""The conference decides the substance by votes that carry it or by consensus, and only with its own standing units.

A deliberation keeps what its caller declared of elections that have rules of their own.  The two functions stand here as they are now, and as they were for the way back.
"""

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
CREATE OR REPLACE FUNCTION consensus_has_names() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own text[] := CASE WHEN NEW.decision = 'reject' THEN ARRAY['no'] ELSE ARRAY['yes', 'conditional'] END;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM governance_vote WHERE item_id = NEW.id AND choice = ANY (own))
       OR EXISTS (
        SELECT 1 FROM governance_conferencemember m
        WHERE m.conference_id = NEW.conference_id AND m.signed_in_at IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM governance_interest i WHERE i.item_id = NEW.id AND i.member_id = m.id)
          AND NOT EXISTS (SELECT 1 FROM governance_vote v
                          WHERE v.item_id = NEW.id AND v.member_id = m.id AND v.choice = ANY (own))
    ) THEN
        RAISE EXCEPTION '协商一致须有到会且未回避的全部成员单位同意的记录'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'consensus_has_names';
    END IF;
    RETURN NULL;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION decision_fault(i governance_agendaitem) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    sitting governance_jointconference;
    members bigint; present bigint; eligible bigint; agreed bigint; conditional bigint;
    needed jsonb;
BEGIN
    SELECT * INTO sitting FROM governance_jointconference WHERE id = i.conference_id FOR SHARE;
    SELECT count(*), count(*) FILTER (WHERE m.signed_in_at <= i.decided_at),
           count(*) FILTER (WHERE m.signed_in_at <= i.decided_at AND r.id IS NULL),
           count(*) FILTER (WHERE m.signed_in_at <= i.decided_at AND r.id IS NULL AND v.choice = 'yes'),
           count(*) FILTER (WHERE m.signed_in_at <= i.decided_at AND r.id IS NULL AND v.choice = 'conditional')
      INTO members, present, eligible, agreed, conditional
      FROM governance_conferencemember m
      LEFT JOIN governance_interest r ON r.item_id = i.id AND r.member_id = m.id
      LEFT JOIN governance_vote v ON v.item_id = i.id AND v.member_id = m.id
     WHERE m.conference_id = i.conference_id;
    needed := share_of_its_day('pass_joint_conference', sitting.held_on);
    RETURN CASE
        WHEN sitting.status <> 'held' OR i.decided_at IS NULL THEN '会议期间才能议定'
        WHEN i.is_urgent AND i.urgent_approved_by_id IS NULL THEN '临时增加的议题须经主持人同意后才能议定'
        WHEN NOT share_met(present, members, share_of_its_day('quorum_joint_conference', sitting.held_on))
            THEN '到会未达规定数，不能议定'
        WHEN i.decision <> 'defer'
             AND NOT share_met(eligible, members, share_of_its_day('quorum_conference_item', sitting.held_on))
            THEN '回避后可表决的单位不足，本项只能缓议'
        WHEN i.by_consensus THEN ''
        WHEN i.decision = 'approve' AND NOT share_met(agreed, eligible, needed)
          OR i.decision = 'approve_with_conditions' AND NOT share_met(agreed + conditional, eligible, needed)
            THEN '会议结论与表决不符：同意的单位未达规定数'
        WHEN i.decision = 'reject' AND share_met(agreed + conditional, eligible, needed)
            THEN '会议结论与表决不符：同意的单位已达规定数'
        ELSE '' END;
END $$;
CREATE OR REPLACE FUNCTION consensus_has_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM governance_vote WHERE item_id = NEW.id AND choice IN ('yes', 'conditional'))
       OR EXISTS (
        SELECT 1 FROM governance_conferencemember m
        WHERE m.conference_id = NEW.conference_id AND m.signed_in_at IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM governance_interest i WHERE i.item_id = NEW.id AND i.member_id = m.id)
          AND NOT EXISTS (SELECT 1 FROM governance_vote v
                          WHERE v.item_id = NEW.id AND v.member_id = m.id AND v.choice IN ('yes', 'conditional'))
    ) THEN
        RAISE EXCEPTION '协商一致须有到会且未回避的全部成员单位同意的记录'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'consensus_has_names';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0019_record_within_roll")]
    operations = [
        migrations.AddField(
            model_name="deliberation",
            name="elects",
            field=models.CharField(
                blank=True,
                choices=[("nobody", "不选举、不罢免"), ("somebody", "选举或者罢免")],
                db_default="",
                default="",
                max_length=8,
                verbose_name="是否选举、罢免居（村）民委员会成员或者党组织的委员、书记",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliberation",
            constraint=models.CheckConstraint(
                condition=models.Q(("elects", "somebody"), _negated=True),
                name="deliberation_elects_nobody",
                violation_error_message="居（村）民委员会和党组织的选举、罢免按各自的程序办理",
            ),
        ),
        migrations.RunSQL(NOW, BEFORE),
    ]
