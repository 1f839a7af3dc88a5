"""Who was there and how they voted stays once it is counted, whoever writes; the step that corrects goes on working.

Each test commits, since the database knows by its transaction whether a change was told.
Source: 民法典 278; 湖南省物业管理条例 16.
"""

from datetime import timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock, rules
from governance.models import Ballot, Deliberation, Mandate, Motion
from tests.factories import deliberations as made
from tests.factories.base import make_district, user_with
from tests.factories.intruder import refused
from tests.factories.papers import photo
from tests.factories.rolls import ordinary_flats

pytestmark = pytest.mark.django_db(transaction=True)
UNTOLD = "每一次变动都须有办理记录"
POSTED = "公示后，签到、表决和委托的记录不能增减和修改"
AGENT = [{"agent": "赵六", "has_letter": True, "has_agent_id": True, "has_owner_id": True}]


@pytest.fixture
def place():
    rules.load_rules()
    return make_district()


@pytest.fixture
def secretary(place):
    return user_with("community_secretary", place.community)


@pytest.fixture
def row(place, secretary):
    """Twenty owners, fourteen in favour, one of them by an agent: counted, and not yet posted."""
    ballots = [{"voter": f"1-{101 + n}", "choice": "yes" if n < 14 else "no"} for n in range(20)]
    ballots[0]["by_proxy"] = "赵六"
    given = {"ballots": ballots, "mandates": AGENT, "mandate": [photo()]}
    owners = {"body": "owners_ordinary", "matter": "common_income", "title": "公共收益支出安排", "owners_matters": ""}
    day = made.DAY + timedelta(14)
    return made.counted(secretary, place.compound, given, units=ordinary_flats(20), held_on=day, **owners)


def everything():
    """What a refused change must leave as it was."""
    tables = (Deliberation, Motion, Ballot, Mandate)
    return [list(model.objects.order_by("pk").values()) for model in tables]


def changes(row):
    """SQL that changes, adds and removes what the list and its mandates say."""
    return [
        f"UPDATE governance_ballot SET choice = 'yes' WHERE deliberation_id = {row.pk}",
        f"UPDATE governance_ballot SET name = '某某' WHERE deliberation_id = {row.pk}",
        f"DELETE FROM governance_ballot WHERE deliberation_id = {row.pk}",
        "INSERT INTO governance_ballot (deliberation_id, voter, name, owner, is_unsold, head, by_proxy, choice, "
        f"more_choices) VALUES ({row.pk}, '9-901', '', '', false, '9-901', '', 'yes', '{{}}')",
        f"UPDATE governance_mandate SET agent = '某某' WHERE deliberation_id = {row.pk}",
        f"DELETE FROM governance_mandate WHERE deliberation_id = {row.pk}",
        "INSERT INTO governance_mandate (deliberation_id, agent, units, has_letter, has_agent_id, has_owner_id) "
        f"VALUES ({row.pk}, '某某', 1, true, true, true)",
    ]


def test_what_was_counted_is_not_changed_without_the_step(row):
    before = everything()
    for statement in changes(row):
        refused(UNTOLD, statement)
    assert everything() == before


def test_what_is_posted_is_not_changed_at_all(row, secretary):
    with clock.travel(row.held_on):
        acts.publicise(row, actor=secretary, publicity_place="公示栏")
    before = everything()
    for statement in changes(row):
        refused(POSTED, statement)
    assert everything() == before


def test_nor_moved_to_another_meeting(row, place, secretary):
    other = made.publicised(secretary, place.compound)
    refused(POSTED, f"UPDATE governance_ballot SET deliberation_id = {other.pk} WHERE deliberation_id = {row.pk}")


def test_the_step_corrects_what_was_counted(row, secretary):
    ballots = [{"voter": f"1-{101 + n}", "choice": "yes" if n < 9 else "no"} for n in range(20)]
    with clock.travel(row.held_on):
        row = acts.correct(
            row, actor=secretary, ballots=ballots, correction_reason="唱票时听错", sign_in=[photo("签到表.png")]
        )
    assert row.ballots.filter(choice="yes").count() == 9
    assert (row.passed, row.status, Mandate.objects.count()) == (False, "counted", 0)


def test_nor_are_numbers_changed_before_the_count(place, secretary):
    """Sums that hold together are no record: what is counted was registered by a step."""
    row = made.held(secretary, place.compound, made.totals(yes=10, no_votes=20, abstain=0))
    before = everything()
    refused(UNTOLD, f"UPDATE governance_motion SET yes = 24, no_votes = 6 WHERE deliberation_id = {row.pk}")
    refused(UNTOLD, f"UPDATE governance_deliberation SET present = 36 WHERE id = {row.pk}")
    refused(UNTOLD, f"UPDATE governance_deliberation SET minutes = '另一份' WHERE id = {row.pk}")
    assert everything() == before
