"""The framework of the portal: scope, workflow, events, pages.  No domain words."""
