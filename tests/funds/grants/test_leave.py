"""Who of a fund's committee was on leave stands apart from who was absent; both stay in the whole."""

import pytest
from django.db import IntegrityError, transaction

from funds.grants import actions as grants
from funds.models import CommitteeVote
from governance.kernel.clock import clock
from tests.factories.funds import ask, ballot, donate, opined, paper
from tests.funds.grants.asking import refused, told_in_time

pytestmark = pytest.mark.django_db


def entered(case, *choices):
    donate(case, "1000")
    rows = ballot(case.fund)
    for row, choice in zip(rows, choices, strict=False):
        row["choice"] = choice
    given = {"notified_on": told_in_time(), "voted_on": clock.today(), "votes": rows, "papers": [paper()]}
    return grants.vote(opined(case, ask(case, "300")), actor=case.manager, **given)


def test_leave_is_told_apart_and_stays_in_the_whole(case, as_):
    grant = grants.confirm_vote(entered(case, "excused"), actor=case.street_admin)
    counted = grant.ballot()
    assert (counted.excused, counted.absent, counted.members) == (1, 0, 5)
    assert grant.vote_conditions()[0].part == 4
    assert "请假 1 人" in counted.words
    assert [words for words, _ in grant.roll_call()] == ["到会并表决 4 人", "请假（计入应到） 1 人"]
    page = as_(case.manager).get(grant.get_absolute_url()).content.decode()
    assert "请假" in page
    assert "缺席（计入应到）" not in page


def test_nobody_on_leave_makes_a_quorum(case):
    donate(case, "1000")
    rows = [{**row, "choice": "excused"} if n < 2 else row for n, row in enumerate(ballot(case.fund))]
    given = {"notified_on": told_in_time(), "voted_on": clock.today(), "votes": rows, "papers": [paper()]}
    grant = opined(case, ask(case, "300"))
    assert "到会" in refused("not_quorate", grants.vote, grant, actor=case.manager, **given).message


def test_the_database_knows_every_choice(case):
    grants.confirm_vote(entered(case, "excused"), actor=case.street_admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeVote.objects.update(choice="asleep")
