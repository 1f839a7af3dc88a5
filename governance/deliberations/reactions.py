"""What deliberations do by the clock."""

from governance.kernel.steps.events import on_clock

from .actions import deliberations

on_clock(deliberations.finalise_due)
