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
    page.get_by_role("button", name="查看").click()
    expect(page.locator("#own-refusal")).to_contain_text("起始日期不能晚于截止日期")
    page.get_by_label("截止日期").fill("2026-02-28")
    page.get_by_role("button", name="查看").click()
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
