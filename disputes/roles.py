"""Permissions that the concepts of disputes share."""

from governance.kernel.steps.permissions import permission

COUNT = permission(
    "disputes.count",
    "查看纠纷统计",
    held_by=(
        "district_leader",
        "district_office",
        "street_leader",
        "street_admin",
        "street_staff",
        "community_secretary",
        "community_staff",
        "branch_secretary",
        "committee_head",
        "justice_office",
        "petition_officer",
        "peace_office",
        "auditor",
    ),
)
