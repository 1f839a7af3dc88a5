"""Measurements: what a page costs compared with a bare Django page, and whether that grows with the data."""
