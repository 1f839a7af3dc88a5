"""How the request, the opinion and the vote are shown: the fund's pages, the project's page, the API."""

from datetime import timedelta
from decimal import Decimal

import pytest

from funds.models import CommitteeVote
from governance.kernel.clock import clock, rules
from projects.models import MicroProject
from tests.factories.funds import ask, ballot, donate, opined, voted


@pytest.fixture
def grant(case):
    """1,000 yuan in the fund, 300 asked for, the supervisor has spoken."""
    donate(case, "1000")
    return opined(case, ask(case, "300"))


def test_the_pages_show_request_opinion_and_vote(case, as_, grant):
    client = as_(case.manager)
    waiting = client.get(grant.get_absolute_url()).content.decode()
    assert "表决通过前不占用基金资金" in waiting
    fund = client.get(case.fund.get_absolute_url()).content.decode()
    assert "待表决申请" in fund
    assert grant.title in fund
    form = client.get(grant.url("vote")).context["form"]
    assert [row["choice"] for row in form.initial["votes"]] == [""] * 5  # nothing is presumed
    grant = voted(case, grant, recused=1)
    page = client.get(grant.get_absolute_url()).content.decode()
    for words in ("同意 4/5 人，要求超过半数（3 人），已达到", "承建单位亲属", "资料齐全", "委员甲", "到会并表决 4 人"):
        assert words in page


def test_the_vote_is_entered_on_the_page(case, as_, grant):
    client = as_(case.manager)
    rows = ballot(case.fund, no=1)
    cells = {f"votes-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    told = clock.today() - timedelta(3)
    data = {"notified_on": told.isoformat(), "voted_on": clock.today().isoformat(), **cells}
    without = client.post(grant.url("vote"), data)
    assert without.status_code == 422
    assert not CommitteeVote.objects.exists()


def test_the_api_lists_votes_and_formula(client, case, grant):
    voted(case, grant, abstain=1)
    client.force_login(case.supervisor)
    row = client.get(f"/api/v1/funds/grants/{grant.pk}/").json()
    assert row["formula"][1] == "同意 4/5 人，要求超过半数（3 人），已达到"
    assert [vote["choice"] for vote in row["votes"]].count("abstain") == 1
    assert Decimal(row["amount"]) == 300


def test_whoever_reads_the_project_reads_how_its_share_stands(case, as_, grant):
    voted(case, grant, no=3)
    rules.load_rules()  # the page of a project asks for its own
    page = as_(case.street_admin).get(MicroProject.objects.get(pk=7).get_absolute_url()).content.decode()
    assert "基金管委会未同意承担" in page
