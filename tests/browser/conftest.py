"""Chromium for the browser tests: one browser a run, sessions made without the login page, a small town on one day.

Without Chromium they are skipped (script/test says so loudly); with CI=true that is an error.
"""

import os
import re
import shutil
import threading
from datetime import date

import pytest
from django.test import Client

from governance.kernel.clock import clock
from projects.micro_projects.actions import decisions
from tests.factories import conferences
from tests.factories.projects import accepted_demand, reviewed_project
from tests.factories.town import make_town, submitted
from tests.worlds import remembered

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = (1440, 900), (390, 844)
SUBMITTED, TODAY = date(2026, 3, 20), conferences.DAY
ANSWERED = re.compile(r"Failed to load resource: .* status of (409|422) ")  # a refused form is no fault of the page


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole run."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program or not shutil.which(program):
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("no Chromium: install the package chromium, or name the program in CHROMIUM")
        pytest.skip("NO CHROMIUM: the browser tests did not run (install chromium, or set CHROMIUM)")
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@remembered
def make_sitting_town():
    """The town on the day of a sitting: one project waits for the community, another is on the agenda.

    town.waiting, town.listed (projects), town.item, town.room; eight of nine units signed in, the ninth is
    town.late, and seven have voted for the item.
    """
    with clock.travel(SUBMITTED):
        town = make_town()
        demand = accepted_demand(town.branch, town.secretary, town.compound, town.category)
        people = (town.secretary, town.street_user)
        town.listed = reviewed_project(town.branch, demand, town.implementer, *people, title="荷馨苑休闲座椅添置")
        town.waiting = submitted(town, title="荷馨苑楼道照明改造", no_repeat_statement="与座椅无关")
    room = conferences.make_conference(town.place.district, room=town.room)
    with clock.travel(conferences.TODAY):
        town.listed = decisions.list_for_conference(town.listed, actor=town.office, conference=room.conference)
    town.item = town.listed.agenda_item
    conferences.in_session(room)
    conferences.voted(room, town.item, yes=7)
    town.late = town.officers[-1]
    return town


@pytest.fixture
def town(live_server):
    """That town, on that day."""
    town = make_sitting_town()
    with clock.travel(TODAY):
        yield town


class Connections:
    """The connections that a server answers, each in a thread of its own."""

    def __init__(self, server):
        self.open, self.change = 0, threading.Condition()
        self.answer, server.process_request_thread = server.process_request_thread, self.counted

    def counted(self, *caller):
        with self.change:
            self.open += 1
        try:
            self.answer(*caller)
        finally:
            with self.change:
                self.open -= 1
                self.change.notify_all()

    def wait_for_the_last(self):
        """What a closed window still sent (a draft) is answered before the next test's rows are there."""
        with self.change:
            assert self.change.wait_for(lambda: not self.open, timeout=20), "a closed window keeps its connection"


@pytest.fixture(scope="session")
def connections(live_server):
    return Connections(live_server.thread.httpd)


class Windows:
    """Opens windows of the browser and keeps what they complained about."""

    def __init__(self, browser, address):
        self.browser, self.address, self.contexts, self.errors = browser, address, [], []

    def open(self, user=None, size=DESK, theme="light"):
        """A fresh profile; signed in when a user is given."""
        width, height = size
        context = self.browser.new_context(
            base_url=self.address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            has_touch=size == PHONE,
            is_mobile=size == PHONE,
        )
        self.contexts.append(context)
        cookies = {"theme": theme}
        if user is not None:
            client = Client()
            client.force_login(user)
            cookies |= {name: morsel.value for name, morsel in client.cookies.items()}
        context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies.items()])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self.heard(page, message))
        return page

    def heard(self, page, message):
        if message.type == "error" and not ANSWERED.match(message.text):
            self.errors.append(f"{page.url}: {message.text}")

    def close(self):
        for context in self.contexts:
            context.close()


@pytest.fixture
def windows(chromium, live_server, connections):
    """Windows of one test, closed after it; it fails when a page reported an error or broke the content policy."""
    windows = Windows(chromium, live_server.url)
    yield windows
    windows.close()
    connections.wait_for_the_last()
    assert not windows.errors, windows.errors
