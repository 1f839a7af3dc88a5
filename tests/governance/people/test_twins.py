"""One sheet registers everybody once, however often and by whomever it is imported; who may be known is asked."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from governance.kernel.models.events import Event
from governance.kernel.models.imports import Comparison
from governance.kernel.models.jobs import Job
from governance.kernel.papers import imports
from governance.kernel.papers.imports import start_writing
from governance.kernel.papers.reading import check_sheet
from governance.kernel.upkeep import jobs
from governance.models import Appointment, Person
from governance.people.actions.posts import fill
from governance.people.actions.roster import ROSTER
from tests.factories.base import appoint, make_district, person, user_with
from tests.factories.sheets import sheet_of
from tests.kernel.threads import in_thread

HEADS = [column.header for column in ROSTER.columns]


def sheet(*rows, heads=HEADS):
    """A roster of rows given as {head: value}."""
    return sheet_of(ROSTER, *rows, heads=heads)


def row(place, name, phone="", **more):
    return {"区域": place.compound.code, "岗位": "组长", "姓名": name, "手机号": phone, **more}


def counts():
    return Person.objects.count(), Appointment.objects.count(), Event.objects.count()


def imported(data, actor, *, dry_run=False):
    return imports.import_rows(ROSTER, io.BytesIO(data), actor=actor, dry_run=dry_run)


def sentences(data, actor):
    reading = check_sheet(ROSTER, io.BytesIO(data), actor=actor)
    return [sentence for found in reading.errors.values() for sentence in found] + [
        ask.sentence for ask in reading.asked.values()
    ]


@pytest.fixture
def place(db, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    place = make_district()
    place.office = user_with("district_office", place.district, "office")
    place.secretary = user_with("community_secretary", place.community, "secretary")
    return place


def names(place, count=12):
    chars = "甲乙丙丁戊己庚辛壬癸子丑"
    return sheet(*(row(place, f"陈小{chars[n]}", f"199000010{n:02}") for n in range(count)))


def registered():
    return Person.objects.filter(name__startswith="陈小").count(), Appointment.objects.filter(
        role="group_leader"
    ).count()


def at_once(*works):
    """Do all of it at the same time, each with a connection of its own, and let nobody begin before the others."""
    gate = threading.Barrier(len(works))

    def begin(work):
        gate.wait(20)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(60) for future in [pool.submit(in_thread(begin), work) for work in works]]


@pytest.mark.django_db(transaction=True)
def test_three_commands_with_one_sheet_register_everybody_once(place, tmp_path, monkeypatch):
    path = tmp_path / "roster.xlsx"
    path.write_bytes(names(place))
    meet = threading.Barrier(3)
    checked = imports.check_sheet

    def check_together(*args, **kwargs):
        found = checked(*args, **kwargs)
        meet.wait(20)  # all three have found the register empty
        return found

    monkeypatch.setattr(imports, "check_sheet", check_together)

    def command():
        out = io.StringIO()
        call_command("import_roster", path, by="office", stdout=out)
        return out.getvalue()

    said = at_once(command, command, command)
    assert sorted(said)[:2] == ["已导入：新增 0 行，更新 0 行\n"] * 2
    assert registered() == (12, 12)


@pytest.mark.django_db(transaction=True)
def test_two_people_and_a_double_click_on_the_page_register_everybody_once(place):
    data = names(place)  # a workbook written a second later has other bytes

    def send(user, token):
        client = Client()
        client.force_login(user)
        file = io.BytesIO(data)
        file.name = "花名册.xlsx"
        return client.post("/governance/roster/", {"file": file, "_submission": token})

    mine = [lambda: send(place.office, "t" * 32)] * 2
    answers = at_once(*mine, lambda: send(place.secretary, "s" * 32))
    assert {answer.status_code for answer in answers} == {302}
    assert answers[0].url == answers[1].url != answers[2].url
    assert Job.objects.count() == 2
    at_once(jobs.run_jobs, jobs.run_jobs)
    compared = list(Comparison.objects.all())
    at_once(*(lambda one=one: start_writing(one, owner=one.job.owner) for one in compared))
    at_once(jobs.run_jobs, jobs.run_jobs)
    assert sorted(job.message for job in Job.objects.filter(kind="import_write")) == [
        "已导入 0 行：新增 0 行，更新 0 行；另有 12 行没有变化", "已导入 12 行：新增 12 行，更新 0 行"
    ]  # fmt: skip
    assert registered() == (12, 12)


def test_a_killed_import_starts_again_and_doubles_nobody(place, monkeypatch):
    data = names(place)

    def killed(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr("governance.people.actions.roster.record_import", killed)
        with pytest.raises(SystemExit):
            imported(data, place.office)
    assert registered() == (0, 0)
    assert imported(data, place.office)[1:] == (12, 0)
    assert imported(data, place.office)[1:] == (0, 0)


def test_another_telephone_is_asked_and_nobody_is_doubled(place):
    imported(sheet(row(place, "陈小甲", "19900001001")), place.office)
    changed = sheet(row(place, "陈小甲", "19900001002"), heads=HEADS[:-1])
    before = counts()
    reading, *numbers = imported(changed, place.office, dry_run=True)
    assert numbers == [0, 0]
    assert reading.count == 1
    assert "199****1001" in sentences(changed, place.office)[0]
    assert not imported(changed, place.office)[0].is_good
    assert counts() == before


@pytest.mark.parametrize(
    ("first", "second"), [("", "19900001002"), ("19900001001", ""), ("19900001001", "19900001002")]
)
def test_the_answer_decides(place, first, second):
    imported(sheet(row(place, "陈小甲", first)), place.office)
    assert sentences(sheet(row(place, "陈小甲", second)), place.office)
    imported(sheet(row(place, "陈小甲", second, 同名认定="同一人")), place.office)
    assert registered() == (1, 1)
    assert Person.objects.get(name="陈小甲").phone == (second or first)
    other = sheet(row(place, "陈小甲", "19900001003", 同名认定="另一人"))
    assert imported(other, place.office)[1:] == (1, 0)
    assert imported(other, place.office)[1:] == (0, 0)
    assert registered() == (2, 2)


def test_two_rows_of_one_sheet_are_asked_too(place):
    twice = [row(place, "陈小甲", "19900001001"), row(place, "陈小甲", "19900001002")]
    before = counts()
    assert not imported(sheet(*twice), place.office)[0].is_good
    assert counts() == before
    twice[1]["同名认定"] = "另一人"
    assert imported(sheet(*twice), place.office)[1:] == (2, 0)


def test_the_command_writes_the_question_into_a_marked_copy(place, tmp_path):
    imported(sheet(row(place, "陈小甲", "19900001001")), place.office)
    path = tmp_path / "roster.xlsx"
    path.write_bytes(sheet(row(place, "陈小甲", "19900001002")))
    before = counts()
    with pytest.raises(CommandError) as refusal:
        call_command("import_roster", path, by="office")
    assert "错误标注" in str(refusal.value)
    assert (tmp_path / "roster_错误标注.xlsx").exists()
    assert counts() == before


def test_the_database_holds_name_and_telephone_once(place):
    for again in (False, True):
        one = Person(area=place.compound)
        fill(one, name="陈小甲", phone="19900001001")
        if not again:
            one.save()
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            one.save()


def test_verify_names_likely_twins_with_their_pages(place):
    twins = [person(place.compound, "陈小甲"), person(place.compound, "陈小甲")]
    alone = person(place.compound, "陈小乙")
    for who in (*twins, alone):
        appoint("group_leader", place.compound, who)
    out = io.StringIO()
    call_command("verify", "likely twins", stdout=out)
    for who in twins:
        assert who.get_absolute_url() in out.getvalue()
    assert "陈小乙" not in out.getvalue()
