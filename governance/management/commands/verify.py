"""Check every invariant; list the violations, with exit status 1 when there are any.

What needs somebody's attention and violates nothing (a stale backup, jobs that broke off) is listed as a notice.
The run is kept: what, when, by whom, how it ended.
"""

from django.core.management.base import BaseCommand, CommandError

from governance.kernel.upkeep import conditions, proof, server, signed_records
from governance.kernel.upkeep.checks import CHECKS, HINTS, hints, verify

OF_VERIFY = {"verify", "last_verify"}  # about the runs of this very command


class Command(BaseCommand):
    requires_system_checks = ()  # about the code, which the start and the tests look at; they take a second
    help = "Checks every invariant: seals, counted results, ledgers, figures against rows, files."

    def add_arguments(self, parser):
        parser.add_argument("checks", nargs="*", help=f"only these: {', '.join(sorted(CHECKS))}")

    def handle(self, *args, checks, **options):
        with server.own_path():
            self.look(checks)

    def look(self, checks):
        unknown = [name for name in checks if name not in CHECKS and name not in HINTS]
        if unknown:
            raise CommandError(f"no such check: {', '.join(unknown)}; there are {', '.join(sorted(CHECKS))}")
        for name, sentence in hints(checks):
            self.stdout.write(f"please look, {name}: {sentence}")
        found = verify(checks) if not checks or any(name in CHECKS for name in checks) else []
        for name, sentence in found:
            self.stdout.write(f"{name}: {sentence}")
        for sentence in signed_records.acceptances() if not checks or "definitions" in checks else ():
            self.stdout.write(f"definitions: {sentence}")
        for sentence in proof.breaks() if not checks or "record" in checks else ():
            self.stdout.write(f"record: {sentence}")
        for sentence in proof.acknowledgements() if not checks or "rows" in checks else ():
            self.stdout.write(f"rows: {sentence}")
        for each, reading in [] if checks else conditions.readings():
            if reading.state != conditions.OK and each.name not in OF_VERIFY:
                self.stdout.write(f"notice: {each.label}：{reading.value}。{reading.advice}")
        if found:
            raise CommandError(f"{len(found)} things are off", returncode=1)
        self.stdout.write(f"all is well: {', '.join(checks or CHECKS)}")
