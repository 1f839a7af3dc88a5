"""Conferences in the menu and on the work page."""

from governance.deliberations.models import Deliberation
from governance.deliberations.workflow import DELIBERATION
from governance.kernel.models.addresses import list_address, new_address
from governance.kernel.pages.panels import Panel, entry, panel
from governance.roles import VIEW

from .models.sittings import JointConference
from .workflow.rights import ACT, ATTEND, CHAIR, RUN

entry("业务", "联席会议", "calendar-check", "governance:joint_conferences", permission=(VIEW, ATTEND), order=40)
entry("督导", "议定事项", "list-check", "governance:action_items", permission=(RUN, ACT, CHAIR), order=75)
entry("系统", "成员单位", "people-fill", "governance:conference_units", permission=RUN, order=93)
entry("系统", "年度额度", "cash-stack", "governance:budgets", permission=(RUN, CHAIR), order=94)


@panel("work.actions", order=60)
def call_people(user, viewer):
    """The button 召集议事 for users who may, after the buttons of their first duty."""
    if not user.has(DELIBERATION.first.permission) or user.has(RUN):
        return None
    return [{"label": "召集议事", "icon": "megaphone", "url": new_address(Deliberation)}]


@panel("work.side", order=40)
def next_sitting(user, viewer):
    """The sittings ahead that the user sees."""
    if not (user.has(ATTEND) or user.has(RUN) or user.has(CHAIR)):
        return None
    rows = list(JointConference.objects.visible_to(user).coming().select_related("area").order_by("held_on", "id")[:3])
    if not rows:
        return None
    more = list_address(JointConference)
    return Panel("联席会议", "governance/conferences/_sittings.html", {"sittings": rows}, more_url=more)
