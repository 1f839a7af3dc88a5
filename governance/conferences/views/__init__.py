"""Pages of the joint conference."""
