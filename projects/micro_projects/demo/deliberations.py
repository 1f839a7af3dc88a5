"""The deliberation of a demo project, as far as the project's state needs it."""

from datetime import timedelta

from governance.deliberations import majorities, publicity
from governance.deliberations.workflow import FINAL
from governance.kernel.clock import rules
from governance.models import Deliberation, Motion
from governance.rolls.demo import keep_rolls

BODY = "residents_meeting"
VILLAGE_BODY = "villagers_meeting"


def make(world, area, title, held_on, *, outcome, created_by=None):
    """One deliberation of a compound, saved with its motion.

    outcome -- "called" (not held yet), "passed" or "failed" (final)
    """
    keep_rolls(world, area)
    body = VILLAGE_BODY if area.community and area.community.kind == "village" else BODY
    households = area.household_count or 300
    row = Deliberation(
        title=f"{title}议事"[:60],
        area=area,
        body=body,
        matter=Deliberation.Matter.PROJECT,
        notice_on=held_on - timedelta(16),
        held_on=held_on,
        place="小区议事亭",
        agenda="一、通报需求；二、讨论方案；三、表决",
        created_by=created_by,
    )
    motion = Motion(no=1, text=f"是否同意申报微项目“{title}”"[:200])
    if outcome != "called":
        hold(world, row, motion, households, outcome == "passed")
    row.save()
    motion.deliberation = row
    motion.save()
    return row


def hold(world, row, motion, entitled, in_favour):
    """Attendance, votes, result and publicity; the result is computed by the rule of the day."""
    threshold = rules.threshold(row.body, row.held_on)
    present = max(threshold.quorum.needed(entitled), entitled * world.rng.randint(70, 84) // 100)
    no = present * world.rng.randint(4, 9) // 100 if in_favour else present * 6 // 10
    abstain = present * world.rng.randint(2, 5) // 100
    row.entitled, row.present = entitled, present
    motion.no_votes, motion.abstain = no, abstain
    motion.yes = present - no - abstain
    row.rule, row.rule_text = majorities.snapshot(threshold), majorities.describe_rule(threshold)
    quorum = row.quorum()
    row.is_quorate = majorities.all_met(quorum)
    conditions = motion.conditions(row)
    row.passed = motion.passed = row.is_quorate and majorities.all_met(conditions)
    motion.formula = "；".join(share.sentence for share in [*quorum, *conditions])[:400]
    row.status = FINAL
    row.publicised_on = row.held_on + timedelta(1)
    publicity.settle_end(row)
    row.publicity_place = "小区公告栏"
    row.minutes = "会议按议程进行，居民代表逐项发言后表决。"
    if no:
        row.dissent = f"{min(no, 9)} 户要求先做其他维修。议事会答复：已列入下一步计划，会后逐户回访。"
