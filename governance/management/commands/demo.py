"""Load the demo district into an empty database: the parts of all apps, in one transaction."""

import time

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from governance.areas.models import Area
from governance.demo_world import World
from governance.kernel.clock import desks, ladders, rules
from governance.kernel.models.outside import Dispatch
from governance.kernel.upkeep.statistics import analyze
from governance.people.demo import tell_given
from governance.people.models.accounts import User

APPS = ("governance", "projects", "disputes", "funds")


class Command(BaseCommand):
    help = "Load the demo district; refuses when the registry is not empty."

    def handle(self, **options):
        if Area.objects.exists() or User.objects.exists():
            raise CommandError("台账中已有数据，演示区只能装入空的数据库。")
        with transaction.atomic():
            world = World()
            self.stage("rules", lambda world: rules.load_rules(), world)
            for app in APPS:
                self.stage(app, lambda world, app=app: run_parts(app, "load", world), world)
                self.stage(f"{app}, posts and accounts", tell_given, world)
            for app in APPS:
                self.stage(f"{app}, second part", lambda world, app=app: run_parts(app, "finish", world), world)
            for app in APPS:
                self.stage(f"{app}, conclusion", lambda world, app=app: run_parts(app, "conclude", world), world)
            self.stage("desks", lambda world: desks.rehome(), world)
        analyze()
        self.stage("reminders", lambda world: ladders.remind(), world)
        Dispatch.objects.owed().delete()  # invented arrears are no news to a real chat room

    def stage(self, name, work, world):
        began = time.monotonic()
        work(world)
        if self.verbosity:
            self.stdout.write(f"Demo: {name} ({time.monotonic() - began:.1f} s)")

    def execute(self, *args, **options):
        self.verbosity = options["verbosity"]
        return super().execute(*args, **options)


def run_parts(app, stage, world):
    """Run `load`, `finish` or `conclude` of every concept's demo, in the order of the concepts."""
    for part in apps.get_app_config(app).parts("demo"):
        if hasattr(part, stage):
            getattr(part, stage)(world)
