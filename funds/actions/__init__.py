"""The only writers of funds."""

from . import books, donations, foundations, funds, grants

__all__ = ["books", "donations", "foundations", "funds", "grants"]
