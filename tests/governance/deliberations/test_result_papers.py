"""What the posted paper says of objections and agents, and what a council's result is called wherever it is shown."""

from datetime import timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections, printing
from governance.deliberations.papers.posting import objection_paragraphs
from governance.deliberations.papers.results import many_mandates
from governance.kernel.clock import clock
from tests.browser.conftest import TODAY, make_sitting_town
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.papers import photo
from tests.governance.deliberations.test_counting import AGENT, PAPERS
from tests.governance.deliberations.test_notices import words_of
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
        (last + timedelta(1), None),  # what was raised by then may still be entered
    ):
        paper = Paper()
        with clock.travel(day):
            objection_paragraphs(paper, row)
        assert paper == ([words] if words else []), day
    with clock.travel(row.effective_on):
        row, paper = acts.finalise(row, actor=secretary), Paper()
        objection_paragraphs(paper, row)
    assert paper == ["公示期间没有收到异议。"]


def test_a_rejected_result_takes_no_effect_and_a_review_is_named(place, secretary):
    row = made.publicised(secretary, place.compound, made.totals(present=30, yes=2, no_votes=26, abstain=2))
    with clock.travel(row.publicised_on):
        words = words_of(printing.print_result(row, actor=secretary))
    assert "起结果确定" in words
    assert "起生效" not in words
    street = user_with("street_admin", place.street)
    with clock.travel(row.effective_on):
        row = acts.finalise(row, actor=secretary)
        late = {"raised_by": "302 室", "text": "没有唱票", "raised_on": row.publicity_until}
        row = objections.challenge(row, actor=secretary, **late)
        row = objections.uphold(row, actor=street, papers=[photo()], note="唱票记录齐全")
        words = words_of(printing.print_result(row, actor=secretary))
    assert f"经{street.name}" in words
    assert "复核，维持结果。理由：唱票记录齐全。" in words


def test_owners_are_told_of_agents_who_voted_for_many(place, secretary):
    rows = [(f"{no}01", "", "100", "yes") for no in range(1, 6)]
    row = called_for_owners(secretary, place, rows)
    ballots = [{"voter": unit, "choice": "yes", **AGENT} for unit, *_ in rows]
    with clock.travel(row.held_on):
        row = made.recorded(row, secretary, ballots=ballots, **PAPERS)
    told = "；其中 1 人各代理超过 3 户（本区默认，可调整），共 5 户，业主可以查阅委托书"
    assert many_mandates(row) == told
    words = words_of(printing.print_result(row, actor=secretary))
    assert "各代理超过 3 户（本区规定），共 5 户" in words


def test_what_a_council_settled_is_no_decision_on_project_and_agenda(client):
    town = make_sitting_town()
    for user, row in ((town.secretary, town.waiting), (town.leader, town.item)):
        with clock.travel(TODAY):
            client.force_login(user)
            page = client.get(row.get_absolute_url(), follow=True).content.decode()
        assert "协商意见，不是业主共同决定，不约束业主。" in page, row
