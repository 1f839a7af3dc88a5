"""Clients that generators make of the API's description, and what they do with it."""
