"""What follows when posts and accounts change: access ends, and work moves to another desk."""

from governance import roles
from governance.kernel.clock import desks
from governance.kernel.steps.events import on, on_clock

from .actions import accounts, identity, posts
from .models.accounts import User
from .models.posts import Appointment

RIGHTS = ("appoint", "grant", "end", "revoke", "expire")
OPENS_OR_STOPS = ("open_account", "stop", "confirm_stop", "restart", "confirm_restart")


@on(*(f"governance.appointment.{step}" for step in RIGHTS), now=True)
def follow_rights(post, event):
    """The person's rights have changed: access made under the former rights ends, and the work of the desk moves.

    A post that adds nothing to what its holder may do anyway, or takes nothing away, ends no access.
    """
    user = User.objects.filter(person=post.person_id).first()
    if user is not None:
        if posts.changes_rights(post):
            by = f"，由{event.actor.signature()}办理" if event.actor else ""
            accounts.follow_rights(
                user,
                takes_password=post.is_active and post.role in roles.ADMINISTRATORS,
                because=f"{event.label}：{post.area.name}{roles.label(post.role)}{by}",
            )
        desks.follow(post.area.path, user)


@on("governance.appointment.amend", now=True)
def follow_term(post, event):
    """Another term of a post: its work lies with whoever holds it now."""
    desks.follow(post.area.path, User.objects.filter(person=post.person_id).first())


@on("governance.person.save", "governance.person.correct", now=True)
def follow_identity(person, event):
    """A telephone or an identity number was replaced: the owner of the account is told; a new number ends access."""
    replaced = event.data.get("replaced")
    user = User.objects.filter(person=person).first() if replaced else None
    if user is not None:
        accounts.follow_identity(user, is_new_number="id_number" in replaced, actor=event.actor)


@on("governance.person.save", "governance.person.correct", "governance.person.confirm_merge")
def follow_identities(event):
    """Identity numbers were entered: the district is asked about those that two people have, and told when it ends."""
    identity.follow_identity(event.object_id)


@on("governance.person.confirm_merge", now=True)
def follow_merge(person, event):
    """Posts and an account went from one row to another: the work of the desks moves."""
    desks.follow()


@on(*(f"governance.user.{step}" for step in OPENS_OR_STOPS), now=True)
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
