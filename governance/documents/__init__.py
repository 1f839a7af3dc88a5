"""Papers governance prints, by sub-domain."""
