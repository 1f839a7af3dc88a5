"""Forms of the steps of disputes, by sub-domain."""
