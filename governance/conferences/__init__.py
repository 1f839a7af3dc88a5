"""The joint conference: sittings, agenda, votes, minutes, budgets, action items."""
