"""Menu entry of the logs."""

from governance.kernel.pages.panels import entry

entry("系统", "操作日志", "clipboard-data", "/governance/logs/", permission="governance.logs", order=92)
