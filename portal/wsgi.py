"""The door for web servers: `portal.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

# What was loaded stays for good: the collector need not look at it again and again, nor after every few hundred
# objects of a page (a fifth of a page's time, measured).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
