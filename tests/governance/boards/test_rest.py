"""What stands below the board's first screen: it comes on its own, and is all there where the page is whole."""

from datetime import date

from bench.pages import IN_SIGHT, Loads
from governance.kernel.clock import clock
from tests.clients import flat
from tests.factories.base import user_with

from .reading import TODAY, cases, compared, tile

HTMX = {"HX-Request": "true"}
BELOW = ("工作量", "矛盾纠纷受理与化解", "纠纷办理漏斗")


def read(client, user, address, **headers):
    client.force_login(user)
    with clock.travel(TODAY):
        return client.get(address, headers=headers)


def address_of_rest(page):
    (address, waits), *more = Loads(page).found
    assert waits <= IN_SIGHT
    assert not more
    return address


def test_the_rest_comes_when_it_is_scrolled_to(room, client):
    cases(room, 3, date(2026, 11, 5))
    page = read(client, room.office, "/dashboard/?span=year&by=open_n").content.decode()
    assert not any(f"<h2>{words}</h2>" in page for words in BELOW)
    asked = address_of_rest(page)
    assert asked == "?span=year&by=open_n&part=below"
    answer = read(client, room.office, f"/dashboard/{asked}", **HTMX)
    part = flat(answer.content.decode())
    assert "<html" not in part
    assert all(words in part for words in BELOW)
    assert tile(part, "受理纠纷")[0] == "3"
    whole = flat(read(client, room.office, "/dashboard/?span=year&by=open_n&all=1").content.decode())
    assert part.strip() in whole
    assert "HX-Request" in answer["Vary"]


def test_without_a_script_the_link_leads_to_the_whole(room, client):
    cases(room, 3, date(2026, 11, 5))
    page = read(client, room.office, "/dashboard/?span=year").content.decode()
    assert 'href="?span=year&amp;all=1"' in page
    for address in ("/dashboard/?span=year&all=1", "/dashboard/?span=year&part=below"):
        whole = read(client, room.office, address).content.decode()
        assert "<html" in whole
        assert all(words in whole for words in BELOW)
        assert Loads(whole).found == []
        assert 'href="?span=year"' in whole  # other periods are asked for without it


def test_the_wall_has_its_cards(room, client):
    cases(room, 3, date(2026, 11, 5))
    page = read(client, room.office, "/dashboard/?wall=1").content.decode()
    assert BELOW[1] in page
    assert Loads(page).found == []


def test_whoever_may_not_see_the_board_sees_no_part_of_it(room, client):
    stranger = user_with("mediator", room.place.community)
    for headers in ({}, HTMX):
        assert read(client, stranger, "/dashboard/?part=below", **headers).status_code == 404
    foreign = f"/dashboard/?area={room.place.other_street.code}&part=below"
    assert read(client, room.street_user, foreign, **HTMX).status_code == 404


def test_the_table_of_work_stays_in_the_page(room, client):
    cases(room, 3, date(2026, 11, 5))
    assert compared(read(client, room.office, "/dashboard/?work=1").content.decode())
