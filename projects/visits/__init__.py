"""Home visits (走访)."""
