"""What deliberations do by the clock."""

from governance.kernel.steps.events import on_clock

from . import actions

on_clock(actions.finalise_due)
