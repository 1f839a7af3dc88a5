"""The portal's addresses, and the bare page."""

from django.urls import path

from bench.bare import bare
from portal.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]

urlpatterns = [path("bench/bare/", bare), *urlpatterns]
