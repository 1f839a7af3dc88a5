"""Mediation committees in the menu."""

from governance.kernel.pages.panels import entry

entry("底数", "人民调解组织", "chat-square-heart", "/disputes/committees/", permission="governance.view", order=57)
