"""Two people at once: numbers stay gap-free, one step wins, a demand is taken up once."""

from threading import Barrier, Thread

import pytest
from django.db import close_old_connections, connection

from disputes.cases.actions import cases
from disputes.cases.reactions import take_up_demand
from disputes.models import MediationCase
from governance.kernel.models.events import Delivery, Event
from governance.kernel.steps.errors import BusinessError, WrongState
from governance.kernel.steps.events import deliver_events, record
from tests.factories import disputes as make

TOGETHER = 8


def at_once(calls):
    """Run all calls at the same moment, each on its own connection; [(result, error)]"""
    barrier, answers = Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        close_old_connections()
        barrier.wait()
        try:
            answers[number] = (call(), None)
        except BusinessError as error:
            answers[number] = (None, error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_and_no_twins_under_a_race(room):
    waiting = [make.registered(room) for _ in range(TOGETHER)]
    answers = at_once([lambda case=case: cases.accept(case, actor=room.head) for case in waiting])
    assert all(error is None for _, error in answers), answers
    numbers = sorted(case.number for case, _ in answers)
    assert [number[-4:-1] for number in numbers] == [f"{n:03}" for n in range(1, TOGETHER + 1)]


@pytest.mark.django_db(transaction=True)
def test_one_of_two_steps_wins_and_the_other_names_the_winner(room):
    case = make.registered(room)
    answers = at_once(
        [
            lambda: cases.accept(case, actor=room.head),
            lambda: cases.decline(case, actor=room.head, reason="已由法院受理", told_where="法院"),
        ]
    )
    errors = [error for _, error in answers if error]
    assert len(errors) == 1
    assert isinstance(errors[0], WrongState)
    assert "贺主任" in errors[0].message
    assert Event.objects.filter(object_id=case.pk, object_type="disputes.mediationcase").count() == 2


def demand_event(room, pk=42):
    """The fact as projects records it."""

    class Demand:
        class _meta:
            label_lower = "projects.demand"

        area_id = room.place.compound.pk

    Demand.pk = pk
    data = {"title": "楼上漏水两家争吵", "place": "5栋", "number": "XQ-1", "community": room.place.community.code}
    return record("projects.demand.to_mediation", Demand, actor=room.secretary, data=data)


@pytest.mark.django_db(transaction=True)
def test_a_demand_becomes_one_clue(room):
    from django.db import transaction

    with transaction.atomic():
        event = demand_event(room)
    assert Delivery.objects.filter(event=event, handler__startswith="disputes.cases.reactions").exists()
    deliver_events()
    take_up_demand(event)
    at_once([lambda: take_up_demand(event)] * 4)
    case = MediationCase.objects.get()
    assert (case.status, case.demand_id, case.committee, case.title) == (
        "reported",
        42,
        room.committee,
        "楼上漏水两家争吵",
    )
    assert case.may_read_text(room.secretary)
