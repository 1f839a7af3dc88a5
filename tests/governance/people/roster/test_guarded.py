"""A roster that goes round: what is refused, changed meanwhile, masked, and whose it is."""

import io

from django.test import Client
from openpyxl import load_workbook

from governance.kernel.models.events import Event
from governance.kernel.models.jobs import Job, JobState
from governance.kernel.papers import imports
from governance.kernel.upkeep import jobs
from governance.models import Appointment
from tests.factories.base import make_area, user_with
from tests.factories.rounds import outcomes

from .rounds import PAGE, now, state


def test_refused_rows_are_named_by_cell_and_the_others_may_be_saved(place):
    book = place.round.exported()
    sheet, row = book.worksheets[0], place.round.cells(book)
    row["石一桥"]["手机号"].value = "1387330215"
    row["石二桥"]["联系户数"].value = 30
    row["石三桥"]["手机号"].value = "138****0003"
    sheet.append(["荷香苑", "邻长", "石新人", "19900000055"])
    sheet.append(["荷馨苑", "邻长", "石新人", "19900000055"])
    url = place.round.upload(book)
    assert outcomes(url) == {2: "refused", 3: "changed", 4: "refused", 5: "refused", 6: "new"}
    page = place.round.client.get(url).content.decode()
    for words in ("D2", "现在是 10 位", "D4", "与登记的 199****0003 不一致", "A5", "是不是“月塘街道野鸭冲社区荷馨苑”"):
        assert words in page
    place.round.confirm(url)
    assert Appointment.objects.get(pk=place.posts["石二桥"].pk).household_count == 30
    assert Appointment.objects.get(person__name="石新人").area == place.compound
    assert Appointment.objects.get(pk=place.posts["石一桥"].pk).household_count == 12


def test_what_somebody_changed_meanwhile_is_not_written_over(place):
    book = place.round.exported()
    place.round.cells(book)["石一桥"]["联系户数"].value = 14
    place.round.cells(book)["石二桥"]["联系户数"].value = 15
    url = place.round.upload(book)
    Appointment.objects.filter(pk=place.posts["石一桥"].pk).update(household_count=99)
    before = state()
    job = place.round.confirm(url)
    assert job.state == JobState.FAILED
    assert job.message == "看过以后有人改动了登记，没有导入任何行（第 2 行）。请再看一遍"
    assert state() == before
    page = place.round.client.get(url).content.decode()
    assert "<del>99</del><ins>14</ins>" in page  # compared anew
    place.round.confirm(url)
    assert [post.household_count for post in now(place)] == [14, 15, 12]


def test_the_marked_copy_says_the_same_as_the_page(place):
    book = place.round.exported()
    row = place.round.cells(book)
    row["石一桥"]["联系户数"].value = 14
    row["石二桥"]["手机号"].value = "19900000066"
    row["石三桥"]["岗位"].value = "楼长"
    book.worksheets[0].append(["荷馨苑", "组长", "石旧人", "1990000005"])
    book.worksheets[0].append(["荷馨苑", "组长", "石新人", "19900000055"])
    place.round.upload(book)
    data = Job.objects.get()
    copy = load_workbook(
        io.BytesIO(b"".join(place.round.client.get(f"/jobs/{data.pk}/result/").streaming_content))
    ).worksheets[0]
    said = [row[-1].value for row in copy.iter_rows(min_row=2)]
    assert copy["H2"].comment.text == "原为 12"
    assert said[0] == "联系户数 12→14"
    assert said[1].startswith("姓名：疑似同一人：1栋已有邻长石二桥")
    assert said[2] == "岗位 邻长→楼栋长"
    assert said[3].startswith("手机号：手机号须为 11 位数字")
    assert said[4] == "新增"


def test_in_full_only_with_a_reason_that_stays_on_record(place):
    assert "导出理由" in place.round.client.get(f"{PAGE}full/").content.decode()
    events = Event.objects.count()
    assert place.round.client.post(f"{PAGE}full/", {"reason": " "}).status_code == 422
    assert Event.objects.count() == events
    answer = place.round.client.post(f"{PAGE}full/", {"reason": "打印后送街道逐人核对号码"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert place.round.cells(book)["石一桥"]["手机号"].value == "19900000001"
    event = Event.objects.latest("pk")
    assert event.kind == "governance.user.disclose"
    assert event.data["note"] == "打印后送街道逐人核对号码"
    assert (event.data["fields"], event.data["facts"]) == (["手机号"], [["行数", "3 行"]])
    assert "1990000" not in str(event.data)
    assert set(outcomes(place.round.upload(book)).values()) == {"same"}


def test_pages_belong_to_whoever_may_change_the_register_and_rows_to_whoever_sent_them(place):
    url = place.round.upload(place.round.exported())
    other = Client()
    other.force_login(user_with("street_admin", place.other_street))
    assert other.get(url).status_code == 404
    assert other.post(url, {"write": "1"}).status_code == 404
    other.force_login(user_with("volunteer_lead", place.community))
    for part in ("", "template/", "export/", "full/"):
        assert other.get(f"{PAGE}{part}").status_code == 404


def test_rights_that_were_lost_meanwhile_write_nothing(place):
    book = place.round.exported()
    place.round.cells(book)["石一桥"]["联系户数"].value = 14
    url = place.round.upload(book)
    before = state()
    place.round.post(url, write="1")
    Appointment.objects.filter(person=place.user.person).update(area=place.other_street)
    jobs.run_jobs()
    assert Job.objects.latest("pk").state == JobState.FAILED
    assert state()[1] == before[1]
    assert Appointment.objects.get(pk=place.posts["石一桥"].pk).household_count == 12


def test_the_template_names_the_places_that_may_be_written(place):
    make_area(place.compound, "2栋")
    book = place.round.exported("template/")
    assert book.sheetnames == ["片组邻花名册", "选项", "填写说明", "区域名称"]
    names = [row[0] for row in book["区域名称"].iter_rows(min_row=2, values_only=True)]
    assert "月塘街道 野鸭冲社区 荷馨苑 2栋" in names
    assert not any("桂花街道" in name for name in names)


def test_rows_are_written_once_whatever_happens_to_the_worker(place, monkeypatch):
    book = place.round.exported()
    place.round.cells(book)["石一桥"]["联系户数"].value = 14
    url = place.round.upload(book)
    place.round.post(url, write="1")
    monkeypatch.setattr(imports, "done_words", lambda *args: 1 / 0)
    jobs.run_jobs()
    assert Appointment.objects.get(pk=place.posts["石一桥"].pk).household_count == 12
    monkeypatch.undo()
    assert Job.objects.latest("pk").state == JobState.FAILED
    place.round.confirm(url)
    assert Appointment.objects.get(pk=place.posts["石一桥"].pk).household_count == 14
