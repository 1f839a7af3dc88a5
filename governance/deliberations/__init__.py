"""Deliberations: bodies, quorum, majority, publicity."""
