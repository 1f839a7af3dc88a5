"""Who of a fund's committee was on leave stands apart from who was absent; every choice is a known one.

The function stands here as it is now, and as it was for the way back.
"""

from django.db import migrations, models
from django.db.models import Q

NOW = """
CREATE OR REPLACE FUNCTION funds_vote_fault(g funds_grant) RETURNS text LANGUAGE plpgsql STABLE AS $$
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
    SELECT count(*), count(v.id), count(v.id) FILTER (WHERE v.choice NOT IN ('excused', 'absent')),
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

BEFORE = """
CREATE OR REPLACE FUNCTION funds_vote_fault(g funds_grant) RETURNS text LANGUAGE plpgsql STABLE AS $$
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


class Migration(migrations.Migration):
    dependencies = [("funds", "0005_vote_hands")]

    operations = [
        migrations.RunSQL(NOW, BEFORE),
        migrations.AlterField(
            model_name="committeevote",
            name="choice",
            field=models.CharField(
                choices=[
                    ("yes", "同意"),
                    ("no", "不同意"),
                    ("abstain", "弃权"),
                    ("recused", "回避"),
                    ("excused", "请假"),
                    ("absent", "缺席"),
                ],
                max_length=8,
                verbose_name="表决",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeevote",
            constraint=models.CheckConstraint(
                condition=Q(choice__in=("yes", "no", "abstain", "recused", "excused", "absent")),
                name="committee_vote_is_a_known_choice",
                violation_error_message="表决须是同意、不同意、弃权、回避、请假或者缺席",
            ),
        ),
    ]
