"""What the record costs, on a server of its own with the demo: `python -m bench.record`.

Each write is made with the triggers that note it for the chain and without them, in turns; both the portal's and the
server's processor time are taken.  Then the blocks of the whole demo, and every check of `verify`.  The part of
bench/RESULTS.md is written anew.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.results import replace_part
from portal.children import Supervisor
from portal.provide import ROOT, demo_settings, start_databases

HEADING = "## Record"
ROUNDS, CALLS = 10, 200  # of each write, with the triggers and without in turns
MANY = 1000  # rows changed by one statement
BLOCK = 10_000
DEAREST = 4  # checks of `verify` that are named
NANO = 1_000_000_000


class Meter:
    """Seconds by the clock, and of the processor in this process and in its process of the server."""

    def __init__(self, connection):
        connection.ensure_connection()
        self.of_server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")

    def reading(self):
        server = int(self.of_server.read_text().split()[0]) / NANO
        return time.perf_counter(), time.process_time() + server

    def taken(self, work):
        """(seconds, of the processor)"""
        before = self.reading()
        work()
        return tuple(after - then for after, then in zip(self.reading(), before, strict=True))


def writes():
    """{what is written: (table, its trigger, fn(number) that writes, how many rows)}"""
    from governance.kernel.models.events import Event
    from governance.kernel.models.notices import Notice
    from governance.models import Appointment, User
    from projects.models import Visit

    visit, reader = Visit.objects.order_by("pk").first(), User.objects.order_by("pk").first()
    posts = list(Appointment.objects.order_by("pk").values_list("pk", flat=True)[:MANY])

    def event(number):
        told = {"from": "reported", "to": "accepted", "note": "已核实"}
        Event.objects.create(
            kind="x.y", label="受理", object_type="x.y", object_id=number, actor_name="王小邻（社区书记）", data=told
        )

    def message(number):
        Notice.objects.create(recipient=reader, key=f"bench-{time.time_ns()}", title="请办理", url="/work/")

    return {
        "an event added": ("governance_event", "awaits_block", event, 1),
        "a message added": ("governance_notice", "notes_change", message, 1),
        "a visit changed": (
            "projects_visit",
            "notes_change",
            lambda number: Visit.objects.filter(pk=visit.pk).update(place=f"{number} 号"),
            1,
        ),
        f"{MANY:,} posts changed at once, each": (
            "governance_appointment",
            "notes_change",
            lambda number: Appointment.objects.filter(pk__in=posts).update(block=f"{number}"),
            MANY,
        ),
    }


def price(connection, meter, table, trigger, write, rows):
    """{with the trigger: (ms of a row, ms of the processor)}, medians over the rounds."""
    from governance.kernel.upkeep.chain import chain_record

    found, calls = {False: [], True: []}, CALLS if rows == 1 else 2
    for number in range(2 * (ROUNDS + 1)):
        is_noted = bool(number % 2)
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} {'ENABLE' if is_noted else 'DISABLE'} TRIGGER {trigger}")
        taken = meter.taken(lambda: [write(call) for call in range(calls)])
        if number > 1:  # the first of each warms up
            found[is_noted].append([seconds / calls / rows * 1000 for seconds in taken])
    chain_record()
    return {noted: [statistics.median(column) for column in zip(*each, strict=True)] for noted, each in found.items()}


def measure():
    import django

    django.setup()
    from django.db import connection

    from governance.kernel.models.chain import ChainBlock, ChainNote, ChainPending
    from governance.kernel.models.events import Event
    from governance.kernel.upkeep import checks
    from governance.kernel.upkeep.chain import chain_record

    meter = Meter(connection)
    waiting = ChainNote.objects.count() + ChainPending.objects.count()
    seconds, processor = meter.taken(chain_record)
    kept = sum(len(block.content.encode()) for block in ChainBlock.objects.all())
    blocks = (
        f"Blocks of the demo's {waiting:,} notes: {seconds:.1f} s ({seconds / waiting * BLOCK:.2f} s for {BLOCK:,}),"
        f" {processor:.1f} s of the processor, {kept / waiting:.0f} bytes for each."
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    spent = {name: meter.taken(lambda fn=fn: fn()) for name, fn in checks.CHECKS.items()}
    total = [sum(column) for column in zip(*spent.values(), strict=True)]
    dearest = sorted(spent, key=lambda name: -spent[name][1])[:DEAREST]
    named = ", ".join(f"{name} {spent[name][0]:.1f} ({spent[name][1]:.1f})" for name in dearest)
    verify = (
        f"All checks of `verify` over the demo: {total[0]:.1f} s, {total[1]:.1f} s of the processor; the dearest, with"
        f" the processor in brackets: {named}."
    )
    lines = [
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores. One run of `python -m bench.record` with the demo"
        f" ({Event.objects.count():,} events): medians of",
        f"{ROUNDS} rounds of {CALLS} writes, each in a transaction of its own, with the triggers that note them for",
        "the chain and without, in turns, on a server that does not wait for the disk. Processor: the portal's process",
        "and the server's.",
        "",
        "| write | ms without notes | ms with | processor ms without | with |",
        "|---|---|---|---|---|",
    ]
    for name, what in writes().items():
        found = price(connection, meter, *what)
        (bare, bare_processor), (noted, noted_processor) = found[False], found[True]
        lines.append(f"| {name} | {bare:.3f} | {noted:.3f} | {bare_processor:.3f} | {noted_processor:.3f} |")
    replace_part(HEADING, [*lines, "", blocks, "", verify])


def main():
    for name in ("DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL"):  # never a real database
        os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    folder.chmod(0o711)  # PostgreSQL may run as another user
    servers = Supervisor()
    try:
        named = start_databases(servers, folder, None, throwaway=True) | demo_settings(folder, "127.0.0.1")
        more = {"VAR": str(folder), "DJANGO_SETTINGS_MODULE": "portal.settings", "LOG_LEVEL": "WARNING"}
        environment = os.environ | named | more | {"STATEMENT_TIMEOUT": "0"}
        for words in (["manage.py", "migrate", "-v", "0"], ["manage.py", "demo"], ["-m", "bench.record", "measure"]):
            subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, check=True)
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    measure() if sys.argv[1:] == ["measure"] else main()
