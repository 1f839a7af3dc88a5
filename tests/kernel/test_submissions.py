"""The same request sent twice is answered once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from governance.kernel.models.events import Event
from governance.kernel.models.pages import Submission
from governance.kernel.steps import submissions
from governance.kernel.steps.errors import BusinessError, NotAllowed
from governance.models import Appointment
from governance.people.actions import posts as people
from tests.factories.base import appoint, make_district, person, user_with
from tests.kernel.threads import in_thread


@pytest.fixture
def district(db):
    return make_district()


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_answered_once():
    place = make_district()
    secretary = user_with("community_secretary", place.community)

    def click(_):
        def run():
            post = people.appoint(
                Appointment(), actor=secretary, area=place.building, role="neighbour_head", name="赵小双", phone=""
            )
            return 302, post.get_absolute_url(), post

        try:
            return submissions.once(secretary, "token-1", "/appointments/new/", "", run).get_absolute_url()
        except submissions.Repeated as repeated:
            return repeated.submission.body

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(in_thread(click), range(4)))
    assert len(answers) == 1
    assert Appointment.objects.filter(role="neighbour_head").count() == 1
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_not_refused_as_a_race():
    """The second click finds the post ended by the first: it gets the first one's answer, not "wrong_state"."""
    place = make_district()
    secretary = user_with("community_secretary", place.community)
    post = appoint("neighbour_head", place.building)

    def click(_):
        def run():
            return 302, "/done/", people.end(post, actor=secretary, note="搬离本小区")

        try:
            submissions.once(secretary, "token-2", "/end/", "", run)
        except submissions.Repeated as repeated:
            return repeated.submission.body
        except BusinessError as refusal:
            return refusal.code
        return "/done/"

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(in_thread(click), range(4))) == {"/done/"}
    assert Event.objects.filter(kind="governance.appointment.end").count() == 1


def test_a_refused_request_leaves_no_answer_behind(district):
    secretary = user_with("community_secretary", district.other_community)
    post = appoint("neighbour_head", district.building)
    with pytest.raises(NotAllowed):
        submissions.once(
            secretary, "k", "/a/", "", lambda: (302, "", people.end(post, actor=secretary, note="不归我管"))
        )
    assert not Submission.objects.exists()


def test_a_key_is_not_used_for_another_request(district):
    secretary = user_with("community_secretary", district.community)
    submissions.once(secretary, "k", "/a/", "1", lambda: (200, "{}", "first"))
    with pytest.raises(submissions.KeyReused):
        submissions.once(secretary, "k", "/a/", "2", lambda: (200, "{}", "second"))
    assert submissions.once(person_without_key(district), "", "/a/", "1", lambda: (200, "{}", "done")) == "done"


def person_without_key(district):
    return user_with("community_secretary", district.community, person(district.community).name)
