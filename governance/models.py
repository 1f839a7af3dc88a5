"""All tables of governance, and of the kernel, which it hosts."""

from governance.areas.models import Area, AreaName, Compound, Level, PostSeat
from governance.boards.models import KeptFigure
from governance.conferences.models.action_items import ActionItem
from governance.conferences.models.agenda import AgendaItem, Interest, Vote
from governance.conferences.models.budgets import Budget
from governance.conferences.models.sittings import ConferenceMember, JointConference
from governance.conferences.models.units import ConferenceUnit
from governance.deliberations.ballots import Ballot, Mandate, Motion
from governance.deliberations.models import Deliberation
from governance.deliberations.objections import Objection
from governance.gaps.models import GapLine, GapNotice
from governance.kernel.models.chain import ChainBlock, ChainNote, ChainPending, GuardRecord
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Delivery, Event, Heartbeat
from governance.kernel.models.figures import Serial, Tally
from governance.kernel.models.files import Attachment
from governance.kernel.models.jobs import Job
from governance.kernel.models.limits import Limit
from governance.kernel.models.notices import Notice
from governance.kernel.models.outside import Channel, Dispatch
from governance.kernel.models.pages import Draft, SavedView, Submission
from governance.kernel.models.rules import Rule, WorkDay
from governance.kernel.models.upkeep import UpkeepRun
from governance.organisations.models import (
    Force,
    ForceMember,
    ForceSeat,
    Organisation,
    OrgFill,
    OrgMember,
    OrgScheme,
    OrgSlot,
)
from governance.paper_templates.models import PaperTemplate
from governance.people.models.accounts import User
from governance.people.models.identity import IdentityCheck, NumberEntry
from governance.people.models.people import Person
from governance.people.models.posts import Appointment
from governance.people.ways_in import (
    ApiKey,
    PasswordLink,
    PasswordRecord,
    RecoveryCode,
    SecondFactor,
    Session,
)
from governance.rolls.members import RollMember
from governance.rolls.models import Roll, RollOwner, RollUnit
from governance.supervisions.models import Supervision
from governance.workdays.models import CalendarChange

__all__ = [
    "ActionItem",
    "AgendaItem",
    "ApiKey",
    "Appointment",
    "Area",
    "AreaName",
    "Attachment",
    "Ballot",
    "Budget",
    "CalendarChange",
    "ChainBlock",
    "ChainNote",
    "ChainPending",
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
    "GapLine",
    "GapNotice",
    "GuardRecord",
    "Heartbeat",
    "IdentityCheck",
    "Interest",
    "Job",
    "JointConference",
    "KeptFigure",
    "Level",
    "Limit",
    "Mandate",
    "Motion",
    "Notice",
    "NumberEntry",
    "Objection",
    "OrgFill",
    "OrgMember",
    "OrgScheme",
    "OrgSlot",
    "Organisation",
    "PaperTemplate",
    "PasswordLink",
    "PasswordRecord",
    "Person",
    "PostSeat",
    "RecoveryCode",
    "Roll",
    "RollMember",
    "RollOwner",
    "RollUnit",
    "Rule",
    "SavedView",
    "SecondFactor",
    "Serial",
    "Session",
    "Submission",
    "Supervision",
    "Tally",
    "UpkeepRun",
    "User",
    "Vote",
    "WorkDay",
]
