"""A person's deadlines as iCalendar, for calendar programs that cannot sign in."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from governance.kernel.clock import clock
from governance.kernel.figures.formats import provisional
from governance.kernel.models.deadlines import Deadline
from governance.kernel.pages.views import refusal_page
from governance.kernel.upkeep import callers, limits
from governance.people.models.accounts import User
from governance.people.ways_in import digest

MOST = 500
MOST_ASKED = 60
REFRESH = timedelta(hours=1)


@require_safe
def feed(request, token):
    """The open deadlines of the holder of the token; unknown and withdrawn tokens get the same answer.

    One calendar asks at most MOST_ASKED times a minute from one address; an office of many calendars is one address.
    """
    user = User.objects.active().filter(calendar_digest=digest(token)).select_related("person").first()
    if user is None:
        raise Http404
    if limits.count("calendar", user.pk, callers.address_of(request), seconds=60) > MOST_ASKED:
        return refusal_page(request, status=429)
    response = HttpResponse(calendar_of(user).to_ical(), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    return response


def calendar_of(user):
    """An all-day event for each open deadline.

    Titles say step, number and community only: a calendar travels through
    other people's servers (domain.md §7).
    """
    from icalendar import Calendar, vDuration  # heavy: needed by this page only

    calendar = Calendar()
    calendar.add("prodid", "-//portal//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "办理期限")
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    rows = Deadline.objects.waiting_for(user).filter(due_on__isnull=False, stopped_on=None)
    for deadline in rows.select_related("area__community").order_by("due_on", "id")[:MOST]:
        calendar.add_component(event_of(deadline))
    return calendar


def event_of(deadline):
    from icalendar import Event

    event = Event()
    place = deadline.area.community or deadline.area
    event.add("uid", f"deadline-{deadline.pk}@{settings.PORTAL_HOST}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", deadline.due_on)
    event.add("dtend", deadline.due_on + timedelta(1))
    event.add("summary", f"{provisional(deadline.task, deadline.is_provisional)} {deadline.number}".strip())
    event.add("location", place.name)
    event.add("url", f"{settings.PORTAL_URL}{deadline.url}")
    event.add("transp", "TRANSPARENT")
    return event
