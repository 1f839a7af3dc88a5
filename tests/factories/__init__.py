"""Small functions that make rows for tests, by sub-domain."""
