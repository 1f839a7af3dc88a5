"""The workflows of the joint conference: sittings, agenda items, action items, member units, budgets."""
