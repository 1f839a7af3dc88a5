"""What is given or stopped at the same moment keeps the rules that hold one after the other (三员 separation)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from disputes.models import MediationCommittee, Mediator
from governance.kernel.clock import clock, rules
from governance.kernel.steps.errors import BusinessError
from governance.kernel.steps.saving import save_valid
from governance.models import Appointment, User
from governance.people.actions import posts as people
from governance.people.actions import switching
from governance.people.checks import administrators_hold_nothing_else
from tests.factories.base import appoint, make_district, person, user_with
from tests.kernel.threads import in_thread

ADMINISTRATORS = ("sys_admin", "audit_admin")


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.guard = user_with("sec_admin", place.district, "guard", name="周小安")
    place.target = user_with(None, place.district, "target", name="王小众")
    return place


def at_once(works, meet):
    """Each in a thread of its own; `meet(wait)` puts the meeting after the last look and before the first write."""
    gate = threading.Barrier(len(works))

    def wait():
        try:
            gate.wait(1)
        except threading.BrokenBarrierError:
            return  # the others are held by a lock, as they should be

    meet(wait)

    def outcome(work):
        try:
            work()
        except BusinessError as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(future.result(60) for future in [pool.submit(in_thread(outcome), work) for work in works])


@pytest.mark.django_db(transaction=True)
def test_of_three_posts_granted_at_once_an_administrator_has_one(place, monkeypatch):
    saved = Appointment.save

    def meet(wait):
        monkeypatch.setattr(Appointment, "save", lambda self, **kwargs: (wait(), saved(self, **kwargs)))

    def grant(role):
        given = {"person": place.target.person, "role": role, "area": place.district}
        return lambda: people.grant(Appointment(), actor=place.guard, **given)

    found = at_once([grant(role) for role in (*ADMINISTRATORS, "district_leader")], meet)
    assert found == ["done", "one_administrator_only", "one_administrator_only"]
    assert Appointment.objects.filter(person=place.target.person).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_last_auditors_stopped_at_once_one_stays(place, monkeypatch):
    auditors = [user_with("audit_admin", place.district) for _ in range(2)]
    others = [user_with("sys_admin", place.district), place.guard]
    for user, proposer in zip(auditors, others, strict=True):
        switching.propose_stop(user, actor=proposer, note="长期离岗")
    saved = User.save

    def meet(wait):
        monkeypatch.setattr(User, "save", lambda self, **kwargs: (wait(), saved(self, **kwargs)))

    def stop(user, actor):
        return lambda: switching.confirm_stop(User.objects.get(pk=user.pk), actor=actor)

    works = [stop(user, actor) for user, actor in zip(auditors, reversed(others), strict=True)]
    assert at_once(works, meet) == ["done", "last_of_its_kind"]
    assert User.objects.active().filter(pk__in=[user.pk for user in auditors]).count() == 1


def seat(place, who):
    committee, _ = MediationCommittee.objects.get_or_create(
        name="野鸭冲调委会", short_name="野鸭冲", level="community", area=place.community,
        term_from=clock.today(), term_until=clock.today() + timedelta(days=1095),
    )  # fmt: skip
    return Mediator(committee=committee, person=who, gender="f", post="member")


@pytest.mark.django_db(transaction=True)
def test_of_a_seat_and_an_administrators_post_given_at_once_one_is_refused(place, monkeypatch):
    granted, taken, member = Appointment.save, Mediator.save, seat(place, place.target.person)

    def meet(wait):
        monkeypatch.setattr(Appointment, "save", lambda self, **kwargs: (wait(), granted(self, **kwargs)))
        monkeypatch.setattr(Mediator, "save", lambda self, **kwargs: (wait(), taken(self, **kwargs)))

    def grant():
        given = {"person": place.target.person, "role": "sys_admin", "area": place.district}
        people.grant(Appointment(), actor=place.guard, **given)

    def sit():
        with transaction.atomic():
            save_valid(member)

    found = at_once([grant, sit], meet)
    assert "done" in found
    assert len(found) == 2
    assert found != ["done", "done"]
    posts, seats = Appointment.objects.filter(person=place.target.person), Mediator.objects.all()
    assert posts.count() + seats.count() == 1


def test_the_database_refuses_whatever_comes_past_the_steps(place):
    administrator, leader, mediator = place.guard.person, person(place.district), person(place.community)
    appoint("district_leader", place.district, leader)
    seat(place, mediator).save()
    before = Appointment.objects.count(), Mediator.objects.count()
    writes = (
        lambda: appoint("district_leader", place.district, administrator),
        lambda: appoint("sys_admin", place.district, leader),
        lambda: appoint("sys_admin", place.district, mediator),
        lambda: seat(place, administrator).save(),
    )
    for write in writes:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    assert (Appointment.objects.count(), Mediator.objects.count()) == before


def test_a_post_that_begins_later_stands_beside_no_administrator(place):
    later = clock.today() + timedelta(days=365)
    given = {"person": place.target.person, "area": place.district}
    people.grant(Appointment(), actor=place.guard, role="sys_admin", **given)
    before = Appointment.objects.count()
    with pytest.raises(BusinessError) as refusal:
        people.grant(Appointment(), actor=place.guard, role="district_leader", starts_on=later, **given)
    assert refusal.value.code == "one_administrator_only"
    assert Appointment.objects.count() == before


def test_verify_names_what_stands_beside_an_administrator(place):
    assert administrators_hold_nothing_else() == []
    own = Appointment.objects.get(person=place.guard.person)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    other = appoint("district_leader", place.district, place.guard.person)
    held = seat(place, place.guard.person)
    held.save()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert administrators_hold_nothing_else() == [
        f"post {other.pk}: of the administrator with post {own.pk}",
        f"disputes.mediator {held.pk}: a seat of an administrator",
    ]
