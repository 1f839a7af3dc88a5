"""Registers this app with the portal."""

from governance.apps import RoomConfig


class FundsConfig(RoomConfig):
    default = True
    name = "funds"
    verbose_name = "社区基金"
    concepts = ("foundations", "funds", "books", "donations", "grants", "overview")
