"""Which gap is meant, and whether its community may be told of it now."""

from dataclasses import dataclass
from datetime import timedelta

from governance.kernel.clock import clock, rules
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.saving import lock

from .kinds import BY_CODE
from .models import GapLine
from .workflow import TELL_GAPS

FILLED = "这一项已经补齐，或不在您的辖区，没有告知"
NO_COMMUNITY = "这一项在街道（镇）本级或区级，没有可告知的社区，请直接办理"


def last_line(kind, row):
    """What was last told about a row, or None."""
    return GapLine.objects.of_rows(kind, [row.pk]).last()


def hold(kind, row):
    """The gap as it is now; whoever else tells of it waits until the end of the transaction.  Refuses no_gap."""
    lock(row)
    found = kind.of(kind.model.objects.filter(pk=row.pk)).select_related(*kind.related).first()
    if found is None:
        raise Refused(FILLED, "no_gap")
    return found


def too_soon(line):
    """Why a gap is not told again yet; "" where it may be.  What was filled since is told anew at any time."""
    days = rules.value("gap_tell_again")
    if line.is_mended or clock.local_date(line.told_at) + timedelta(days) <= clock.today():
        return ""
    moment = clock.zh_moment(line.told_at)
    return f"{line.told_by.name}已于{moment}告知{line.notice.area.name}{line.notice.told_to}，{days} 天内不重复告知"


def find_gap(user, code, key, permission):
    """(kind, row) of a gap that a user sees by a permission; (kind, None) where it is none any more."""
    kind = BY_CODE[code]
    row = kind.visible_to(user, permission).filter(pk=key).select_related(*kind.related).first()
    return kind, row


@dataclass(frozen=True)
class Chosen:
    """A gap that somebody chose in a list, and why it is not told now ("" where it is)."""

    kind: object
    row: object
    reason: str

    def __str__(self):
        return self.kind.words(self.row)

    def get_absolute_url(self):
        return self.row.get_absolute_url()


def chosen_gaps(kind, keys, user):
    """Those of the chosen rows that are gaps in the user's places, each with the reason why it is not told now."""
    rows = list(kind.visible_to(user, TELL_GAPS).filter(pk__in=keys).select_related(*kind.related).order_by("pk"))
    told = {line.row_id: line for line in GapLine.objects.of_rows(kind, [row.pk for row in rows])}
    return [Chosen(kind, row, why_not(kind, row, told.get(row.pk))) for row in rows]


def why_not(kind, row, line):
    if kind.place(row).community_id is None:
        return NO_COMMUNITY
    return too_soon(line) if line is not None else ""
