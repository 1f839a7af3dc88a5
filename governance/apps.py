"""Registers the apps of the portal: each names its concepts, the parts of a concept are found by their names."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

PARTS = (
    *("workflow", "attachments", "actions", "forms", "reactions", "metrics", "panels", "boards", "papers", "checks"),
    "relatives",
    "sheets",
    "cards",
    "tasks",
)


class RoomConfig(AppConfig):
    """An app of the portal: the steps, reactions, figures and panels of its concepts register on import.

    concepts -- the packages of the app, lowest first: a concept imports only those named before it
    """

    default = False
    default_auto_field = "django.db.models.BigAutoField"
    concepts = ()

    def import_models(self):
        """The tables of every concept, whether `models` names them for other apps or not."""
        super().import_models()
        for concept in self.concepts:
            import_part(f"{self.name}.{concept}", "models")

    def ready(self):
        if find_spec(f"{self.name}.roles"):
            import_module(f"{self.name}.roles")
        for concept in self.concepts:
            if not find_spec(f"{self.name}.{concept}"):
                folder = f"{self.name}/{concept}/__init__.py"
                raise ImproperlyConfigured(
                    f'{self.name}/apps.py names the concept "{concept}": add {folder} or drop it.'
                )
            for part in PARTS:
                import_part(f"{self.name}.{concept}", part)

    def parts(self, part):
        """The modules of one kind, in the order of the concepts."""
        found = [import_part(f"{self.name}.{concept}", part) for concept in self.concepts]
        return [module for module in found if module is not None]


def import_part(concept, part):
    """Import a concept's file of one kind, or every file of a folder of that name; None where there is none."""
    if not find_spec(f"{concept}.{part}"):
        return None
    module = import_module(f"{concept}.{part}")
    for folder in getattr(module, "__path__", ()):
        for path in sorted(Path(folder).glob("[a-z]*.py")):
            import_module(f"{concept}.{part}.{path.stem}")
    return module


class GovernanceConfig(RoomConfig):
    default = True
    name = "governance"
    verbose_name = "基层治理"
    concepts = (
        "areas",
        "people",
        "sign_in",
        "organisations",
        "boards",
        "registry",
        "rolls",
        "deliberations",
        "conferences",
        "supervisions",
        "gaps",
        "rules_table",
        "workdays",
        "paper_templates",
        "logs",
        "health",
        "desk",
    )

    def ready(self):
        super().ready()
        from governance.kernel.upkeep import writers

        connection_created.connect(writers.show_the_portal)
        pre_migrate.connect(look_before_migrating, sender=self)
        post_migrate.connect(let_the_portal_run, sender=self)


def look_before_migrating(plan=(), **options):
    """Before migrations: whether what guards the tables may be signed anew after them (`guards.may_sign_after`)."""
    from governance.kernel.upkeep import guards

    guards.look_before(plan)


def let_the_portal_run(plan=(), **options):
    """After migrations: the running role may use the tables, they note changes, what guards them is written down.

    What differed from the signed record before migrating, or was made by no migration of our own, is not signed:
    the record of before stays, and `verify` names the difference.
    """
    from governance.kernel.upkeep import guards, living, privileges

    privileges.settle()
    living.make_triggers()
    if guards.ours(plan):
        living.note_anew()
    guards.keep_after(plan)


@checks.register(checks.Tags.database)
def roles_of_the_database(databases, **options):
    """The role that runs the portal owns no table; asked with `check --database default` and before migrating."""
    from governance.kernel.upkeep import privileges

    asked = bool(databases) and not settings.DEMO
    return [checks.Warning(sentence, id="governance.W001") for sentence in (privileges.warnings() if asked else ())]


@checks.register("house")
def what_concepts_declare(**options):
    """What concepts declare fits together; only commands that run Django's checks import the checkers."""
    from governance.kernel.upkeep.house import declared
    from governance.roles import LABELS

    return declared.errors(settings.BASE_DIR, LABELS)
