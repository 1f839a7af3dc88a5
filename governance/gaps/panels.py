"""Gaps of the register in the menu."""

from governance.kernel.pages.panels import entry

from .workflow import SEE_GAPS

entry("底数", "台账缺口", "clipboard-x", "governance:gaps", permission=SEE_GAPS, order=51)
