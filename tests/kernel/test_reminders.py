"""Deadlines and the ladder: each rung speaks once, whatever runs twice, dies or comes late."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from django.core import mail
from django.db import connections

from governance.kernel.clock import clock, ladders, messages, reminders, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Notice
from governance.kernel.models.rules import Rule
from tests.factories.base import appoint, make_district, user_with

MONDAY = date(2026, 11, 9)


@pytest.fixture
def ground(db):
    """A community secretary and a street administrator, and a row that waits five working days for the secretary."""
    load_rules()
    place = make_district()
    place.secretary = user_with("community_secretary", place.community, email="secretary@example.org")
    place.street_admin = user_with("street_admin", place.street)
    place.row = appoint("group_leader", place.compound)
    return place


def load_rules():
    for path in rules.CATALOGUE:
        rules.load_rules(path)


DUE = reminders.Due("project_community", "projects.check", "社区初审")


def begin(place, day=MONDAY):
    with clock.travel(day):
        return reminders.begin(place.row, DUE)


def titles(user):
    return list(Notice.objects.filter(recipient=user).order_by("id").values_list("title", flat=True))


def climb(day):
    with clock.travel(day):
        return ladders.remind()


def test_the_ladder_notifies_the_handler_then_the_superiors(ground):
    deadline = begin(ground)
    assert deadline.due_on == date(2026, 11, 16)  # five working days
    assert climb(MONDAY) == 0
    climb(date(2026, 11, 15))
    assert titles(ground.secretary) == ["还有 1 天到期：社区初审"]
    assert titles(ground.street_admin) == []
    climb(date(2026, 11, 16))
    climb(date(2026, 11, 17))
    assert titles(ground.secretary)[1:] == ["今天到期：社区初审", "逾期 1 天：社区初审"]
    assert titles(ground.street_admin)[-1] == "逾期 1 天：社区初审"


def test_a_repeated_run_sends_nothing_twice(ground):
    begin(ground)
    day = date(2026, 11, 16)
    first = climb(day)
    assert first > 0
    assert climb(day) == 0
    assert Notice.objects.count() == first


def test_after_an_outage_what_is_due_goes_out_once(ground):
    begin(ground)
    climb(date(2026, 11, 30))
    assert titles(ground.secretary) == ["逾期 14 天，请说明原因：社区初审"]
    assert climb(date(2026, 12, 1)) == 0


@pytest.mark.django_db(transaction=True)
def test_four_workers_remind_once():
    load_rules()
    place = make_district()
    user_with("community_secretary", place.community)
    with clock.travel(MONDAY):
        for _ in range(20):
            reminders.begin(appoint("neighbour_head", place.building), DUE)

    def work(_):
        try:
            return ladders.remind()
        finally:
            connections.close_all()

    with clock.travel(date(2026, 11, 16)), ThreadPoolExecutor(4) as pool:
        written = sum(pool.map(work, range(4)))
    assert written == Notice.objects.count() == 20
    assert set(Notice.objects.values_list("title", flat=True)) == {"今天到期：社区初审"}


def test_a_closed_deadline_sends_nothing(ground):
    begin(ground)
    reminders.close(ground.row)
    assert climb(date(2026, 11, 30)) == 0
    assert not Deadline.objects.open().exists()


def test_mail_goes_out_once_and_a_failure_is_tried_again(ground, monkeypatch):
    begin(ground)
    climb(date(2026, 11, 16))
    with clock.travel(date(2026, 11, 16)), monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", fail)
        assert messages.send_mail(limit=1) == 0
    with clock.travel(datetime(2026, 11, 16, 9, 5)):
        assert messages.send_mail() == 1
        assert messages.send_mail() == 0
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["secretary@example.org"]
    assert "今天到期" in mail.outbox[0].subject


def fail(self, *args, **kwargs):
    raise ConnectionRefusedError("no mail server")


def test_a_rule_changed_today_leaves_running_deadlines_alone(ground):
    deadline = begin(ground)
    Rule.objects.filter(code="project_community").update(value="9")
    deadline.refresh_from_db()
    assert deadline.due_on == date(2026, 11, 16)
