"""Events: written with the change, delivered once each to every reaction, never changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from governance.kernel.clock import clock
from governance.kernel.models.events import Delivery, Event
from governance.kernel.steps import events
from governance.people.actions import posts as people
from tests.factories.base import appoint, make_district, user_with
from tests.kernel.threads import in_thread


@pytest.fixture
def district(db):
    return make_district()


@pytest.fixture
def reaction(monkeypatch):
    """A reaction to the end of a post that notes what it saw, and may be told to fail."""
    seen = []

    def react(event):
        if seen and seen[-1] == "fail":
            seen.pop()
            raise ConnectionError("the SMS gateway is down")
        seen.append(event.pk)

    monkeypatch.setitem(events.LATER, "governance.appointment.end", {})
    events.on("governance.appointment.end")(react)
    return seen


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_never_fails_a_saved_request(monkeypatch, reaction):
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
    with clock.travel(clock.now() + timedelta(minutes=5)):
        events.deliver_events()
    delivery.refresh_from_db()
    assert delivery.done_at is not None
    assert delivery.attempts == 2


def test_events_can_only_be_added(district):
    post = appoint("neighbour_head", district.building)
    people.end(post, actor=user_with("community_secretary", district.community), note="搬离本小区")
    Delivery.objects.all().delete()  # what is to be reacted to would keep the event, too
    for change in (lambda: Event.objects.update(label="改"), lambda: Event.objects.all().delete()):
        with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
            change()
    assert Event.objects.count() == 1
