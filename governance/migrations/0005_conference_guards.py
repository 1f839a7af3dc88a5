"""What issued minutes say is sealed: the sitting, its items, members, votes and interests."""

from django.db import migrations

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
CREATE FUNCTION consensus_has_names() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE CONSTRAINT TRIGGER consensus_has_names AFTER INSERT OR UPDATE ON governance_agendaitem
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status = 'decided' AND NEW.by_consensus)
    EXECUTE FUNCTION consensus_has_names();
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
DROP TRIGGER consensus_has_names ON governance_agendaitem;
DROP FUNCTION consensus_has_names();
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
    dependencies = [("governance", "0004_deliberation_guards")]
    operations = [migrations.RunSQL(SEAL, BACK)]
