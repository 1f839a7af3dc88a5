"""Situations in which a result once stood that the law would not carry, each with the test that holds the answer."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
OWNERS, MEETINGS = "governance/law/test_owners.py", "governance/law/test_meetings.py"
CLOCK, RULES = "kernel/test_clock.py", "kernel/test_rules.py"
REOPENED, ITEM = "governance/deliberations/test_reopened.py", "governance/conferences/test_item_quorum.py"
SITUATIONS = {
    # ten owners on a list: the base is all owners of the roll, 10 of 460 are no quorum (民法典 278(2))
    "1": (OWNERS, "test_ten_owners_on_a_list_are_ten_of_all_owners"),
    # a base typed as 30 households is refused, or stands with reason and paper and is repeated by the result
    "2": (OWNERS, "test_a_typed_base_that_is_not_the_rolls_needs_reason_and_paper"),
    # council, Party meeting and committee neither dismiss the company nor change the covenant (278(1)–(4))
    "3": (OWNERS, "test_only_owners_choose_company_covenant_rules_and_committee"),
    # owners elect their committee (278(3)); the same test calls them for it
    "4": (OWNERS, "test_only_owners_choose_company_covenant_rules_and_committee"),
    # 11 of 20 elect nobody in the Party: four fifths are 16
    "5": (MEETINGS, "test_a_party_election_needs_four_fifths_present"),
    # a residents' meeting is the whole community's (居委会组织法 2025, 26), in the demo too
    "6": (MEETINGS, "test_a_residents_meeting_is_the_whole_communitys"),
    "6 demo": ("test_demo.py", "the_deliberations"),
    # it is announced ten days before, special circumstances aside (26(2))
    "6a": (MEETINGS, "test_a_residents_meeting_is_announced_ten_days_before"),
    # 40 of 60 delegates decide; the result hangs for 15 days (29, 34(3))
    "6b": (MEETINGS, "test_forty_of_sixty_delegates_decide_and_the_result_hangs_fifteen_days"),
    # parking on the green changes common parts: owners with three quarters (278(8)), no council
    "7": ("projects/micro_projects/test_basis.py", "test_a_councils_consultation_carries_nothing_of_the_common_parts"),
    # an advertising board in the hall is not the council's
    "8": (OWNERS, "test_the_advertising_board_in_the_hall_is_not_the_councils"),
    # fifteen natural days across the Spring Festival: 物业管理条例 14 for a meeting, Hunan 16 in writing
    "9": (OWNERS, "test_owners_are_told_fifteen_days_before"),
    # a flat of two co-owners is one head (解释 9)
    "10": (OWNERS, "test_a_flat_of_two_co_owners_is_one_head"),
    # three flats of one buyer are one head with one voice
    "11": (OWNERS, "test_three_flats_of_one_buyer_are_one_head_with_one_voice"),
    # unsold flats, and those sold and not handed over, are one head
    "12": (OWNERS, "test_unsold_and_undelivered_flats_are_one_head_of_the_developer"),
    # an agent's votes count with the letter and both identity papers only (Hunan 16)
    "13": (OWNERS, "test_an_agent_shows_letter_and_both_identity_papers"),
    # council, money: 7 yes of 11 with 4 abstaining is one short
    "14": (MEETINGS, "test_seven_of_eleven_with_four_abstaining_are_one_short_of_two_thirds"),
    # a committee of 7: 3 yes are no majority of all, a vacancy keeps the base of 7 (Hunan 20)
    "15": (OWNERS, "test_a_committee_with_a_vacant_seat_keeps_its_full_base"),
    # an objection of the last day, entered next morning, is in time; entered later it reopens the result
    "16": (REOPENED, "test_it_is_challenged_where_it_is_entered_before_the_result"),
    "16 later": (REOPENED, "test_an_objection_of_the_last_day_reopens_the_result_and_gives_the_office_five_days"),
    # notice, meeting and publicity of the past need their papers and a voucher, and are still seen by people
    "17": (REOPENED, "test_notice_meeting_and_publicity_of_the_past_are_proven_and_still_seen"),
    # the window of confirmation moves off a Saturday (民诉法 85(3)): 2026-07-20
    "18": (RULES, "test_deadlines_follow_the_rule_of_their_start"),
    # a month ends on its day, else on the last of the month (民法典 202)
    "19": (CLOCK, "test_due_dates"),
    # a second before midnight and one after are two days
    "20": (CLOCK, "test_one_second_before_midnight_and_one_after_are_two_days"),
    # no period of 2027 ends on New Year's Eve or the first day of the year
    "21": (CLOCK, "test_no_period_ends_on_the_spring_festival_of_an_unannounced_year"),
    # a rule beyond its statutory bound is refused with the article, and nobody signs twice
    "22": (
        "governance/rules_table/test_second_signature.py",
        "test_a_version_beyond_the_law_is_refused_with_its_article",
    ),
    # whoever is 16 or 17 and lives on own wages acts alone (民法典 18(2))
    "23": (
        "disputes/cases/test_registering.py",
        "test_who_is_sixteen_and_lives_on_own_wages_needs_no_representative",
    ),
    # a party that clearly refuses: no acceptance (人民调解法 17)
    "24": ("disputes/cases/test_mediators.py", "test_acceptance_is_refused_when_a_party_refuses_mediation"),
    # one unit left after recusals decides nothing; half of all must remain (the district's own rule)
    "25": (ITEM, "test_one_unit_left_after_recusals_decides_nothing"),
    # a consensus names everybody who agreed (the district's own rule)
    "26": (ITEM, "test_a_consensus_without_names_is_refused"),
    # the conference asks, the fund's committee decides, and only its vote sets money aside
    "27": ("funds/grants/test_voting.py", "test_an_approved_project_asks_once_and_binds_no_money"),
}


@pytest.mark.parametrize("number", SITUATIONS)
def test_the_answer_is_held_by_a_test(number):
    path, name = SITUATIONS[number]
    functions = [
        node.name for node in ast.parse((TESTS / path).read_text(encoding="utf-8")).body if hasattr(node, "name")
    ]
    assert name in functions


def test_none_of_the_29_is_left_out():
    wanted = {*map(str, range(1, 28)), "6a", "6b"}
    assert wanted <= SITUATIONS.keys()
