"""Questions about disputes, by sub-domain."""
