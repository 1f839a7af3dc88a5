"""Measurements: what a page costs beside a bare Django page (bench/floor), and whether that grows with the data."""
