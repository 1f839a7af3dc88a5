"""Who may see how the portal is."""

from governance.kernel.steps.permissions import permission

SEE_HEALTH = permission("governance.health", "查看系统运行状况", held_by=("sys_admin",))
