"""Demands (居民需求)."""
