"""What waited for the morning is still true when it leaves: nothing of work that is done, nothing to who has left."""

from datetime import date, timedelta

import pytest
from django.core import mail

from governance.kernel.clock import clock, ladders, messages, pauses, reminders
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Notice
from governance.kernel.models.outside import Dispatch
from governance.kernel.upkeep import outside
from governance.models import Appointment
from governance.people.actions import posts, switching
from tests.factories.base import appoint, user_with
from tests.kernel.test_office_hours import MONDAY, STATUTE, SUNDAY, at, begin, lay_ground


@pytest.fixture
def ground(db, settings):
    settings.NOTIFY_URLS = ["json://room.example/"]
    return lay_ground()


@pytest.fixture
def told(monkeypatch):
    """What the outside channel is handed: the notices, all people's together."""
    posted = []
    monkeypatch.setattr(
        outside, "post", lambda url, people: posted.extend(row.notice for rows in people for row in rows) or True
    )
    return posted


def climb(day):
    with at(day, 0, 2):
        ladders.remind()


def morning(day):
    """The first round of the clock in working time."""
    with at(day, 8, 30):
        ladders.remind()
        messages.send_mail()
        outside.send_outside()
        assert not messages.may_leave().exists()
        assert not Dispatch.objects.owed().exists()


def row_of(deadline):
    return Appointment.objects.get(pk=deadline.object_id)


def test_a_reminder_of_work_that_is_done_meanwhile_stays_in_the_inbox(ground, told):
    done, running = begin(ground, MONDAY), begin(ground, MONDAY)
    climb(SUNDAY)
    with at(SUNDAY, 20):
        reminders.close(row_of(done))
    morning(MONDAY)
    assert done.number not in mail.outbox[0].body
    assert mail.outbox[0].body.count(running.number) == 1
    assert {notice.number for notice in told} == {running.number}
    assert Notice.objects.filter(number=done.number).count() == 1


@pytest.mark.parametrize("change", ["stopped", "put off"])
def test_a_reminder_of_another_day_does_not_leave(ground, told, change):
    deadline = begin(ground, MONDAY)
    climb(SUNDAY)
    with at(SUNDAY, 20):
        if change == "stopped":
            pauses.stop(Appointment, {deadline.object_id: "暂停"})
        else:
            Deadline.objects.filter(pk=deadline.pk).update(due_on=MONDAY + timedelta(30), next_rung_on=None)
    morning(MONDAY)
    assert (mail.outbox, told) == ([], [])


def test_whoever_may_not_sign_in_any_more_is_told_that_and_nothing_else(ground, told):
    begin(ground, MONDAY)
    climb(SUNDAY)
    with at(SUNDAY, 20):
        messages.notify([ground.secretary], key="event:1", title="需求已交办", body="荷馨苑张某的事")
        switching.stop(ground.secretary, actor=user_with("sys_admin", ground.district), note="调离本单位")
    morning(MONDAY)
    assert [sent.subject for sent in mail.outbox] == ["您的账号已停用"]
    assert [notice.title for notice in told] == ["您的账号已停用"]


def test_whoever_lost_the_post_is_reminded_of_its_work_no_more(ground, told):
    begin(ground, MONDAY)
    climb(SUNDAY)
    with at(SUNDAY, 20):
        post = Appointment.objects.get(person=ground.secretary.person)
        posts.revoke(post, actor=user_with("sec_admin", ground.district), note="调任")
    morning(MONDAY)
    assert not [sent for sent in mail.outbox if "社区初审" in sent.body]
    assert not [notice for notice in told if "社区初审" in notice.title]


def test_the_successor_is_reminded_from_the_next_rung_on(ground, told):
    begin(ground, MONDAY)
    climb(SUNDAY)
    with at(SUNDAY, 20):
        post = Appointment.objects.get(person=ground.secretary.person)
        posts.revoke(post, actor=user_with("sec_admin", ground.district), note="调任")
        user_with("community_secretary", ground.community, email="next@example.org")
    morning(MONDAY)
    assert [sent.to for sent in mail.outbox if "社区初审" in sent.body] == [["next@example.org"]]


def test_after_days_without_mail_each_deadline_is_told_once_as_it_stands(ground, told):
    """The clock went on, mail and channel did not: of four rungs the newest leaves, and says of which day it is."""
    deadline = begin(ground, MONDAY)
    for days in range(-1, 5):
        climb(MONDAY + timedelta(days))
    assert Notice.objects.filter(recipient=ground.secretary).count() == 4
    morning(MONDAY + timedelta(4))
    (sent,) = mail.outbox
    assert sent.body.count(deadline.number) == 1
    assert sent.body.startswith("逾期 3 天")
    assert clock.zh_moment(Notice.objects.latest("pk").created_at) in sent.body
    assert [notice.title[:4] for notice in told] == ["逾期 3"]


def test_what_a_statute_sets_is_not_told_at_night_once_it_is_done(ground, told):
    deadline = begin(ground, MONDAY, STATUTE)
    climb(SUNDAY)
    with at(SUNDAY, 0, 10):
        reminders.close(row_of(deadline))
        messages.send_mail()
        outside.send_outside()
    assert (mail.outbox, told) == ([], [])


def test_whoever_has_two_posts_is_told_once(ground, told):
    """The secretary who is also the one above: one notice, one mail."""
    appoint("street_admin", ground.street, ground.secretary.person)
    begin(ground, MONDAY)
    climb(MONDAY + timedelta(1))
    morning(MONDAY + timedelta(1))
    assert Notice.objects.filter(recipient=ground.secretary).count() == 1
    assert [sent.to for sent in mail.outbox] == [["secretary@example.org"]]


def test_holidays_bring_one_digest_that_says_each_deadline_once(ground, told):
    """Rungs are reached on days of the National Day holidays; on the first working morning only the newest tells."""
    deadline = begin(ground, date(2026, 10, 2))
    for number in range(1, 8):
        climb(date(2026, 10, number))
        with at(date(2026, 10, number), 10):
            assert messages.send_mail() == outside.send_outside() == 0
    morning(date(2026, 10, 8))
    (sent,) = mail.outbox
    assert sent.body.count(deadline.number) == 1
    assert "逾期" in sent.body
    assert len(told) == 1
