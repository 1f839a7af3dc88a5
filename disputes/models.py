"""All tables of disputes."""

from disputes.cases.models.cases import MediationCase
from disputes.cases.models.mediators import CaseMediator
from disputes.cases.models.parties import Party
from disputes.cases.models.proceedings import Agreement, CaseRecord, Term
from disputes.committees.models import LawStation, MediationCommittee, Mediator

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
