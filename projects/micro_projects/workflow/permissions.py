"""The permissions of micro-projects."""

from governance.kernel.steps.permissions import permission

CHECK = permission("projects.check", "社区初审", held_by=("community_secretary",))
VISIT = permission("projects.visit", "现场踏勘", held_by=("street_admin", "street_staff"))
LIST = permission("projects.list", "提请联席会议", held_by=("district_office",))
OVER_CAP = permission("projects.over_cap", "批准超上限申请", held_by=("district_leader",))
PAY = permission("projects.pay", "登记拨付", held_by=("finance_officer",))
CHAIR = "governance.chair"
