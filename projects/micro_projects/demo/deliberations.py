"""The deliberation of a demo project, as far as the project's state needs it: by the body that the law names for it."""

import re
from copy import copy
from datetime import timedelta
from decimal import ROUND_DOWN

from governance.deliberations import bodies, majorities, matters, publicity
from governance.deliberations.actions.base import describe_base, keep_roll_base
from governance.deliberations.attachments import STUDY, TALLY
from governance.deliberations.demo_papers import attach_marked_paper
from governance.deliberations.workflow import CALLED, COUNTED, DELIBERATION, FINAL, HELD, PUBLICISED
from governance.kernel.clock import clock, rules
from governance.kernel.figures.shares import CENT
from governance.kernel.papers import files
from governance.models import Deliberation, Motion
from governance.rolls.demo import keep_rolls, paper
from governance.rolls.electorate import electorate
from projects.micro_projects.basis import CommonParts, matter_of

ALTERING = re.compile("充电|停车|泊位|车位|长廊|投放点|监控|健身|消防微站")
BODIES = {
    CommonParts.NONE: "council",
    CommonParts.UPKEEP: "owners_ordinary",
    CommonParts.ALTER: "owners_major",
}
VILLAGE_BODY = "villagers_households"
NOTICE_DAYS = {"council": 6, VILLAGE_BODY: 10}
OWNERS_NOTICE_DAYS = 16
POSTING = ("publicised_on", "publicity_until", "publicity_entered_on", "publicity_place")


def common_parts_of(plan):
    """What a plan does to the owners' common parts: a shed or a parking bay alters them, works keep them up."""
    if ALTERING.search(plan.title):
        return CommonParts.ALTER
    return CommonParts.NONE if plan.kind == "service" else CommonParts.UPKEEP


def body_of(project):
    is_village = project.area.community and project.area.community.kind == "village"
    return VILLAGE_BODY if is_village else BODIES[project.common_parts]


def meeting_day(project, in_force_by):
    """The last day of a meeting whose result is in force by a day, by the very rule of every publicity."""
    body = bodies.settle_council(body_of(project), matter_of(project))
    held_on = in_force_by
    while publicity.effective_on(posted(Deliberation(body=body, held_on=held_on))) > in_force_by:
        held_on -= timedelta(1)
    return held_on


def notice_day(project, held_on):
    return held_on - timedelta(NOTICE_DAYS.get(body_of(project), OWNERS_NOTICE_DAYS))


def posted(row):
    """A deliberation with its publicity, begun as these bodies do: at the meeting, or on the day after it."""
    row.publicised_on = row.held_on + timedelta(0 if row.body in bodies.COMMUNITY else 1)
    row.publicity_entered_on, row.publicity_place = row.publicised_on, "小区公告栏"
    publicity.settle_end(row)
    return row


def make(world, project, held_on, *, outcome, created_by=None):
    """One deliberation for a project, of its compound or its village, saved with its motion.

    outcome -- "called" (not held yet), "passed" or "failed" (final)
    """
    keep_rolls(world, project.area)
    body, title = body_of(project), project.title
    place = project.area.community if body in bodies.COMMUNITY else project.area
    row = Deliberation(
        title=f"{title}议事"[:60],
        area=place,
        matter=matter_of(project),
        body=bodies.settle_council(body, matter_of(project)),
        notice_on=notice_day(project, held_on),
        held_on=held_on,
        place="小区议事亭",
        agenda="一、通报需求；二、讨论方案；三、表决",
        created_by=created_by,
    )
    if body in bodies.COMMUNITY:
        row.convener = Deliberation.Convener.COMMITTEE
        row.party_studied_on = row.notice_on - timedelta(2)
    row.must_check_matter = matters.must_be_checked(row)
    row.save()
    motion = Motion(deliberation=row, no=1, text=f"是否同意申报微项目“{title}”"[:200])
    motion.save()
    if row.party_studied_on:
        files.attach(row, paper(world), kind=STUDY, actor=created_by)
    hung = posted(copy(row))
    tell(world, hung, created_by, outcome)
    if outcome != "called":
        if row.must_check_matter:
            keep(row, CALLED, matter_checked_on=row.notice_on, matter_checked_by=world.users["office"])
        hold(world, row, motion, outcome == "passed")
        files.attach(row, paper(world), kind=TALLY, actor=created_by)
        keep(row, PUBLICISED, **{name: getattr(hung, name) for name in POSTING})
        keep(row, FINAL)
        attach_marked_paper(row, created_by)
    return row


def tell(world, hung, actor, outcome):
    """The history of a row, each step on its own day; `hung` is the row with its publicity."""
    told = [("call", "", CALLED, hung.notice_on, 9, actor)]
    if outcome != "called":
        looked = [("check_matter", CALLED, CALLED, hung.notice_on, 15, world.users["office"])]
        told += [
            *(looked if hung.must_check_matter else []),
            ("hold", CALLED, HELD, hung.held_on, 20, actor),
            ("count", HELD, COUNTED, hung.held_on, 21, actor),
            ("publicise", COUNTED, PUBLICISED, hung.publicised_on, 22, actor),
            ("finalise", PUBLICISED, FINAL, hung.effective_on, 9, actor),
        ]
    world.save_events(
        world.event(
            f"{DELIBERATION.kind}.{step}",
            hung,
            who,
            label=DELIBERATION.steps[step].label,
            at=min(world.moment(day, hour), clock.now()),
            **{"from": source, "to": target},
        )
        for step, source, target, day, hour, who in told
    )


def hold(world, row, motion, in_favour):
    """Attendance, votes and result; base from the roll, the result computed by the rule of the day."""
    threshold = rules.threshold(row.body, row.held_on)
    found = electorate(row.body, row.area, row.held_on)
    row.entitled, row.entitled_area = found.heads, found.area
    keep_roll_base(row, found)
    row.roll_text = describe_base(row, found, differs=False)
    least = threshold.quorum.needed(row.entitled) + 1
    present = min(row.entitled, max(least, row.entitled * world.rng.randint(70, 84) // 100))
    no = present * world.rng.randint(4, 9) // 100 if in_favour else present * 6 // 10
    abstain = present * world.rng.randint(2, 5) // 100
    row.present = present
    motion.no_votes, motion.abstain = no, abstain
    motion.yes = present - no - abstain
    if row.entitled_area is not None:
        share_area(row, motion)
    row.minutes = "会议按议程进行，逐项讨论后表决。"
    if no:
        row.dissent = f"{min(no, 9)} {row.unit}要求先做其他维修。答复：已列入下一步计划，会后逐户回访。"
    keep(row, HELD)
    row.rule, row.rule_text = majorities.snapshot(threshold), majorities.describe_rule(threshold)
    quorum = row.quorum()
    row.is_quorate = majorities.is_quorate(threshold, quorum)
    conditions = motion.conditions(row)
    row.passed = motion.passed = row.is_quorate and majorities.all_met(conditions)
    motion.formula = "；".join(share.sentence for share in [*quorum, *conditions])[:400]
    motion.save()
    keep(row, COUNTED)


def keep(row, state, **values):
    """Save the row as it is in its next state."""
    for name, value in values.items():
        setattr(row, name, value)
    row.status = state
    row.save()


def share_area(row, motion):
    """The m² of those present and of each vote, in proportion to their heads."""
    each = row.entitled_area / row.entitled
    motion.no_area = (each * motion.no_votes).quantize(CENT, ROUND_DOWN)
    motion.abstain_area = (each * motion.abstain).quantize(CENT, ROUND_DOWN)
    motion.yes_area = (each * motion.yes).quantize(CENT, ROUND_DOWN)
    row.present_area = motion.yes_area + motion.no_area + motion.abstain_area
