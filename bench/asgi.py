"""The web server's entry for measurements: the portal as it is, which also counts queries for whoever asks it to."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

from portal.asgi import application

__all__ = ["application"]
