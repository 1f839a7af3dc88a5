"""On which text each refusal of a fund's share rests.  Source: domain.md §2.9."""

from funds.funds.grounds import GUIDELINE
from funds.vouchers import PAPER_LAW
from governance.kernel.steps.grounds import BY_RULE, DISTRICT, Grounds

GROUNDS = Grounds(
    {
        "paper_missing": PAPER_LAW,
        "fund_missing": GUIDELINE,
        "fund_not_running": GUIDELINE,
        "opinion_missing": GUIDELINE,
        "voted_before_opinion": GUIDELINE,
        "notice_before_request": BY_RULE,
        "notice_too_short": BY_RULE,
        "minutes_missing": GUIDELINE,
        "term_over": BY_RULE,
        "not_a_member": BY_RULE,
        "member_twice": BY_RULE,
        "member_missing": BY_RULE,
        "recusal_reason_missing": BY_RULE,
        "not_quorate": BY_RULE,
        "not_quorate_after_recusal": BY_RULE,
        "paid_before_commitment": DISTRICT,
    },
    plain=("paid_in_future", "project_halted", "vote_waits", "voted_in_future"),
)
