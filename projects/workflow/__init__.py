"""The rule books of projects, by sub-domain."""
