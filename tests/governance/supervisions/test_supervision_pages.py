"""Overdue work on pages and in the API: who sees it, what each page shows, what it costs, what verify says."""

import io
from datetime import date

import openpyxl
import pytest
from django.db.models import F
from docx import Document

from governance.kernel.clock import clock, reminders
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.upkeep.checks import run
from governance.models import Supervision, User
from governance.supervisions import actions as acts
from tests.clients import flat
from tests.factories.base import appoint
from tests.factories.supervisions import (
    API,
    DONE,
    LIST,
    PAPERS,
    WHY,
    WORDS,
    address,
    api,
    begin,
    fresh,
    urged,
    written,
)


# ------------------------------------------------------------ who sees it
def test_who_sees_a_supervision_and_who_may_do_what(place, client):
    row = urged(place)
    seen = {
        "leader": (True, {"withdraw"}),
        "office": (True, set()),
        "chief": (True, set()),
        "street_admin": (True, set()),
        "secretary": (True, {"answer"}),
        "colleague": (True, {"answer"}),
        "neighbour": (False, None),
        "branch": (False, None),
        "auditor": (False, None),
    }
    for who, (sees, steps) in seen.items():
        user = User.objects.get(pk=getattr(place, who).pk)
        assert Supervision.objects.visible_to(user).filter(pk=row.pk).exists() is sees, who
        client.force_login(user)
        assert client.get(row.get_absolute_url()).status_code == (200 if sees else 404), who
        assert client.get(f"{row.get_absolute_url()}paper.docx").status_code == (200 if sees else 404), who
        answer = client.get(f"{API}supervisions/{row.pk}/steps/")
        assert answer.status_code == (200 if sees else 404), who
        if sees:
            assert {one["name"] for one in answer.json() if one["allowed"]} == steps, who
        assert len(client.get(f"{API}supervisions/").json()["results"]) == int(sees), who
        assert (row.number in client.get(PAPERS).content.decode()) is sees, who


def test_the_page_of_a_matter_shows_that_it_is_urged(place, client):
    row = urged(place)
    pages = {}
    for user in (place.secretary, place.leader, place.auditor):
        client.force_login(user)
        pages[user] = client.get(place.row.get_absolute_url()).content.decode()
        assert "区级已督办 1 次" in pages[user]
    assert f'href="{row.get_absolute_url()}answer/" data-modal>答复督办' in pages[place.secretary]
    assert "查看督办" in pages[place.leader]
    assert row.get_absolute_url() not in pages[place.auditor]
    assert "区级督办" in pages[place.auditor]  # on the timeline
    reminders.close(place.row)
    assert "已督办 1 次" not in client.get(place.row.get_absolute_url()).content.decode()


# ------------------------------------------------------------ pages and API
def test_from_the_board_to_the_paper_in_three_clicks(place, client):
    client.force_login(place.leader)
    board = flat(client.get("/dashboard/").content.decode())
    assert f'href="{address(place.late)}" aria-label="督办：{place.late.title}" data-modal>督办' in board
    dialog = client.get(address(place.late), headers={"HX-Request": "true"}).content.decode()
    assert "“受理需求”已逾期 10 天" in dialog
    assert "11月25日前书面答复" in dialog
    data = {"requirement": WORDS, "_submission": "one-click"}
    answer = client.post(address(place.late), data)
    row = Supervision.objects.get()
    assert (answer.status_code, answer.url) == (302, row.get_absolute_url())
    assert client.post(address(place.late), data).url == row.get_absolute_url()  # a double click
    page = client.get(row.get_absolute_url()).content.decode()
    for words in (row.number, WORDS, "待答复", "尚未答复", place.late.title):
        assert words in page
    client.force_login(place.office)
    board = client.get("/dashboard/").content.decode()
    assert "督办 1 次" in board
    assert f'href="{row.get_absolute_url()}" aria-label="查看督办' in board
    assert address(place.late) not in board
    before = written()
    answer = client.post(address(place.late), {"requirement": WORDS})
    assert answer.status_code == 409
    assert "谭晓勇已于11月20日 09:00" in answer.content.decode()
    assert written() == before


def test_what_was_done_meanwhile_is_refused_in_words(place, client):
    client.force_login(place.leader)
    assert "督办要求" in client.get(address(place.late)).content.decode()
    reminders.close(place.row)
    before = written()
    assert "已于11月20日 09:00办结" in client.get(address(place.late)).content.decode()
    answer = client.post(address(place.late), {"requirement": WORDS})
    assert answer.status_code == 409
    assert "已于11月20日 09:00办结" in answer.content.decode()
    answer = client.post(api(place.late), {"requirement": WORDS}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")
    assert client.get(f"{API}deadlines/").json()["results"] == []
    assert written() == before


def test_the_board_offers_the_button_to_those_who_may(place, client):
    for who, may in (
        ("leader", True),
        ("chief", True),
        ("street_admin", True),
        ("secretary", False),
        ("auditor", False),
    ):
        client.force_login(getattr(place, who))
        for page in ("/dashboard/", LIST):
            html = client.get(page).content.decode()
            assert place.late.title in html, (who, page)
            assert (address(place.late) in html) is may, (who, page)
    client.force_login(place.branch)
    assert address(place.late) not in client.get(LIST).content.decode()


def first_exported(client):
    """{head: value} of the first row of the list in Excel."""
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{LIST}?export=xlsx").streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    heads = next(row for row in rows if "逾期原因" in row)
    return dict(zip(heads, rows[rows.index(heads) + 1], strict=True))


def test_the_list_of_what_is_late_shows_reasons_and_supervisions(place, client):
    client.force_login(place.secretary)
    page = client.get(LIST).content.decode()
    assert f'href="{address(place.late, "explain")}"' in page
    assert "1 件，未说明原因 1 件，已督办 0 件" in page
    assert first_exported(client)["逾期原因"] == "未说明"
    assert client.post(address(place.late, "explain"), WHY).status_code == 302
    urged(place)
    client.force_login(place.office)
    page = client.get(LIST).content.decode()
    for words in ("材料不齐", WHY["late_reason"], "已督办 1 次", "未说明原因 0 件，已督办 1 件"):
        assert words in page
    assert place.late.title not in client.get(f"{LIST}?tab=unexplained").content.decode()
    assert place.late.title in client.get(f"{LIST}?tab=urged&said=yes&kind=governance&q=").content.decode()
    assert place.late.title not in client.get(f"{LIST}?kind=funds").content.decode()
    values = first_exported(client)
    assert (values["逾期原因"], values["督办"], values["逾期"]) == (f"材料不齐：{WHY['late_reason']}", 1, 10)


def test_several_are_urged_at_once_each_with_its_own_verdict(place, client):
    others = [begin(appoint("neighbour_head", place.building)) for _ in range(2)]
    urged(place, place.office)
    client.force_login(place.leader)
    keys = [place.late.pk, *(one.pk for one in others)]
    form = client.get(LIST, {"bulk": "urge", "pick": keys}).content.decode()
    assert "1 条不能办理" in form
    answer = client.post(LIST, {"bulk": "urge", "pick": keys, "requirement": WORDS, "_submission": "many"})
    assert answer.status_code == 200
    assert "付颖已于" in answer.content.decode()
    assert Supervision.objects.filter(issued_by=place.leader).count() == 2
    assert sorted(Supervision.objects.values_list("no", flat=True)) == [1, 2, 3]
    client.force_login(place.auditor)
    before = written()
    client.post(LIST, {"bulk": "urge", "pick": keys, "requirement": WORDS})
    assert written() == before


def test_supervisions_stand_first_on_the_work_page(place, client):
    row = urged(place)
    client.force_login(place.secretary)
    page = client.get("/").content.decode()
    assert page.index('id="g-urged"') < page.index(row.get_absolute_url()) < page.index('id="g-over"')
    assert f'href="{address(place.late, "explain")}"' in page
    assert "已督办 1 次" in page


def test_the_list_of_supervisions_and_its_tabs(place, client):
    row = urged(place)
    client.force_login(place.street_admin)
    shown = {tab: row.number in client.get(f"{PAPERS}?tab={tab}").content.decode() for tab in ("waiting", "ended")}
    assert shown == {"waiting": True, "ended": False}
    for query, found in (
        ("status=issued", True),
        ("status=closed", False),
        (f"area={place.street.code}", True),
        ("kind=governance", True),
        ("kind=disputes", False),
        ("level=street", False),
        (f"q={row.number}", True),
        ("q=没有", False),
    ):
        assert (row.number in client.get(f"{PAPERS}?{query}").content.decode()) is found, query
    with clock.travel(date(2026, 11, 26)):
        client.logout()
        client.force_login(place.street_admin)
        assert "逾期 1 天" in client.get(f"{PAPERS}?tab=unanswered").content.decode()
    assert client.get(f"{PAPERS}?export=xlsx").status_code == 200
    assert 'href="/governance/supervisions/"' in client.get("/").content.decode()


def test_the_paper_carries_the_record_and_printing_is_kept(place, client):
    row = acts.answer(urged(place), actor=place.secretary, **DONE)
    client.force_login(place.leader)
    answer = client.get(f"{row.get_absolute_url()}paper.docx")
    document = Document(io.BytesIO(b"".join(answer.streaming_content)))
    text = "\n".join(one.text for one in document.paragraphs)
    text += "\n".join(cell.text for table in document.tables for line in table.rows for cell in line.cells)
    for words in ("督 办 单", row.number, WORDS, DONE["answer"], "2026年11月30日", "10 天", "谭晓勇", place.late.title):
        assert words in text, words
    assert "（本区规定）" in text  # on what the day for the answer rests
    assert Event.objects.filter(kind="governance.supervision.print", actor=place.leader).count() == 1


def test_the_api_urges_explains_and_answers(place, client):
    client.force_login(place.secretary)
    answer = client.post(api(place.late, "explain"), WHY, content_type="application/json")
    assert (answer.status_code, answer.json()["late_kind"], answer.json()["days_late"]) == (200, "papers", 10)
    assert client.post(api(place.late), {"requirement": WORDS}, content_type="application/json").status_code == 403
    client.force_login(place.leader)
    steps = {one["name"]: one["allowed"] for one in client.get(f"{API}deadlines/{place.late.pk}/steps/").json()}
    assert steps == {"explain": False, "urge": True}
    answer = client.post(api(place.late), {"requirement": WORDS}, content_type="application/json")
    assert (answer.status_code, answer.json()["urged_n"]) == (200, 1)
    answer = client.post(api(place.late), {"requirement": WORDS}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "urged_already")
    assert client.post(f"{API}supervisions/", {}, content_type="application/json").status_code == 405
    row = Supervision.objects.get()
    client.force_login(place.secretary)
    given = {"answer": "已办", "promised_on": "2026-11-30"}
    answer = client.post(api(row, "answer"), given, content_type="application/json")
    assert (answer.status_code, answer.json()["status"]) == (200, "answered")
    client.force_login(place.neighbour)
    assert client.get(f"{API}deadlines/{place.late.pk}/").status_code == 404
    assert client.post(api(row, "answer"), given, content_type="application/json").status_code == 404


# ------------------------------------------------------------ cost and verification
def grow(place):
    def more():
        for number in range(6):
            one = begin(appoint("neighbour_head", place.building))
            if number % 2:
                acts.urge(one, actor=place.leader, requirement=WORDS)
                acts.explain(fresh(one), actor=place.secretary, **WHY)

    return more


@pytest.mark.parametrize("url", ["/dashboard/", LIST, PAPERS, "/", f"{API}deadlines/", f"{API}supervisions/"])
@pytest.mark.parametrize("who", ["leader", "secretary"])
def test_pages_ask_the_same_however_much_is_late(place, client, same_queries, url, who):
    urged(place)
    client.force_login(getattr(place, who))
    same_queries(lambda: client.get(url), grow(place))


def test_a_matter_nobody_urged_costs_its_page_nothing(place, client, django_assert_max_num_queries):
    client.force_login(place.secretary)
    url = place.row.get_absolute_url()
    client.get(url)
    with django_assert_max_num_queries(20) as before:
        client.get(url)
    urged(place)
    with django_assert_max_num_queries(len(before) + 1):
        client.get(url)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda row: Supervision.objects.filter(pk=row.pk).update(no=5), "number 5 of 2026 follows 0"),
        (lambda row: Deadline.objects.filter(pk=row.deadline_id).update(closed_at=clock.now()), "is closed"),
        (lambda row: Deadline.objects.filter(pk=row.deadline_id).update(followed_n=F("followed_n") + 1), "there are 1"),
        (lambda row: Deadline.objects.filter(pk=row.deadline_id).update(followed_n=0), "says 0"),
    ],
)
def test_verify_names_what_does_not_agree(place, change, words):
    row = urged(place)
    assert run(["supervisions"]) == []
    change(row)
    assert words in run(["supervisions"])[0][1]
