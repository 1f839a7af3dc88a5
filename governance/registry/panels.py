"""The register in the menu."""

from governance.kernel.pages.panels import entry
from governance.roles import VIEW

entry("底数", "组织台账", "diagram-3", "governance:areas", permission=VIEW, order=50, phone="台账")
