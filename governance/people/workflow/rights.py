"""Who may register posts, give rights, keep accounts and merge people."""

from governance import roles
from governance.kernel.steps.permissions import permission

APPOINT = permission(
    "governance.appoint", "登记任职", held_by=("district_office", "street_admin", "community_secretary")
)
KEEP_WORK_PHONES = permission(
    "governance.work_phone",
    "登记工作电话",
    held_by=("district_office", "street_admin", "street_staff", "community_secretary", "community_staff"),
)
GRANT_RIGHTS = permission("governance.rights", "授予和收回岗位", held_by=("sec_admin",))
KEEP_ACCOUNTS = permission("governance.accounts", "维护账号", held_by=("sys_admin",))
LIST_ACCOUNTS = permission("governance.account_list", "查看账号", held_by=roles.ADMINISTRATORS)
RESET_ADMINISTRATORS = permission(
    "governance.administrator_reset", "提请、确认重置密码（两人办理）", held_by=roles.ADMINISTRATORS
)
SWITCH_ADMINISTRATORS = permission(
    "governance.administrator_switch", "提请、确认停用和恢复管理员账号（两人办理）", held_by=roles.ADMINISTRATORS
)
MERGE_PEOPLE = permission(
    "governance.merge_people", "提请、确认合并重复登记的人员（两人办理）", held_by=("district_office", "street_admin")
)
CHECK_IDENTITY = permission("governance.identity_check", "核对两人相同的身份证号", held_by=("district_office",))
REMOVE_FACTORS = permission(
    "governance.factor_removal", "提请、确认解除动态验证码（两人办理）", held_by=roles.ADMINISTRATORS
)
