"""Reads of cases: which users see a case's row, which may read its text, and what lists and figures ask for.

A row (kind, place, dates, state) is seen by the holders of `disputes.count`
over its place and by those who handle it.  Parties and text are need-to-know
(domain.md §2.16): the creator's unit, the assigned mediators, the head of the
committee, their direct supervisor, the leader in charge.  `readable_by` says
so in SQL, `Reader.may_read` for a loaded row; a test compares them.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils.functional import cached_property

from disputes.committees.workflow import IN_OFFICE
from disputes.roles import COUNT
from governance.kernel.clock import clock
from governance.kernel.models.scopes import ROOT, ScopedQuerySet
from governance.kernel.pages.search import search, words_of

from .workflow import ACCEPT, MEDIATE, OFFICE, OPEN, REGISTER, REPORT, SUPERVISE

LEAD = "governance.supervise"
NOTHING = Q(pk__in=[])


def supervised_with(area):
    """The paths of a committee's place and of the one above it: whoever is over one of them supervises it.

    A place that was merged keeps the one it belonged to, for its closed cases stay with its own committee.
    """
    return (area.path, area.parent.path) if area.parent_id else (area.path,)


# Of a row in a list, which has read them (`with_paths`), or of any other.
def unit_path(case):
    if hasattr(case, "unit_path"):
        return case.unit_path
    return case.unit.path if case.unit_id is not None else None


def supervising_paths(case):
    if hasattr(case, "committee_path"):
        return case.committee_path, case.above_path
    return supervised_with(case.committee.area) if case.committee_id is not None else ()


def headed_by(person_id):
    """Ids of the committees in office that somebody heads, as their head or a deputy."""
    posts = apps.get_model("disputes", "Mediator").objects.active().heads()
    return posts.filter(person=person_id, committee__status=IN_OFFICE).values_list("committee_id", flat=True)


@dataclass(frozen=True)
class Reader:
    """What of a user's rights matters for case text, read once a request.

    mediates, registers, reports, leads -- whether the posts of today still carry the work by which a case became theirs
    accepts    -- whether the user may head a committee; `committees` are those: two of one place share nothing
    units      -- paths of the offices the user works in
    supervises -- paths whose committees, and those one level below, the user supervises
    """

    user_id: int
    mediates: bool
    registers: bool
    reports: bool
    leads: bool
    accepts: bool
    person_id: int
    units: tuple
    supervises: tuple

    @classmethod
    def of(cls, user):
        """The rights of a user as a reader; kept on the user object, which lasts for one request."""
        if not hasattr(user, "_case_reader"):
            user._case_reader = cls(
                user.pk,
                user.has(MEDIATE),
                user.has(REGISTER),
                user.has(REPORT),
                user.has(LEAD),
                user.has(ACCEPT),
                user.person_id,
                user.scope(OFFICE).paths,
                user.scope(SUPERVISE).paths,
            )
        return user._case_reader

    @cached_property
    def committees(self):
        """Ids of the committees the user heads."""
        return set(headed_by(self.person_id)) if self.accepts else set()

    def heads(self, case):
        """Does the user head the committee of this case?  A page's own row carries the answer (`with_head`)."""
        if getattr(case, "reader_id", None) == self.user_id:
            return self.accepts and case.reader_heads
        return case.committee_id is not None and case.committee_id in self.committees

    def may_read(self, case):
        places = supervising_paths(case) if self.supervises else ()
        return (
            (self.mediates and self.user_id in case.handlers)
            or (self.leads and case.leader_id == self.user_id)
            or (self.registers and case.created_by_id == self.user_id)
            or (bool(self.units) and unit_path(case) in self.units)
            or self.heads(case)
            or any(path in self.supervises for path in places)
        )

    def handled(self):
        """Rows that name the user; no condition for users who cannot have any, so that lists stay plain ranges."""
        rows = Q(handlers__contains=[self.user_id]) if self.mediates else NOTHING
        if self.registers or self.reports:
            rows |= Q(created_by=self.user_id)
        return rows | Q(leader=self.user_id) if self.leads else rows

    def q(self):
        rows = Q(handlers__contains=[self.user_id]) if self.mediates else NOTHING
        if self.leads:
            rows |= Q(leader=self.user_id)
        if self.registers:
            rows |= Q(created_by=self.user_id)
        if self.units:
            rows |= Q(unit__path__in=self.units)
        if self.accepts:
            rows |= Q(committee__in=headed_by(self.person_id))
        if self.supervises:
            rows |= Q(committee__area__path__in=self.supervises)
            rows |= Q(committee__area__parent__path__in=self.supervises)
        return rows


class CaseQuerySet(ScopedQuerySet):
    view_permission = COUNT

    def visible_to(self, user, permission=None):
        """Rows by their own copy of the area's path, so that the list needs no join."""
        scope = user.scope(permission or self.view_permission)
        if ROOT in scope.paths:
            return self
        wanted = reduce(or_, (Q(area_path__startswith=path) for path in scope.paths), NOTHING)
        return self.filter(wanted if permission else wanted | Reader.of(user).handled())

    def with_head(self, user):
        """Annotate each row with whether the user heads its committee, so that a page need not query it."""
        mine = headed_by(user.person_id).filter(committee=OuterRef("committee"))
        return self.annotate(reader_id=Value(user.pk), reader_heads=Exists(mine))

    def with_paths(self):
        """Annotate each row with the paths by which it is decided who reads it, so that a list needs no other rows."""
        return self.annotate(
            unit_path=F("unit__path"),
            committee_path=F("committee__area__path"),
            above_path=F("committee__area__parent__path"),
        )

    def handled_by(self, user):
        """Cases the user mediates, registered, or answers for."""
        return self.filter(Reader.of(user).handled())

    def readable_by(self, user):
        """Rows whose parties and text the user may read."""
        return self.filter(Reader.of(user).q())

    def for_device(self, user):
        """Those that the user mediates, the newest first: a session may be held where no network is."""
        mine = self.in_group("at_work").filter(handlers__contains=[user.pk])
        return mine.readable_by(user).select_related("area", "committee__area__parent").order_by("-listed_on", "-pk")

    def below(self, area):
        return self if area.path == ROOT else self.filter(area_path__startswith=area.path)

    def matching(self, words, user):
        """Chinese search: every word in number, place, kind or title; in the title only where the user may read it."""
        shown = Q()
        for word in words_of(words):
            shown &= Q(open_text__contains=word)
        return search(self, words).filter(shown | Reader.of(user).q())

    # ---- states
    def open(self):
        return self.in_group("open")

    def overdue(self, on=None):
        return self.open().filter(due_on__lt=on or clock.today())

    def ended(self):
        """Closed cases, and applications that were not taken."""
        return self.exclude(status__in=OPEN)

    # ---- figures
    def counted(self):
        """Cases of the committees; the stations keep a register of their own (domain.md S49)."""
        return self.filter(station=None, accepted_on__isnull=False)

    def of_stations(self):
        return self.filter(station__isnull=False, accepted_on__isnull=False)

    def resolved(self, as_of=None):
        """Agreement reached by a day."""
        rows = self.in_group("resolved")
        return rows.filter(closed_on__lte=as_of) if as_of else rows

    def closed(self):
        return self.in_group("closed")
