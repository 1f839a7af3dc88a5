"""Row sight and text are two things: lists, details, API, search and files keep them apart."""

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disputes.cases.actions import cases, mediators
from disputes.cases.attachments import SESSION
from disputes.models import MediationCase
from governance.kernel.models.files import Attachment
from governance.kernel.papers.file_kinds import KINDS
from tests.factories import disputes as make
from tests.factories.base import user_with
from tests.worlds import remembered

LIST, API = "/disputes/cases/", "/api/v1/disputes/cases/"
SECRETS = ("张", "李", "漏水", "谭志强", "1990000", "4302021900")


@remembered
def make_case():
    """A committee with its people, and a case that they mediate."""
    room = make.make_room()
    return room, make.mediating(room)


@pytest.fixture
def world(catalogue):
    return make_case()


@pytest.fixture
def room(world):
    return world[0]


@pytest.fixture
def case(world):
    return world[1]


def head_of(area):
    """The head of another committee of a place: reads its own cases only (domain.md §0)."""
    head = user_with("committee_head", area)
    make.make_mediator(make.make_committee(area), head.person, post="head")
    return head


@pytest.fixture
def people(room, case):
    """{who: (user, sees the row, reads the text)}"""
    place = room.place
    found = {
        "mediator": (room.mediator, True, True),
        "other mediator": (room.second, False, False),
        "head": (room.head, True, True),
        "secretary": (room.secretary, True, True),
        "colleague": (user_with("community_staff", place.community), True, True),
        "justice office": (user_with("justice_office", place.street), True, True),
        "street": (user_with("street_admin", place.street), True, True),
        "street staff": (user_with("street_staff", place.street), True, False),
        "street head": (head_of(place.street), True, False),
        "head next door": (head_of(place.community), True, False),
        "office": (user_with("district_office", place.district), True, False),
        "district leader": (user_with("district_leader", place.district), True, False),
        "district justice": (user_with("justice_office", place.district), True, False),
        "auditor": (user_with("auditor", place.district), True, False),
        "branch": (user_with("branch_secretary", place.compound), True, False),
        "neighbour head": (user_with("neighbour_head", place.building), False, False),
        "other street": (user_with("street_admin", place.other_street), False, False),
        "other head": (user_with("committee_head", place.other_community), False, False),
        "system": (user_with("sys_admin", place.district), False, False),
        "nobody": (user_with(None, place.community), False, False),
    }
    leader = user_with("district_leader", place.district)
    cases.put_in_charge(case, actor=found["justice office"][0], leader=leader)
    return {**found, "leader in charge": (leader, True, True)}


def test_sight_and_text_follow_the_rule_in_python_and_in_sql(people, case):
    case.refresh_from_db()
    for who, (user, sees, reads) in people.items():
        visible = MediationCase.objects.visible_to(user)
        assert visible.filter(pk=case.pk).exists() is sees, who
        assert case.may_read_text(user) is reads, who
        assert visible.readable_by(user).filter(pk=case.pk).exists() is reads, who


def test_lists_show_text_only_to_readers(client, people, case):
    for who, (user, sees, reads) in people.items():
        client.force_login(user)
        answer = client.get(LIST)
        page = answer.content.decode()
        if not sees:
            assert case.number not in page, who
            continue
        assert case.number in page, who
        assert (case.title in page) is reads, who
        assert ("张**" in page) is reads, who
        assert "张晓明" not in page


def test_details_show_text_only_to_readers(client, people, case):
    for who, (user, sees, reads) in people.items():
        client.force_login(user)
        answer = client.get(case.get_absolute_url())
        assert answer.status_code == (200 if sees else 404), who
        page = answer.content.decode()
        if sees:
            for text in (case.title, "防水层老化", "张**", "双方各自陈述", "1990****", "谭志强"):
                if not reads:
                    assert text not in page, (who, text)
            assert (case.title in page) is reads, who
        for secret in ("张晓明", "李桂兰", "19900000011", make.id_number(serial=11)):
            assert secret not in page, (who, secret)
        # The door in its own words: its bare digits may be the key of any row.
        assert "单元601" not in page, who


def test_the_api_shows_text_only_to_readers(client, people, case):
    for who, (user, sees, reads) in people.items():
        client.force_login(user)
        rows = client.get(API).json()["results"]
        assert len(rows) == int(sees), who
        answer = client.get(f"{API}{case.pk}/")
        assert answer.status_code == (200 if sees else 404), who
        events = client.get(f"{API}{case.pk}/events/")
        if not sees:
            assert events.status_code == 404
            continue
        assert ("title" in rows[0], "summary" in answer.json(), "parties" in answer.json()) == (reads, reads, reads), (
            who
        )
        text = str(rows) + answer.content.decode() + events.content.decode()
        for secret in ("张晓明", "李桂兰", "19900000011", make.id_number(serial=11)):
            assert secret not in text, who
        if not reads:
            for secret in (*SECRETS, "防水层"):
                assert secret not in text.replace(case.number, ""), (who, secret)


def test_step_forms_open_for_readers_only(client, people, case):
    for who, (user, sees, reads) in people.items():
        client.force_login(user)
        answer = client.get(f"{case.get_absolute_url()}edit/")
        assert answer.status_code == (404 if not sees else 200 if reads else 403), who
        if not reads:
            assert "防水层" not in answer.content.decode()


def test_files_are_for_readers_only(client, people, case, paper):
    from governance.kernel.papers import files

    files.attach(case, SimpleUploadedFile("记录.png", paper.read(), "image/png"), kind=SESSION, actor=None)
    attachment = Attachment.objects.get()
    for who, (user, _, reads) in people.items():
        client.force_login(user)
        assert client.get(f"/files/{attachment.pk}/").status_code == (200 if reads else 404), who


def test_every_kind_of_file_of_a_case_is_case_text():
    kinds = [kind for kind in KINDS.values() if kind.table == "disputes.mediationcase"]
    assert len(kinds) > 4
    assert {kind.readers.method for kind in kinds} == {"shows_private_to"}


def test_names_are_never_found_by_searching(client, people, case):
    for who, (user, *_) in people.items():
        client.force_login(user)
        for words in ("张晓明", "晓明", "李桂兰", "19900000011"):
            assert case.number not in client.get(LIST, {"q": words}).content.decode(), who
            assert client.get(API, {"q": words}).json()["results"] == [], who


def test_the_title_is_searched_for_readers_only(client, people, case):
    for who, (user, sees, reads) in people.items():
        client.force_login(user)
        for words in ("漏水", "屋面漏水赔偿"):
            found = client.get(API, {"q": words}).json()["results"]
            assert len(found) == int(sees and reads), (who, words)
        for words in (
            "邻里",
            "荷馨苑",
            "邻里纠纷",
            "野鸭冲人调字",
            f"{case.accepted_on.year})野鸭冲",
        ):
            assert len(client.get(API, {"q": words}).json()["results"]) == int(sees), (who, words)


def test_the_mediator_filter_does_not_tell_who_mediates(client, people, case):
    for who, (user, sees, reads) in people.items():
        client.force_login(user)
        assert len(client.get(API, {"mediator": "谭志强"}).json()["results"]) == int(sees and reads), who


def test_the_search_over_everything_keeps_to_the_rule(client, people, case):
    client.force_login(people["office"][0])
    page = client.get("/search/", {"q": "荷馨苑"}).content.decode()
    assert "邻里纠纷" in page
    assert case.title not in page


def test_exports_are_masked(client, people, case, tmp_path):
    for who, reads in (("head", True), ("office", False)):
        client.force_login(people[who][0])
        answer = client.get(LIST, {"export": "xlsx", "tab": "all"})
        path = tmp_path / f"{reads}.xlsx"
        path.write_bytes(b"".join(answer.streaming_content))
        rows = [[str(cell) for cell in row] for row in openpyxl.load_workbook(path).active.values]
        text = str(rows)
        assert (case.title in text, "张**" in text) == (reads, reads), who
        assert "张晓明" not in text


def test_revealing_shows_full_values_once_and_only_with_the_right(client, people, case):
    url = f"{case.get_absolute_url()}reveal/"
    client.force_login(people["mediator"][0])
    assert "19900000011" not in client.get(url).content.decode()
    answer = client.post(url, {"reason": ""})
    assert answer.status_code == 422
    answer = client.post(url, {"reason": "电话联系当事人"})
    assert "19900000011" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    client.force_login(people["secretary"][0])
    assert "19900000011" not in client.post(url, {"reason": "想看一下"}).content.decode()
    assert client.post(f"{API}{case.pk}/steps/reveal/", {"reason": "想看一下"}).status_code == 403
    client.force_login(people["mediator"][0])
    body = client.post(f"{API}{case.pk}/steps/reveal/", {"reason": "电话联系当事人"}).json()
    assert body["parties"][0]["phone"] == "19900000011"


def test_a_recused_mediator_no_longer_sees_the_case(client, room, case):
    client.force_login(room.mediator)
    answer = client.post(f"{case.get_absolute_url()}recuse/", {"reason": "与申请人是表亲"})
    assert (answer.status_code, answer["Location"]) == (302, "/disputes/cases/")
    assert client.get(case.get_absolute_url()).status_code == 404
    case.refresh_from_db()
    assert mediators.present_rows(case) == []
