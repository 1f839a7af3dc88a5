"""Pages and API of disputes: forms, refusals beside their fields, tabs, filters, paging, growth."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disputes.models import MediationCase, Party
from governance.kernel.clock import clock
from governance.kernel.pages.keyset import Order, Page, encode
from tests.factories import disputes as make
from tests.factories.base import user_with

LIST, NEW, API = "/disputes/cases/", "/disputes/cases/new/", "/api/v1/disputes/cases/"


def registration(room, **changes):
    """The register form as a page posts it."""
    data = {
        "title": "5栋2单元屋面漏水赔偿",
        "kind": "neighbour",
        "area": room.place.compound.code,
        "risk": "low",
        "origin": "application",
        "is_oral": "on",
        "oral_record": "楼上漏水两年未修",
        "summary": "楼上防水层老化",
    }
    for number, row in enumerate(make.parties()):
        data |= {f"parties-{number}-{name}": value for name, value in row.items()}
    return data | changes


def test_a_dispute_is_registered_on_its_page(client, room):
    client.force_login(room.secretary)
    assert client.get(NEW).status_code == 200
    answer = client.post(NEW, registration(room))
    case = MediationCase.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, case.get_absolute_url())
    assert client.get(case.get_absolute_url()).status_code == 200


def test_a_refusal_is_shown_at_its_field_and_loses_nothing(client, room):
    client.force_login(room.secretary)
    answer = client.post(NEW, registration(room, **{"parties-1-id_number": make.id_number(serial=11)}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "同一人不能既是申请人又是被申请人" in page
    assert "楼上防水层老化" in page
    assert not MediationCase.objects.exists()
    assert not Party.objects.exists()


def test_a_double_click_registers_once(client, room):
    client.force_login(room.secretary)
    data = registration(room, _submission="once-only")
    first, second = client.post(NEW, data), client.post(NEW, data)
    assert first["Location"] == second["Location"]
    assert MediationCase.objects.count() == 1


def test_a_lead_gets_the_one_line_form(client, room):
    lead = user_with("neighbour_head", room.place.building)
    client.force_login(lead)
    assert "/disputes/cases/new/report/" in client.get(LIST).content.decode()
    assert client.get(NEW).status_code == 404
    answer = client.post(
        "/disputes/cases/new/report/", {"title": "楼道堆物争吵", "kind": "neighbour", "area": room.place.building.code}
    )
    assert answer.status_code == 302
    clue = MediationCase.objects.get()
    page = client.get(clue.get_absolute_url())
    assert page.status_code == 200
    client.force_login(room.secretary)
    form = client.get(f"{clue.get_absolute_url()}register/")
    assert "楼道堆物争吵" in form.content.decode()


def test_the_whole_way_through_the_api(client, room):
    def take(case, step, user, **data):
        client.force_login(user)
        answer = client.post(f"{API}{case}/steps/{step}/", data, content_type="application/json")
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    client.force_login(room.secretary)
    data = make.registration(room) | {"area": room.place.compound.code}
    answer = client.post(API, data, content_type="application/json")
    assert answer.status_code == 201, answer.content.decode()
    pk = answer.json()["id"]
    steps = {step["name"]: step for step in client.get(f"{API}{pk}/steps/").json()}
    assert steps["accept"]["allowed"] is False
    assert take(pk, "accept", room.head)["number"]
    today = clock.today().isoformat()
    take(
        pk,
        "assign",
        room.head,
        lead=room.lead.pk,
        others=[room.other.pk],
        is_conflict_free=True,
        has_consent=True,
        rights_told_on=today,
    )
    take(pk, "mediate", room.mediator, **make.session(held_on=today))
    refused = client.post(f"{API}{pk}/steps/agree/", {**agreement(), "terms": []}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "terms_missing")
    row = take(pk, "agree", room.mediator, **agreement())
    assert (row["status"], row["agreement"]["terms"][0]["text"]) == ("agreed", "修复屋面防水层")
    again = client.post(f"{API}{pk}/steps/agree/", agreement(), content_type="application/json")
    assert again.status_code == 409
    kinds = [event["kind"] for event in client.get(f"{API}{pk}/events/").json()]
    assert kinds[0] == "disputes.mediation_case.agree"
    assert len(kinds) == 5


def agreement():
    today = clock.today().isoformat()
    rows = [{**make.terms()[0], "due_on": today}]
    return {**make.agreement(), "made_on": today, "terms": rows}


def test_every_step_form_opens(client, room):
    case = make.mediating(room)
    client.force_login(room.head)
    for step in (
        "edit",
        "reassign",
        "mediate",
        "agree",
        "fail",
        "terminate",
        "ask_extension",
        "report_urgent",
        "reveal",
    ):
        for headers in ({}, {"HX-Request": "true"}):
            assert client.get(f"{case.get_absolute_url()}{step}/", headers=headers).status_code == 200, step
    for state, steps in {"registered": ("accept", "decline", "refer"), "accepted": ("assign",)}.items():
        MediationCase.objects.filter(pk=case.pk).update(status=state)
        for step in steps:
            assert client.get(f"{case.get_absolute_url()}{step}/").status_code == 200, step


def test_the_edit_form_shows_masks(client, room):
    case = make.registered(room)
    client.force_login(room.secretary)
    page = client.get(f"{case.get_absolute_url()}edit/").content.decode()
    assert "199****0011" in page
    assert "19900000011" not in page


# ------------------------------------------------------------ lists
def numbers(client, **query):
    return [row["id"] for row in client.get(API, query).json()["results"]]


def test_tabs_divide_the_register(client, room):
    today = clock.today()
    open_one, late, done = (
        make.stored(room)[0],
        make.stored(room, accepted_on=today - timedelta(60))[0],
        make.stored(room, status="agreed")[0],
    )
    MediationCase.objects.filter(pk=open_one.pk).update(handlers=[room.head.pk])
    client.force_login(room.head)
    for tab, expected in {
        "": {open_one, late},
        "over": {late},
        "done": {done},
        "mine": {open_one},
        "all": {open_one, late, done},
        "unknown": {open_one, late, done},
    }.items():
        page = client.get(LIST, {"tab": tab}).content.decode()
        for case in (open_one, late, done):
            assert (case.number in page) is (case in expected), tab
    page = client.get(LIST).content.decode()
    assert "在办 2 件，逾期 1 件" in page
    assert "逾期 " in page


def test_filters_narrow_the_list(client, room):
    today = clock.today()
    old = make.stored(room, accepted_on=today - timedelta(100), kind="property", status="agreed")[0]
    new = make.stored(room, accepted_on=today, mediator=room.lead, due_on=today)[0]
    client.force_login(room.head)
    assert numbers(client, kind="property") == [old.pk]
    assert numbers(client, status="agreed") == [old.pk]
    assert numbers(client, due="today") == [new.pk]
    assert numbers(client, due="over") == []
    assert numbers(client, listed_after=today.isoformat()) == [new.pk]
    assert numbers(client, listed_before=(today - timedelta(50)).isoformat()) == [old.pk]
    assert numbers(client, mediator="谭志") == [new.pk]
    assert numbers(client, area=room.place.community.code) == [new.pk, old.pk]
    assert numbers(client, area=room.place.other_community.code) == []
    assert client.get(API, {"status": "nonsense"}).status_code == 422
    assert client.get(LIST, {"status": "nonsense"}).status_code == 200


def test_paging_shows_every_case_once(client, room):
    made = {case.pk for case in make.stored(room, 7) + make.stored(room, 6, accepted_on=clock.today() - timedelta(3))}
    client.force_login(room.head)
    seen, url = [], f"{API}?page_size=4"
    while url:
        page = client.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert len(seen) == len(made)
    assert set(seen) == made


def queries(client, url, **query):
    client.get(url, query)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url, query).status_code == 200
    return [query["sql"] for query in caught]


@pytest.mark.parametrize("role", ["head", "mediator", "secretary"])
def test_lists_take_ten_queries_at_most_and_do_not_grow(client, room, role, same_queries):
    make.stored(room, 60, handlers=[room.mediator.pk])
    client.force_login(getattr(room, role))
    found = queries(client, LIST)
    assert len(found) <= 10, "\n".join(found)
    same_queries(lambda: client.get(LIST), lambda: make.stored(room, 100, handlers=[room.mediator.pk]))
    same_queries(lambda: client.get(API), lambda: make.stored(room, 100))


def test_a_detail_takes_twelve_queries_at_most_and_does_not_grow(client, room, same_queries):
    case = make.agreed(room)
    client.force_login(room.head)
    found = queries(client, case.get_absolute_url())
    assert len(found) <= 12, "\n".join(found)
    same_queries(lambda: client.get(case.get_absolute_url()), lambda: make.stored(room, 100))
    other = make.mediating(room)
    found = queries(client, other.get_absolute_url())
    assert len(found) <= 12, "\n".join(found)


def test_deep_pages_begin_inside_the_index(room):
    """A keyset page must not walk over the rows before it: the condition on the first key is an index condition."""
    make.stored(room, 300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE disputes_mediationcase")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    rows = MediationCase.objects.order_by("-listed_on", "-id")
    middle = rows[150]
    page = Page(rows, Order("listed_on"), encode(["n", middle.listed_on.isoformat(), middle.pk]))
    assert len(page.rows) == 50
    assert page.rows[0].pk < middle.pk
    deep = rows.filter(Order("listed_on").beyond(middle.listed_on, middle.pk, backwards=False))[:50]
    assert "Index Cond: (listed_on <=" in deep.explain()


def test_the_second_line_of_a_row_on_a_phone_is_words_not_markup(client, room):
    make.mediating(room)
    client.force_login(room.mediator)
    page = client.get(LIST).content.decode()
    assert "&lt;span" not in page
    assert 'data-below="2 4 9"' in page  # the script takes the words of these cells
    page = client.get(f"{LIST}?col=title&col=status").content.decode()
    assert "&lt;span" not in page
    assert f'<span class="sub">野鸭冲 001 · {room.place.community.name} 荷馨苑 · ' in page
