"""On which text each refusal about a community fund rests.  Source: domain.md §2.9."""

from governance.kernel.steps.grounds import BY_RULE, DISTRICT, Grounds

# its articles could not be read in full, so none is cited
GUIDELINE = "《湖南省社区慈善基金设立运行指引（试行）》"

GROUNDS = Grounds(
    {
        "committee_even": BY_RULE,
        "committee_too_small": BY_RULE,
        "host_reason_missing": GUIDELINE,
        "member_paid": GUIDELINE,
        "member_twice": GUIDELINE,
        "no_supervisor": GUIDELINE,
        "paper_missing": DISTRICT,
        "reason_missing": DISTRICT,
    },
    plain=("agreement_in_future", "dates_out_of_order", "member_change_waits", "members_unchanged", "two_heads"),
)
