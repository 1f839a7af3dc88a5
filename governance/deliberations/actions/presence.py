"""Who was there is among those entitled and on the roll, and whoever was there voted.  domain.md §2.7."""

from governance.deliberations import bodies
from governance.deliberations.ballots import Ballot
from governance.deliberations.bases import known_heads
from governance.deliberations.grounds import GROUNDS, by_base, by_majority, by_quorum
from governance.deliberations.tallying import VOTES
from governance.kernel.steps.errors import Refused
from governance.rolls.electorate import area_spans

REFILE = "名册以外的不能参加表决；名册缺漏的，先将召开当日有效的新名册登记备案，再登记结果"


def check_attendance(deliberation, threshold, faults):
    """Notes more present than entitled or than the roll has, and a body of a size that the law does not allow."""
    by_area = "area" in threshold.counts
    with faults.noted():
        if not deliberation.entitled:
            raise Refused("应到不能为 0", "nobody_entitled", field="entitled")
        refuse_over_entitled(deliberation)
        refuse_over_roll(deliberation)
    with faults.noted():
        if by_area:
            refuse_more_area(deliberation)
    with faults.noted():
        reason = bodies.size_refusal(deliberation.body, deliberation.entitled, deliberation.held_on)
        if reason and deliberation.entitled:
            raise GROUNDS.repeated(reason, "size_not_allowed", field="entitled")


def refuse_over_entitled(deliberation):
    unit, word = deliberation.unit, deliberation.present_word
    if deliberation.present > deliberation.entitled:
        raise GROUNDS.refused(
            f"{word} {deliberation.present:,} {unit}超过应到 {deliberation.entitled:,} {unit}，"
            f"只有应到的人可以参加表决，请核对",
            "present_over_entitled",
            by=by_quorum(deliberation),
            field="present",
        )


def refuse_over_roll(deliberation):
    """A greater number of entitled, whatever its reason, lets nobody vote whom the roll does not have.

    Refuses present_over_roll.
    """
    known = known_heads(deliberation)
    if known and deliberation.present > known[0]:
        unit, word = deliberation.unit, deliberation.present_word
        raise GROUNDS.refused(
            f"{word} {deliberation.present:,} {unit}超过{known[1]}所载 {known[0]:,} {unit}，{REFILE}",
            "present_over_roll",
            by=by_base(deliberation),
            field="present",
        )


def refuse_more_area(deliberation):
    """Refuses area_over_entitled, present_over_roll."""
    word, area = deliberation.present_word, deliberation.present_area
    if area > deliberation.entitled_area:
        words = f"{word}专有面积超过应到专有面积，请核对"
        raise GROUNDS.refused(words, "area_over_entitled", by=by_quorum(deliberation), field="present_area")
    if deliberation.roll_area is not None and area > deliberation.roll_area:
        rolled = f"{deliberation.roll.label}所载 {deliberation.roll_area:,.2f} ㎡"
        words = f"{word}专有面积 {area:,.2f} ㎡超过{rolled}，{REFILE}"
        raise GROUNDS.refused(words, "present_over_roll", by=by_base(deliberation), field="present_area")


def check_spans(deliberation, motions, faults):
    """Notes totals of which the roll itself says that so many owners cannot have so many m² (area_not_of_heads).

    Source: 民法典 278(2): those who take part are counted by heads and by area, of the same owners.
    """
    span = area_spans(deliberation.roll)
    word, roll = deliberation.present_word, deliberation.roll.label

    def compare(said, heads, area, field):
        least, most = span(heads)
        if not least <= area <= most:
            raise GROUNDS.refused(
                f"{said} {heads:,} {deliberation.unit}、{area:,.2f} ㎡：按{roll}，"
                f"{heads:,} {deliberation.unit}的专有面积在 {least:,.2f}～{most:,.2f} ㎡之间，请核对人数和面积",
                "area_not_of_heads",
                by=by_base(deliberation),
                field=field,
            )

    with faults.noted():
        compare(word, deliberation.present, deliberation.present_area, "present_area")
    for motion in motions:
        for choice, heads, area in VOTES:
            said = f"第 {motion.no} 项 {Ballot.Choice(choice).label}"
            with faults.noted():
                compare(said, getattr(motion, heads), getattr(motion, area), "tallies")


def check_motion(deliberation, threshold, motion, faults):
    """Notes votes that do not add up to those present, by heads and by area."""
    with faults.noted():
        refuse_other_heads(deliberation, motion)
    if "area" in threshold.counts:
        with faults.noted():
            refuse_heads_without_area(deliberation, motion)
        with faults.noted():
            refuse_other_area(deliberation, motion)


def refuse_other_heads(deliberation, motion):
    """Votes are as many as those present.  Refuses votes_not_equal_present."""
    cast = motion.yes + motion.no_votes + motion.abstain
    if cast != deliberation.present:
        raise GROUNDS.refused(
            f"第 {motion.no} 项：同意、反对、弃权合计 {cast:,}，"
            f"与{deliberation.present_word} {deliberation.present:,} 不一致，"
            "比例按参加表决的计算，请核对",
            "votes_not_equal_present",
            by=by_majority(deliberation),
            field="tallies",
        )


def refuse_other_area(deliberation, motion):
    """The area of all votes is that of those present.  Refuses areas_not_equal_present."""
    cast = motion.yes_area + motion.no_area + motion.abstain_area
    if cast != deliberation.present_area:
        raise GROUNDS.refused(
            f"第 {motion.no} 项：表决面积合计 {cast:,.2f} ㎡，"
            f"与{deliberation.present_word}专有面积 {deliberation.present_area:,.2f} ㎡不一致，"
            "请核对",
            "areas_not_equal_present",
            by=by_majority(deliberation),
            field="tallies",
        )


def refuse_heads_without_area(deliberation, motion):
    """Whoever votes has an area, and an area is voted by somebody: one of both alone was counted wrongly."""
    for choice, heads_field, area_field in VOTES:
        heads, size = getattr(motion, heads_field), getattr(motion, area_field)
        if bool(heads) != bool(size):
            given = f"{Ballot.Choice(choice).label} {heads:,} {deliberation.unit}、{size:,.2f} ㎡"
            words = f"第 {motion.no} 项：{given}，有人数须有面积，请核对"
            raise GROUNDS.refused(words, "area_without_heads", by=by_majority(deliberation), field="tallies")
