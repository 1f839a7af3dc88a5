"""The roster goes round: exported, corrected in Excel, seen row by row, confirmed, and nothing else is changed."""

import pytest

from governance.kernel.models.events import Event
from governance.kernel.models.jobs import Job, JobState
from governance.kernel.upkeep import jobs
from governance.models import Person
from tests.factories.rounds import outcomes

from .rounds import now, state


def test_exported_and_imported_again_changes_nothing(place):
    book = place.round.exported()
    before = state()
    assert list(place.round.cells(book)) == ["石一桥", "石二桥", "石三桥"]  # nobody of another street
    assert place.round.cells(book)["石一桥"]["手机号"].value == "199****0001"
    assert place.round.cells(book)["石二桥"]["区域"].value == "月塘街道 野鸭冲社区 荷馨苑 1栋"
    url = place.round.upload(book)
    assert set(outcomes(url).values()) == {"same"}
    page = place.round.client.get(url).content.decode()
    assert "没有要保存的行" in page
    assert place.round.post(url, write="1").status_code == 302  # told, and nothing is done
    jobs.run_jobs()
    assert not Job.objects.filter(kind="import_write").exists()
    assert state() == before


def test_what_was_corrected_is_shown_cell_by_cell_and_written_when_it_is_confirmed(place):
    book = place.round.exported()
    row = place.round.cells(book)
    row["石一桥"]["联系户数"].value = "14户"
    row["石二桥"]["负责范围"].value = None
    row["石二桥"]["任期至"].value = "20291231"
    before = state()
    url = place.round.upload(book)
    assert outcomes(url) == {2: "changed", 3: "changed", 4: "same"}
    page = place.round.client.get(url).content.decode()
    assert '<span class="cellno">H2</span>联系户数 <del>12</del><ins>14</ins>' in page
    assert '<span class="cellno">F3</span>负责范围 <del>1 栋</del><ins>（空）</ins>' in page
    assert '<span class="cellno">K3</span>任期至 <del>（空）</del><ins>2029-12-31</ins>' in page
    assert "保存 2 行改动" in page
    assert state() == before
    job = place.round.confirm(url)
    assert (job.state, job.message) == (JobState.DONE, "已导入 2 行：新增 0 行，更新 2 行；另有 1 行没有变化")
    assert [(post.household_count, post.block, str(post.ends_on)) for post in now(place)] == [
        (14, "1 栋", "None"), (12, "", "2029-12-31"), (12, "1 栋", "None"),
    ]  # fmt: skip
    [event] = Event.objects.filter(kind="governance.appointment.import", object_id=place.posts["石一桥"].pk)
    assert event.data["changes"] == [["联系户数", "12", "14"]]
    assert "已经保存过" in place.round.client.get(place.round.post(url, write="1").url).content.decode()
    assert Job.objects.filter(kind="import_write").count() == 1


def test_rows_are_left_out_and_taken_in_again(place):
    book = place.round.exported()
    for name, number in (("石一桥", 1), ("石二桥", 2), ("石三桥", 3)):
        place.round.cells(book)[name]["联系户数"].value = number
    url = place.round.upload(book)
    place.round.post(url, leave_all="1")
    assert "保存 0 行改动" in place.round.client.get(url).content.decode()
    place.round.post(url, take="2")
    place.round.post(url, take="3")
    place.round.post(url, leave="3")
    page = place.round.client.get(url).content.decode()
    assert "保存 1 行改动" in page
    assert "2 行选了不导入" in page
    place.round.confirm(url)
    assert [post.household_count for post in now(place)] == [1, 12, 12]


@pytest.mark.parametrize(("answer", "people", "phone"), [("同一人", 4, "199****0077"), ("另一人", 5, "199****0001")])
def test_another_telephone_is_asked_on_the_page(place, answer, people, phone):
    book = place.round.exported()
    place.round.cells(book)["石一桥"]["手机号"].value = "199 0000 0077"
    before, count = state(), Person.objects.exclude(user=place.user).count()
    url = place.round.upload(book)
    assert outcomes(url)[2] == "asked"
    page = place.round.client.get(url).content.decode()
    assert "疑似同一人：荷馨苑已有邻长石一桥（手机199****0001" in page
    assert "199****0077" in page
    assert "19900000077" not in page
    assert "1 行还没有认" in page
    assert state() == before
    place.round.post(url, answer=f"2:{answer}")
    place.round.confirm(url)
    assert count == 4
    assert Person.objects.exclude(user=place.user).count() == people
    assert place.posts["石一桥"].person.__class__.objects.get(pk=place.posts["石一桥"].person_id).phone_masked == phone


def test_an_answer_that_was_not_offered_is_none(place):
    book = place.round.exported()
    place.round.cells(book)["石一桥"]["手机号"].value = "19900000077"
    url = place.round.upload(book)
    for wrong in ("2:随便", "3:同一人", "x:同一人", "999:另一人"):
        place.round.post(url, answer=wrong)
    assert "1 行还没有认" in place.round.client.get(url).content.decode()
