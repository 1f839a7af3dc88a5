"""One person's own pages: work, messages, search, drafts, jobs, calendar feed."""
