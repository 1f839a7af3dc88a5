"""Tables of disputes, by sub-domain."""

from .cases import CaseMediator, MediationCase
from .committees import LawStation, MediationCommittee, Mediator
from .parties import Party
from .proceedings import Agreement, CaseRecord, Term

__all__ = [
    "Agreement",
    "CaseMediator",
    "CaseRecord",
    "LawStation",
    "MediationCase",
    "MediationCommittee",
    "Mediator",
    "Party",
    "Term",
]
