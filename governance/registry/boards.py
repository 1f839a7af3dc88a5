"""What the register shows on the leaders' board: tiles and columns of branches, committees and leads."""

from governance.boards.board import column, tile
from governance.kernel.figures.metrics import METRICS


def coverage_note(period):
    """The share of compounds that branches cover."""
    return f"覆盖率 {METRICS['branch_coverage'].figure(period).text}%"


def committee_note(period):
    """The share of compounds with a committee, and the number of volunteer teams."""
    rate = METRICS["committee_rate"].figure(period).text
    return f"组建率 {rate}% 志愿队 {METRICS['volunteer_teams'].numerator(period)} 支"


def leads_note(period):
    """The numbers of patch and group leaders."""
    patches, groups = (METRICS[code].numerator(period) for code in ("patch_leaders", "group_leaders"))
    return f"片长 {patches} 组长 {groups}"


tile("branches", note=coverage_note, order=30)
tile("neighbour_heads", note=leads_note, order=33)
tile("self_gov_committees", note=committee_note, order=34)
column("branches", "小区党支部", order=10, bar=True)
column("patch_leaders", "片长", order=11)
column("group_leaders", "组长", order=12)
column("neighbour_heads", "邻长", order=13)
column("self_gov_committees", "自治委员会", order=14)
