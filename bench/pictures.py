"""Pictures of the portal's pages before and after a change, compared pixel by pixel.

    python -m bench.pictures take DIR              every page at two widths, and its HTML, into DIR
    python -m bench.pictures take DIR --only work  only the pages whose name contains the word
    python -m bench.pictures compare BEFORE AFTER  reports what differs; status 1 when anything does

Two takes are comparable because only the code differs: the clock stands
still (bench/frozen.py), the demo is loaded once into a folder that VAR names
(var/pictures), and each take works on a fresh copy of that database.  Give
VAR outside the checkout to compare two checkouts.  It needs Chromium.

The HTML is kept one tag a line, white space between tags removed and tokens
masked: a stricter comparison, which also sees closed dialogs and folded parts.
"""

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from contextlib import contextmanager
from datetime import datetime
from functools import reduce
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from PIL import Image, ImageChops
from playwright.sync_api import sync_playwright

from portal.children import Supervisor
from portal.embedded import Postgres
from portal.launch import DEMO_PASSWORD
from portal.provide import ROOT, demo_settings, find_chromium, install_front_end, listen, start_databases
from portal.web import Web as PortalWeb

PORT = 8392
MOMENT = datetime(2026, 11, 20, 10, 0)  # a Friday, in the portal's time zone
SIZES = {1440: 900, 390: 844}  # width: height of the window; the picture is as long as the page
SETTLING = 200  # ms for what the move began
NOISE = 24  # levels of 255 by which the edges of round shapes differ between two takes of the same code
KEPT, COPY = "portal", "pictures"  # the demo as loaded, and the copy that a take works on
COMPOUND = "/governance/compounds/"

# name, account ("" for nobody), address, and which link of that page to follow, if any
Page = namedtuple("Page", "name account address link", defaults=[""])
PAGES = (
    Page("login", "", "/login/"),
    Page("work-secretary", "secretary", "/"),
    Page("work-office", "office", "/"),
    Page("board", "leader", "/dashboard/"),
    Page("wall", "leader", "/dashboard/?wall=1"),
    Page("case-list", "office", "/disputes/cases/"),
    Page("case", "mediator", "/disputes/cases/", r"/disputes/cases/\d+/"),
    Page("case-form", "mediator", "/disputes/cases/new/"),
    Page("committee", "office", "/disputes/committees/", r"/disputes/committees/\d+/"),
    Page("project-list", "office", "/projects/"),
    Page("project", "street", "/projects/", r"/projects/\d+/"),
    Page("project-form", "secretary", "/projects/new/"),
    Page("demand", "secretary", "/projects/demands/", r"/projects/demands/\d+/"),
    Page("visit-form", "branch", "/projects/visits/new/"),
    Page("conference", "office", "/governance/conferences/", r"/governance/conferences/\d+/"),
    Page("conference-done", "leader", "/governance/conferences/?status=closed", r"/governance/conferences/\d+/"),
    Page("deliberation", "secretary", "/governance/deliberations/", r"/governance/deliberations/\d+/"),
    Page("compound", "street", COMPOUND, r"/governance/areas/\d+/"),
    Page("area", "office", "/governance/areas/"),
    Page("organisation", "street", "/governance/organisations/committees/", r"/governance/organisations/\d+/"),
    Page("person", "street", "/governance/people/", r"/governance/people/\d+/"),
    Page("account", "sysadmin", "/governance/accounts/", r"/governance/accounts/\d+/"),
    Page("roster", "street", "/governance/roster/"),
    Page("rules", "office", "/governance/rules/"),
    Page("rule", "office", "/governance/rules/", r"/governance/rules/\d+/"),
    Page("workdays", "office", "/governance/workdays/"),
    Page("supervision", "office", "/governance/supervisions/", r"/governance/supervisions/\d+/"),
    Page("fund", "fund", "/funds/funds/", r"/funds/funds/\d+/"),
    Page("donation", "fund", "/funds/donations/", r"/funds/donations/\d+/"),
    Page("donation-form", "fund", "/funds/donations/new/"),
    Page("grant", "fund", "/funds/grants/", r"/funds/grants/\d+/"),
    Page("entry", "finance", "/funds/entries/", r"/funds/entries/\d+/"),
    Page("search", "office", "/search/?q=楼道"),
    Page("inbox", "secretary", "/inbox/"),
    Page("own-account", "office", "/account/"),
    Page("password", "office", "/account/password/"),
    Page("logs", "auditadmin", "/governance/logs/"),
    Page("missing", "office", "/disputes/cases/999999/"),
)

BETWEEN = re.compile(r">\s+<")
EDGES = re.compile(r"(?<=>)\s+|\s+(?=<)")
MASKED = (
    (re.compile(r'(name="(?:csrfmiddlewaretoken|_submission|_draft)" value=")[^"]*'), r"\1…"),
    (re.compile(r'(name="csrf-token" content=")[^"]*'), r"\1…"),
    (re.compile(r"(/static/[\w/-]+(?:\.min|\.bundle)*)\.[0-9a-f]{12}\."), r"\1."),
)


class Web(PortalWeb):
    """The web server with its clock stopped."""

    def __init__(self, **more):
        super().__init__(listen("127.0.0.1", PORT), "bench.frozen:application", **more)


def copy_database(url):
    """A fresh copy of the kept database under its other name; gives the address of the copy."""
    connection = psycopg2.connect(url.replace(f"/{KEPT}?", "/postgres?"))
    connection.autocommit = True  # databases are not made within transactions
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{COPY}"')
            cursor.execute(f'CREATE DATABASE "{COPY}" TEMPLATE "{KEPT}"')
    finally:
        connection.close()
    return url.replace(f"/{KEPT}?", f"/{COPY}?")


def manage(environment, *arguments):
    subprocess.run([sys.executable, "-m", "bench.frozen", *arguments], env=environment, cwd=ROOT, check=True)


@contextmanager
def portal():
    """The portal on a fresh copy of the kept demo, until the block ends."""
    var = Path(os.environ.get("VAR") or ROOT / "var/pictures").resolve()
    var.mkdir(parents=True, exist_ok=True)
    install_front_end()
    supervisor = Supervisor()
    try:
        environment = os.environ | start_databases(supervisor, var, None) | demo_settings(var, "127.0.0.1")
        # Databases are copied by the server's superuser, who does everything here.
        everything = environment["DATABASE_URL"].replace(f"//{Postgres.runner}@", f"//{Postgres.role}@")
        environment |= {"DATABASE_URL": everything, "MIGRATE_DATABASE_URL": ""}
        environment |= {"VAR": str(var), "FROZEN_AT": MOMENT.isoformat(), "STATEMENT_TIMEOUT": "0"}
        loaded = var / "demo-is-loaded"
        if not loaded.exists():
            manage(environment, "migrate", "-v", "0")
            manage(environment, "demo")
            loaded.touch()
        environment["DATABASE_URL"] = copy_database(environment["DATABASE_URL"])
        manage(environment, "migrate", "-v", "0")
        manage(environment, "collectstatic", "--noinput", "--clear", "-v", "0")
        supervisor.start(Web(log=var / "log/web.log", env=environment, cwd=ROOT)).wait_until_it_answers()
        yield f"http://127.0.0.1:{PORT}"
    finally:
        supervisor.stop()


class Album:
    """Takes the pages, one account after the other, into one folder."""

    def __init__(self, browser, address, folder):
        self.browser, self.address, self.folder = browser, address, folder
        self.sessions = {}

    def window(self, account, width):
        """A page of that width, signed in; each account signs in once."""
        context = self.browser.new_context(
            base_url=self.address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": SIZES[width]},
            reduced_motion="reduce",
            storage_state=self.sessions.get(account),
        )
        page = context.new_page()
        page.clock.set_fixed_time(MOMENT)
        if account and account not in self.sessions:
            page.goto("/login/")
            page.fill("[name=username]", account)
            page.fill("[name=password]", DEMO_PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: urlsplit(url).path != "/login/")
            self.sessions[account] = context.storage_state()
        return page

    def take(self, wanted):
        """One page at every width, and its HTML once."""
        address = wanted.address
        for width in SIZES:
            page = self.window(wanted.account, width)
            if wanted.link and address == wanted.address:
                address = self.find_link(page, wanted)
            answer = page.goto(address, wait_until="networkidle")
            page.evaluate("document.fonts.ready")
            page.evaluate("dispatchEvent(new Event('scroll'))")  # the reader moves: charts below are drawn
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(SETTLING)
            page.screenshot(path=self.folder / f"{wanted.name}-{width}.png", full_page=True, animations="disabled")
            if width == max(SIZES):
                (self.folder / f"{wanted.name}.html").write_text(normal(answer.text()), encoding="utf-8")
            page.context.close()

    def find_link(self, page, wanted):
        """The address of the first link in the main part of the page that looks as wanted."""
        page.goto(wanted.address)
        links = page.eval_on_selector_all("main a[href]", "all => all.map(one => one.getAttribute('href'))")
        found = next((link for link in links if re.fullmatch(wanted.link, link)), None)
        if found is None:
            raise SystemExit(f"{wanted.name}: {wanted.address} has no link like {wanted.link}")
        return found


def normal(html):
    """HTML one tag a line, without the white space between tags and without what differs at each request."""
    for pattern, instead in MASKED:
        html = pattern.sub(instead, html)
    html = re.sub(r"<(?!!--)[^<>]*>", lambda tag: re.sub(r"\s+(?=/?>$)", "", re.sub(r"\s+", " ", tag.group())), html)
    html = html.replace("<!DOCTYPE", "<!doctype")
    html = EDGES.sub(" ", BETWEEN.sub("><", html))
    return re.sub(r"\s*\n\s*", " ", html).replace("<", "\n<").replace(">", ">\n").replace("\n\n", "\n").strip() + "\n"


def difference(before, after):
    """How two pictures differ, in words; nothing when they are equal."""
    with Image.open(before) as first, Image.open(after) as second:
        if first.size != second.size:
            return f"{first.width}×{first.height} became {second.width}×{second.height}"
        changed = ImageChops.difference(first.convert("RGB"), second.convert("RGB"))
        strongest = reduce(ImageChops.lighter, changed.split()).point(lambda level: 255 * (level > NOISE))
        box = strongest.getbbox()
        return f"{strongest.histogram()[255]} pixels within {box}" if box else ""


def text_difference(before, after):
    """The first changed lines of two files; nothing when they are equal."""
    lines = difflib.unified_diff(before.read_text().splitlines(), after.read_text().splitlines(), lineterm="", n=1)
    found = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
    return f"{len(found)} lines: " + " ⏎ ".join(line[:80] for line in found[:6]) if found else ""


def compare(before, after):
    """Report each picture and each HTML file that differs or is missing.  Returns how many."""
    names = sorted({path.name for folder in (before, after) for path in folder.iterdir()})
    found = {}
    for name in names:
        if not ((before / name).exists() and (after / name).exists()):
            found[name] = "is in one of the folders only"
        elif name.endswith(".png"):
            found[name] = difference(before / name, after / name)
        else:
            found[name] = text_difference(before / name, after / name)
    for name, words in found.items():
        if words:
            print(f"{name}: {words}")
    count = sum(map(bool, found.values()))
    print(f"{len(names)} files compared, {count} differ.")
    return count


def take(folder, only):
    """Start the portal and take every page whose name contains the word."""
    program = find_chromium()
    if not program:
        raise SystemExit("Pictures need Chromium.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with portal() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-quic"])
        album = Album(browser, address, folder)
        for page in PAGES:
            if only in page.name:
                album.take(page)
                print(page.name, flush=True)
        browser.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    taking = commands.add_parser("take", help="take the pictures")
    taking.add_argument("folder", type=Path)
    taking.add_argument("--only", default="", help="a word in the names of the pages wanted")
    comparing = commands.add_parser("compare", help="compare two folders of pictures")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    options = parser.parse_args()
    if options.command == "take":
        return take(options.folder, options.only)
    return min(1, compare(options.before, options.after))


if __name__ == "__main__":
    sys.exit(main())
