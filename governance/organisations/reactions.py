"""What organisations do by the clock."""

from governance.kernel.steps.events import on_clock

from .actions import organisations

on_clock(organisations.expire_terms)
on_clock(organisations.announce_terms)
