"""The leaders' board by hand: choosing an area by keyboard, one's own days, order, and the table in a sheet."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_an_area_is_chosen_by_keyboard(windows, town, size):
    page = windows.open(town.leader, size=size)
    page.goto("/dashboard/?span=month")
    page.get_by_role("button", name="选择区域").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ht-places")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(f"{town.place.street.name}看板")
    assert page.url.endswith(f"?span=month&area={town.place.street.code}")


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_ones_own_days_open_on_the_page(windows, town, size):
    page = windows.open(town.leader, size=size)
    page.goto("/dashboard/")
    page.get_by_role("button", name="自定义").click()
    page.get_by_label("起始日期").fill("2026-02-01")
    page.get_by_label("截止日期").fill("2026-01-31")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.locator("#own-refusal")).to_contain_text("起始日期不能晚于截止日期")
    page.get_by_label("截止日期").fill("2026-02-28")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.locator("[aria-controls=own-days]")).to_have_attribute("aria-current", "true")
    expect(page.locator(".ht-head .meta")).to_contain_text("2026年2月1日至2026年2月28日")


@pytest.mark.parametrize("has_clipboard", [True, False])
def test_the_comparison_is_sorted_in_place_and_copied_as_a_sheet(windows, town, has_clipboard):
    page = windows.open(town.leader)
    kept = "navigator.clipboard.writeText = words => { window.copied = words; return Promise.resolve(); }"
    if not has_clipboard:  # a page without https
        kept = (
            "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
            "document.addEventListener('copy', () => { window.copied = document.activeElement.value; })"
        )
    page.goto("/dashboard/")
    page.evaluate(kept)
    page.locator("#compare a").click()  # how much work there is comes when it is asked for
    page.locator("#compare").get_by_role("link", name="微项目").click()
    expect(page.locator("#compare th[aria-sort=descending]")).to_have_text("微项目 ▾")
    assert page.url.endswith("?work=1&sort=-microprojects")
    page.locator("#compare").get_by_role("button", name="复制到 Excel").click()
    expect(page.locator("#live")).to_contain_text("已复制 4 行")
    lines = [line.split("\t") for line in page.evaluate("window.copied").splitlines()]
    assert lines[0] == ["名称", "受理", "化解", "调解率", "较全区/百分点", "需求", "微项目", "财政/万元"]
    assert {len(line) for line in lines} == {8}
    assert [line[0] for line in lines[1:]] == [town.place.street.name, town.place.other_street.name, "合计"]
    assert lines[1][3] == "—"


PRINTS = """() => {
    const charts = () => document.querySelectorAll('[data-chart] canvas').length;
    window.print = () => document.body.setAttribute('data-printed', charts() ? 'with charts' : 'without');
}"""


def asked_for_charts(page):
    return page.evaluate("performance.getEntriesByType('resource').some(one => one.name.includes('echarts'))")


def test_charts_far_below_are_fetched_when_the_reader_moves(windows, town):
    page = windows.open(town.leader, size=PHONE)
    page.goto("/dashboard/?all=1")
    assert page.locator("[data-chart]").first.bounding_box()["y"] > 2 * PHONE[1]
    assert not asked_for_charts(page)
    page.keyboard.press("Tab")
    expect(page.locator("[data-chart] canvas")).to_have_count(page.locator("[data-chart]").count())
    assert asked_for_charts(page)


def test_a_chart_that_is_seen_at_once_is_drawn_at_once(windows, town):
    page = windows.open(town.leader, size=(1440, 4000))
    page.goto("/dashboard/")
    expect(page.locator("[data-chart]")).not_to_have_count(0)
    expect(page.locator("[data-chart] canvas")).to_have_count(page.locator("[data-chart]").count())


@pytest.mark.parametrize("is_reached", [True, False])
def test_the_board_is_printed_with_its_charts_or_without_those_that_cannot_come(windows, town, is_reached):
    page = windows.open(town.leader, size=PHONE)
    if not is_reached:
        page.route("**/echarts*", lambda route: route.abort())
    page.goto("/dashboard/")
    page.evaluate(PRINTS)
    page.locator("[data-print]").first.evaluate("button => button.click()")
    expect(page.locator("body")).to_have_attribute("data-printed", "with charts" if is_reached else "without")
    if not is_reached:
        windows.errors[:] = [words for words in windows.errors if "net::ERR_FAILED" not in words]
