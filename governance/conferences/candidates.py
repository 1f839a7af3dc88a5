"""What waits for the joint conference: other apps name it, the office puts it on an agenda."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SOURCES = []


@dataclass(frozen=True)
class Candidate:
    """One matter that could go on the agenda.

    list_url -- the step of the other app that lists it; the conference's id is added as ?conference=
    """

    title: str
    area: object
    proposer: str
    url: str
    list_url: str
    requested_amount: Decimal | None = None
    fund_request: Decimal | None = None
    own_share: Decimal | None = None
    waiting_since: date | None = None
    note: str = ""


def candidates(source):
    """Register fn(conference, user) -> iterable of Candidate that this user may list."""
    SOURCES.append(source)
    return source


def waiting_for(conference, user):
    """Everything that waits for this sitting, the longest first."""
    found = [candidate for source in SOURCES for candidate in source(conference, user)]
    return sorted(found, key=lambda candidate: (candidate.waiting_since or date.max, candidate.title))
