"""What the demo district must say: its figures, accounts, allocation, and who reads what."""

from decimal import Decimal

FIGURES = {
    "branches": 277,
    "branch_coverage": Decimal("100.00"),
    "patch_leaders": 381,
    "group_leaders": 1309,
    "neighbour_heads": 7045,
    "self_gov_committees": 153,
    "volunteer_teams": 260,
    "committee_rate": Decimal("55.23"),
    "compounds": 277,
    "demand_categories": 9,
    "microprojects": 21,
    "microproject_fiscal_yuan": Decimal(680_000),
    "cases_accepted": 6965,
    "cases_resolved": 6612,
    "resolution_rate": Decimal("94.93"),
    "law_stations": 2,
    "law_station_cases": 18,
    "law_station_success_rate": Decimal("100.00"),
    "community_funds_named": 3,
    "education_funds": 1,
    "foundations": 9,
    "raised_yuan": Decimal(2_036_800),
}
ACCOUNTS = {
    "leader",
    "office",
    "office2",
    "street",
    "street2",
    "street3",
    "secretary",
    "secretary2",
    "branch",
    "mediator",
    "committee",
    "petition",
    "peace",
    "dept",
    "fund",
    "supervisor",
    "finance",
    "auditor",
    "sysadmin",
    "secadmin",
    "auditadmin",
}
ALLOCATED = {
    "branches": "branches",
    "patch_leaders": "patch_leaders",
    "group_leaders": "group_leaders",
    "neighbour_heads": "neighbour_heads",
    "self_gov_committees": "self_gov_committees",
    "volunteer_teams": "volunteer_teams",
    "cases_accepted": "cases_accepted",
    "cases_resolved": "cases_resolved",
}

NOT_IN_THE_DEMO = {  # states in which nothing waits there: for them the permissions are compared only
    ("funds.communityfund", "agreed"),
    ("funds.communityfund", "proposed"),
    ("funds.communityfund", "rectifying"),
    ("funds.grant", "refused"),
    ("funds.grant", "requested"),
    ("governance.actionitem", "reported"),
    ("governance.deliberation", "reopened"),
    ("governance.identitycheck", "open"),
    ("governance.jointconference", "agenda_fixed"),
    ("governance.jointconference", "minutes_draft"),
    ("governance.jointconference", "minutes_signed"),
    ("governance.jointconference", "planned"),
    ("governance.papertemplate", "proposed"),
    ("governance.rule", "leaving"),
    ("governance.rule", "proposed"),
}

READING = (  # accounts that between them see rows of every resource
    "office", "street", "secretary", "mediator", "fund", "supervisor", "committee", "branch", "leader", "office2",
    "dept", "streetleader", "finance", "peace", "sysadmin", "secadmin", "auditadmin",
)  # fmt: skip
