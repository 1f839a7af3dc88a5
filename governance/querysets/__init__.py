"""Reads with names; `visible_to` is the door."""
