"""The first administrators of an empty portal."""

from django.db import transaction

from governance import roles
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.events import record
from governance.kernel.steps.saving import lock, save_valid
from governance.people.models.accounts import User
from governance.people.models.people import Person
from governance.people.models.posts import Appointment
from governance.people.workflow.posts import POSTS
from governance.people.workflow.rights import GRANT_RIGHTS

from . import posts as people
from .accounts import hand_link, take_password


def found_administrators(district, accounts):
    """Open the accounts of the first administrators of an empty portal, which nobody else could open.

    accounts -- [{"username", "name", "phone", "id_number", "role"}], different people: no administrator gives rights
                to himself

    Refusals: same_person; has_administrator once there is an account that may give rights.  Sets `link` and
    `role_label` on the returned accounts.
    Events `governance.user.found` and `governance.appointment.found`.  Source: domain.md §7 (三员 separation).
    """
    if len({account["id_number"] for account in accounts}) < len(accounts):
        raise Refused("系统管理员和安全管理员须是不同的人", "same_person")
    with transaction.atomic():
        lock(district)  # two callers at once create one set of administrators
        rights = Appointment.objects.in_office().filter(role__in=roles.with_permission(GRANT_RIGHTS))
        if rights.filter(person__user__isnull=False).exists():
            raise Refused("已有安全管理员，请由系统管理员开通账号、安全管理员授予岗位", "has_administrator")
        return [found_administrator(district, **account) for account in accounts]


def found_administrator(district, *, username, role, **who):
    POSTS.check(role, district)
    user = User(username=username)
    user.person = people.save_person(Person(), actor=None, area=district, **who)
    take_password(user)
    save_valid(user)
    post = Appointment(person=user.person, role=role, area=district, chosen_by=Appointment.Chosen.APPOINTED)
    save_valid(post)
    hand_link(user)
    user.role_label = roles.label(role)
    told = {"label": "创建首位管理员", "data": {"facts": [["岗位", user.role_label]]}}
    record("governance.user.found", user, actor=None, **told)
    record("governance.appointment.found", post, actor=None, **told)
    return user
