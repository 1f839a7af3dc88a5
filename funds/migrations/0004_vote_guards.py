"""Only a vote of the whole committee sets a fund's money aside, by the rule of its day; once it is taken it stays."""

from django.db import migrations

FAULT = """
CREATE FUNCTION funds_vote_fault(g funds_grant) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    members bigint; voted bigint; present bigint; voters bigint; agreed bigint;
    rule jsonb; carried boolean;
BEGIN
    SELECT jsonb_build_object('body', 'fund_committee', 'quorum', share_as_kept(q), 'passing', share_as_kept(p),
                              'base', p.base, 'counts', p.counts) INTO rule
      FROM governance_rule q, governance_rule p
     WHERE q.code = 'quorum_fund_committee' AND p.code = 'pass_fund_committee'
       AND q.status IN ('published', 'leaving') AND p.status IN ('published', 'leaving')
       AND g.voted_on BETWEEN q.valid_from AND COALESCE(q.valid_to, 'infinity')
       AND g.voted_on BETWEEN p.valid_from AND COALESCE(p.valid_to, 'infinity');
    SELECT count(*), count(v.id), count(v.id) FILTER (WHERE v.choice <> 'absent'),
           count(v.id) FILTER (WHERE v.choice IN ('yes', 'no', 'abstain')), count(v.id) FILTER (WHERE v.choice = 'yes')
      INTO members, voted, present, voters, agreed
      FROM funds_fundmember m LEFT JOIN funds_committeevote v ON v.grant_id = g.id AND v.member_id = m.id
     WHERE m.fund_id = g.fund_id AND m.seat = 'committee'
       AND m.since <= g.notified_on AND (m.left_on IS NULL OR m.left_on > g.notified_on);
    carried := share_met(agreed, CASE WHEN rule->>'base' = 'all' THEN members ELSE voters END, rule->'passing');
    RETURN CASE
        WHEN g.vote_rule - ARRAY['label', 'basis'] IS DISTINCT FROM rule THEN '管委会表决须按表决当日施行的规则计算'
        WHEN voted < members OR voted <> (SELECT count(*) FROM funds_committeevote v WHERE v.grant_id = g.id)
            THEN '管委会表决须逐一登记会议通知之日的全体成员'
        WHEN NOT share_met(present, members, rule->'quorum') THEN '管委会到会未达到规定人数，表决无效'
        WHEN carried <> (g.status = 'committed') THEN '管委会表决结果与票数不符，结果由系统按票数计算'
        ELSE '' END;
END $$;
"""

STAYS = """
CREATE FUNCTION funds_guard_grant() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE FUNCTION funds_vote_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step text;
BEGIN
    SELECT status INTO step FROM funds_grant WHERE id = NEW.grant_id FOR SHARE;
    IF step NOT IN ('requested', 'opined') THEN
        RAISE EXCEPTION '管委会已表决，表决记录不能增加' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funds_grant_guard BEFORE INSERT OR UPDATE OR DELETE ON funds_grant
    FOR EACH ROW EXECUTE FUNCTION funds_guard_grant();
CREATE TRIGGER funds_vote_open BEFORE INSERT ON funds_committeevote
    FOR EACH ROW EXECUTE FUNCTION funds_vote_is_open();
"""

BACK = """
DROP TRIGGER funds_vote_open ON funds_committeevote;
DROP TRIGGER funds_grant_guard ON funds_grant;
DROP FUNCTION funds_vote_is_open();
DROP FUNCTION funds_guard_grant();
DROP FUNCTION funds_vote_fault(funds_grant);
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0003_indexes"), ("governance", "0013_decision_guards")]
    operations = [migrations.RunSQL(FAULT + STAYS, BACK)]
