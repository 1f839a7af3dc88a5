"""The bare page: the least that Django needs for a signed-in list, a project of its own beside the portal.

Five middlewares, a session, one query of 50 cases with their place, one template; a second page has no rows and
reads the account instead.  It shares the database with the portal, where it may only read, and nothing else:
neither settings nor middlewares, models nor templates.
"""
