"""What follows when posts and accounts change: access ends, and work moves to another desk."""

from governance import roles
from governance.kernel.clock import desks
from governance.kernel.steps.events import on, on_clock

from .actions import accounts, posts
from .models.accounts import User
from .models.posts import Appointment

RIGHTS = ("appoint", "grant", "end", "revoke", "expire")


@on(*(f"governance.appointment.{step}" for step in RIGHTS), now=True)
def follow_rights(post, event):
    """The person's rights have changed: access made under the former rights ends, and the work of the desk moves."""
    user = User.objects.filter(person=post.person_id).first()
    if user is not None:
        accounts.follow_rights(user, is_new_administrator=post.is_active and post.role in roles.ADMINISTRATORS)
        desks.follow(post.area.path, user)


@on("governance.person.confirm_merge", now=True)
def follow_merge(person, event):
    """Posts and an account went from one row to another: access under the former rights ends, and the work moves."""
    for user in User.objects.filter(person__in=[person.pk, person.merged_into_id]):
        accounts.follow_rights(user, is_new_administrator=False)
    desks.follow()


@on(*(f"governance.user.{step}" for step in ("open_account", "stop", "restart")), now=True)
def move_desks_of(user, event):
    """Move the work of all desks of a person whose account opens or stops."""
    desks.release(user)
    posts = Appointment.objects.in_office().filter(person=user.person_id)
    for path in posts.order_by("area__path").values_list("area__path", flat=True).distinct():
        desks.rehome(path)


@on(*(f"governance.area.{step}" for step in ("merge", "split", "close")), now=True)
def follow_the_tree(area, event):
    """Places were merged, split or closed: no work stays on the desk of a place that is no more."""
    desks.follow()


on_clock(posts.expire_posts)
on_clock(desks.follow_all)
