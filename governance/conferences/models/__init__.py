"""The tables of the joint conference (联席会议): sittings, agenda, action items, member units, budgets."""
