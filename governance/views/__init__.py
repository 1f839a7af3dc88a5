"""Pages of governance, by sub-domain."""
