"""The register of a place: everything that is recorded about it on one page."""
