"""The pages of the main job keep nobody out: axe-core at both widths, in light and dark."""

import pytest

from governance.kernel.clock import clock
from tests.factories.organisations import make_body, make_forces, make_scheme

from .accessibility import COLOURS, dress, findings
from .conftest import DESK, PHONE, SUBMITTED


def look(page, name, wrong):
    """All rules in light, colours again in dark, at both widths; what is wrong goes to `wrong`."""
    for size, width in ((DESK, "desk"), (PHONE, "phone")):
        for theme, rules in (("light", None), ("dark", COLOURS)):
            dress(page, theme, size)
            wrong += [f"{name} ({width}, {theme}) {one}" for one in findings(page, rules)]
    dress(page, "light", DESK)


def test_the_check_sees_what_is_wrong(windows, live_server):
    page = windows.open()
    page.goto("/login/")
    page.evaluate(
        """() => {
            const button = document.createElement("button");
            button.append(document.createElement("i"));
            document.querySelector("h1").after(button);
            document.querySelector("h1").style.color = "#cccccc";
        }"""
    )
    assert [one.split(":")[0] for one in findings(page)] == ["critical button-name", "serious color-contrast"]


@pytest.mark.slow
def test_no_page_of_the_main_job_has_a_serious_finding(windows, town):
    wrong = []
    with clock.travel(SUBMITTED):
        make_scheme()
        make_forces()
        make_body(town.compound)

    page = windows.open()
    page.goto("/login/")
    look(page, "login", wrong)

    page = windows.open(town.secretary)
    address = town.waiting.get_absolute_url()
    for name, place in (
        ("work", "/"),
        ("list", "/projects/"),
        ("detail", address),
        ("compound", town.compound.get_absolute_url()),
        ("whole compound", f"{town.compound.get_absolute_url()}?all=1"),
        ("step", f"{address}check/"),
    ):
        page.goto(place)
        look(page, name, wrong)
    page.goto(address)
    page.get_by_role("button", name="初审通过", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="初审通过", exact=True).click()
    page.locator("#form-errors").wait_for()
    look(page, "dialog with what was wrong", wrong)

    page = windows.open(town.branch)
    page.goto("/projects/new/")
    look(page, "application", wrong)

    page = windows.open(town.leader)
    room = town.room.conference.get_absolute_url()
    for name, place in (("room", room), ("board", "/dashboard/"), ("whole board", "/dashboard/?all=1")):
        page.goto(place)
        look(page, name, wrong)
    assert not wrong, "\n".join(wrong)
