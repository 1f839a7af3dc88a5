"""What keeps the portal in order: jobs, backups, retention, seals, checks."""
