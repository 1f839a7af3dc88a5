"""On which article each refusal of a deliberation rests.  Source: domain.md §2.7.

Most rest on the rule of the body, as it stood on the day of the meeting: who
is entitled says its quorum, how votes are counted its majority.
"""

from governance.areas.naming import is_village
from governance.kernel.clock import rules
from governance.kernel.models.rules import Nature
from governance.kernel.steps.grounds import BY_RULE, DISTRICT, Grounds
from governance.rolls.kinds import BY_BUILDING

AGENTS = "《湖南省物业管理条例》第十六条"
HEADS = "《最高人民法院关于审理建筑物区分所有权纠纷案件适用法律若干问题的解释》第九条"
BUILDING = "《最高人民法院关于审理建筑物区分所有权纠纷案件适用法律若干问题的解释》第十一条"
OWNERS_ROLL = "《湖南省物业管理条例》第十四条"
COMMITTEE_ROLL = "《物业管理条例》第十六条第一款、《湖南省物业管理条例》第十八条"
RIGHT_ENDS = "《民法典》第二百零三条第一款"
COMMITTEE_DUTIES = "《物业管理条例》第十五条"
OWNERS_DECIDE = "《民法典》第二百七十八条"
RESIDENTS_ELECT = "《城市居民委员会组织法》第十七条至第二十条"
VILLAGERS_ELECT = "《村民委员会组织法》第十九条"
PARTY_ELECTS = "《中国共产党基层组织选举工作条例》"

GROUNDS = Grounds(
    {
        # calling
        "wrong_body": BY_RULE,
        "method_not_allowed": BY_RULE,
        "matter_misnamed": BY_RULE,
        "matter_unconfirmed": BY_RULE,
        "not_the_committees": COMMITTEE_DUTIES,
        "motion_empty": BY_RULE,
        "owners_matters_named": OWNERS_DECIDE,
        "owners_matters_missing": DISTRICT,
        "elects_somebody": BY_RULE,
        "elects_missing": BY_RULE,
        "held_before_notice": BY_RULE,
        "notice_too_short": BY_RULE,
        "notice_not_reposted": BY_RULE,
        "notice_day_has_come": BY_RULE,
        "held_not_as_announced": BY_RULE,
        "too_few_callers": BY_RULE,
        "callers_over_known": BY_RULE,
        "party_study_missing": BY_RULE,
        # the base, and who may vote
        "building_missing": BUILDING,
        "flat_not_one": BUILDING,
        "flat_outside_building": BUILDING,
        "not_of_building": BUILDING,
        "roll_missing": BY_RULE,
        "base_differs_from_roll": BY_RULE,
        "base_below_known": BY_RULE,
        "base_outdated": BY_RULE,
        "fails_recount": BY_RULE,
        "deviation_paper_missing": DISTRICT,
        "present_over_entitled": BY_RULE,
        "present_over_roll": BY_RULE,
        "area_over_entitled": BY_RULE,
        "area_not_of_heads": BY_RULE,
        "size_not_allowed": BY_RULE,
        "not_on_roll": BY_RULE,
        "name_not_on_roll": BY_RULE,
        "member_unnamed": BY_RULE,
        "list_twice": BY_RULE,
        "owner_votes_differ": HEADS,
        "proxy_not_allowed": BY_RULE,
        "proxy_without_letter": AGENTS,
        "agents_missing": AGENTS,
        "agents_differ": AGENTS,
        # the votes
        "evidence_missing": BY_RULE,
        "area_missing": BY_RULE,
        "area_without_heads": BY_RULE,
        "votes_not_equal_present": BY_RULE,
        "areas_not_equal_present": BY_RULE,
        "correction_reason_missing": DISTRICT,
        "correction_paper_missing": DISTRICT,
        # the result, its publicity and objections
        "not_quorate": BY_RULE,
        "publicised_before_held": BY_RULE,
        "publicity_too_short": BY_RULE,
        "publicity_running": BY_RULE,
        "objection_before_publicity": BY_RULE,
        "objection_too_late": BY_RULE,
        "objection_in_future": DISTRICT,
        "paper_missing": DISTRICT,
    },
    plain=(
        "answered_before_raised",
        "answered_in_future",
        "body_not_in_force",
        "choice_mixed",
        "counts_missing",
        "entitled_missing",
        "list_and_totals",
        "motion_too_long",
        "motion_twice",
        "motion_unknown",
        "motions_missing",
        "namesake",
        "nobody_entitled",
        "not_held_yet",
        "objection_twice",
        "objection_unknown",
        "publicised_in_future",
        "tally_missing",
        "tally_twice",
        "too_early",
        "voter_missing",
    ),
)


def electoral(deliberation):
    """The texts by which the committee and the Party's organisation of a place are elected."""
    own = VILLAGERS_ELECT if is_village(deliberation.area) else RESIDENTS_ELECT
    return f"{own}、{PARTY_ELECTS}"


def by_quorum(deliberation):
    """The text that says who is entitled and how many of them are needed, as of the day of the meeting."""
    return basis_of(deliberation, f"quorum_{deliberation.body}")


def by_base(deliberation):
    """The text that says of whom all those entitled are: of a building all owners, of others as `by_quorum`."""
    text = by_quorum(deliberation)
    return f"{text}、{BUILDING}" if deliberation.body in BY_BUILDING else text


def by_majority(deliberation):
    """The text that says how the votes are counted, as of the day of the meeting."""
    return basis_of(deliberation, f"pass_{deliberation.body}")


def by_notice(deliberation):
    """The text that says how long before its day a meeting is announced; of a body without a period custom."""
    rule = rules.find(f"notice_{deliberation.body}", deliberation.held_on)
    return rule.basis if rule else DISTRICT


def basis_of(deliberation, code):
    """The text of a rule; of a body whose shares are custom the law by which it takes up the matter stands before."""
    rule, line = rules.get(code, deliberation.held_on), deliberation.competence
    stands_before = rule.nature == Nature.CUSTOM and line and line.basis != rule.basis
    return f"{line.basis}，比例为{DISTRICT}" if stands_before else rule.basis
