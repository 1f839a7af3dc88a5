"""What is measured of the portal, over HTTP, with a web server that runs for as long as that takes.

Ratios count, not milliseconds: each call of a page is compared with a call of the bare page.
"""

import json
import re
import statistics
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urljoin

from portal.provide import ROOT

PORT = 8391
ROUNDS, CALLS = 5, 12  # calls of each page in each round, alone; each beside a call of the bare page
BARE = "bare page"
BUSY_SECONDS, CLIENTS = 4, 8
PASSWORD = "hetang-demo"
READER = "office"
REMINDERS = 20_000  # ladders that reach a rung at once
RUSHED = (BARE, "case list, first page", "leaders' board")


class Browser:
    """One signed-in keep-alive connection."""

    def __init__(self, username=None):
        self.connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
        self.cookies = {}
        self.headers = {}
        if username:
            self.sign_in(username)

    def sign_in(self, username):
        page = self.call("GET", "/login/")[1].decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
        form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
        status, *_ = self.call("POST", "/login/", urlencode(form))
        if status != 302:
            raise SystemExit(f"cannot sign in as {username}: {status}")

    def call(self, method, path, body=None, **headers):
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **self.headers, **headers}
        if body:
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, content, answer.headers


def next_page(browser, address):
    """The address of the following page of a list, None on the last."""
    found = re.search(r'href="([^"]*cursor=[^"]*)"[^>]*>下一页', browser.call("GET", address)[1].decode())
    return found and urljoin(address, found.group(1).replace("&amp;", "&"))


def pages(browser):
    """{name: (kind, address)} with addresses read from the portal itself."""
    case = re.search(r'href="(/disputes/cases/\d+/)"', browser.call("GET", "/disputes/cases/")[1].decode()).group(1)
    deep = "/disputes/cases/"
    for _ in range(20):
        following = next_page(browser, deep)
        if following is None or next_page(browser, following) is None:
            break
        deep = following  # a full page, so that both sizes show as many rows
    return {
        BARE: ("bare", "/bench/bare/"),
        "case list, first page": ("list", "/disputes/cases/"),
        "case list, deep": ("list", deep),
        "case list, a street": ("list", "/disputes/cases/?area=430202001"),
        "search, 2 characters": ("short search", "/disputes/cases/?" + urlencode({"q": "邻里"})),
        "search, 2 characters, absent": ("short search", "/disputes/cases/?" + urlencode({"q": "鲸鱼"})),
        "search, 3 characters": ("search", "/disputes/cases/?" + urlencode({"q": "邻里纠"})),
        "case": ("detail", case),
        "project list": ("list", "/projects/"),
        "appointments": ("list", "/governance/appointments/"),
        "work page, of a secretary": ("detail", "/"),
        "API: cases": ("api", "/api/v1/disputes/cases/"),
        "leaders' board": ("board", "/dashboard/"),
    }


def alone(browser, wanted):
    """{name: (median ms, queries, bytes, ratio)}, one client.

    Rounds are interleaved, and each call follows a call of the bare page:
    other load on the machine slows both.
    """
    times, beside = {name: [] for name in wanted}, {name: [] for name in wanted}
    facts = {}
    secretary = Browser("secretary")  # whose queue is as long as the page shows, on both sizes
    readers = {name: secretary if name.endswith("secretary") else browser for name in wanted}
    for name, (_, path) in wanted.items():
        readers[name].call("GET", path)  # after a sign-in this also writes the session and reads the rules
        status, content, headers = readers[name].call("GET", path)
        if status != 200:
            raise SystemExit(f"{path}: {status}")
        facts[name] = (int(headers["X-Queries"]), len(content))
    for _ in range(ROUNDS):
        for name, (_, path) in wanted.items():
            for _ in range(CALLS):
                beside[name].append(timed(browser, wanted[BARE][1]))
                times[name].append(timed(readers[name], path))
    found = {}
    for name, taken in times.items():
        ms = statistics.median(taken)
        found[name] = (ms, *facts[name], ms / statistics.median(beside[name]))
    return found


def timed(browser, path):
    """Milliseconds of one call."""
    began = time.perf_counter()
    browser.call("GET", path)
    return (time.perf_counter() - began) * 1000


def busy(username, path):
    """Requests a second with eight clients."""
    clients = [Browser(username) for _ in range(CLIENTS)]
    count, stop = [0] * CLIENTS, time.monotonic() + BUSY_SECONDS

    def work(n):
        while time.monotonic() < stop:
            clients[n].call("GET", path)
            count[n] += 1

    threads = [threading.Thread(target=work, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(count) / BUSY_SECONDS


def step(browser):
    """Median ms and queries of one step: a demand recorded through the API."""
    browser.headers = {"X-CSRFToken": browser.cookies["csrftoken"], "Referer": f"http://127.0.0.1:{PORT}/"}
    form = re.search(
        r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.call("GET", "/projects/demands/new/")[1].decode()
    )
    browser.headers["X-CSRFToken"] = form.group(1)
    body = {
        "title": "楼道灯不亮",
        "category": "facility",
        "area": "430202001012-X001",
        "place": "1 栋 1 单元",
        "channel": "visit",
    }
    taken, queries = [], 0
    for n in range(30):
        text = json.dumps({**body, "content": f"第 {n} 次测量：楼道灯不亮，老人上下楼不便"})
        began = time.perf_counter()
        status, content, headers = browser.call(
            "POST", "/api/v1/projects/demands/", text.encode(), **{"Content-Type": "application/json"}
        )
        taken.append((time.perf_counter() - began) * 1000)
        queries = int(headers["X-Queries"])
        if status != 201:
            raise SystemExit(f"step: {status} {content.decode()[:300]}")
    return statistics.median(taken), queries


def measure(environment):
    """Start the web server, measure everything, stop it."""
    options = f"--interface asgi --port {PORT} --workers 2 --http 1 --no-ws --loop asyncio --log-level error"
    command = [sys.executable, "-m", "granian", *options.split(), "bench.asgi:application"]
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        wait()
        browser = Browser(READER)
        wanted = pages(browser)
        measured = alone(browser, wanted)
        rates = {name: busy(READER, wanted[name][1]) for name in RUSHED}
        taken = step(Browser("secretary"))
        return {"pages": wanted, "alone": measured, "rates": rates, "step": taken, "memory": memory(server.pid)}
    finally:
        server.terminate()
        server.wait()


def memory(launcher):
    """MiB that the largest web worker holds after all this."""
    children = Path(f"/proc/{launcher}/task/{launcher}/children").read_text().split()
    held = [re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{child}/status").read_text()) for child in children]
    return max(int(found.group(1)) for found in held) / 1024


def wait():
    for _ in range(200):
        try:
            Browser().call("GET", "/healthz")
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web server did not start")


def reminded(environment):
    """{notices, seconds, twice}: two workers that send many reminders in parallel."""
    command = [sys.executable, "-m", "bench.reminders", str(REMINDERS)]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    return json.loads(done.stdout.decode().strip().splitlines()[-1])
