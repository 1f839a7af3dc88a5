"""Lists of governance, by sub-domain."""
