"""Load the demo district into an empty database: every app's part, in one transaction."""

import time
from importlib import import_module
from importlib.util import find_spec

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from governance.demo.world import World
from governance.kernel import desks, reminders, rules
from governance.kernel.records_outside import Dispatch
from governance.models import Area, User

APPS = ("governance", "projects", "disputes", "funds")


class Command(BaseCommand):
    help = "Load the demo district; refuses when the registry is not empty."

    def handle(self, **options):
        if Area.objects.exists() or User.objects.exists():
            raise CommandError("台账中已有数据，演示区只能装入空的数据库。")
        with transaction.atomic():
            world = World()
            self.stage("rules", lambda world: rules.load_rules(), world)
            parts = [(app, import_module(f"{app}.demo")) for app in APPS if find_spec(app) and find_spec(f"{app}.demo")]
            for app, part in parts:
                self.stage(app, part.load, world)
            for app, part in parts:
                if hasattr(part, "finish"):
                    self.stage(f"{app}, second part", part.finish, world)
            self.stage("desks", lambda world: desks.rehome(), world)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stage("reminders", lambda world: reminders.remind(), world)
        Dispatch.objects.owed().delete()  # invented arrears are no news to a real chat room

    def stage(self, name, work, world):
        began = time.monotonic()
        work(world)
        if self.verbosity:
            self.stdout.write(f"Demo: {name} ({time.monotonic() - began:.1f} s)")

    def execute(self, *args, **options):
        self.verbosity = options["verbosity"]
        return super().execute(*args, **options)
