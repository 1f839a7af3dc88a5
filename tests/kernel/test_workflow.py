"""Steps: who wins a race, who is refused and told why, and that a refusal writes nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction

from governance.kernel.clock import clock
from governance.kernel.models.events import Delivery, Event
from governance.kernel.models.pages import Submission
from governance.kernel.steps import events, submissions
from governance.kernel.steps.errors import BusinessError, Invalid, NotAllowed, WrongState
from governance.kernel.steps.workflow import lock, save_valid
from governance.models import Appointment
from governance.people.actions import posts as people
from governance.people.workflow import POST
from projects.models import DemandCategory
from tests.factories.base import appoint, make_district, person, user_with
from tests.factories.projects import make_category


@pytest.fixture
def district(db):
    return make_district()


def in_thread(work):
    """Run with own database connections, closed afterwards."""

    def run(*args):
        try:
            return work(*args)
        finally:
            connections.close_all()

    return run


def end_of(post, actor):
    try:
        people.end(post, actor=actor, note="调离本小区")
    except BusinessError as refusal:
        return refusal.code
    return "ok"


@pytest.mark.django_db(transaction=True)
def test_of_four_at_once_one_wins_and_the_others_are_told_who():
    place = make_district()
    post = appoint("neighbour_head", place.building)
    actors = [user_with("community_secretary", place.community) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(in_thread(lambda actor: end_of(post, actor)), actors))
    assert sorted(answers) == ["ok", "wrong_state", "wrong_state", "wrong_state"]
    assert Event.objects.filter(kind="governance.appointment.end").count() == 1
    with pytest.raises(WrongState, match=r"已于.*办理“办理离任”"):
        people.end(post, actor=actors[0], note="再次办理")


def test_a_stranger_is_refused_and_nothing_is_written(district):
    post = appoint("neighbour_head", district.building)
    stranger = user_with("community_secretary", district.other_community)
    with pytest.raises(NotAllowed) as refusal:
        people.end(post, actor=stranger, note="不归我管")
    assert refusal.value.status == 403
    post.refresh_from_db()
    assert post.status == "active"
    assert not Event.objects.exists()


def test_a_row_cannot_be_moved_out_of_ones_area(district):
    secretary = user_with("community_secretary", district.community)
    with pytest.raises(NotAllowed):
        people.appoint(
            Appointment(), actor=secretary, area=district.other_compound, role="group_leader", name="李小明", phone=""
        )
    assert not Appointment.objects.filter(role="group_leader").exists()
    assert not Event.objects.exists()


def test_an_older_version_is_refused(district):
    post = appoint("neighbour_head", district.building)
    secretary = user_with("community_secretary", district.community)
    seen = post.version
    people.amend(post, actor=secretary, block="1 单元", version=seen)
    with pytest.raises(WrongState) as refusal:
        people.amend(post, actor=secretary, block="2 单元", version=seen)
    assert refusal.value.code == "changed_meanwhile"
    post.refresh_from_db()
    assert post.block == "1 单元"


def test_a_refused_rule_takes_back_what_the_body_did(district):
    """A term that is over is refused after a new person was registered: the person is gone as well."""
    secretary = user_with("community_secretary", district.community)
    from datetime import date

    with pytest.raises(BusinessError) as refusal:
        people.appoint(
            Appointment(),
            actor=secretary,
            area=district.building,
            role="neighbour_head",
            name="周无期",
            starts_on=date(2020, 1, 1),
            ends_on=date(2021, 1, 1),
        )
    assert refusal.value.code == "term_over"
    from governance.models import Person

    assert not Person.objects.filter(name="周无期").exists()


# ------------------------------------------------------------ constraints
def test_the_database_refuses_in_the_words_of_the_model(district):
    """Check, unique and exclusion constraints, each told by the sentence that stands beside it."""
    today = clock.today()
    post = appoint("neighbour_head", district.building)
    category = make_category(district.district)
    again = {"area": category.area, "code": category.code, "name": "又一类", "valid_from": category.valid_from}
    cases = [
        (Appointment(person=post.person, role=post.role, area=post.area), "此人已在该区域担任这一岗位"),
        (DemandCategory(**again), "这一类别在这段时间内已有版本，请换一个代码或日期"),
        (
            DemandCategory(**again | {"code": "other", "valid_from": today, "valid_until": today - timedelta(1)}),
            "停用日期不能早于启用日期",
        ),
    ]
    for row, sentence in cases:
        with pytest.raises(Invalid) as refusal, transaction.atomic():
            save_valid(row)
        assert (refusal.value.message, refusal.value.errors) == (sentence, {"": [sentence]})
        assert row.pk is None or not type(row).objects.filter(pk=row.pk).exists()


def test_a_relation_to_nothing_is_refused_before_it_is_saved(district):
    row = Appointment(person=person(district.compound), role="neighbour_head", area_id=10**9)
    with pytest.raises(Invalid) as refusal:
        save_valid(row)
    assert list(refusal.value.errors) == ["area"]


def test_a_changed_relation_is_looked_up_and_an_unchanged_one_is_not(district, django_assert_num_queries):
    row = lock(appoint("neighbour_head", district.building))
    with django_assert_num_queries(1):  # the UPDATE
        save_valid(row)
    row.area_id = 10**9
    with pytest.raises(Invalid), django_assert_num_queries(1):  # the look-up
        save_valid(row)


def test_rights_are_asked_for_the_place_where_the_row_lies_now(district):
    """What the page had at hand of the place counts only while the row still lies there."""
    seen = Appointment.objects.select_related("area").get(pk=appoint("neighbour_head", district.building).pk)
    Appointment.objects.filter(pk=seen.pk).update(area=district.other_compound)
    with pytest.raises(NotAllowed), transaction.atomic():
        POST.take("end", seen, actor=user_with("community_secretary", district.community), note="搬离")
    assert not Event.objects.exists()


# ------------------------------------------------------------ who is nearest
def test_the_nearest_post_is_asked_as_the_directory_knows_it(district):
    user_with("street_admin", district.street)
    user_with("district_office", district.district)
    places = [district.district, district.street, district.community, district.compound, district.building]
    for step in range(3):
        users = type(user_with("community_staff" if step else "branch_secretary", district.compound)).objects
        if step == 2:
            user_with("community_secretary", district.community)
        directory = users.directory()
        for permission in ("projects.answer", "projects.route", "projects.review", "disputes.accept"):
            for path in (place.path for place in places):
                found = directory.holding(permission, path, nearest=True)
                assert list(users.nearest(permission, path)) == found[:1]
                assert list(users.desk(permission, path)) == [one for one in [directory.desk(permission, path)] if one]


# ------------------------------------------------------------ outbox
@pytest.fixture
def reaction():
    """A reaction to the end of a post that notes what it saw, and may be told to fail."""
    seen = []

    def react(event):
        if seen and seen[-1] == "fail":
            seen.pop()
            raise ConnectionError("the SMS gateway is down")
        seen.append(event.pk)

    events.on("governance.appointment.end")(react)
    yield seen
    events.LATER["governance.appointment.end"].clear()


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_never_fails_a_saved_request(monkeypatch, reaction):
    def dead():
        raise ConnectionError("no broker")

    monkeypatch.setattr(events, "nudge", dead)
    place = make_district()
    post = appoint("neighbour_head", place.building)
    people.end(post, actor=user_with("community_secretary", place.community), note="搬离本小区")
    assert Delivery.objects.due().count() == 1
    assert events.deliver_events() == 1
    assert len(reaction) == 1


@pytest.mark.django_db(transaction=True)
def test_four_workers_deliver_each_event_once(reaction):
    place = make_district()
    secretary = user_with("community_secretary", place.community)
    for _ in range(12):
        people.end(appoint("neighbour_head", place.building), actor=secretary, note="搬离本小区")
    with ThreadPoolExecutor(4) as pool:
        tried = sum(pool.map(in_thread(lambda _: events.deliver_events()), range(4)))
    assert tried == 12
    assert len(reaction) == len(set(reaction)) == 12
    assert not Delivery.objects.due().exists()


def test_a_failing_reaction_is_tried_again_later(district, reaction):
    post = appoint("neighbour_head", district.building)
    people.end(post, actor=user_with("community_secretary", district.community), note="搬离本小区")
    reaction.append("fail")
    events.deliver_events()
    delivery = Delivery.objects.get()
    assert delivery.done_at is None
    assert "SMS gateway" in delivery.error
    from datetime import timedelta

    from governance.kernel.clock import clock

    with clock.travel(clock.now() + timedelta(minutes=5)):
        events.deliver_events()
    delivery.refresh_from_db()
    assert delivery.done_at is not None
    assert delivery.attempts == 2


def test_events_can_only_be_added(district):
    post = appoint("neighbour_head", district.building)
    people.end(post, actor=user_with("community_secretary", district.community), note="搬离本小区")
    from django.db import IntegrityError

    for change in (lambda: Event.objects.update(label="改"), lambda: Event.objects.all().delete()):
        with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
            change()
    assert Event.objects.count() == 1


# ------------------------------------------------------------ once
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
def test_who_clicks_twice_is_not_told_that_somebody_was_faster():
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
