"""Pages of the sittings: their list, the conference room, their steps, the minutes."""

from django.db import transaction
from django.http import Http404

from governance.conferences.actions.sittings import print_minutes
from governance.conferences.models.sittings import JointConference
from governance.conferences.tables import ConferenceFilter, ConferenceTable
from governance.conferences.workflow.rights import ATTEND
from governance.conferences.workflow.sittings import CONFERENCE
from governance.kernel.clock import clock, rules
from governance.kernel.models.addresses import list_address
from governance.kernel.pages.crumbs import crumbs_of
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.showing import detail_context
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import RowPage, is_fragment
from governance.kernel.papers.documents import docx_response
from governance.roles import VIEW

from .room import RoomView

SEE = (VIEW, ATTEND)


class ConferenceList(ListPage):
    model, filterset, table, title = JointConference, ConferenceFilter, ConferenceTable, "联席会议"
    permission = SEE
    create = CONFERENCE
    tabs = (
        ("", "在办", ("coming", "unfinished")),
        ("coming", "筹备与召开", "coming"),
        ("unfinished", "纪要与督办", "unfinished"),
        ("all", "全部"),
    )

    @property
    def subtitle(self):
        """The last day on which the next sitting may be: the rule's months after the one before."""
        rows = JointConference.objects.visible_to(self.request.user).order_by("area__depth")
        highest = rows.values_list("area_id", "area__level").first()
        if highest is None:
            return ""
        area, level = highest
        held = JointConference.objects.filter(area=area, held_at__isnull=False).order_by("-held_on").first()
        rule = rules.find(f"conference_frequency_{level}")
        if held is None or rule is None:
            return ""
        due = rules.due(rule, held.held_on)
        return f"每 {rule.value} 个月至少一次，上次{clock.zh_near(held.held_on)}，下次最迟{clock.zh_near(due)}"


class ConferenceDetail(DetailPage):
    """The conference room: agenda on the left, the open item with its votes on the right."""

    model, template, workflow = JointConference, "governance/conferences/conference.html", CONFERENCE
    permission = SEE
    select_related = ("area", "chair", "recorder")

    def get(self, request, pk):
        conference = self.get_object(pk)
        room = RoomView(conference, request.user, request.GET.get("item", ""))
        if is_fragment(request) and request.GET.get("part") == "votes":
            return self.show("governance/conferences/_votes.html", object=conference, room=room, title=str(conference))
        context = detail_context(self, conference)
        context["crumbs"] = [
            *crumbs_of([conference.area], request.user),
            ("联席会议", list_address(JointConference)),
            (str(conference), None),
        ]
        main, others = split_steps(context["steps"])
        return self.show(
            self.template,
            "governance/conferences/_room.html",
            object=conference,
            room=room,
            main_step=main,
            other_steps=others,
            **context,
        )


def split_steps(steps):
    """(the first step that leads on, all others of this user's duty): signing in has its own button."""
    mine = [step for step in steps if not step["elsewhere"] and step["name"] != "sign_in"]
    main = next((step for step in mine if step["allowed"] and step["tone"] == "primary"), None)
    return main, [step for step in mine if step is not main]


class ConferenceMinutes(RowPage):
    """The minutes as a Word file; printing is recorded."""

    model = JointConference
    permission = SEE

    def get(self, request, pk):
        conference = self.get_object(pk)
        if not conference.minutes:
            raise Http404
        with transaction.atomic():
            data = print_minutes(conference, actor=request.user)
        return docx_response(data, f"{conference.title}纪要")


class ConferenceStep(StepPage):
    model, workflow = JointConference, CONFERENCE
    select_related = ("area", "chair", "recorder")
