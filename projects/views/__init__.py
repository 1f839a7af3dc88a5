"""Pages of projects, by sub-domain."""
