"""The result of a deliberation: computed from its counts by the rule of the day, never typed.  domain.md §2.7."""

from governance.kernel.clock import rules

from . import majorities
from .ballots import LONGEST_FORMULA
from .bases import base_note, roll_shortfall


def count_motions(deliberation, motions, signed=None):
    """Set the results of the row and its motions, which the caller writes; returns the event's data.

    signed -- the ballots, where they are not written yet
    """
    threshold = rules.threshold(deliberation.body, deliberation.held_on)
    deliberation.rule = majorities.snapshot(threshold)
    deliberation.rule_text = majorities.describe_rule(threshold)
    quorum = deliberation.quorum()
    deliberation.is_quorate = majorities.is_quorate(threshold, quorum)
    for motion in motions:
        conditions = motion.conditions(deliberation, signed)
        motion.passed = deliberation.is_quorate and majorities.all_met(conditions)
        motion.formula = "；".join(condition.sentence for condition in [*quorum, *conditions])[:LONGEST_FORMULA]
    deliberation.passed = all(motion.passed for motion in motions)
    outcome = deliberation.outcome_of(motions)
    shortfall = roll_shortfall(deliberation, motions)
    return {
        "passed": deliberation.passed,
        "quorate": deliberation.is_quorate,
        "outcome": outcome,
        "facts": [
            ["结果", told(deliberation, motions, signed)],
            *base_facts(deliberation),
            *[[f"第 {motion.no} 项", motion.formula] for motion in motions],
            *([["按名册未达到", shortfall]] if shortfall else []),
        ],
    }


def told(deliberation, motions, signed=None):
    """The result, of each motion where they came out differently; whose consent is missing where all must agree."""
    if not deliberation.threshold().is_unanimous:
        return deliberation.outcome_of(motions)
    found = [motion.result_of(deliberation, motion.conditions(deliberation, signed)) for motion in motions]
    if len(motions) == 1:
        return found[0]
    return "；".join(f"第 {motion.no} 项{result}" for motion, result in zip(motions, found, strict=True))


def base_facts(deliberation):
    """On which number of those entitled the result rests, as facts for the timeline."""
    note = base_note(deliberation)
    return [["应到依据", deliberation.roll_text], *([["应到人数", note]] if note else [])]
