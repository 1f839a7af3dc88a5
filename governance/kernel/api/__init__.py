"""How programs read rows and take steps."""
