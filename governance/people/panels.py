"""People, posts and accounts in the menu, people with their posts in the search."""

from django.db.models import Q

from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import entry
from governance.kernel.pages.search import search
from governance.kernel.steps.chooser import means_self
from governance.roles import VIEW

from .models.accounts import User
from .models.people import Person
from .models.posts import Appointment
from .workflow.rights import CHECK_IDENTITY, LIST_ACCOUNTS

entry("底数", "任职台账", "people", "governance:appointments", permission=VIEW, order=55)
entry("底数", "导入花名册", "upload", "governance:roster", permission=EDIT_REGISTRY, order=58)
entry("底数", "身份证号核对", "person-check", "governance:identity_checks", permission=CHECK_IDENTITY, order=57)
entry("系统", "账号与岗位", "person-gear", "governance:users", permission=LIST_ACCOUNTS, order=90)


def where(post):
    """野鸭冲社区 荷馨苑 · 139****0000: the place of the post with those above it, and how to reach its holder."""
    area = post.area
    around = dict.fromkeys(place.name for place in (area.community, area.compound, area) if place is not None)
    return " · ".join(filter(None, (" ".join(around), post.block, post.work_phone or post.person.phone_masked)))


@finder("人员", "governance:appointments", order=6, details=where)
def find_people(words, user):
    rows = search(Appointment.objects.visible_to(user).active(), words)
    rows = rows.select_related("person", "area__community", "area__compound")
    return rows.defer("person__phone", "person__id_number").order_by("area__depth", "area__path", "id")


@means_self
def own_rows(model, user):
    """The person, the account and the posts of the user."""
    names = {Person: "pk", User: "person", Appointment: "person"}
    return Q(**{names[model]: user.person_id}) if model in names else None
