"""What supervisors and monitors are told."""

import errno
import os
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from kombu.exceptions import OperationalError as NoBroker
from psycopg2.errors import DiskFull

from governance.areas.attachments import EVIDENCE
from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Delivery, Heartbeat
from governance.kernel.models.rules import Rule
from governance.kernel.papers import files, stored_files
from governance.kernel.steps import events
from governance.kernel.upkeep import chain
from portal import health, signs
from tests.factories.base import make_district, user_with
from tests.kernel.samples import image, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def healthy(monkeypatch):
    """Everything is well: what the single tests then disturb."""
    monkeypatch.setattr(health, "FRESH", 0)
    monkeypatch.setitem(health.CHECKS, "broker", lambda: None)
    rules.load_rules()
    Heartbeat.objects.create(name="beat", at=clock.now())


def reasons(client):
    answer = client.get("/readyz")
    return answer.status_code, {name: text for name, text in answer.json()["checks"].items() if text != "ok"}


def test_alive_queries_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


def test_the_version_is_shown(client, settings):
    assert client.get("/healthz")["X-Portal-Version"] == settings.VERSION
    assert f"版本 {settings.VERSION}" in client.get("/nothing-here/").content.decode()


def test_ready_when_all_is_well(client, healthy):
    assert reasons(client) == (200, {})


@pytest.mark.parametrize(("waiting", "who"), [(7, "Celery worker"), (0, "Celery beat")])
def test_without_a_recent_heartbeat_worker_and_clock_are_distinguished(client, healthy, monkeypatch, waiting, who):
    monkeypatch.setattr(health, "waiting_jobs", lambda: waiting)
    Heartbeat.objects.update(at=clock.now() - timedelta(minutes=3))
    status, why = reasons(client)
    assert status == 503
    assert list(why) == ["heartbeat"]
    assert who in why["heartbeat"]


def test_a_heartbeat_of_tomorrow_hides_nothing(client, healthy, monkeypatch):
    """Whoever writes to the database could else keep a portal that stands still green for a year."""
    monkeypatch.setattr(health, "waiting_jobs", lambda: 7)
    Heartbeat.objects.update(at=clock.now() + timedelta(days=365))
    assert list(reasons(client)[1]) == ["heartbeat"]


def test_not_ready_without_the_broker(client, healthy, monkeypatch):
    class Dead:
        def connection_for_write(self, **options):
            raise NoBroker("no answer")

    monkeypatch.setitem(health.CHECKS, "broker", health.check_broker)
    monkeypatch.setattr(health, "app", Dead())
    assert reasons(client)[1] == {"broker": "消息队列（Redis/Valkey）无应答"}
    Heartbeat.objects.all().delete()
    assert reasons(client)[1]["heartbeat"] == "超过两分钟没有心跳，因为消息队列无应答"


def test_not_ready_while_a_migration_waits(client, healthy, monkeypatch):
    monkeypatch.setattr(health.check_migrations, "passed", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'governance'")
    assert list(reasons(client)[1]) == ["migrations"]


def test_a_full_disk_is_named_whichever_it_is(client, healthy, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    def full_database(*args, **kwargs):
        raise OperationalError("could not extend file") from DiskFull()

    monkeypatch.setattr(stored_files, "store", full)
    monkeypatch.setattr(Heartbeat.objects, "update_or_create", full_database)
    monkeypatch.setattr(health, "LEAST_FREE", 1 << 60)
    status, why = reasons(client)
    assert status == 503
    assert set(why) == {"files", "writing", "space"}
    assert all("磁盘" in sentence for sentence in why.values())


def test_missing_rules_and_missing_files_are_named(client, healthy):
    place = make_district()
    secretary = user_with("community_secretary", place.community)
    kept = files.attach(place.compound, upload("路灯.png", image("PNG")), kind=EVIDENCE, actor=secretary)
    assert reasons(client) == (200, {})
    stored_files.remove(kept.path)
    Rule.objects.filter(code="log_keep_days").delete()
    _, why = reasons(client)
    assert set(why) == {"rules", "stored_files"}
    assert "load_rules" in why["rules"]
    assert kept.path in why["stored_files"]


def test_a_program_without_a_sign_of_life_is_named(client, healthy, settings, tmp_path):
    settings.VAR = tmp_path
    (tmp_path / signs.FOLDER).mkdir()
    sign = tmp_path / signs.FOLDER / f"web-{os.getpid()}"
    sign.touch()
    assert reasons(client) == (200, {})
    early = sign.stat().st_mtime - 10
    os.utime(sign, (early, early))
    assert reasons(client)[1] == {"programs": f"没有反应的程序：网站进程（进程 {os.getpid()}）"}


def test_a_queue_that_does_not_move_is_named(client, healthy):
    place = make_district()
    with transaction.atomic():
        event = events.record("governance.area.test", place.compound, actor=None)
    Delivery.objects.create(event=event, handler="x", next_try_at=clock.now() - timedelta(minutes=2))
    assert reasons(client) == (200, {})
    Delivery.objects.update(next_try_at=clock.now() - timedelta(minutes=4))
    assert list(reasons(client)[1]) == ["queue"]


def test_whoever_asks_again_at_once_costs_the_disk_nothing(client, healthy, monkeypatch):
    assert reasons(client) == (200, {})
    monkeypatch.setattr(health, "FRESH", 60)
    monkeypatch.setattr(stored_files, "store", None)
    assert reasons(client) == (200, {})


def test_the_database_knows_chinese_letters():
    health.check_database()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X-Forwarded-For": "10.0.0.8"}, 403),
        ({"X-Forwarded-For": "10.0.0.8", "Authorization": "Bearer word"}, 200),
        ({"X-Forwarded-For": "10.0.0.8", "Authorization": "Bearer wrong"}, 403),
    ],
)
def test_figures_are_for_this_machine_or_by_token(client, settings, headers, status):
    settings.METRICS_TOKEN = "word"
    assert client.get("/metrics", headers=headers).status_code == status


def test_figures_are_not_for_other_machines(client):
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.8").status_code == 403


def test_figures_tell_what_waits(client):
    Heartbeat.objects.create(name="beat", at=clock.now())
    text = client.get("/metrics").content.decode()
    assert "portal_deliveries_waiting 0.0" in text
    assert "portal_heartbeat_age_seconds" in text


@pytest.fixture
def another_session():
    """Another session of the database, which holds what it takes until the test ends."""
    line = connection.copy()
    with line.cursor() as cursor:
        yield cursor
    line.close()


def test_a_session_that_holds_the_feed_back_is_told(client, healthy, another_session):
    place = make_district()
    event = events.record("governance.area.test", place.compound, actor=None)
    another_session.execute("SELECT pg_advisory_lock_shared((20565::bigint << 48) + %s)", [event.pk - 1])
    assert reasons(client) == (200, {})
    with clock.travel(clock.now() + timedelta(minutes=rules.value("feed_wait_most") - 1)):
        Heartbeat.objects.update(at=clock.now())
        assert "feed_held" not in reasons(client)[1]
    with clock.travel(clock.now() + timedelta(minutes=rules.value("feed_wait_most") + 1)):
        Heartbeat.objects.update(at=clock.now())
        status, why = reasons(client)
        assert status == 503
        assert "最早一条已等待 31 分钟" in why["feed_held"]
        another_session.execute("SELECT pg_advisory_unlock_all()")
        assert "feed_held" not in reasons(client)[1]


def test_rows_that_wait_too_long_for_their_block_are_told(client, healthy):
    place = make_district()
    events.record("governance.area.test", place.compound, actor=None)
    assert reasons(client) == (200, {})
    with clock.travel(clock.now() + timedelta(minutes=rules.value("record_wait_most") + 1)):
        Heartbeat.objects.update(at=clock.now())
        status, why = reasons(client)
        assert (status, list(why)) == (503, ["unchained"])
        assert "没有按时封存" in why["unchained"]
        chain.chain_record()
        assert reasons(client) == (200, {})
