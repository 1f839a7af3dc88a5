"""The entry for web servers: `portal.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

# Modules stay loaded, so the garbage collector need not examine them again, nor run after every few hundred
# objects of a page (a fifth of a page's time, measured).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
