"""Move work to another desk when posts and accounts change."""

from governance.kernel.clock import desks
from governance.kernel.steps.events import on, on_clock

from .actions import posts
from .models import Appointment, User


@on(*(f"governance.appointment.{step}" for step in ("appoint", "grant", "end", "revoke", "expire")), now=True)
def move_desks(post, event):
    """Work is assigned to the nearest desk with an account: it moves when an account holder comes or goes."""
    if User.objects.filter(person=post.person_id).exists():
        desks.rehome(post.area.path)


@on(*(f"governance.user.{step}" for step in ("open_account", "stop", "restart")), now=True)
def move_desks_of(user, event):
    """Move the work of all desks of a person whose account opens or stops."""
    posts = Appointment.objects.in_office().filter(person=user.person_id)
    for path in posts.order_by("area__path").values_list("area__path", flat=True).distinct():
        desks.rehome(path)


on_clock(posts.expire_posts)
on_clock(desks.rehome)
