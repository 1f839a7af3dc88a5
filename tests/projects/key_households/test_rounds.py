"""Key households on the month's round: not visited, found closed, met; by whom, and who reads the door."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from governance.kernel.upkeep import jobs
from projects.key_households import actions as key_households
from projects.models import Visit
from projects.visits import actions as visits
from tests.factories.base import make_area, user_with
from tests.factories.key_households import REASON, make_household
from tests.factories.rounds import Round, faults, outcomes
from tests.factories.visits import HEARD, make_visit, post_of

pytestmark = pytest.mark.django_db
ROUND, NEW, MISS = "/projects/visits/round/", "/projects/visits/new/", "/projects/visits/new/miss/"


def page_of(client, **given):
    answer = client.get(ROUND, given)
    return answer.context["homes"], " ".join(answer.content.decode().split())


def typed(user, area, household, **change):
    given = {"post": post_of(user).pk, "area": area.code, "visited_on": clock.today(), "key_household": household.pk}
    return {**given, "household_count": "1", "kind": "care", "summary": HEARD, **change}


def test_a_household_is_on_the_round_until_somebody_meets_it(place, client):
    row = make_household(place.secretary, place.building, "2单元301")
    other = make_household(place.secretary, place.building, "2单元302")
    client.force_login(place.branch)
    homes, text = page_of(client)
    assert (homes.total, homes.left, [home.door for home in homes.shown]) == (2, 2, [row.full_door, other.full_door])
    assert "重点走访户本月还没走到 2 户" in text
    assert f"{NEW}?key_household={row.pk}" in text
    assert REASON not in text
    form = client.get(f"{NEW}?key_household={row.pk}")
    assert form.context["form"]["area"].value() == place.building.code
    assert row.full_door in form.content.decode()
    answer = client.post(NEW, typed(place.branch, place.building, row))
    assert answer.status_code == 302
    assert Visit.objects.get().key_household == row
    homes, text = page_of(client)
    assert (homes.left, [home.household for home in homes.shown]) == (1, [other])
    assert "重点走访户本月还没走到 1 户" in text
    shown = client.get(answer["Location"]).content.decode()
    assert row.get_absolute_url() in shown
    assert "301" not in shown
    make_visit(place.branch, area=place.building, key_household=other)
    assert "重点走访户本月都走到了" in page_of(client)[1]


def test_its_page_leads_to_the_form_and_lists_the_visits(place, client):
    row = make_household(place.secretary, place.building, "2单元301")
    client.force_login(place.branch)
    page = client.get(row.get_absolute_url()).content.decode()
    assert f"{NEW}?key_household={row.pk}" in page
    assert "还没有见到人" in page
    visit = make_visit(place.branch, area=place.building, key_household=row)
    key_households.unmark(row, actor=place.secretary, ended_for="settled")
    page = client.get(row.get_absolute_url()).content.decode()
    assert f"{NEW}?key_household={row.pk}" not in page
    assert visit.get_absolute_url() in page


def test_the_sheet_of_visits_leaves_the_household_as_it_is(place, monkeypatch):
    """Corrected by the register that goes round, a visit still names the household."""
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    row = make_household(place.secretary, place.building, "2单元301")
    visit = make_visit(place.secretary, area=place.building, key_household=row)
    sheet = Round(place.secretary, "/projects/visits/sheet/", "走访情况")
    book = sheet.exported()
    sheet.cells(book)[HEARD]["走访情况"].value = "改了说法，无异常"
    url = sheet.upload(book)
    assert outcomes(url) == {2: "changed"}, faults(url)
    sheet.confirm(url)
    visit.refresh_from_db()
    assert (visit.summary, visit.key_household) == ("改了说法，无异常", row)


def test_a_closed_door_and_a_void_visit_leave_it_on_the_round(place, client):
    row = make_household(place.secretary, place.building, "2单元301")
    client.force_login(place.branch)
    given = typed(place.branch, place.building, row)
    given = {name: given[name] for name in ("post", "area", "visited_on", "kind", "key_household")}
    assert client.get(f"{MISS}?key_household={row.pk}").status_code == 200
    assert client.post(MISS, given).status_code == 302
    homes, text = page_of(client)
    (home,) = homes.shown
    assert (homes.left, home.tries, home.tried, home.last) == (1, 1, clock.today(), None)
    assert "本月没在家 1 次" in text
    visit = make_visit(place.branch, area=place.building, key_household=row)
    assert page_of(client)[0].left == 0
    visits.void(visit, actor=place.branch, note="重复")
    assert page_of(client)[0].left == 1


def test_a_visit_of_another_month_or_to_the_building_does_not_count(place, client):
    row = make_household(place.secretary, place.building, "2单元301")
    client.force_login(place.branch)
    ago = clock.month_start(clock.today()) - timedelta(1)
    make_visit(place.branch, area=place.building, key_household=row, visited_on=ago)
    make_visit(place.branch, area=place.building)
    homes, _ = page_of(client)
    assert (homes.left, homes.shown[0].last) == (1, ago)
    make_visit(place.branch, area=place.building, key_household=row)
    assert page_of(client)[0].left == 0
    with clock.travel(clock.now() + timedelta(32)):
        client.force_login(place.branch)
        assert page_of(client)[0].left == 1


def test_a_mark_that_was_taken_back_is_on_no_round(place, client):
    row = make_household(place.secretary, place.building, "2单元301")
    make_visit(place.branch, area=place.building, key_household=row)
    key_households.unmark(row, actor=place.secretary, ended_for="moved")
    client.force_login(place.branch)
    homes, text = page_of(client)
    assert homes.total == 0
    assert "重点走访户本月" not in text
    assert client.post(NEW, typed(place.branch, place.building, row)).status_code == 422
    assert Visit.objects.count() == 1


def test_the_door_is_for_those_who_visit_there(place, client):
    """A post in the community or below reads the door; the street sees how many, each down to its building."""
    unit = make_area(place.building, "2单元", household_count=12)
    row = make_household(place.secretary, unit, "301")
    for user in (place.secretary, place.branch, user_with("neighbour_head", unit)):
        client.force_login(user)
        homes, _ = page_of(client)
        assert [home.door for home in homes.shown] == [row.full_door]
    client.force_login(place.street_user)
    homes, text = page_of(client, area=place.community.code)
    assert [home.door for home in homes.shown] == [str(row)]
    assert "301" not in text
    assert "301" not in client.get(f"{NEW}?key_household={row.pk}").content.decode()
    client.force_login(user_with("neighbour_head", make_area(place.building, "3单元")))
    assert page_of(client)[0].total == 0


def test_a_household_elsewhere_is_refused_and_nothing_is_written(place, client):
    there = make_household(place.stranger, make_area(place.other_compound, "1栋"), "101")
    other = make_area(place.compound, "9栋")
    here = make_household(place.secretary, other, "101")
    client.force_login(place.branch)
    for household, words in ((there, "重点走访户"), (here, "不在")):
        answer = client.post(NEW, typed(place.branch, place.building, household))
        assert answer.status_code == 422
        assert words in answer.content.decode()
    head = user_with("neighbour_head", place.building)
    with_other = typed(head, place.building, here)
    client.force_login(place.secretary)
    assert client.post(NEW, {**with_other, "behalf_note": "口述"}).status_code == 422
    assert not Visit.objects.exists()
    assert client.post(NEW, typed(place.secretary, place.compound, here)).status_code == 302  # around it


def test_a_correction_keeps_the_household_and_its_place(place, client):
    row = make_household(place.secretary, place.building, "2单元301")
    visit = make_visit(place.branch, area=place.building, key_household=row)
    key_households.unmark(row, actor=place.secretary, ended_for="settled")
    client.force_login(place.branch)
    form = client.get(visit.url("correct")).context["form"]
    assert str(form["key_household"].value()) == str(row.pk)
    data = typed(place.branch, make_area(place.compound, "9栋"), row, _version=visit.version)
    refused = client.post(visit.url("correct"), data)
    assert refused.status_code == 422
    assert "请核对走访地点" in refused.content.decode()
    data |= {"area": place.building.code, "summary": "改了说法，无异常"}
    assert client.post(visit.url("correct"), data).status_code == 302
    visit.refresh_from_db()
    assert (visit.key_household, visit.summary) == (row, "改了说法，无异常")


def test_the_same_visit_by_the_api(place, client):
    row = make_household(place.secretary, place.building, "2单元301")
    client.force_login(place.branch)
    body = {**typed(place.branch, place.building, row), "visited_on": str(clock.today())}
    made = client.post("/api/v1/projects/visits/", body, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["key_household"] == row.pk
    assert page_of(client)[0].left == 0


def test_the_form_without_a_network_offers_no_household(place, client):
    make_household(place.secretary, place.building, "2单元301")
    client.force_login(place.branch)
    page = client.get("/offline/").content.decode()
    assert "记录走访" in page
    assert "key_household" not in page
    assert "某户" not in page


def test_the_round_asks_no_more_for_more_households(place, client, same_queries):
    make_household(place.secretary, place.building, "100")
    client.force_login(place.branch)

    def grow():
        for n in range(50):
            make_household(place.secretary, place.building, f"{n + 101}")

    same_queries(lambda: client.get(ROUND), grow)
    homes, text = page_of(client)
    assert (homes.left, len(homes.shown), homes.beyond) == (51, 40, 11)
    assert "另有 11 户未列出" in text
