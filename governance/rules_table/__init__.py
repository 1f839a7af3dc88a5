"""The table of dated rules as its editors see it."""
