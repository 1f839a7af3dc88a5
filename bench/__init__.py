"""Measurements: what a page costs beside a bare Django page, and whether that grows with the data."""
