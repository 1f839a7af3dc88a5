"""People, their posts and accounts, the roster."""
