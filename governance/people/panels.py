"""People, posts and accounts in the menu."""

from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.pages.panels import entry
from governance.roles import VIEW

from .workflow.rights import CHECK_IDENTITY, LIST_ACCOUNTS

entry("底数", "任职台账", "people", "governance:appointments", permission=VIEW, order=55)
entry("底数", "导入花名册", "upload", "governance:roster", permission=EDIT_REGISTRY, order=58)
entry("底数", "身份证号核对", "person-check", "governance:identity_checks", permission=CHECK_IDENTITY, order=57)
entry("系统", "账号与岗位", "person-gear", "governance:users", permission=LIST_ACCOUNTS, order=90)
