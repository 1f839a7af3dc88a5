"""What supervisors and monitors are told."""

from datetime import timedelta

import pytest
from django.db import connection
from kombu.exceptions import OperationalError

from governance.kernel.clock import clock
from governance.kernel.models.events import Heartbeat
from portal import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def healthy(monkeypatch):
    """Everything is well: what the single tests then disturb."""
    monkeypatch.setitem(health.CHECKS, "broker", lambda: None)
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


def test_not_ready_without_the_broker(client, healthy, monkeypatch):
    class Dead:
        def connection_for_write(self, **options):
            raise OperationalError("no answer")

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
