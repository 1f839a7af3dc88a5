"""On what each refusal of the joint conference rests: no law knows it, so its rules and customs are the district's.

Source: domain.md §2.8.
"""

from governance.kernel.steps.grounds import BY_RULE, DISTRICT, Grounds

GROUNDS = Grounds(
    {
        "agenda_fixed": DISTRICT,
        "amount_over_requested": DISTRICT,
        "below_granted": DISTRICT,
        "conditions_missing": DISTRICT,
        "consensus_contradicted": DISTRICT,
        "consensus_without_names": DISTRICT,
        "member_recused": DISTRICT,
        "no_budget": DISTRICT,
        "not_quorate": BY_RULE,
        "not_quorate_after_recusal": BY_RULE,
        "not_signed_in": DISTRICT,
        "over_budget": DISTRICT,
        "papers_too_late": BY_RULE,
        "recorder_is_chair": DISTRICT,
        "supersedes_open": DISTRICT,
        "units_left_out": DISTRICT,
        "urgent_not_approved": DISTRICT,
        "votes_disagree": BY_RULE,
        "votes_too_few": BY_RULE,
        "voted_already": DISTRICT,
    },
    plain=(
        "actions_open",
        "agenda_empty",
        "agenda_not_open",
        "amount_missing",
        "due_before_meeting",
        "held_on_past",
        "item_not_decided",
        "items_undecided",
        "member_has_voted",
        "members_missing",
        "no_chair_right",
        "no_place",
        "nobody_present",
        "not_a_member",
        "not_in_session",
        "not_present",
        "owner_missing",
        "own_vote_stands",
        "recused_already",
        "same_chair",
        "source_halted",
        "support_missing",
        "too_early",
        "unit_twice",
        "year_changes",
    ),
)
