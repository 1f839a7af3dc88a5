"""What governance does by the clock.  The kernel's tasks are named here so that Celery finds them."""

from governance import reactions
from governance.actions import conferences, deliberations, organisations, people
from governance.kernel.desks import rehome
from governance.kernel.events import clock_steps, deliver_events, heartbeat, on_clock
from governance.kernel.housekeeping import sweep
from governance.kernel.jobs import run_jobs
from governance.kernel.outside import send_outside
from governance.kernel.reminders import remind, send_mail

__all__ = [
    "clock_steps", "deliver_events", "heartbeat", "reactions", "remind", "run_jobs", "send_mail", "send_outside",
    "sweep",
]  # fmt: skip

on_clock(people.expire_posts)
on_clock(organisations.expire_terms)
on_clock(organisations.announce_terms)
on_clock(deliberations.finalise_due)
on_clock(conferences.follow_issued)
on_clock(rehome)
