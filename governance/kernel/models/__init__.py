"""The kernel's own tables, and what every business row carries."""
