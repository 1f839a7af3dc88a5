"""Small things that everybody meets: large letters that stay, a head in sight, Enter of an input method, paper."""

import pytest

from tests.factories.projects import make_demand

from .accessibility import findings, overhang
from .conftest import PHONE

COMPOSED = """(field, keyCode) => field.dispatchEvent(new KeyboardEvent(
    "keydown", {key: "Enter", keyCode, isComposing: keyCode === 229, bubbles: true, cancelable: true}))"""

SHORTENED = """() => [...document.querySelectorAll("body *")].filter(one =>
    getComputedStyle(one).textOverflow === "ellipsis" && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1
    && !one.matches("select, input")).map(one => one.textContent.trim())"""


def test_large_letters_are_chosen_on_any_page_and_stay(windows, town):
    page = windows.open(town.secretary, size=PHONE)
    page.goto("/projects/demands/")
    before = page.locator("h1").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    page.get_by_role("button", name="账号菜单").click()
    page.get_by_role("button", name="大字版").click()
    for address in ("/projects/demands/", "/", "/inbox/", "/projects/visits/round/", "/projects/visits/new/"):
        page.goto(address)
        assert page.evaluate(SHORTENED) == [], address
        size = page.locator("h1").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
        assert size >= before * 1.2, address
        assert not overhang(page), address
        assert findings(page) == [], address


@pytest.mark.parametrize("position", ["first", "last"])
def test_the_head_of_a_long_list_stays_in_sight(windows, town, position):
    for _ in range(30):
        make_demand(town.branch, town.compound, town.category)
    page = windows.open(town.secretary)
    page.goto("/projects/demands/")
    head = page.locator("thead th")
    cell = getattr(head, position)
    before = cell.bounding_box()["y"]
    page.locator(".ht-stick").evaluate("box => box.scrollTo(0, box.scrollHeight)")
    assert page.locator(".ht-stick").evaluate("box => box.scrollTop") > 0
    assert cell.bounding_box()["y"] == before


def test_enter_belongs_to_the_input_method_while_it_composes(windows, town):
    page = windows.open(town.secretary)
    page.goto("/governance/deliberations/new/")
    field = page.locator("[data-lines] [data-row] input[type=text]").first
    rows = page.locator("[data-lines] [data-row]")
    before = rows.count()
    assert field.evaluate(COMPOSED, 229) is True  # nobody took the key away
    assert rows.count() == before
    assert field.evaluate(COMPOSED, 13) is False
    assert rows.count() == before + 1


def test_a_printed_list_names_its_filter(windows, town):
    page = windows.open(town.secretary)
    page.goto("/projects/demands/?status=new")
    page.emulate_media(media="print")
    chips = page.get_by_role("group", name="已用筛选条件")
    assert chips.is_visible()
    assert "状态" in chips.inner_text()
    assert not page.locator(".ht-filters form").first.is_visible()


def test_folded_parts_are_printed_and_folded_again(windows, town):
    page = windows.open(town.leader)
    page.goto(town.room.conference.get_absolute_url())
    folded = page.locator("main details:not([open])")
    before = folded.count()
    assert before
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folded.count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folded.count() == before


def test_the_others_vote_yes_only_after_a_question(windows, town):
    page = windows.open(town.office)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.goto(f"{town.item.get_absolute_url()}record_votes/")
    chosen = page.locator("select[name$=-choice]")
    before = chosen.evaluate_all("all => all.filter(one => !one.value).length")
    assert before
    page.get_by_role("button", name="其余全部同意").click()
    assert asked == [f"其余全部同意：{before} 行还没有填写，确定都这样登记吗？"]
    assert chosen.evaluate_all("all => all.filter(one => !one.value).length") == 0
