"""Measure the portal beside a bare Django page, on the demo and on 100 times its rows.

    python -m bench.run            both sizes, about ten minutes, writes bench/RESULTS.md
    python -m bench.run --demo     the demo only

Starts its own throw-away PostgreSQL and web server.  Ratios count, not
milliseconds: each call of a page stands beside a call of the bare page.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urljoin

from portal.children import Supervisor
from portal.provide import demo_settings, start_databases

ROOT = Path(__file__).resolve().parent.parent
PORT = 8391
ROUNDS, CALLS = 5, 12  # calls of each page in each round, alone; each beside a call of the bare page
BARE = "bare page"
BUSY_SECONDS, CLIENTS = 4, 8
PASSWORD = "hetang-demo"
READER = "office"
TIMES = 100
REMINDERS = 20_000  # ladders that reach a rung at once
RUSHED = (BARE, "case list, first page", "leaders' board")
AIMS = {  # ratio to the bare page, queries
    "list": (2.0, 10),
    "search": (2.4, 10),
    "short search": (3.2, 10),  # two characters, the usual Chinese word, have no trigram
    "detail": (2.0, 12),
    "board": (3.0, 40),
    "api": (2.0, 10),
}
GROWTH = 1.2


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

    Rounds are interleaved, and each call has a call of the bare page before it:
    what the machine does meanwhile hits both alike.
    """
    times, beside = {name: [] for name in wanted}, {name: [] for name in wanted}
    facts = {}
    secretary = Browser("secretary")  # whose queue is as long as the page shows, on both sizes
    readers = {name: secretary if name.endswith("secretary") else browser for name in wanted}
    for name, (_, path) in wanted.items():
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
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(PORT), "--workers", "2",
         "--log-level", "error", "--blocking-threads", "2", "--no-ws", "bench.wsgi:application"],
        env=environment, cwd=ROOT,
    )  # fmt: skip
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


def manage(environment, *arguments):
    subprocess.run([sys.executable, *arguments], env=environment, cwd=ROOT, check=True)


def reminded(environment):
    """{notices, seconds, twice}: two workers climbing many ladders at once."""
    command = [sys.executable, "-m", "bench.reminders", str(REMINDERS)]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


def step_words(one):
    return f"{one['step'][0]:.1f} ms, {one['step'][1]} queries"


def memory_words(one):
    return f"{one['memory']:.0f} MiB"


def reminder_words(one):
    told = one["reminders"]
    return f"{told['notices'] / told['seconds']:,.0f} a second, {told['twice']} twice"


def rate_words(one, name):
    return f"{one['rates'][name]:.0f}"


def both(small, large, words):
    """The demo's value, and in brackets that of the large database."""
    return words(small) + (f" (at {TIMES}×: {words(large)})" if large else "")


def report(small, large, facts):
    """bench/RESULTS.md: one row a page, both sizes side by side, with the aim and whether it is met."""
    lines = [
        "# Measured",
        "",
        f"{facts['day']}, {facts['machine']}. One run of `python -m bench.run`; each call of a page beside one of",
        "the bare page (50 rows, session login, plain Django templates). Medians of "
        f"{ROUNDS * CALLS} calls of one client; ratios count, milliseconds do not.",
        "",
        f"Rows: {facts['small']}" + (f" and {facts['large']}." if large else "."),
        "",
        "| page | ms | ratio to bare | queries | kB | ms at 100× | ratio | growth | aim | met |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, (kind, _) in small["pages"].items():
        ms, queries, size, beside = small["alone"][name]
        row = [name, f"{ms:.1f}", f"{beside:.2f}", str(queries), f"{size / 1000:.0f}"]
        if large:
            later, _, _, beside_later = large["alone"][name]
            growth = beside_later / beside
            row += [f"{later:.1f}", f"{beside_later:.2f}", f"{growth:.2f}"]
        else:
            row += ["", "", ""]
        if kind in AIMS:
            ratio, most = AIMS[kind]
            met = beside <= ratio and queries <= most
            if large:
                met &= beside_later <= ratio and growth <= GROWTH
            row += [f"≤ {ratio:g}×, ≤ {most} queries, growth ≤ {GROWTH}", "yes" if met else "**no**"]
        else:
            row += ["", ""]
        lines.append("| " + " | ".join(row) + " |")
    lines += ["", f"One step (a demand recorded through the API): {both(small, large, step_words)}."]
    rates = "; ".join(f"{name} {both(small, large, lambda one, n=name: rate_words(one, n))}" for name in RUSHED)
    lines += ["", f"With {CLIENTS} clients, requests a second: {rates}."]
    lines += ["", f"Reminders, two workers, {REMINDERS:,} ladders: {both(small, large, reminder_words)}."]
    lines += ["", f"Memory of a web worker afterwards: {both(small, large, memory_words)}."]
    (ROOT / "bench" / "RESULTS.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


def counted(environment):
    """How many rows the larger tables hold, as one sentence."""
    script = (
        "from disputes.models import MediationCase as C; from governance.models import Appointment as A, Event as E; "
        "print(f'{C.objects.count()} cases, {A.objects.count()} appointments, {E.objects.count()} events')"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", script],
        env=environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return done.stdout.decode().strip().splitlines()[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", action="store_true", help="the demo's size only")
    options = parser.parse_args()
    for name in ("DATABASE_URL", "REDIS_URL"):  # never a real database: its rows would be multiplied
        os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    folder.chmod(0o711)  # PostgreSQL may run as another user
    servers = Supervisor()
    try:
        named = start_databases(servers, folder, None, throwaway=True) | demo_settings(folder, "127.0.0.1")
        environment = {
            **os.environ,
            **named,
            "VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "PYTHONPATH": str(ROOT),
            "STATEMENT_TIMEOUT": "0",
            "LOG_LEVEL": "WARNING",
        }
        for step_of in (["migrate", "-v", "0"], ["demo"], ["collectstatic", "--noinput", "-v", "0"]):
            manage(environment, "manage.py", *step_of)
        facts = {
            "day": time.strftime("%Y-%m-%d"),
            "machine": f"{os.cpu_count()} cores, Python {sys.version.split()[0]}",
        }
        facts["small"] = counted(environment)
        small, large = measure(environment) | {"reminders": reminded(environment)}, None
        report(small, None, facts)
        if not options.demo:
            manage(environment, "-m", "bench.grow", str(TIMES))
            facts["large"] = counted(environment)
            large = measure(environment) | {"reminders": reminded(environment)}
            report(small, large, facts)
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
