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
ROUTE = permission(
    "projects.route",
    "受理和交办需求",
    held_by=("district_office", "street_admin", "street_staff", "community_secretary", "community_staff"),
)
APPLY = permission(
    "projects.apply", "申报微项目", held_by=("community_secretary", "community_staff", "branch_secretary")
)
REVIEW = permission("projects.review", "街道审核", held_by=("street_admin",))
