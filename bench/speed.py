"""What people wait for: the largest paint and the bytes of the main pages, as Chromium counts them.

    python -m bench.speed                    the portal on a fresh copy of the demo (bench/pictures.py)
    python -m bench.speed --at ADDRESS       a running demo; nothing is written there
    python -m bench.speed --only phone       one device

On the desk as it is; on a phone with a processor four times slower, 1.6 Mbit/s and 150 ms to the server.  Cold is the
first page of a browser that has been nowhere, signed in by its cookie; warm the same page once more.  Bytes are those
on the wire, compressed.  Writes the part "Speed" of bench/RESULTS.md.  It needs Chromium, and a machine at rest.
"""

import argparse
import os
import re
import statistics
import sys
import time
from contextlib import nullcontext
from datetime import date
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from bench.pictures import portal
from bench.results import replace_part
from portal.launch import DEMO_PASSWORD
from portal.provide import find_chromium

ROUNDS = 3
SETTLED = 1500  # ms after loading, in which a later, larger paint is waited for
KB = 1000
MBIT = 1_000_000 / 8  # bytes a second
DEVICES = {  # window, times slower, bytes a second, ms to the server
    "desk": ((1440, 900), 1, None, 0),
    "phone": ((390, 844), 4, 1.6 * MBIT, 150),
}
LIMITS = {("desk", "cold"): 0.5, ("phone", "cold"): 1.2, ("phone", "warm"): 0.6}  # seconds
BLOCKING, FIRST, LATER = 90, 250, 15  # kB
COMMITTEES, BODY = "/governance/organisations/committees/", r"/governance/organisations/\d+/"
COMPOUNDS, AREA = "/governance/compounds/", r"/governance/areas/\d+/"
# name, account, address or (list, what the first link to follow looks like, what comes behind it), aim of its HTML in
# kB (None: that of later pages)
PAGES = (
    ("work page", "secretary", "/", None),
    ("list of demands", "secretary", "/projects/demands/", None),
    ("today's round", "secretary", "/projects/visits/round/", None),
    ("form of a visit", "secretary", "/projects/visits/new/", None),
    ("form of a demand", "secretary", "/projects/demands/new/", None),
    ("office: form of a post", "office", "/governance/appointments/new/", 60),
    ("office: form of a body", "office", "/governance/organisations/new/", 60),
    ("office: a committee's filled form", "office", (COMMITTEES, BODY, "edit/"), 60),
    ("office: a compound's filled six forces", "office", (COMPOUNDS, AREA, "muster/"), 60),
    ("form of a dispute", "mediator", "/disputes/cases/new/", 60),
    ("board", "leader", "/dashboard/", None),
)
PAINT = """() => new Promise(done => {
    let last = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) last = one.startTime; })
        .observe({type: "largest-contentful-paint", buffered: true});
    setTimeout(() => done(last), 50);
})"""
TIMES = """() => {
    const [page] = performance.getEntriesByType("navigation");
    const parts = performance.getEntriesByType("resource");
    return {
        page: page.transferSize,
        all: page.transferSize + parts.reduce((sum, one) => sum + one.transferSize, 0),
        blocking: page.transferSize + parts.filter(one => one.renderBlockingStatus === "blocking")
            .reduce((sum, one) => sum + one.transferSize, 0),
    };
}"""


class Reader:
    """A browser that opens pages as one device, each time as somebody who has been nowhere."""

    def __init__(self, browser, address, device):
        self.browser, self.address = browser, address
        self.window, self.slower, self.speed, self.delay = DEVICES[device]
        self.sessions = {}

    def sign_in(self, account):
        if account not in self.sessions:
            context = self.browser.new_context(base_url=self.address, locale="zh-CN")
            page = context.new_page()
            page.goto("/login/")
            page.fill("[name=username]", account)
            page.fill("[name=password]", DEMO_PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda url: urlsplit(url).path != "/login/")
            self.sessions[account] = context.storage_state()
            context.close()
        return self.sessions[account]

    def find(self, account, address):
        """The address itself, or the one behind the first link of a list that looks as wanted."""
        if isinstance(address, str):
            return address
        place, pattern, behind = address
        context = self.browser.new_context(base_url=self.address, storage_state=self.sign_in(account))
        page = context.new_page()
        page.goto(place)
        links = page.eval_on_selector_all("main a[href]", "all => all.map(one => one.getAttribute('href'))")
        context.close()
        found = next((link for link in links if re.fullmatch(pattern, link)), None)
        if found is None:
            raise SystemExit(f"{place} has no link like {pattern}")
        return found + behind

    def read(self, account, address):
        """({seconds and bytes} cold, the same warm)"""
        width, height = self.window
        context = self.browser.new_context(
            base_url=self.address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
            storage_state=self.sign_in(account),
            service_workers="block",
        )
        page = context.new_page()
        tools = context.new_cdp_session(page)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": self.slower})
        if self.speed:
            given = {"downloadThroughput": self.speed, "uploadThroughput": self.speed, "latency": self.delay}
            tools.send("Network.enable")
            tools.send("Network.emulateNetworkConditions", {"offline": False, **given})
        found = []
        for _ in range(2):
            answer = page.goto(address, wait_until="load")
            if answer.status != 200:
                raise SystemExit(f"{address} as {account}: {answer.status}")
            page.wait_for_timeout(SETTLED)
            found.append({"seconds": page.evaluate(PAINT) / 1000, **page.evaluate(TIMES)})
        context.close()
        return found


def median(rows, name):
    return statistics.median(row[name] for row in rows)


def measured(reader, account, address):
    """Medians of the rounds: {"cold": seconds, "warm": seconds, "page", "first", "later", "blocking": kB}."""
    place = reader.find(account, address)
    both = [reader.read(account, place) for _ in range(ROUNDS)]
    cold, warm = [one[0] for one in both], [one[1] for one in both]
    return {
        "cold": median(cold, "seconds"),
        "warm": median(warm, "seconds"),
        "page": median(cold, "page") / KB,
        "first": median(cold, "all") / KB,
        "blocking": median(cold, "blocking") / KB,
        "later": median(warm, "all") / KB,
    }


def marked(value, limit, form):
    """The value, bold where it is above its aim."""
    words = format(value, form)
    return f"**{words}**" if limit is not None and value > limit else words


def rows_of(reader, device):
    for name, account, address, aim in PAGES:
        one = measured(reader, account, address)
        yield [
            device,
            name,
            marked(one["cold"], LIMITS.get((device, "cold")), ".2f"),
            marked(one["warm"], LIMITS.get((device, "warm")), ".2f"),
            marked(one["page"], aim or LATER, ".1f"),
            marked(one["blocking"], BLOCKING, ".0f"),
            marked(one["first"], FIRST, ".0f"),
            marked(one["later"], aim or LATER, ".1f"),
        ]
        print(device, name, {key: round(value, 2) for key, value in one.items()}, flush=True)


def load_words():
    return f"The machine had a load of {os.getloadavg()[0]:.1f} at the beginning."


def measure(address, devices=tuple(DEVICES), command="python -m bench.speed"):
    """Open every page of the portal at this address and write the part of bench/RESULTS.md.  Raises SystemExit."""
    program = find_chromium()
    if not program:
        raise SystemExit("Speed needs Chromium.")
    load, rows = load_words(), []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-quic"])
        for device in devices:
            rows += rows_of(Reader(browser, address, device), device)
        browser.close()
    lines = [
        f"{date.today()}, {os.cpu_count()} cores, Chromium. One run of `{command}`, medians of {ROUNDS}. {load}",
        "Largest paint in seconds, bytes on the wire in kB; **above its aim**: desk cold 0.5 s, phone 1.2, warm",
        f"0.6 s, what blocks painting {BLOCKING} kB, first visit {FIRST}, later pages {LATER}, forms of the office 60.",
        "",
        "| device | page | cold, s | warm, s | HTML | blocking | first visit | once more |",
        "|---|---|---|---|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    replace_part("## Speed", lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", help="the address of a running demo")
    parser.add_argument("--only", choices=DEVICES, help="one device")
    options = parser.parse_args()
    begun = time.monotonic()
    with nullcontext(options.at) if options.at else portal() as address:
        measure(address, [options.only] if options.only else tuple(DEVICES))
    print(f"{time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
