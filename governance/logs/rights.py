"""Who may read the logs."""

from governance.kernel.steps.permissions import permission

READ_LOGS = permission("governance.logs", "查看日志", held_by=("audit_admin",))
