"""Forms of the joint conference."""
