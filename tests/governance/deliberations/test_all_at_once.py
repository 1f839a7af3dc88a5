"""What is wrong with one form is said at once, each sentence at its field; nothing is written and nothing lost."""

from datetime import timedelta
from decimal import Decimal

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.kernel.steps.errors import ALL, Refused, WrongState
from governance.kernel.steps.faults import Faults
from tests.factories import deliberations as made
from tests.factories.papers import photo
from tests.factories.rolls import keep_roll

pytestmark = pytest.mark.django_db
DAY = made.NOTICE + timedelta(20)
OWNERS = {"body": "owners_ordinary", "matter": "general", "held_on": DAY}


def refusal_of(do):
    before = made.written()
    with pytest.raises(Refused) as refusal:
        do()
    assert made.written() == before
    return refusal.value


# ------------------------------------------------------------ the collector
def test_a_single_refusal_stays_as_it_is():
    faults = Faults()
    faults.refuse()
    one = Refused("请填写户数", "numbers_missing", field="households")
    with faults.noted():
        raise one
    with pytest.raises(Refused) as refusal:
        faults.refuse()
    assert refusal.value is one


def test_several_are_told_by_their_fields_and_the_first_gives_the_code():
    faults = Faults()
    for sentence, code, field in (
        ("甲", "a", "x"),
        ("乙", "b", "y"),
        ("丙", "c", "x"),
        ("丁", "d", None),
        ("甲", "a", "x"),
    ):
        with faults.noted():
            raise Refused(sentence, code, field=field)
    with pytest.raises(Refused) as refusal:
        faults.refuse()
    found = refusal.value
    assert (found.code, found.message) == ("a", "甲；乙；丙；丁")
    assert found.errors == {"x": ["甲", "丙"], "y": ["乙"], ALL: ["丁"]}


def test_what_is_no_refusal_of_the_form_ends_the_step():
    with pytest.raises(WrongState), Faults().noted():
        raise WrongState("已被他人办理")


# ------------------------------------------------------------ calling
def test_a_call_names_callers_study_notice_and_motions(place, secretary):
    keep_roll("residents_meeting", place.community, 800)
    given = {
        "body": "residents_meeting", "matter": "community_affairs", "held_on": made.NOTICE + timedelta(3),
        "convener": "members", "proposers": 5, "party_studied_on": None, "motions": ["修路", "修路"],
    }  # fmt: skip
    found = refusal_of(lambda: made.called(secretary, place.community, **given))
    assert found.code == "motion_twice"
    assert set(found.errors) == {"proposers", "party_studied_on", "held_on", "motions"}
    right = {**given, "held_on": DAY, "proposers": 80, "motions": ["修路"]}
    right.pop("party_studied_on")
    assert made.called(secretary, place.community, **right).status == "called"


def test_of_a_wrong_body_neither_notice_nor_callers_are_asked(place, secretary):
    given = {**OWNERS, "matter": "common_parts", "held_on": made.NOTICE + timedelta(1), "motions": ["甲", "甲"]}
    found = refusal_of(lambda: made.called(secretary, place.compound, **given))
    assert set(found.errors) == {"body", "motions"}


def test_a_page_shows_all_of_it_and_keeps_what_was_typed(client, place, secretary):
    row = made.called(secretary, place.compound, **OWNERS, roll=10, motions=["甲事", "乙事"])
    client.force_login(secretary)
    given = {"held_on": str(DAY), "entitled": "8", "entitled_area": "800", "minutes": "逐项表决"}
    with clock.travel(DAY):
        page = client.post(f"{row.get_absolute_url()}hold/", given)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {
        "entitled",
        "present",
        "present_area",
        "tallies",
        "tally",
        "agent_heads",
    }
    assert len(page.context["form"].errors["tallies"]) == 2
    assert "逐项表决" in page.content.decode()
    row.refresh_from_db()
    assert (row.status, row.entitled) == ("called", None)


# ------------------------------------------------------------ holding and correcting
def test_totals_that_do_not_add_up_are_named_for_each_motion(place, secretary):
    row = made.called(secretary, place.compound, **OWNERS, roll=10, motions=["甲事", "乙事"])
    tally = {"yes": 3, "no_votes": 0, "abstain": 0, "yes_area": Decimal(300), "no_area": 0, "abstain_area": 0}
    counts = {"present": 11, "present_area": Decimal(400), "tallies": [{**tally, "no": 1}, {**tally, "no": 2}]}
    with clock.travel(DAY):
        found = refusal_of(lambda: made.recorded(row, secretary, **counts))
    assert found.code == "present_over_entitled"
    assert {field: len(sentences) for field, sentences in found.errors.items()} == {
        "tally": 1, "present": 1, "tallies": 4,
    }  # fmt: skip


def test_the_lines_of_a_list_stand_beside_the_base_and_the_agents(place, secretary):
    row = made.called(secretary, place.compound, **OWNERS, roll=10)
    rows = [{"voter": "9-999", "choice": "yes"}]
    with clock.travel(DAY):
        found = refusal_of(lambda: made.recorded(row, secretary, ballots=rows, entitled=5, present=1))
    assert set(found.errors) == {"entitled", "present", "ballots"}


def test_a_correction_asks_for_reason_paper_and_base_together(place, secretary):
    row = made.held(secretary, place.compound)
    more = {**made.totals(present=36, yes=30, entitled=37), "tally": []}
    with clock.travel(row.held_on):
        found = refusal_of(lambda: acts.correct(row, actor=secretary, **more))
    assert set(found.errors) == {"entitled", "correction_reason", "tally"}
    row.refresh_from_db()
    assert (row.present, row.entitled) == (30, 36)
    proof = {
        "correction_reason": "漏计",
        "deviation_reason": "名册漏登一人",
        "deviation": [photo()],
        "tally": [photo()],
    }
    with clock.travel(row.held_on):
        assert acts.correct(row, actor=secretary, **{**more, **proof}).entitled == 37
