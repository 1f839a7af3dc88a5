"""What `verify` checks of micro-projects: the triggers that protect decided projects and their money."""

from governance.kernel.upkeep.checks import expect_triggers, keep_on_record

from .models.budgets import BudgetLine, FundingSource, Payment
from .models.projects import MicroProject
from .models.reviews import SiteVisit, Version

expect_triggers(
    MicroProject,
    "micro_project_no_delete",
    "micro_project_ended_read_only",
    "micro_project_adds_up",
    "micro_project_follows_its_motion",
    "micro_project_keeps_what_was_voted",
)
expect_triggers(BudgetLine, "budget_line_open")
expect_triggers(FundingSource, "funding_source_open")
expect_triggers(Payment, "payment_within_approval")
expect_triggers(Version, "version_append_only")
expect_triggers(SiteVisit, "site_visit_append_only")
for added in (Version, SiteVisit):
    keep_on_record(added)
