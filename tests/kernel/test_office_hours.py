"""Reminders leave the house in working time, once a person and day; what a statute sets goes at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connections

from governance.kernel.clock import clock, ladders, messages, reminders, rules
from governance.kernel.models.fresh import forget
from governance.kernel.models.notices import Notice, Pace
from governance.kernel.models.outside import Dispatch
from governance.kernel.models.rules import Rule
from governance.kernel.upkeep import outside
from tests.factories.base import appoint, make_district, user_with

SUNDAY, MONDAY = date(2026, 11, 15), date(2026, 11, 16)
CUSTOM = reminders.Due("project_community", "projects.check", "社区初审")  # five working days
STATUTE = reminders.Due("mediation_close", "projects.check", "调解结案")  # one month, a duty


def at(day, hour, minute=0):
    return clock.travel(datetime(day.year, day.month, day.day, hour, minute))


@pytest.fixture
def ground(db, settings):
    settings.NOTIFY_URLS = ["json://room.example/"]
    return lay_ground()


def lay_ground():
    for path in rules.CATALOGUE:
        rules.load_rules(path)
    place = make_district()
    place.secretary = user_with("community_secretary", place.community, name="刘小敏", email="secretary@example.org")
    return place


def begin(place, due_on, due=CUSTOM):
    """A row that waits for the secretary and is to be reminded of on the day before `due_on`."""
    with clock.travel(due_on - timedelta(days=8)):
        deadline = reminders.begin(appoint("group_leader", place.compound), due)
    deadline.due_on, deadline.next_rung_on, deadline.number = due_on, due_on - timedelta(1), f"HT-{deadline.pk}"
    deadline.save()
    return deadline


def round_of_the_clock():
    ladders.remind()
    return messages.send_mail()


@pytest.fixture
def told(monkeypatch):
    """What the outside channel is handed: [[the notices of each person]]."""
    posted = []
    monkeypatch.setattr(outside, "post", lambda url, people: posted.append(people) or True)
    return posted


def test_a_sunday_night_is_written_then_and_sent_on_monday_morning_in_one(ground, told):
    for _ in range(3):
        begin(ground, MONDAY)
    with at(SUNDAY, 0, 2):
        assert round_of_the_clock() == 0
        assert outside.send_outside() == 0
        assert Notice.objects.count() == 3
    with at(SUNDAY, 10):
        assert round_of_the_clock() == 0
    with at(MONDAY, 8, 29):
        assert round_of_the_clock() == 0
    with at(MONDAY, 8, 30):
        assert round_of_the_clock() == 1
        assert outside.send_outside() == 1
    (sent,) = mail.outbox
    assert sent.to == ["secretary@example.org"]
    assert sent.subject == "待办提醒和消息 3 条"  # each as it stands on the day
    for notice in Notice.objects.all():
        assert notice.number in sent.body
        assert f"{notice.url}" in sent.body
    (people,) = told
    assert [len(rows) for rows in people] == [3]


@pytest.mark.parametrize(
    ("written", "closed", "opened"),
    [
        (date(2026, 10, 1), date(2026, 10, 7), date(2026, 10, 8)),  # national day and the days after it
        (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 4)),  # the year's end: in the morning of the 31st
    ],
)
def test_holidays_are_no_working_time(ground, written, closed, opened):
    begin(ground, written)
    with at(written, 0, 3):
        assert round_of_the_clock() == 0
    if not clock.is_workday(written):
        with at(written, 10):
            assert round_of_the_clock() == 0
    with at(closed, 10):
        assert messages.send_mail() == 0
    with at(opened, 8, 30):
        assert round_of_the_clock() == 1
    assert len(mail.outbox) == 1


def test_the_last_of_december_is_one_mail_a_person(ground):
    last = date(2026, 12, 31)
    second = user_with("community_secretary", ground.community, email="second@example.org")
    for _ in range(40):
        begin(ground, last)
    with at(last, 0, 3):
        assert round_of_the_clock() == 0
    assert Notice.objects.filter(recipient=second).count() == 40
    with at(last, 8, 31):
        assert round_of_the_clock() == 2
        assert messages.send_mail() == 0
    assert sorted(message.to[0] for message in mail.outbox) == ["second@example.org", "secretary@example.org"]


def test_by_day_the_first_goes_at_once_and_the_rest_waits_for_the_next_morning(ground, told):
    begin(ground, MONDAY + timedelta(1))
    with at(MONDAY, 10):
        assert round_of_the_clock() == 1
        assert outside.send_outside() == 1
    begin(ground, MONDAY + timedelta(1))
    with at(MONDAY, 15):
        assert round_of_the_clock() == 0
        assert outside.send_outside() == 0
    with at(MONDAY + timedelta(1), 8, 30):
        assert round_of_the_clock() == 1
        assert outside.send_outside() == 1
    assert [message.subject[:4] for message in mail.outbox] == ["还有 1", "待办提醒"]


def test_what_a_statute_sets_goes_at_night(ground, told):
    begin(ground, MONDAY, STATUTE)
    begin(ground, MONDAY)
    with at(SUNDAY, 0, 2):
        assert round_of_the_clock() == 1
        assert outside.send_outside() == 1
    assert "调解结案" in mail.outbox[0].body
    assert "社区初审" not in mail.outbox[0].body
    assert [row.notice.pace for row in told[0][0]] == [Pace.AT_ONCE]


def test_urgent_messages_go_at_night_and_others_in_the_morning(ground):
    with at(SUNDAY, 23):
        messages.notify([ground.secretary], key="event:1", title="请到会")
        messages.notify([ground.secretary], key="event:2", title="黄牌督办", pace=Pace.AT_ONCE)
        assert messages.send_mail() == 1
    with at(MONDAY, 8, 30):
        assert messages.send_mail() == 1
        messages.notify([ground.secretary], key="event:3", title="今天又有一件")
        assert messages.send_mail() == 1  # what somebody did is no reminder: it is told in working time
    assert [message.subject for message in mail.outbox] == ["黄牌督办", "请到会", "今天又有一件"]


def test_after_an_outage_there_is_one_digest_and_it_waits_for_the_ladder(ground):
    begin(ground, MONDAY)
    with at(SUNDAY, 0, 2):
        ladders.remind()
    begin(ground, MONDAY)
    with at(MONDAY + timedelta(3), 10):
        assert messages.send_mail() == 0  # the ladder has not been climbed yet
        ladders.remind()
        assert messages.send_mail() == 1
        assert messages.send_mail() == 0
    assert mail.outbox[0].subject == "待办提醒和消息 2 条"  # of each deadline what is true of it now


def test_a_ladder_that_is_stuck_holds_nothing_up_for_ever(ground):
    begin(ground, MONDAY)
    with at(SUNDAY, 0, 2):
        ladders.remind()
    begin(ground, MONDAY)
    with at(MONDAY, 16, 30):
        assert messages.send_mail() == 1


def test_the_hours_are_rules(ground):
    Rule.objects.filter(code="reminder_hours_from").update(value="10:00")
    begin(ground, MONDAY + timedelta(1))
    with at(MONDAY, 9):
        forget()
        assert round_of_the_clock() == 0
    with at(MONDAY, 10):
        assert round_of_the_clock() == 1


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_one_digest():
    place = lay_ground()
    for _ in range(20):
        begin(place, MONDAY)

    def work(_):
        try:
            return messages.send_mail()
        finally:
            connections.close_all()

    with at(MONDAY, 8, 30), ThreadPoolExecutor(4) as pool:
        ladders.remind()
        assert sum(pool.map(work, range(4))) == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_repeats_at_most_one_mail(monkeypatch):
    place = lay_ground()
    user_with("community_secretary", place.community, email="second@example.org")
    begin(place, MONDAY)
    sent, send = [], EmailMessage.send

    def killed_after_the_second(message):
        send(message)
        sent.append(message)
        if len(sent) == 2:
            raise SystemExit

    with at(MONDAY, 8, 30):
        ladders.remind()
        with monkeypatch.context() as patch:
            patch.setattr(EmailMessage, "send", killed_after_the_second)
            with pytest.raises(SystemExit):
                messages.send_mail()
        assert messages.send_mail() == 1
        assert messages.send_mail() == 0
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(ids) == 3
    assert ids[1] == ids[2] != ids[0]


def test_a_failing_address_delays_nobody_and_is_tried_again(ground, monkeypatch):
    user_with("community_secretary", ground.community, email="second@example.org")
    begin(ground, MONDAY)
    send = EmailMessage.send

    def refuse_the_first(message):
        if message.to == ["secretary@example.org"]:
            raise ConnectionRefusedError("no such mailbox")
        return send(message)

    with at(MONDAY, 8, 30), monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", refuse_the_first)
        assert round_of_the_clock() == 1
        messages.notify([ground.secretary], key="event:1", title="再来一件")
        assert messages.send_mail() == 0  # put off, whatever is written meanwhile
    with at(MONDAY, 8, 33):
        assert messages.send_mail() == 1
    assert [message.to[0] for message in mail.outbox] == ["second@example.org", "secretary@example.org"]


def test_outside_a_person_is_one_block_without_bodies(ground, monkeypatch):
    with at(MONDAY, 10):
        for number in range(8):
            messages.notify(
                [ground.secretary], key=f"event:{number}", title=f"第{number}件", number=f"HT-{number}", body="某某的事"
            )
        rows = list(Dispatch.objects.select_related("notice__recipient__person").order_by("id"))
        text = outside.block(rows)
    assert text.startswith("刘小敏：8 条\n第0件（HT-0）")
    assert "另有 3 条" in text
    assert "/inbox/" in text
    assert "某某的事" not in text
