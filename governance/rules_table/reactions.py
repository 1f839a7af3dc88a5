"""What the clock does with dated rules."""

from governance.kernel.steps.events import on_clock

from . import actions

on_clock(actions.ask_successors)
