"""All tables of governance, and of the kernel, which it hosts."""

from governance.kernel.records import Deadline, Delivery, Event, Heartbeat, Notice, Serial, Submission, Tally
from governance.kernel.records_calendar import WorkDay
from governance.kernel.records_files import Attachment
from governance.kernel.records_jobs import Job
from governance.kernel.records_outside import Channel, Dispatch
from governance.kernel.records_pages import Draft, SavedView
from governance.kernel.records_rules import Rule

from .areas import Area, AreaName, Compound, Level, PostSeat
from .conferences import (
    ActionItem,
    AgendaItem,
    Budget,
    ConferenceMember,
    ConferenceUnit,
    Interest,
    JointConference,
    Vote,
)
from .deliberations import Ballot, Deliberation, Motion, Objection
from .organisations import Force, ForceMember, ForceSeat, Organisation, OrgFill, OrgMember, OrgScheme, OrgSlot
from .people import Appointment, PasswordRecord, Person, User
from .supervisions import Supervision

__all__ = [
    "ActionItem",
    "AgendaItem",
    "Appointment",
    "Area",
    "AreaName",
    "Attachment",
    "Ballot",
    "Budget",
    "Channel",
    "Compound",
    "ConferenceMember",
    "ConferenceUnit",
    "Deadline",
    "Deliberation",
    "Delivery",
    "Dispatch",
    "Draft",
    "Event",
    "Force",
    "ForceMember",
    "ForceSeat",
    "Heartbeat",
    "Interest",
    "Job",
    "JointConference",
    "Level",
    "Motion",
    "Notice",
    "Objection",
    "OrgFill",
    "OrgMember",
    "OrgScheme",
    "OrgSlot",
    "Organisation",
    "PasswordRecord",
    "Person",
    "PostSeat",
    "Rule",
    "SavedView",
    "Serial",
    "Submission",
    "Supervision",
    "Tally",
    "User",
    "Vote",
    "WorkDay",
]
