"""What the clock does for the boards: it keeps the figures of a month that is over."""

from governance.kernel.steps.events import on_clock

from .actions import keep_last_month

on_clock(keep_last_month)
