"""Permissions that the concepts of projects share."""

from governance.kernel.steps.permissions import permission

VIEW = permission(
    "projects.view",
    "查看微项目和需求",
    held_by=(
        "district_leader",
        "district_office",
        "street_leader",
        "street_admin",
        "street_staff",
        "community_secretary",
        "community_staff",
        "branch_secretary",
        "patch_leader",
        "group_leader",
        "neighbour_head",
        "fund_manager",
        "finance_officer",
        "auditor",
    ),
)
REPORT = permission(
    "projects.report",
    "登记走访和需求",
    held_by=(
        "district_office",
        "street_admin",
        "street_staff",
        "community_secretary",
        "community_staff",
        "branch_secretary",
        "patch_leader",
        "group_leader",
        "neighbour_head",
    ),
)
