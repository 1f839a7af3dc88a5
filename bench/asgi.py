"""The web server's entry for measurements."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

from portal.asgi import application

__all__ = ["application"]
