"""What the posted paper says of objections and agents, and what a council's result is called wherever it is shown."""

from datetime import timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.papers.results import many_mandates, objection_paragraphs
from governance.kernel.clock import clock
from tests.browser.conftest import TODAY, make_sitting_town
from tests.factories import deliberations as made
from tests.governance.deliberations.test_counting import AGENT, PAPERS
from tests.governance.deliberations.test_results import called_for_owners

pytestmark = pytest.mark.django_db


class Paper(list):
    """The lines of text of a paper."""

    text = list.append


def test_a_paper_invites_objections_as_long_as_they_count(place, secretary):
    row = made.publicised(secretary, place.compound)
    last = clock.right_ends(row.publicity_until)
    invited = f"对结果有异议的，可以在{clock.zh_date(last)}前（含当日）向野鸭冲社区书面或者口头提出。"
    for day, words in (
        (row.publicised_on, invited),
        (last, invited),
        (last + timedelta(1), "公示期间没有收到异议。"),
    ):
        paper = Paper()
        with clock.travel(day):
            objection_paragraphs(paper, row)
        assert paper == [words], day


def test_owners_are_told_of_agents_who_voted_for_many(place, secretary):
    rows = [(f"{no}01", "", "100", "yes") for no in range(1, 6)]
    row = called_for_owners(secretary, place, rows)
    ballots = [{"voter": unit, "choice": "yes", **AGENT} for unit, *_ in rows]
    with clock.travel(row.held_on):
        row = acts.hold(row, actor=secretary, ballots=ballots, **PAPERS)
    assert many_mandates(row) == "；其中 1 人各代理超过 3 户，共 5 户，业主可以查阅委托书"


def test_what_a_council_settled_is_no_decision_on_project_and_agenda(client):
    town = make_sitting_town()
    for user, row in ((town.secretary, town.waiting), (town.leader, town.item)):
        with clock.travel(TODAY):
            client.force_login(user)
            page = client.get(row.get_absolute_url(), follow=True).content.decode()
        assert "协商意见，不是业主共同决定，不约束业主。" in page, row
