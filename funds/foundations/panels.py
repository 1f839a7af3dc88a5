"""Foundations in the menu."""

from funds.roles import VIEW
from governance.kernel.pages.panels import entry

entry("底数", "合作基金会", "bank", "funds:foundations", permission=VIEW, order=65)
