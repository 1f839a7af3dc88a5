"""Menu entries and panels of foundations."""

from governance.kernel.pages.panels import entry

entry("底数", "合作基金会", "bank", "/funds/foundations/", permission="funds.view", order=65)
