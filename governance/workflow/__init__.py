"""The rule books of governance, by sub-domain."""
