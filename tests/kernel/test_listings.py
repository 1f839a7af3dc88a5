"""Lists in Excel: short ones at once, long ones by a job with exactly the rows of the list."""

import pytest
from openpyxl import load_workbook

from governance import roles
from governance.kernel.models.events import Event
from governance.kernel.models.jobs import Job, JobState
from governance.kernel.pages import listings
from governance.kernel.papers import stored_files
from governance.kernel.upkeep import jobs
from governance.models import Appointment
from tests.factories.base import appoint, make_district, user_with

ADDRESS = "/governance/appointments/"


@pytest.fixture
def place(db, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    place = make_district()
    place.secretary = user_with("community_secretary", place.community, name="刘小敏")
    for n in range(5):
        appoint("neighbour_head", place.building, is_building_head=n == 0)
    appoint("neighbour_head", place.other_compound)
    appoint("group_leader", place.compound)
    return place


def books(job):
    book = load_workbook(stored_files.open_stored(job.result))
    return [list(row) for row in book.worksheets[0].values], dict(row[:2] for row in book["导出说明"].values)


def by_job(client, monkeypatch, query="?role=neighbour_head&export=xlsx&sort=-starts_on"):
    monkeypatch.setattr(listings, "AT_ONCE", 2)
    answer = client.get(f"{ADDRESS}{query}")
    assert answer.status_code == 302
    jobs.run_jobs()
    return Job.objects.get(pk=answer.url.split("/")[2])


def test_a_long_list_is_written_by_a_job_exactly_as_a_short_one(place, client, monkeypatch, tmp_path):
    client.force_login(place.secretary)
    answer = client.get(f"{ADDRESS}?role=neighbour_head&export=xlsx&sort=-starts_on")
    at_once = tmp_path / "at_once.xlsx"
    at_once.write_bytes(b"".join(answer.streaming_content))
    job = by_job(client, monkeypatch)
    assert (job.state, job.title) == (JobState.DONE, "任职台账")
    rows, about = books(job)
    assert rows == [list(row) for row in load_workbook(at_once).worksheets[0].values]
    assert len(rows) == 6  # the head and five of the secretary's community
    assert about["数据范围"] == "野鸭冲社区"
    assert f"岗位 {roles.label('neighbour_head')}" in about["筛选条件"]
    assert about["导出人"].startswith("刘小敏")
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "已导出 5 行" in page
    assert f"{ADDRESS}?role=neighbour_head" in page
    assert client.get(f"/jobs/{job.pk}/result/").status_code == 200


def test_who_took_a_list_out_is_on_record_but_not_what_they_looked_for(place, client):
    client.force_login(place.secretary)
    client.get(f"{ADDRESS}?q=王小邻&export=xlsx")
    event = Event.objects.get(kind="governance.user.export")
    assert (event.actor, event.object_id, event.label) == (place.secretary, place.secretary.pk, "导出任职台账")
    assert event.ip == "127.0.0.1"
    assert "王小邻" not in str(event.data)


def test_a_second_click_finds_the_same_job(place, client, monkeypatch):
    client.force_login(place.secretary)
    monkeypatch.setattr(listings, "AT_ONCE", 2)
    first = client.get(f"{ADDRESS}?export=xlsx")
    assert client.get(f"{ADDRESS}?export=xlsx").url == first.url
    assert Job.objects.count() == 1


def test_rights_lost_meanwhile_count(place, client, monkeypatch):
    client.force_login(place.secretary)
    monkeypatch.setattr(listings, "AT_ONCE", 2)
    client.get(f"{ADDRESS}?export=xlsx")
    Appointment.objects.filter(person=place.secretary.person).update(status="ended", ended_on="2026-01-01")
    jobs.run_jobs()
    job = Job.objects.get()
    assert (job.state, job.result) == (JobState.FAILED, "")
    assert "已不能查看" in job.message


def test_the_drill_down_of_a_figure_is_exported_too(place, client, monkeypatch):
    client.force_login(user_with("district_office", place.district))
    monkeypatch.setattr(listings, "AT_ONCE", 0)
    answer = client.get("/dashboard/rows/compounds/?export=xlsx&span=all")
    assert answer.url.startswith("/jobs/")
    jobs.run_jobs()
    assert Job.objects.get().state == JobState.DONE


def test_my_jobs_are_mine(place, client, monkeypatch):
    client.force_login(place.secretary)
    job = by_job(client, monkeypatch)
    page = client.get("/jobs/").content.decode()
    assert f"/jobs/{job.pk}/" in page
    assert "已完成" in page
    client.force_login(user_with("community_secretary", place.other_community))
    assert f"/jobs/{job.pk}/" not in client.get("/jobs/").content.decode()
    assert client.get(f"/jobs/{job.pk}/").status_code == 404
