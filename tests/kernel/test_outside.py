"""Outside channels: each is told once, whatever dies or hangs, and strangers there learn nothing of the matter."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connections, transaction
from django.test import Client

from governance.kernel.clock import clock, ladders, messages, reminders
from governance.kernel.models.notices import Notice
from governance.kernel.models.outside import Channel, Dispatch
from governance.kernel.upkeep import outside
from portal import ready
from tests.factories.base import appoint, make_district, user_with

SECRET = "王某与李某漏水纠纷的经过"


@pytest.fixture(autouse=True)
def working_time():
    """A Monday morning: in the evening nothing would be sent."""
    with clock.travel(datetime(2026, 11, 16, 9)):
        yield


class Room:
    """A chat room on this machine: keeps what it is told, answers as it is bid."""

    def __init__(self):
        self.messages, self.status, self.before = [], 200, lambda: None
        room = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                text = self.rfile.read(int(self.headers["Content-Length"]))
                room.before()
                if room.status == 200:
                    room.messages.append(json.loads(text))
                self.send_response(room.status)
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"json://token-of-room@127.0.0.1:{self.server.server_port}/"

    @property
    def text(self):
        return "\n".join(message["message"] for message in self.messages)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def rooms():
    made = [Room(), Room()]
    yield made
    for room in made:
        room.close()


@pytest.fixture
def place(db, rooms, settings):
    settings.NOTIFY_URLS = [room.url for room in rooms]
    place = make_district()
    place.secretary = user_with("community_secretary", place.community, "secretary", name="刘小敏")
    place.street_admin = user_with("street_admin", place.street, "street", name="陈街道")
    return place


def tell(place, key="event:1", title="指派您调解一起纠纷", people=None, level="info"):
    people = people or [place.secretary]
    messages.notify(people, key=key, title=title, body=SECRET, url="/disputes/cases/7/", level=level)


def later(**span):
    return clock.travel(clock.now() + timedelta(**span))


def test_every_channel_gets_a_message_once(place, rooms):
    tell(place, level="warn")
    assert outside.send_outside() == 2
    assert outside.send_outside() == 0
    tell(place)  # the same fact again
    assert outside.send_outside() == 0
    for room in rooms:
        (message,) = room.messages
        assert message["title"] == "待办提醒 1 条"
        assert message["type"] == "warning"
        assert "指派您调解一起纠纷" in message["message"]
        assert "刘小敏" in message["message"]
        assert "/disputes/cases/7/" in message["message"]


def test_a_message_outside_names_a_deadline_by_its_number_only(place, rooms):
    messages.write_notices(
        [
            Notice(recipient=person, key="event:1", title="逾期 1 天：社区初审", body=f"HT-7 {SECRET}", number="HT-7")
            for person in (place.secretary, place.street_admin)
        ]
    )
    outside.send_outside()
    assert rooms[0].text.count("逾期 1 天：社区初审（HT-7）") == 2  # for each of both, in one message
    assert len(rooms[0].messages) == 1
    assert "刘小敏：1 条" in rooms[0].text
    assert "陈街道：1 条" in rooms[0].text
    assert Dispatch.objects.count() == 4


def test_what_strangers_must_not_know_stays_here(place, rooms, caplog):
    tell(place, title="立项：13812345678 联系人 430202190001011234 的门口路灯")
    outside.send_outside()
    assert SECRET not in rooms[0].text
    assert "138****5678" in rooms[0].text
    assert "430***********1234" in rooms[0].text
    assert "13812345678" not in rooms[0].text
    assert "token-of-room" not in str(list(Channel.objects.values_list("name", flat=True)))
    rooms[0].status = 500
    tell(place, key="event:2")
    outside.send_outside()
    assert "outside_failed" in caplog.text
    assert "token-of-room" not in caplog.text


def test_a_failing_channel_waits_longer_each_time_and_delays_no_other(place, rooms):
    dead, well = rooms
    dead.close()
    tell(place)
    assert outside.send_outside() == 1
    assert len(well.messages) == 1
    assert outside.send_outside() == 0
    pauses = []
    for attempt in range(8):
        before = Channel.objects.get(attempts__gt=0).next_try_at
        with clock.travel(before):
            tell(place, key=f"event:try-{attempt}")
            assert outside.send_outside() == 1  # to the one that is well
            pauses.append((Channel.objects.get(attempts__gt=0).next_try_at - before).total_seconds() / 60)
    assert [round(pause) for pause in pauses] == [4, 8, 16, 32, 64, 64, 64, 64]
    assert Dispatch.objects.owed().count() == 9
    assert 'portal_outside_waiting{place="1"} 9.0' in Client().get("/metrics").content.decode()
    assert Dispatch.objects.owed().values("channel").distinct().count() == 1


def test_what_is_pending_after_a_failure_goes_out_in_few_messages(place, rooms):
    rooms[0].status = 503
    for number in range(25):
        tell(place, key=f"event:{number}", title=f"第{number}件")
    outside.send_outside()
    rooms[0].status = 200
    with later(minutes=3):
        assert outside.send_outside() == 1
    assert [message["title"] for message in rooms[0].messages] == ["待办提醒 25 条"]
    assert rooms[0].text.count("件") == 5  # the rest is counted
    assert "另有 20 条" in rooms[0].text
    assert not Dispatch.objects.owed().exists()
    assert set(Channel.objects.values_list("attempts", flat=True)) == {0}


def test_a_channel_that_hangs_is_given_up(place, rooms, monkeypatch):
    monkeypatch.setattr(outside, "PATIENCE", 0.3)
    let_go = threading.Event()
    rooms[0].before = lambda: let_go.wait(20)
    tell(place)
    try:
        assert outside.send_outside() == 1
    finally:
        let_go.set()
    assert len(rooms[1].messages) == 1
    assert Dispatch.objects.owed().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_loses_nothing(rooms, settings, monkeypatch):
    settings.NOTIFY_URLS = [rooms[0].url]
    place = make_district()
    place.secretary = user_with("community_secretary", place.community)
    tell(place)

    def killed(url, told):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(outside, "post", killed)
        with pytest.raises(SystemExit):
            outside.send_outside()
    assert outside.send_outside() == 0  # still claimed: perhaps it lives
    with later(minutes=3):
        assert outside.send_outside() == 1
    assert len(rooms[0].messages) == 1


@pytest.mark.django_db(transaction=True)
def test_four_workers_tell_once(rooms, settings):
    settings.NOTIFY_URLS = [rooms[0].url]
    place = make_district()
    people = [user_with("community_secretary", place.community) for _ in range(12)]
    for number, person in enumerate(people):
        tell(place, key=f"event:{number}", title=f"第{number}件", people=[person])

    def work(_):
        try:
            return outside.send_outside()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 3
    assert rooms[0].text.count("件") == 12


def test_nothing_is_owed_when_the_notice_is_not_kept(place):
    with pytest.raises(ZeroDivisionError):
        roll_back(place)
    assert not Dispatch.objects.exists()


def roll_back(place):
    with transaction.atomic():
        tell(place)
        raise ZeroDivisionError


def test_without_channels_nothing_is_written(place, settings):
    settings.NOTIFY_URLS = []
    tell(place)
    assert outside.send_outside() == 0
    assert not Dispatch.objects.exists()
    assert Notice.objects.count() == 1


def test_reminders_are_sent_too_and_a_failing_channel_does_not_disturb_pages(place, rooms):
    for room in rooms:
        room.close()
    row = appoint("group_leader", place.compound)
    with clock.travel(clock.now() - timedelta(days=60)):
        deadline = reminders.begin(row, reminders.Due("", "projects.check", "社区初审"))
    deadline.due_on, deadline.next_rung_on, deadline.rule = clock.today(), clock.today(), "project_community"
    deadline.save()
    ladders.remind()
    assert Dispatch.objects.count() == 2 * Notice.objects.count() > 0
    client = Client()
    client.force_login(place.secretary)
    assert client.get("/inbox/").status_code == 200


def test_an_unknown_address_stops_the_start_and_is_not_shown(settings):
    settings.NOTIFY_URLS = ["json://localhost/", "carrier-pigeon://my-secret"]
    with pytest.raises(ready.NotReady, match=r"address no\. 2") as refusal:
        ready.check_channels()
    assert "my-secret" not in str(refusal.value)
