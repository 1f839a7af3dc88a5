"""The web server's entry for measurements."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

from portal.wsgi import application  # noqa: E402

__all__ = ["application"]
