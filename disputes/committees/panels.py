"""Mediation committees in the menu."""

from governance.kernel.pages.panels import entry

from .querysets import VIEW

entry("底数", "人民调解组织", "chat-square-heart", "disputes:mediation_committees", permission=VIEW, order=57)
