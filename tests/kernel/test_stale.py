"""Two people at one row: the second is told who changed what, nothing typed is lost, nothing is written."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import ConferenceMember
from projects.demands.actions import demands
from projects.models import Demand
from tests.clients import Person, complaints, flat, form_of
from tests.factories import conferences as made
from tests.factories.base import user_with
from tests.factories.projects import accepted_demand, make_demand
from tests.factories.town import make_town
from tests.kernel.threads import in_thread
from tests.worlds import remembered

pytestmark = pytest.mark.django_db
LIST = "/projects/demands/"


@remembered
def make_asking_town():
    """The town with one demand that waits and two that were accepted."""
    town = make_town()
    town.demand = make_demand(town.branch, town.compound, town.category)
    town.accepted = [accepted_demand(town.branch, town.secretary, town.compound, town.category) for _ in range(2)]
    return town


@pytest.fixture
def town(db):
    return make_asking_town()


def take(client, row, step, data, **headers):
    """A step over the API by a client that sends nothing of its own."""
    address = f"/api/v1/projects/demands/{row.pk}/steps/{step}/"
    return client.post(address, json.dumps(data), content_type="application/json", headers=headers)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def left():
    shown = "pk", "version", "title", "place", "status", "level", "updated_at"
    return [*Demand.objects.order_by("pk").values_list(*shown)], Event.objects.count()


# ------------------------------------------------------------ on the page
def test_a_second_person_is_told_who_changed_what_and_keeps_what_was_typed(town):
    address = town.demand.url("amend")
    first, second = Person(town.branch), Person(town.secretary)
    mine, theirs = first.form(address), second.form(address)
    assert first.send(address, mine | {"place": "5 栋 2 单元"}).status_code == 302
    before = left()
    answer = second.send(address, theirs | {"title": "楼道扶手松动"})
    page = answer.content.decode()
    assert (answer.status_code, left()) == (409, before)
    said = complaints(answer)
    assert "周建国" in said
    assert "办理“修改登记内容”（具体地点）" in said
    assert f"{clock.zh_day(clock.today())} " in said
    assert "您填写的内容都在" in said
    shown = form_of(page)
    assert (shown["title"], shown["place"]) == ("楼道扶手松动", theirs["place"])
    assert "<b>现值</b><div>5 栋 2 单元</div>" in flat(page)
    assert f"<b>现值</b><div>{theirs['title']}</div>" in flat(page)
    assert page.count("<b>现值</b>") == 2  # where the two differ, and nowhere else
    assert shown["_version"] == str(town.demand.version + 1)
    assert second.send(address, shown).status_code == 302  # on purpose
    assert Demand.objects.get(pk=town.demand.pk).title == "楼道扶手松动"


def test_a_stale_form_with_other_faults_is_told_so_first(town):
    address, second = town.demand.url("amend"), Person(town.secretary)
    theirs = second.form(address)
    demands.amend(town.demand, actor=town.branch, place="5 栋 2 单元")
    answer = second.send(address, theirs | {"title": ""})
    assert answer.status_code == 409
    assert form_of(answer.content.decode())["_version"] == str(town.demand.version + 1)
    assert "周建国" in complaints(answer)


def test_a_page_without_the_version_is_refused(town):
    address, second = town.demand.url("amend"), Person(town.secretary)
    values = second.form(address) | {"title": "楼道扶手松动"}
    del values["_version"]
    before, answer = left(), signed_in(town.secretary).post(address, values)
    assert (answer.status_code, left()) == (428, before)
    shown = form_of(answer.content.decode())
    assert (shown["title"], shown["_version"]) == ("楼道扶手松动", str(town.demand.version))


def test_what_nobody_may_do_is_refused_before(town):
    """Somebody without the right, and somebody who is too late for the state, hear of that and not of versions."""
    reader = signed_in(town.leader)
    assert reader.post(town.demand.url("amend"), {}).status_code == 403
    assert take(reader, town.demand, "amend", {}).status_code == 403
    answer = take(signed_in(town.secretary), town.accepted[0], "amend", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


# ------------------------------------------------------------ over the API
def test_a_program_is_told_who_changed_what(town):
    first, second = signed_in(town.branch), signed_in(town.secretary)
    seen = second.get(f"/api/v1/projects/demands/{town.demand.pk}/")
    answer = take(first, town.demand, "amend", {"place": "5 栋 2 单元", "reporter_phone": "13907310001", "version": 1})
    assert answer.status_code == 200, answer.content.decode()
    assert (answer.json()["version"], answer["ETag"]) == (2, '"2"')
    before = left()
    answer = take(second, town.demand, "amend", {"title": "扶手"}, **{"If-Match": seen["ETag"]})
    body = answer.json()
    assert (answer.status_code, body["code"], left()) == (409, "changed_meanwhile", before)
    (change,) = body["changes"]
    assert (change["step"], change["label"]) == ("amend", "修改登记内容")
    assert "具体地点" in change["fields"]
    assert "周建国" in change["actor"]
    assert change["actor"] in body["title"]
    assert "13907310001" not in answer.content.decode()  # fields are named, values are read by who may
    answer = take(second, town.demand, "amend", {"title": "扶手", "version": 2})
    assert answer.status_code == 200
    demand = Demand.objects.get(pk=town.demand.pk)
    assert (demand.title, demand.place) == ("扶手", "5 栋 2 单元")  # what is not sent stays as it was seen


def test_a_repeat_gets_the_first_answer_however_old_its_version_is(town):
    client, key = signed_in(town.branch), {"Idempotency-Key": "one"}
    first = take(client, town.demand, "amend", {"place": "5 栋", "version": 1}, **key)
    again = take(client, town.demand, "amend", {"place": "5 栋", "version": 1}, **key)
    assert (first.status_code, again.status_code, again["Idempotent-Replay"]) == (200, 200, "true")
    assert first["ETag"] == again["ETag"] == '"2"'


def test_a_step_that_changes_the_state_asks_for_none_and_refuses_an_old_one(town):
    client = signed_in(town.secretary)
    demands.amend(town.demand, actor=town.branch, place="5 栋 2 单元")
    before, answer = left(), take(client, town.demand, "accept", {"version": 1})
    assert (answer.status_code, answer.json()["code"], left()) == (409, "changed_meanwhile", before)
    assert take(client, town.demand, "accept", {}).status_code == 200


def test_the_list_of_steps_says_which_need_the_version(town):
    steps = signed_in(town.secretary).get(f"/api/v1/projects/demands/{town.demand.pk}/steps/").json()
    needs = {step["name"]: step["needs_version"] for step in steps}
    assert needs["amend"] is True
    assert needs["accept"] is False


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_edit_is_taken():
    town = make_asking_town()
    clients = [signed_in(town.secretary) for _ in range(6)]

    def edit(number):
        return take(clients[number], town.demand, "amend", {"place": f"{number} 栋", "version": 1}).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(in_thread(edit), range(len(clients))))
    assert sorted(answers) == [200, *[409] * 5]
    assert Event.objects.filter(kind="projects.demand.amend").count() == 1


# ------------------------------------------------------------ additions, and steps on many rows
def test_an_addition_disturbs_nobody_and_a_sheet_over_it_is_refused():
    """Two sign in with forms opened at once; the office's older sheet would take one of them off again."""
    _, room = made.make_open_sitting()
    with clock.travel(made.DAY):
        absent = ConferenceMember.objects.filter(conference=room.conference, signed_in_at=None).get()
        own, office = Person(room.officers[absent.unit.name]), Person(room.office)
        sheet = office.form(room.conference.url("record_attendance"))
        form = own.form(room.conference.url("sign_in"))
        assert "_version" not in form
        assert office.send(room.conference.url("record_attendance"), sheet).status_code == 302
        assert own.send(room.conference.url("sign_in"), form).status_code == 302
        sheet |= {"_version": str(room.fresh().version - 1), "_submission": "b" * 32}
        answer = office.send(room.conference.url("record_attendance"), sheet)
        assert answer.status_code == 409
        assert "办理“签到”" in complaints(answer)
    absent.refresh_from_db()
    assert absent.signed_in_at is not None


def test_a_step_on_many_rows_names_the_one_that_was_changed(town):
    first, second = town.accepted
    person = Person(town.secretary)
    form = person.form(f"{LIST}?bulk=assign&pick={first.pk}&pick={second.pk}")
    demands.assign_to(second, actor=town.secretary, level="street")
    answer = person.send(LIST, form | {"level": "community"})
    assert answer.status_code == 200
    assert "已办理 1 条，未办理 1 条" in answer.content.decode()
    assert "这条记录在您打开之后被修改过：陈芳" in answer.content.decode()
    assert [Demand.objects.get(pk=row.pk).level for row in (first, second)] == ["community", "street"]


def test_a_form_for_many_rows_that_were_all_changed_comes_back(town):
    person = Person(town.secretary)
    form = person.form(f"{LIST}?bulk=assign&" + "&".join(f"pick={row.pk}" for row in town.accepted))
    for row in town.accepted:
        demands.assign_to(row, actor=town.secretary, level="street")
    before, answer = left(), person.send(LIST, form | {"level": "community", "note": "尽快"})
    assert (answer.status_code, left()) == (422, before)
    shown = form_of(answer.content.decode())
    assert shown["note"] == "尽快"
    assert person.send(LIST, shown).status_code == 302  # on purpose, with the versions shown now
    assert {row.level for row in Demand.objects.filter(pk__in=[row.pk for row in town.accepted])} == {"community"}


def test_rows_chosen_without_their_versions_are_refused(town):
    before = left()
    chosen = {"bulk": "assign", "pick": [str(row.pk) for row in town.accepted], "level": "community"}
    answer = signed_in(town.secretary).post(LIST, chosen)
    assert (answer.status_code, left()) == (422, before)
    assert "没有写明您看到的是哪一版" in answer.content.decode()


# ------------------------------------------------------------ what counts as a change
def test_a_column_saved_by_itself_counts_no_change(town):
    demand = town.demand
    demand.reopen_count = 1
    demand.save(update_fields=["reopen_count"])
    assert (demand.version, Demand.objects.get(pk=demand.pk).version) == (1, 1)


def test_an_account_counts_its_changes(town):
    user = user_with("community_staff", town.place.community)
    before = user.version
    user.save()
    assert type(user).objects.get(pk=user.pk).version == before + 1
