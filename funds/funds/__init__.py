"""Community funds."""
