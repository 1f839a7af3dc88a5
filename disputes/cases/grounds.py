"""On which article each refusal of a mediation case rests.  Source: domain.md §2.2."""

from governance.kernel.steps.grounds import BY_RULE, DISTRICT, Grounds

GROUNDS = Grounds(
    {
        # taking a case
        "application_missing": "《人民调解法》第十七条、第二十七条",
        "too_few_parties": "《人民调解法》第二条",
        "same_person_both_sides": "《人民调解法》第二条",
        "party_refuses": "《人民调解法》第十七条",
        "minor_without_representative": BY_RULE,
        "earning_age_unknown": BY_RULE,
        "too_young_to_earn": BY_RULE,
        "title_names_party": "《人民调解法》第十五条第四项",
        "foreign_committee": DISTRICT,
        "told_where_missing": DISTRICT,
        # mediators
        "consent_missing": "《人民调解法》第十七条、第二十三条",
        "rights_notice_missing": "《人民调解工作若干规定》第三十条",
        "told_before_registration": "《人民调解工作若干规定》第三十条",
        "conflict_unchecked": DISTRICT,
        "mediator_conflict": DISTRICT,
        "mediator_missing": "《人民调解法》第十九条",
        "foreign_mediator": "《人民调解法》第十九条",
        # mediating
        "invite_without_consent": "《人民调解法》第二十条",
        "session_before_acceptance": DISTRICT,
        "record_unsigned": "《人民调解法》第二十七条",
        "extension_too_long": BY_RULE,
        # the ends
        "no_session": "《人民调解法》第二十七条",
        "mediation_is_free": "《人民调解法》第四条",
        "agreed_before_acceptance": DISTRICT,
        "agreement_unsigned": "《人民调解法》第二十九条第二款",
        "effective_before_made": "《人民调解法》第二十九条第二款",
        "effective_when_made": "《人民调解法》第三十条",
        "agreement_missing": "《人民调解法》第二十八条",
        "terms_missing": "《人民调解法》第二十九条第一款",
        "mode_missing": "《人民调解法》第二十九条第一款",
        "limit_missing": "《人民调解法》第二十九条第一款",
        "limit_before_agreement": "《人民调解法》第二十九条第一款",
        "routes_not_told": "《人民调解法》第二十六条",
    },
    plain=(
        "date_in_future",
        "masked_value",
        "no_committee",
        "not_a_leader",
        "party_twice",
        "reason_missing",
        "station_missing",
        "unreadable",
    ),
)
