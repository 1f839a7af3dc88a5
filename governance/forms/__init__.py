"""Forms of steps, by sub-domain."""
