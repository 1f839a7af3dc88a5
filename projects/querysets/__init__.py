"""Questions to the tables of projects, by sub-domain."""
