"""An item of the joint conference is decided as its units voted, by the rules of the day; then votes and presence stay.

Minutes seal the whole record later, see 0005.
"""

from django.db import migrations

FAULT = """
CREATE FUNCTION share_of_its_day(wanted text, day date) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT share_as_kept(r) FROM governance_rule r
    WHERE r.code = wanted AND r.status IN ('published', 'leaving')
      AND day BETWEEN r.valid_from AND COALESCE(r.valid_to, 'infinity') LIMIT 1
$$;
CREATE FUNCTION decision_fault(i governance_agendaitem) RETURNS text LANGUAGE plpgsql AS $$
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
"""

STAYS = """
CREATE FUNCTION item_is_decided_as_voted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own text[] := ARRAY['version', 'updated_at'];
    fault text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '列入会议的议题不能删除，只能撤下' USING ERRCODE = 'integrity_constraint_violation';
    ELSIF TG_OP = 'INSERT' AND NEW.status <> 'listed' THEN
        RAISE EXCEPTION '议题须先列入议程，再议定' USING ERRCODE = 'check_violation';
    ELSIF TG_OP = 'UPDATE' AND OLD.status <> 'listed' AND to_jsonb(NEW) - own <> to_jsonb(OLD) - own THEN
        RAISE EXCEPTION '本项已议定或者撤下，不能修改；要改变决定，请另提议题'
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF TG_OP = 'UPDATE' AND OLD.status = 'listed' AND NEW.status = 'decided' THEN
        fault := decision_fault(NEW);
        IF fault IS DISTINCT FROM '' THEN
            RAISE EXCEPTION '%', COALESCE(fault, '议定须写明时间和结论') USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION voice_stays_with_its_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step text;
BEGIN
    FOR step IN SELECT i.status FROM governance_agendaitem i
        WHERE i.id IN (CASE WHEN TG_OP <> 'DELETE' THEN NEW.item_id END, CASE WHEN TG_OP <> 'INSERT' THEN OLD.item_id END)
        FOR SHARE
    LOOP
        IF step <> 'listed' THEN
            RAISE EXCEPTION '本项已议定或者撤下，表决和回避的记录不能增减和修改'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    IF TG_OP <> 'DELETE' AND NOT EXISTS (
        SELECT 1 FROM governance_agendaitem i JOIN governance_conferencemember m ON m.conference_id = i.conference_id
        WHERE i.id = NEW.item_id AND m.id = NEW.member_id AND m.signed_in_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION '没有签到的单位不参加表决和回避' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION presence_stays_with_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last timestamptz;
BEGIN
    SELECT max(i.decided_at) INTO last FROM governance_agendaitem i
     WHERE i.status = 'decided' AND i.conference_id =
           CASE WHEN TG_OP = 'INSERT' THEN NEW.conference_id ELSE OLD.conference_id END;
    IF last IS NOT NULL AND (
        TG_OP <> 'UPDATE' OR NEW.conference_id <> OLD.conference_id OR NEW.unit_id <> OLD.unit_id
        OR NEW.signed_in_at IS DISTINCT FROM OLD.signed_in_at
           AND (OLD.signed_in_at <= last OR NEW.signed_in_at < last)
    ) THEN
        RAISE EXCEPTION '已有议题议定，参会单位和此前的签到不能增减和修改'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER item_stays_with_votes BEFORE INSERT OR UPDATE OR DELETE ON governance_agendaitem
    FOR EACH ROW EXECUTE FUNCTION item_is_decided_as_voted();
CREATE TRIGGER vote_stays_with_decision BEFORE INSERT OR UPDATE OR DELETE ON governance_vote
    FOR EACH ROW EXECUTE FUNCTION voice_stays_with_its_decision();
CREATE TRIGGER interest_stays_with_decision BEFORE INSERT OR UPDATE OR DELETE ON governance_interest
    FOR EACH ROW EXECUTE FUNCTION voice_stays_with_its_decision();
CREATE TRIGGER member_stays_with_decision BEFORE INSERT OR UPDATE OR DELETE ON governance_conferencemember
    FOR EACH ROW EXECUTE FUNCTION presence_stays_with_decisions();
"""

BACK = """
DROP TRIGGER member_stays_with_decision ON governance_conferencemember;
DROP TRIGGER interest_stays_with_decision ON governance_interest;
DROP TRIGGER vote_stays_with_decision ON governance_vote;
DROP TRIGGER item_stays_with_votes ON governance_agendaitem;
DROP FUNCTION presence_stays_with_decisions();
DROP FUNCTION voice_stays_with_its_decision();
DROP FUNCTION item_is_decided_as_voted();
DROP FUNCTION decision_fault(governance_agendaitem);
DROP FUNCTION share_of_its_day(text, date);
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0012_deliberation_freeze")]
    operations = [migrations.RunSQL(FAULT + STAYS, BACK)]
