"""What is typed without a network and is not kept yet comes back: sealed on the device, for its account alone."""

import re

from django.conf import settings
from playwright.sync_api import expect

from projects.models import Visit

from .accessibility import findings
from .test_offline import EVERYTHING, HEARD, enter_as, fill_visit, forgive_the_network, phone, ready, waiting

FORM = "/projects/visits/new/"


def typed(page, summary=HEARD):
    """A visit is begun where no network is, and not finished."""
    page.context.set_offline(True)
    page.goto(FORM)
    form = fill_visit(page, summary)
    expect(form.locator("[data-draft-here]")).to_contain_text("已加密存在本机")
    return form


def summary(page):
    return page.get_by_role("form", name="记录走访").get_by_label("走访情况")


def test_a_reload_without_a_network_gives_back_what_was_typed(windows, town):
    page = phone(windows, town.branch)
    typed(page)
    assert HEARD not in page.evaluate(EVERYTHING)
    page.reload()
    expect(summary(page)).to_have_value(HEARD)
    expect(page.get_by_label("走访户数")).to_have_value("2")
    expect(page.locator("[data-draft-here]:visible")).to_contain_text("已找回没填完的内容")
    expect(page.locator("[data-net-waiting]")).to_be_hidden()  # nothing waits to be sent
    assert not findings(page)
    page.get_by_role("button", name="存在本机").click()
    waiting(page, 1)
    page.reload()
    expect(summary(page)).to_have_value("")
    expect(page.locator("[data-drafts] li")).to_have_count(0)
    assert HEARD not in page.evaluate(EVERYTHING)
    page.context.set_offline(False)
    page.goto("/offline/")
    expect(page.locator("[data-list] a")).to_have_count(1)
    assert Visit.objects.get().summary == HEARD
    forgive_the_network(windows)


def test_a_form_begun_for_another_place_is_offered_and_not_mixed(windows, town):
    page = phone(windows, town.branch)
    typed(page)
    page.goto(f"{FORM}?area={town.place.building.code}")
    expect(summary(page)).to_have_value("")
    expect(page.locator("[data-drafts] li")).to_contain_text("记录走访：没填完")
    page.get_by_role("button", name="接着填").click()
    expect(summary(page)).to_have_value(HEARD)
    expect(page.locator("[data-drafts] li")).to_have_count(0)
    forgive_the_network(windows)


def test_an_idle_session_locks_a_draft_until_its_account_signs_in(windows, town):
    page = phone(windows, town.branch)
    typed(page)
    page.evaluate("localStorage.setItem('offline-seen', 0)")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.reload()
    expect(page.locator("[data-drafts]")).to_have_text("1 份没填完的已锁定，登录后找回")
    expect(summary(page)).to_have_value("")
    assert page.evaluate("sessionStorage.getItem('offline-window')") is None
    page.context.set_offline(False)
    enter_as(page, town.secretary, windows.address)
    ready(page)
    page.goto("/offline/")
    expect(page.locator("[data-drafts] li")).to_have_count(0)  # of another account
    enter_as(page, town.branch, windows.address)
    ready(page)
    page.goto("/offline/")
    page.get_by_role("button", name="接着填").click()
    expect(summary(page)).to_have_value(HEARD)
    assert HEARD not in page.evaluate(EVERYTHING)
    assert not Visit.objects.exists()
    forgive_the_network(windows)


def test_signing_out_takes_the_key_of_the_window_away(windows, town):
    page = phone(windows, town.branch)
    typed(page)
    page.context.set_offline(False)
    page.goto("/")
    page.get_by_role("button", name="账号菜单").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(re.compile("/login/"))
    assert page.evaluate("sessionStorage.getItem('offline-window')") is None
    assert HEARD not in page.evaluate(EVERYTHING)
    forgive_the_network(windows)
