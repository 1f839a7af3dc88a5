"""The leaders' boards."""
