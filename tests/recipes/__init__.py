"""What a copy of the portal that followed the README's recipes is asked; run by tests/test_recipes.py."""

import django
from django.conf import settings
from django.core.management import call_command


def start_portal():
    """Django, checked and migrated, with static files as the tests read them and nothing sent to a worker."""
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "tests.static_files.CheckedStorage"}}
    django.setup()
    call_command("check")
    call_command("migrate", verbosity=0)
    from governance.kernel.steps import events

    events.nudge = lambda: None
