"""Registers this app with the portal."""

from governance.apps import RoomConfig


class DisputesConfig(RoomConfig):
    default = True
    name = "disputes"
    verbose_name = "矛盾纠纷"
    concepts = ("committees", "cases")
