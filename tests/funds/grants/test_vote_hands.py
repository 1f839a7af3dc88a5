"""The committee's vote counts once another person has compared the entry with the minutes."""

import pytest

from funds.grants import actions as grants
from funds.models import CommitteeVote, Grant
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.steps import events
from tests.factories.base import appoint, user_with
from tests.factories.funds import ask, donate, entered, opined
from tests.funds.grants.asking import available, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant(case):
    """1,000 yuan in the fund, 300 asked for, the supervisor has spoken."""
    donate(case, "1000")
    return opined(case, ask(case, "300"))


@pytest.fixture
def waiting(case, grant):
    return entered(case, grant, no=1)


def tasks(grant):
    rows = Deadline.objects.open().filter(object_id=grant.pk, object_type="funds.grant")
    return set(rows.values_list("task", flat=True))


def test_an_entry_alone_sets_nothing_aside(case, waiting):
    assert (waiting.status, waiting.voted_on, waiting.committed_on) == ("opined", None, None)
    assert available(case) == 1000
    assert not CommitteeVote.objects.exists()
    assert "核对管委会表决" in tasks(waiting)
    events.deliver_events()
    assert not Event.objects.filter(kind="projects.micro_project.fund_voted").exists()
    refused("vote_waits", entered, case, waiting)


def test_another_person_confirms_it_and_only_then_it_counts(case, waiting):
    office = user_with("district_office", case.district.district)
    grant = grants.confirm_vote(waiting, actor=office)
    assert (grant.status, grant.voted_by, grant.vote_confirmed_by) == ("committed", case.manager, office)
    assert (available(case), CommitteeVote.objects.count(), grant.vote_asked) == (700, 5, None)
    assert not {"核对管委会表决"} & tasks(grant)
    assert Event.objects.filter(kind="projects.micro_project.fund_voted").count() == 1


def test_nobody_confirms_the_own_entry(case, waiting):
    refused("not_allowed", grants.confirm_vote, waiting, actor=case.manager)
    Grant.objects.filter(pk=waiting.pk).update(voted_by=case.street_admin)
    waiting.refresh_from_db()
    refusal = refused("own_vote", grants.confirm_vote, waiting, actor=case.street_admin)
    assert "须由另一人" in refusal.message
    refused("own_vote", grants.refuse_vote, waiting, actor=case.street_admin, note="与会议记录不符")


def test_an_entry_that_differs_from_the_minutes_is_made_anew(case, waiting):
    grant = grants.refuse_vote(waiting, actor=case.street_admin, note="委员乙记为同意，会议记录为弃权")
    assert (grant.status, grant.vote_asked, grant.voted_by) == ("opined", None, None)
    assert "核对管委会表决" not in tasks(grant)
    refused("no_vote_entered", grants.confirm_vote, grant, actor=case.street_admin)
    grant = grants.confirm_vote(entered(case, grant, no=5), actor=case.street_admin)
    assert (grant.status, available(case)) == ("refused", 1000)


def test_the_money_is_looked_for_again(case, waiting):
    second = opined(case, ask(case, "800", project_id=8))
    grants.confirm_vote(entered(case, second), actor=case.street_admin)
    refused("overdrawn", grants.confirm_vote, waiting, actor=case.street_admin)


def test_who_confirmed_neither_oversees_nor_pays(case, waiting):
    grant = grants.confirm_vote(waiting, actor=case.street_admin)
    appoint("fund_supervisor", case.district.community, case.street_admin.person)
    both = type(case.street_admin).objects.get(pk=case.street_admin.pk)
    refused("own_commitment", grants.oversee, grant, actor=both, agrees=True, opinion="同意")


def test_the_pages_show_what_waits_and_who_answers(case, as_, waiting):
    page = as_(case.manager).get(waiting.get_absolute_url()).content.decode()
    for words in ("待核对的管委会表决", "待另一人与会议记录核对", "委员甲", "同意 4/5 人"):
        assert words in page
    client = as_(case.street_admin)
    assert client.get(f"/api/v1/funds/grants/{waiting.pk}/").json()["vote_waits"] is True
    sent = {"note": "", "_version": waiting.version}
    assert client.post(waiting.url("confirm_vote"), sent).status_code == 302
    assert "核对" in client.get(waiting.get_absolute_url()).content.decode()
    assert CommitteeVote.objects.count() == 5
