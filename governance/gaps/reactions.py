"""What follows from the register: told gaps are ticked off as soon as they are filled; the community is told."""

from governance.areas.models import Area
from governance.kernel.clock import clock, ladders, messages
from governance.kernel.models.deadlines import Deadline
from governance.kernel.steps.events import on, on_clock
from governance.people.models.accounts import User

from .actions import check_off_all
from .models import GapNotice

on_clock(check_off_all)


@on(
    *(f"governance.appointment.{step}" for step in ("appoint", "grant", "amend", "end", "revoke", "set_work_phone")),
    *(f"governance.area.{step}" for step in ("edit", "confirm", "fill", "muster")),
    *(f"governance.organisation.{step}" for step in ("activate", "edit", "renew", "dissolve")),
    "governance.person.save",
    "governance.person.correct",
)
def tick_off(event):
    """The register of a place changed: what its community was told of may be filled."""
    area = Area.objects.filter(pk=event.area_id).first()
    if area is not None and area.community_id:
        check_off_all(area.community_id)


@on("governance.gap_notice.tell", "governance.gap_notice.add", "governance.gap_notice.remind")
def tell_the_community(event):
    """Those on the community's desk get one message a day for a notice, however many lines were added."""
    notice = GapNotice.objects.select_related("area").get(pk=event.object_id)
    running = Deadline.objects.open().filter(object_type=notice._meta.label_lower, object_id=notice.pk)
    running = running.select_related("area").first()
    if running is None:
        return
    words = next((value for name, value in event.data.get("facts", ()) if name == "内容"), "")
    messages.notify(
        User.objects.filter(pk__in=ladders.who_acts(running, User.objects.directory())).exclude(pk=event.actor_id),
        key=f"gap-notice:{notice.pk}:{clock.local_date(event.created_at):%Y%m%d}",
        title=f"请补齐台账：{notice.area.name}",
        body=f"{words}；全部内容见通知",
        url=notice.get_absolute_url(),
        level="warn",
    )
