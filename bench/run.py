"""Measure the portal beside a bare Django page, on the demo and on many times its rows.

    python -m bench.run                       the demo's size, about seven minutes; the first run loads the demo before
    python -m bench.run --sizes 1,100         and 100 times its rows; 700 is five million cases
    python -m bench.run --quick               two minutes, one client and eight
    python -m bench.run --pages list,board    the rows that begin so
    python -m bench.run --clients 1,8         how many clients at once
    python -m bench.run --all                 every row beside 32 and 128 clients too, not one of each kind
    python -m bench.run --chromium            and what Chromium counts (bench/speed.py), ten minutes more

Only a run of all rows with all clients is kept in bench/RESULTS.md; others are told.  It starts servers of its own
(bench/servers.py) at PORT and the port behind, and keeps their data below VAR.
"""

import argparse
import json
import os
import sys
import time

from bench import aims, report
from bench.measure import QUICK, USUAL, Bench
from bench.pages import chosen
from bench.results import replace_part
from bench.servers import PORT, ground, servers
from portal.children import CannotStart

CLIENTS = (1, 8, 32, 128)
QUICK_CLIENTS = (1, 8)
SIZES = (1, 100, 700)
REMINDERS = 20_000  # ladders that reach a rung at once
ACCOUNT = "office"  # whose session the bare pages have
COUNTED = {"cases": "disputes_mediationcase", "posts": "governance_appointment", "events": "governance_event"}


def numbers(text):
    return tuple(sorted({int(word) for word in text.split(",")}))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer calls, one client and eight")
    parser.add_argument("--sizes", type=numbers, default=(1,), help=f"of {SIZES}")
    parser.add_argument("--clients", type=numbers, help=f"of {CLIENTS}")
    parser.add_argument("--pages", type=lambda text: text.split(","), default=[], help="how names of rows begin")
    parser.add_argument("--all", action="store_true", help="every row with 32 and 128 clients, too")
    parser.add_argument("--chromium", action="store_true", help="also largest paint and bytes")
    options = parser.parse_args()
    for name, given, known in (("sizes", options.sizes, SIZES), ("clients", options.clients or (), CLIENTS)):
        if strange := set(given) - set(known):
            parser.error(f"--{name}: {sorted(strange)} is none of {known}")
    options.clients = options.clients or (QUICK_CLIENTS if options.quick else CLIENTS)
    return options


def rows_of(cursor):
    """How many rows the larger tables hold, as words."""
    found = []
    for words, name in COUNTED.items():
        cursor.execute(f"SELECT count(*) FROM {name}")
        found.append(f"{cursor.fetchone()[0]:,} {words}")
    return ", ".join(found)


def reminded(data, database):
    """{notices, seconds, twice}: two workers that send many reminders in parallel."""
    settings = data.environment(database, everything=True) | {"STATEMENT_TIMEOUT": "0"}
    done = data.run("-m", "bench.reminders", str(REMINDERS), environment=settings, capture_output=True)
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


def measured(data, times, options, effort):
    """What `report.size_lines` tells of one size."""
    database = data.at_size(times)
    with data.cursor(database) as cursor:
        rows = rows_of(cursor)
    with servers(data, database, ACCOUNT) as both:
        bench = Bench(chosen(options.pages), both.floor)
        found = bench.measure(effort, options.clients, options.all or bool(options.pages))
        one = {"rows": rows, "found": found, "memory": both.memory()}
        if options.chromium and times == min(options.sizes):
            from bench import speed  # needs a browser

            speed.measure(f"http://127.0.0.1:{PORT}")
    if not options.quick and not options.pages:
        one["reminders"] = reminded(data, database)
    return one


def main():
    options, began = arguments(), time.monotonic()
    effort = QUICK if options.quick else USUAL
    facts = {
        "day": time.strftime("%Y-%m-%d"),
        "machine": f"{os.cpu_count()} cores, Python {sys.version.split()[0]}",
        "command": " ".join(["python -m bench.run", *sys.argv[1:]]),
        "load": os.getloadavg()[0],
        "calls": effort.rounds * effort.calls,
    }
    sizes = {}
    is_kept = not (options.quick or options.pages or options.clients != CLIENTS)
    with ground() as data:
        data.prepare()
        print(f"The demo is there after {time.monotonic() - began:.0f} s.", flush=True)
        for times in options.sizes:
            sizes[times] = measured(data, times, options, effort)
            told = list(report.lines(facts, sizes))
            if is_kept:
                replace_part("# Aims", aims.lines())
                replace_part("# Measured", told)
    print("\n".join(told))
    print(f"{time.monotonic() - began:.0f} s." + ("" if is_kept else "  Not kept: a part of the rows or clients."))


if __name__ == "__main__":
    try:
        main()
    except CannotStart as problem:
        sys.exit(str(problem))
