"""The portal's own settings, and a count of queries for a request that asks for it."""

from portal.settings import *  # noqa: F403
from portal.settings import MIDDLEWARE

MIDDLEWARE = ["bench.counting.CountQueries", *MIDDLEWARE]
