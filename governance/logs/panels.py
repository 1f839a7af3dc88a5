"""Menu entry of the logs."""

from governance.kernel.pages.panels import entry
from governance.kernel.steps.permissions import permission

READ_LOGS = permission("governance.logs", "查看日志", held_by=("audit_admin",))

entry("系统", "操作日志", "clipboard-data", "governance:logs", permission=READ_LOGS, order=92)
