"""Permissions that the concepts of funds share."""

from governance.kernel.steps.permissions import permission

VIEW = permission(
    "funds.view",
    "查看社区基金",
    held_by=(
        "district_leader",
        "district_office",
        "street_leader",
        "street_admin",
        "street_staff",
        "community_secretary",
        "community_staff",
        "fund_manager",
        "fund_supervisor",
        "finance_officer",
        "auditor",
    ),
)
SET_UP = permission("funds.set_up", "设立社区基金", held_by=("street_admin",))
RECORD = permission("funds.record", "登记捐赠和申请", held_by=("community_secretary", "fund_manager"))
CONFIRM = permission("funds.confirm", "确认到账和拨付", held_by=("finance_officer",))
OVERSEE = permission("funds.oversee", "出具监督意见", held_by=("fund_supervisor", "auditor"))
