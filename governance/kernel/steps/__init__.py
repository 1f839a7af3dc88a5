"""How a row changes: workflows, guards, forms, events, drafts."""
