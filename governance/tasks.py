"""The kernel's tasks, named here so that Celery finds them."""

from governance.kernel.clock.ladders import remind
from governance.kernel.clock.messages import send_mail
from governance.kernel.steps.events import clock_steps, deliver_events, heartbeat
from governance.kernel.upkeep.chain import chain_record
from governance.kernel.upkeep.checks import verify_at_night
from governance.kernel.upkeep.housekeeping import sweep
from governance.kernel.upkeep.jobs import run_jobs
from governance.kernel.upkeep.outside import send_outside

__all__ = [
    "chain_record",
    "clock_steps",
    "deliver_events",
    "heartbeat",
    "remind",
    "run_jobs",
    "send_mail",
    "send_outside",
    "sweep",
    "verify_at_night",
]
