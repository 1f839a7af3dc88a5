"""Organisations in the menu and in the search."""

from governance.kernel.pages.finding import finder
from governance.kernel.pages.panels import entry
from governance.kernel.pages.search import search
from governance.roles import CONFIGURE, VIEW

from .models import Organisation

entry("底数", "组织名录", "collection", "governance:organisations", permission=VIEW, order=52)
entry("系统", "组织体系", "sliders", "governance:org_schemes", permission=CONFIGURE, order=92)


def where(body):
    """小区党支部 · 荷馨苑: its kind and its place."""
    return f"{body.get_kind_display()} · {body.area.name}"


@finder("组织", "governance:organisations", order=10, details=where)
def find_organisations(words, user):
    return search(Organisation.objects.visible_to(user).living(), words).select_related("area").order_by("kind", "id")
