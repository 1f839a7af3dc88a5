"""Deliberations in the menu, in the search, and on the page of their place."""

from django.utils.html import format_html

from governance.kernel.figures.formats import grouped, zhdate
from governance.kernel.models import built
from governance.kernel.models.addresses import list_address, new_address
from governance.kernel.models.among import among, told
from governance.kernel.models.prepared import Prepared
from governance.kernel.models.together import Below
from governance.kernel.pages.columns import badge
from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import LINES, Line, Panel, entry, panel
from governance.kernel.pages.search import search
from governance.roles import VIEW

from .ballots import Motion
from .models import Deliberation
from .sessions import BODIES, session_of
from .workflow import CALL

TEXTS = ("agenda", "minutes", "dissent")  # long, and not drawn here

entry("业务", "民主议事", "chat-square-text", "governance:deliberations", permission=VIEW, order=39)


motions_of = Prepared(lambda keys: Motion.objects.filter(among("deliberation_id", keys)).order_by("no"))


def load_motions(rows):
    """Read the motions of some deliberations, as Django's prefetch does."""
    found = motions_of(told(row.pk for row in rows))
    for row in rows:
        Below(Motion._meta.get_field("deliberation").remote_field).keep(
            row, [motion for motion in found if motion.deliberation_id == row.pk]
        )


@panel("governance.area", order=60)
def deliberations_here(area, user):
    """The latest deliberations of a place, on its page."""

    def latest(area):
        rows = Deliberation.objects.visible_to(user).filter(area__path__startswith=area.path)
        return rows.select_related("area").defer(*TEXTS).order_by("-id")[:5]

    rows = built.of_row((deliberations_here, built.standing(user)), area, latest)
    if not rows:
        return None
    load_motions(rows)
    more = f"{list_address(Deliberation)}?tab=all&area={area.code}"
    return Panel("民主议事", LINES, {"lines": [line_of(row) for row in rows]}, more_url=more)


def line_of(row):
    """A deliberation in a card: when it was held, who took part, and its result."""
    there = f"{row.attended} {grouped(row.present)}/{grouped(row.judged_on)}" if row.present is not None else ""
    end = format_html('<span class="t-sm ink-3">{}</span>', row.get_status_display())
    if row.is_final:
        end = badge(row.outcome_in_short, row.outcome_kind)
    words = " · ".join(filter(None, (zhdate(row.held_on), there)))
    return Line(row.title, row.get_absolute_url(), (words,), end)


@panel("governance.roll", order=40)
def sessions_of_delegates(roll, user):
    """When the delegates whom a roll lists last met, and by when the law asks them together again."""
    session = session_of(roll)
    if session is None:
        return None
    call_url = ""
    if user.can(CALL, roll):
        call_url = (
            f"{new_address(Deliberation)}?area={roll.area.code}&body={BODIES[roll.kind]}&matter=community_affairs"
        )
    context = {"session": session, "call_url": call_url}
    return Panel("代表会议召开", "governance/deliberations/_session.html", context)


@finder("民主议事", "governance:deliberations", order=45)
def find_deliberations(words, user):
    return search(Deliberation.objects.visible_to(user), words).select_related("area").order_by("-id")
