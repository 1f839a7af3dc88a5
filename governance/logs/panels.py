"""Menu entry of the logs."""

from governance.kernel.pages.panels import entry

from .rights import READ_LOGS

entry("系统", "操作日志", "clipboard-data", "governance:logs", permission=READ_LOGS, order=92)
