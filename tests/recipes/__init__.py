"""What a copy of the portal that followed the README's recipes is asked; run by tests/test_recipes.py."""

import django
from django.conf import settings


def start_portal():
    """Django, with static files as the tests read them and nothing sent to a worker."""
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "tests.static_files.CheckedStorage"}}
    django.setup()
    from governance.kernel.steps import events

    events.nudge = lambda: None
