"""Key households in the menu."""

from governance.kernel.pages.panels import entry
from projects.roles import REPORT

entry("业务", "重点走访户", "house-heart", "projects:key_households", permission=REPORT, order=28)
