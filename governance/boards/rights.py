"""Who may open the leaders' boards."""

from governance.kernel.steps.permissions import permission

SEE_BOARD = permission(
    "governance.board",
    "查看驾驶舱",
    held_by=(
        "district_leader",
        "district_office",
        "street_leader",
        "street_admin",
        "street_staff",
        "community_secretary",
        "branch_secretary",
        "peace_office",
        "auditor",
    ),
)
