"""Coming in: login, password, sessions, keys of the API."""
