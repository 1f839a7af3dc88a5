"""What the chain of the record costs, on a server of its own: `python -m bench.record`.

Prints as JSON: milliseconds to write one event in its own transaction, with the
trigger that tells the chain and without; seconds for the block of 10,000
events, and to prove them; bytes that a block takes for an event.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from portal.children import Supervisor
from portal.prepared import lay_out
from portal.provide import ROOT, demo_settings, start_databases

ROWS = 10_000
SINGLE = 2_000
TRIGGER = "ALTER TABLE governance_event {} TRIGGER awaits_block"


def timed(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure():
    import django

    django.setup()
    from django.db import connection

    from governance.kernel.models.chain import ChainBlock
    from governance.kernel.models.events import Event
    from governance.kernel.upkeep import proof
    from governance.kernel.upkeep.chain import chain_record

    def event(number):
        return Event(
            kind="projects.demand.accept",
            label="受理",
            object_type="projects.demand",
            object_id=number,
            actor_name="王小邻（社区书记）",
            ip="10.0.0.7",
            data={"from": "reported", "to": "accepted", "note": "已核实"},
        )

    def one_by_one():
        for number in range(SINGLE):
            event(number).save()

    one_by_one()  # connection, plans
    told = {}
    states = {"without": "DISABLE", "with": "ENABLE", "without_again": "DISABLE", "with_again": "ENABLE"}
    for name, state in states.items():
        with connection.cursor() as cursor:
            cursor.execute(TRIGGER.format(state))
        told[f"ms_event_{name}"] = round(timed(one_by_one) / SINGLE * 1000, 3)
    chain_record()
    Event.objects.bulk_create([event(number) for number in range(ROWS)], batch_size=2000)
    told["s_block"] = round(timed(chain_record), 2)
    told["bytes_per_event"] = round(len(ChainBlock.objects.latest("number").content.encode()) / ROWS, 1)
    told["s_proof"] = round(timed(proof.faults), 2)
    print(json.dumps(told | {"rows": Event.objects.count()}))


def main():
    for name in ("DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL"):  # never a real database
        os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    folder.chmod(0o711)  # PostgreSQL may run as another user
    servers = Supervisor()
    try:
        lay_out(folder)
        named = start_databases(servers, folder, None, throwaway=True) | demo_settings(folder, "127.0.0.1")
        more = {"VAR": str(folder), "DJANGO_SETTINGS_MODULE": "portal.settings", "LOG_LEVEL": "WARNING"}
        subprocess.run(
            [sys.executable, "-m", "bench.record", "measure"], cwd=ROOT, env=os.environ | named | more, check=True
        )
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    measure() if sys.argv[1:] == ["measure"] else main()
