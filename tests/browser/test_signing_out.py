"""After signing out, Back shows the login page, also in browsers that keep pages in memory, as desks and phones do."""

import os
import re
import shutil

import pytest
from playwright.sync_api import expect

from .conftest import ARGUMENTS, Windows


@pytest.fixture
def with_memory(chromium, live_server):
    """Windows of a browser that keeps the pages it leaves; Playwright's own has that switched off."""
    browser = chromium.browser_type.launch(
        executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
        args=[*ARGUMENTS, "--enable-features=BackForwardCache"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    windows = Windows(browser, live_server.url)
    yield windows
    windows.close()
    browser.close()


def test_back_after_signing_out_leads_to_the_login_page(with_memory, town):
    page = with_memory.open(town.secretary)
    page.goto("/governance/people/")
    expect(page.locator("main")).to_contain_text(town.secretary.name)
    page.evaluate("document.querySelector('form[action=\"/logout/\"]').submit()")
    page.wait_for_url(re.compile("/login/"))
    page.evaluate("setTimeout(() => history.back(), 0)")
    page.wait_for_url(re.compile(r"/login/\?next=/governance/people/"))
    expect(page.locator("main")).not_to_contain_text(town.secretary.name)
