"""Measure the portal and a bare Django page, on the demo and on 100 times its rows.

    python -m bench.run            both sizes, about ten minutes, writes bench/RESULTS.md
    python -m bench.run --demo     the demo only

Starts its own throw-away PostgreSQL and web server; bench/measurements.py says what is measured.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measurements import CALLS, CLIENTS, REMINDERS, ROUNDS, RUSHED, measure, reminded
from bench.results import replace_part
from portal.children import Supervisor
from portal.provide import ROOT, demo_settings, start_databases

TIMES = 100
AIMS = {  # ratio to the bare page, queries
    "list": (2.0, 10),
    "search": (2.4, 10),
    "short search": (3.2, 10),  # two characters, the usual Chinese word, have no trigram
    "detail": (2.0, 12),
    "board": (3.0, 40),
    "api": (2.0, 10),
}
GROWTH = 1.2


def manage(environment, *arguments):
    subprocess.run([sys.executable, *arguments], env=environment, cwd=ROOT, check=True)


def step_words(one):
    return f"{one['step'][0]:.1f} ms, {one['step'][1]} queries"


def memory_words(one):
    return f"{one['memory']:.0f} MiB"


def reminder_words(one):
    told = one["reminders"]
    return f"{told['notices'] / told['seconds']:,.0f} a second, {told['twice']} twice"


def rate_words(one, name):
    return f"{one['rates'][name]:.0f}"


def both_sizes(small, large, words):
    """The demo's value, and in brackets that of the large database."""
    return words(small) + (f" (at {TIMES}×: {words(large)})" if large else "")


def report(small, large, facts):
    """bench/RESULTS.md: one row a page, both sizes side by side, with the aim and whether it is met."""
    lines = [
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
    lines += ["", f"One step (a demand recorded through the API): {both_sizes(small, large, step_words)}."]
    rates = "; ".join(f"{name} {both_sizes(small, large, lambda one, n=name: rate_words(one, n))}" for name in RUSHED)
    lines += ["", f"With {CLIENTS} clients, requests a second: {rates}."]
    lines += ["", f"Reminders, two workers, {REMINDERS:,} ladders: {both_sizes(small, large, reminder_words)}."]
    lines += ["", f"Memory of a web worker afterwards: {both_sizes(small, large, memory_words)}."]
    replace_part("# Measured", lines)
    print("\n".join(lines))


def row_counts(environment):
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
        facts["small"] = row_counts(environment)
        small, large = measure(environment) | {"reminders": reminded(environment)}, None
        report(small, None, facts)
        if not options.demo:
            manage(environment, "-m", "bench.grow", str(TIMES))
            facts["large"] = row_counts(environment)
            large = measure(environment) | {"reminders": reminded(environment)}
            report(small, large, facts)
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
