"""When the reason of a delay is asked for (domain.md §2.17)."""

from governance.kernel.clock import rules

EXPLAIN_FROM = 3  # days late from which those who must act are asked for the reason


def asks_why(deadline):
    """Is the reason asked for?  Some days late and no reason given; statutory periods give no grace."""
    rule = rules.find(deadline.rule, deadline.opened_on)
    grace = 1 if rule is not None and rule.is_statutory else EXPLAIN_FROM
    return not deadline.late_kind and deadline.days_late >= grace
