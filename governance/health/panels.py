"""Menu entry of the system page."""

from governance.kernel.pages.panels import entry

from .rights import SEE_HEALTH

entry("系统", "运行状况", "activity", "governance:health", permission=SEE_HEALTH, order=80)
