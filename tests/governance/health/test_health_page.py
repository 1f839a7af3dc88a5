"""The system page is the system administrator's: every reading with its state and what to do."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock, rules
from governance.kernel.models.events import Heartbeat
from governance.kernel.models.upkeep import Task, UpkeepRun
from governance.kernel.upkeep import conditions
from governance.roles import LABELS
from portal import health
from tests.factories.base import home_of, make_district, user_with

ADDRESS = "/governance/health/"
MOST_QUERIES = 30  # as the leaders' board
# In a test the savepoint of the probe is set and released; sequences are listed before they are read, twice; and it is
# asked for events held back.
OWN = 6


@pytest.fixture
def place(db, monkeypatch):
    monkeypatch.setattr(health, "FRESH", 0)
    monkeypatch.setattr(health, "waiting_jobs", lambda: 3)
    monkeypatch.setitem(health.CHECKS, "broker", lambda: None)
    rules.load_rules()
    place = make_district()
    place.administrator = user_with("sys_admin", place.district, "sysadmin")
    return place


@pytest.mark.parametrize("role", sorted(set(LABELS) - {"sys_admin"}))
def test_nobody_else_sees_it(place, client, role):
    stranger = user_with(role, home_of(role, place), "stranger")
    client.force_login(stranger)
    assert client.get(ADDRESS).status_code == 404
    assert not UpkeepRun.objects.visible_to(stranger).exists()
    assert ADDRESS not in client.get("/").content.decode()


def test_the_administrator_finds_it_in_the_menu(place, client):
    client.force_login(place.administrator)
    assert f'href="{ADDRESS}"' in client.get("/", follow=True).content.decode()


def test_it_shows_every_reading_with_its_state_and_what_to_do(place, client):
    UpkeepRun.objects.create(
        task=Task.BACKUP, by="portal", started_at=clock.now(), is_good=False, outcome="没有备份：磁盘已满"
    )
    Heartbeat.objects.create(name="beat", at=clock.now() - timedelta(seconds=20))
    client.force_login(place.administrator)
    page = client.get(ADDRESS)
    text = page.content.decode()
    for condition in conditions.CONDITIONS.values():
        assert condition.label in text, condition.name
    lines = {line["label"]: line for group in page.context["groups"] for line in group["lines"]}
    assert len(lines) == len(conditions.CONDITIONS) >= 16
    assert lines["定时任务心跳"]["badge"]["text"] == "正常"
    assert lines["最近一次成功备份"]["badge"]["text"] == "注意"
    assert "manage.py backup" in lines["最近一次成功备份"]["advice"]
    assert all(line["advice"] for line in lines.values() if line["state"] != conditions.OK)
    assert "队列中 3 项任务" in text
    assert "没有备份：磁盘已满" in text
    assert "portal" in text


def test_a_dead_broker_is_a_fault_and_no_error(place, client, monkeypatch):
    def dead():
        raise health.NotReady("消息队列（Redis/Valkey）无应答")

    monkeypatch.setattr(health, "waiting_jobs", dead)
    client.force_login(place.administrator)
    page = client.get(ADDRESS)
    assert page.status_code == 200
    assert page.context["badge"]["text"] == "异常"
    assert "消息队列（Redis/Valkey）无应答" in page.content.decode()


def test_it_costs_no_more_than_the_board(place, client, django_assert_max_num_queries):
    client.force_login(place.administrator)
    client.get(ADDRESS)
    with django_assert_max_num_queries(MOST_QUERIES + OWN):
        client.get(ADDRESS)
