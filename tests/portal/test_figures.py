"""/metrics says what is wrong, in Prometheus' words, and in no more series than anybody reads."""

import re
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Heartbeat
from governance.kernel.models.upkeep import Task, UpkeepRun
from governance.kernel.upkeep import conditions
from portal import health
from tests.factories.base import make_district

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def healthy(monkeypatch):
    monkeypatch.setattr(health, "FRESH", 0)
    monkeypatch.setattr(health, "waiting_jobs", lambda: 0)
    monkeypatch.setitem(health.CHECKS, "broker", lambda: None)
    rules.load_rules()
    make_district()
    Heartbeat.objects.create(name="beat", at=clock.now())


def families(client):
    return {family.name: family for family in text_string_to_metric_families(client.get("/metrics").content.decode())}


def test_every_reading_with_a_number_is_a_gauge(client):
    moment = clock.now() - timedelta(hours=40)
    UpkeepRun.objects.create(task=Task.BACKUP, by="x", started_at=moment, ended_at=moment, is_good=True, outcome="x")
    found = families(client)
    named = [each for each in conditions.CONDITIONS.values() if each.gauge]
    assert {each.gauge for each in named} <= set(found)
    assert len(named) >= 12
    for each in named:
        assert found[each.gauge].type == "gauge"
        assert re.fullmatch(r"portal_[a-z_]+", each.gauge)
        assert found[each.gauge].documentation
    assert found["portal_backup_last_success_timestamp_seconds"].samples[0].value == pytest.approx(moment.timestamp())
    states = {sample.labels["condition"]: sample.value for sample in found["portal_condition_state"].samples}
    assert set(states) == set(conditions.CONDITIONS)
    assert states["backup"] == 1


def test_latency_has_a_handful_of_buckets_for_each_view(client):
    client.get("/login/")
    samples = families(client)["django_http_requests_latency_seconds_by_view_method"].samples
    bounds = {sample.labels["le"] for sample in samples if sample.name.endswith("_bucket")}
    assert 0 < len(bounds) <= 5


def test_a_stale_backup_is_a_notice_and_the_portal_is_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "最近一次成功备份：还没有记录" in answer.json()["notices"]["backup"]
    assert "notices" not in client.get("/readyz", REMOTE_ADDR="10.0.0.8").json()
