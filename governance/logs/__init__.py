"""The logs of the auditing administrator."""
