"""On which article each refusal of a donation rests.  Source: domain.md §2.9."""

from funds.vouchers import PAPER_LAW
from governance.kernel.steps.grounds import DISTRICT, Grounds

GROUNDS = Grounds(
    {
        "paper_missing": PAPER_LAW,
        "anonymous_without_waiver": "《慈善法》第三十八条",
        "child_alone": "《民法典》第二十条",
        "guardian_consent_missing": "《民法典》第十九条",
        "guardian_is_donor": "《民法典》第二十七条",
        "guardian_paper_missing": "《民法典》第十九条",
        "goods_expired": "《慈善法》第三十六条",
        "related_beneficiary": "《慈善法》第四十条",
        "slip_missing": DISTRICT,
        "ticket_or_waiver": "《慈善法》第三十八条",
        "valuation_without_basis": "《湖南省实施〈中华人民共和国慈善法〉若干规定》第六条",
    },
    plain=(
        "age_of_organisation",
        "amount_missing",
        "basis_without_valuation",
        "donor_missing",
        "fund_not_active",
        "goods_in_money",
        "goods_missing",
        "goods_without_unit",
        "overdrawn",
        "received_in_future",
        "ticket_in_future",
    ),
)
