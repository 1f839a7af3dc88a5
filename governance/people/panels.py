"""People, posts and accounts in the menu."""

from governance.kernel.pages.panels import entry

entry("底数", "任职台账", "people", "/governance/appointments/", permission="governance.view", order=55)
entry("底数", "导入花名册", "upload", "/governance/roster/", permission="governance.edit_registry", order=58)
entry("系统", "账号与岗位", "person-gear", "/governance/accounts/", permission="governance.account_list", order=90)
