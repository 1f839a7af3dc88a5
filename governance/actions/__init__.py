"""The only writers of governance, by sub-domain."""
