"""Registers this app with the portal."""

from governance.apps import RoomConfig


class FundsConfig(RoomConfig):
    default = True
    name = "funds"
    verbose_name = "社区基金"
    concepts = ("books", "foundations", "funds", "donations", "grants")
