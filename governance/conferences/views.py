"""Pages of the joint conference: the room, its lists, actions, member units and money."""

from decimal import Decimal

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property

from governance.conferences.actions import sittings as acts
from governance.kernel.clock import clock, rules
from governance.kernel.models.scopes import BLOCKED
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.panels import panels_for
from governance.kernel.pages.showing import detail_context
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import RowPage, is_fragment
from governance.kernel.papers.documents import docx_response

from . import candidates
from .forms import DecideForm, VoteForm
from .models import ActionItem, AgendaItem, Budget, ConferenceUnit, JointConference
from .tables import (
    ActionFilter,
    ActionTable,
    BudgetFilter,
    BudgetTable,
    ConferenceFilter,
    ConferenceTable,
    ConferenceUnitFilter,
    ConferenceUnitTable,
)
from .workflow import ACTION, BUDGET, CONFERENCE, ITEM, UNIT, member_of

SEE = ("governance.view", "governance.attend")
ROOMS = "/governance/conferences/"
VOTE_KINDS = {"yes": "ok", "conditional": "warn", "no": "danger", "abstain": ""}


# ------------------------------------------------------------ the room
class ConferenceList(ListPage):
    model, filterset, table, title = JointConference, ConferenceFilter, ConferenceTable, "联席会议"
    permission = SEE
    create = CONFERENCE
    tabs = (("", "全部", None), ("coming", "筹备与召开", "coming"), ("unfinished", "纪要与督办", "unfinished"))

    @property
    def subtitle(self):
        """When the next sitting must be at the latest: the rule's months after the last."""
        area = (
            JointConference.objects.visible_to(self.request.user)
            .order_by("area__depth")
            .values_list("area_id", "area__level")
            .first()
        )
        if area is None:
            return ""
        held = JointConference.objects.filter(area=area[0], held_at__isnull=False).order_by("-held_on").first()
        rule = rules.find(f"conference_frequency_{area[1]}")
        if held is None or rule is None:
            return ""
        due = clock.due_date(held.held_on, int(rule.value), rule.unit)
        return f"每 {rule.value} 个月至少一次，上次 {held.held_on:%Y-%m-%d}，下次最迟 {due:%Y-%m-%d}"


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
            (conference.area.name, conference.area.get_absolute_url()),
            ("联席会议", ROOMS),
            (str(conference), None),
        ]
        main, others = sorted_steps(context["steps"])
        return self.show(
            self.template,
            "governance/conferences/_room.html",
            object=conference,
            room=room,
            main_step=main,
            other_steps=others,
            **context,
        )


def sorted_steps(steps):
    """(the first step that leads on, all others of this user's duty): signing in has its own button."""
    mine = [one for one in steps if not one["elsewhere"] and one["name"] != "sign_in"]
    main = next((one for one in mine if one["allowed"] and one["tone"] == "primary"), None)
    return main, [one for one in mine if one is not main]


class RoomView:
    """What the room shows one user; read once."""

    def __init__(self, conference, user, wanted):
        self.conference, self.user, self.wanted = conference, user, wanted

    @cached_property
    def members(self):
        return list(
            self.conference.members.select_related("unit", "person").defer("person__phone", "person__id_number")
        )

    @cached_property
    def items(self):
        rows = self.conference.items.on_agenda().select_related("area__street", "owner_unit", "supersedes__conference")
        rows = list(rows.prefetch_related("votes", "interests").order_by("no"))
        for row in rows:
            row.conference = self.conference  # with its members, read once
        return rows

    @cached_property
    def item(self):
        """The item asked for, else the first that waits while in session, else the first."""
        chosen = next((item for item in self.items if str(item.pk) == self.wanted), None)
        waiting = next((item for item in self.items if item.status == "listed"), None)
        return chosen or (waiting if self.in_session else None) or (self.items[0] if self.items else None)

    @cached_property
    def in_session(self):
        return self.conference.status == "held"

    @cached_property
    def is_sealed(self):
        return bool(self.conference.seal)

    # ---- figures
    @cached_property
    def quorum(self):
        present = sum(member.signed_in_at is not None for member in self.members)
        conditions = self.conference.quorum()
        return {
            "entitled": len(self.members),
            "present": present,
            "condition": conditions[0] if conditions else None,
            "shows_present": self.conference.held_at is not None,
        }

    @cached_property
    def figures(self):
        decided = [item for item in self.items if item.status == "decided"]
        waiting = [item for item in self.items if item.status == "listed"]
        budget, _, left = acts.remaining(self.conference.area_id, self.conference.held_on.year)
        asked = sum((item.requested_amount or 0 for item in waiting), Decimal(0))
        return {
            "decided": len(decided),
            "waiting": len(waiting),
            "items": len(self.items),
            "requested": sum((item.requested_amount or 0 for item in self.items), Decimal(0)),
            "granted": sum((item.amount or 0 for item in decided), Decimal(0)),
            "has_budget": budget is not None,
            "left": left,
            "left_after": None if left is None else left - asked,
        }

    # ---- the open item
    @cached_property
    def tally(self):
        return self.item.tally() if self.item else None

    @cached_property
    def passing(self):
        """{needed, mark, segments, words}: the votes as a bar with the legal line."""
        tally = self.tally
        share = rules.threshold("joint_conference", self.conference.held_on).passing
        whole = tally.eligible or 1
        needed = share.needed(tally.eligible) if tally.eligible else 0
        parts = [(tally.yes, "ok"), (tally.conditional, "warn"), (tally.no, "no"), (tally.abstain, "mute")]
        return {
            "needed": needed,
            "mark": min(100, needed * 100 / whole),
            "segments": [(n * 100 / whole, css) for n, css in parts if n],
            "words": "，".join(f"{label} {n}" for label, n in tally.counted),
        }

    @cached_property
    def voices(self):
        """One line for each member: [{member, vote, interest, kind}]."""
        votes = {vote.member_id: vote for vote in self.item.votes.all()}
        interests = {one.member_id: one for one in self.item.interests.all()}
        return [
            {
                "member": member,
                "vote": votes.get(member.pk),
                "interest": interests.get(member.pk),
                "kind": VOTE_KINDS.get(votes[member.pk].choice, "") if member.pk in votes else "",
            }
            for member in self.members
        ]

    @cached_property
    def steps(self):
        """{name: StepView} of the open item for this user."""
        if self.item is None or self.is_sealed:
            return {}
        return {view.name: view for view in ITEM.open_to(self.item, self.user)}

    @cached_property
    def may(self):
        """Names of the steps this user may take on the open item."""
        return {name for name, view in self.steps.items() if view.allowed}

    @cached_property
    def my_seat(self):
        return member_of(self.item, self.user) if self.item else None

    @cached_property
    def vote_form(self):
        return VoteForm(obj=self.item, user=self.user, auto_id="vote_%s") if "vote" in self.may else None

    @cached_property
    def decide_form(self):
        return DecideForm(obj=self.item, user=self.user, auto_id="decide_%s") if "decide" in self.may else None

    @property
    def not_deciding(self):
        """Why this user confirms nothing now: what is missing, or whom the item waits for."""
        view = self.steps.get("decide")
        if view is not None and view.kind == BLOCKED:
            return f"暂不能确认结论：{view.reason}"
        chair = self.conference.chair
        return f"结论由主持人{chair.name if chair else ''}确认。"

    @cached_property
    def next_item(self):
        """The next item that waits after the open one."""
        later = [item for item in self.items if item.status == "listed" and item.pk != self.item.pk]
        return next((item for item in later if item.no > self.item.no), later[0] if later else None)

    @cached_property
    def panels(self):
        """What the app of the matter shows of it."""
        return panels_for("governance.conference.item", self.item, self.user) if self.item else []

    # ---- around
    @cached_property
    def waiting(self):
        """What other apps have waiting, for whom runs the conference."""
        if self.conference.status not in ("agenda_open", "agenda_fixed", "held"):
            return []
        return candidates.waiting_for(self.conference, self.user) if self.runs else []

    @cached_property
    def runs(self):
        return bool(self.user.can("governance.conference", self.conference))

    @cached_property
    def can_sort(self):
        return self.runs and self.conference.status in ("agenda_open", "agenda_fixed")

    @cached_property
    def can_list(self):
        return self.runs and self.conference.status == "agenda_open"

    @cached_property
    def can_urge(self):
        return self.runs and self.conference.status in ("agenda_fixed", "held")

    @cached_property
    def can_propose(self):
        is_member = any(member.unit_id in self.user.unit_ids for member in self.members)
        return self.conference.status == "agenda_open" and is_member and self.user.has("governance.attend")

    @cached_property
    def may_sign_in(self):
        seat = next((one for one in self.members if one.unit_id in self.user.unit_ids), None)
        return self.in_session and seat is not None and seat.signed_in_at is None

    @cached_property
    def actions(self):
        rows = ActionItem.objects.filter(item__conference=self.conference).select_related("unit", "item")
        return list(rows.order_by("due_on", "id"))


class ConferenceMinutes(RowPage):
    """The minutes as a Word file; printing is recorded."""

    model = JointConference
    permission = SEE

    def get(self, request, pk):
        conference = self.get_object(pk)
        if not conference.minutes:
            raise Http404
        with transaction.atomic():
            data = acts.print_minutes(conference, actor=request.user)
        return docx_response(data, f"{conference.title}纪要")


# ------------------------------------------------------------ steps
class TogetherPage(StepPage):
    """Steps that several people take on one row at the same time: a colleague's vote makes no form stale."""

    together = ()

    def take(self, obj, form):
        if self.step.name in self.together:
            self.request.POST = self.request.POST.copy()
            self.request.POST.pop("_version", None)
        return super().take(obj, form)


class ConferenceStep(TogetherPage):
    model, workflow = JointConference, CONFERENCE
    select_related = ("area", "chair", "recorder")
    together = ("sign_in", "record_attendance", "draft_minutes", "open_agenda", "fix_agenda")


class AgendaItemDetail(RowPage):
    """An item has no page of its own: it opens in its conference's room."""

    model = AgendaItem
    permission = SEE

    def get(self, request, pk):
        return redirect(self.get_object(pk).room_url)


class AgendaItemStep(TogetherPage):
    model, workflow = AgendaItem, ITEM
    select_related = ("conference__area", "area__community")
    together = ("vote", "record_votes", "declare", "record_interest", "decide", "move", "approve_urgent")

    def address_after(self, obj):
        """After a decision the next item opens."""
        if self.step.name == "decide":
            later = obj.conference.items.waiting().filter(no__gt=obj.no).order_by("no").first()
            later = later or obj.conference.items.waiting().order_by("no").first()
            return later.room_url if later else obj.room_url
        if self.step.name == "remove":
            return obj.conference.get_absolute_url()
        return obj.room_url


# ------------------------------------------------------------ what follows
class ActionItemList(ListPage):
    model, filterset, table, title = ActionItem, ActionFilter, ActionTable, "议定事项"
    permission = ("governance.view", "governance.act")
    create = ACTION
    workflow, bulk = ACTION, ("confirm",)
    tabs = (
        ("", "全部", None),
        ("open", "未办结", "open"),
        ("overdue", "已逾期", "overdue"),
        ("reported", "待确认", "reported"),
    )


class ActionItemDetail(DetailPage):
    model, template, workflow = ActionItem, "governance/conferences/action_item.html", ACTION
    permission = ("governance.view", "governance.act")
    select_related = ("area__community", "area__street", "unit", "item__conference")


class ActionItemStep(StepPage):
    model, workflow = ActionItem, ACTION
    select_related = ("area", "unit", "item__conference")


class ConferenceUnitList(ListPage):
    model, filterset, table, title = ConferenceUnit, ConferenceUnitFilter, ConferenceUnitTable, "联席会议成员单位"
    permission = "governance.conference"
    create = UNIT


class ConferenceUnitDetail(DetailPage):
    model, workflow, template = ConferenceUnit, UNIT, "governance/conferences/conference_unit.html"
    permission = "governance.conference"
    select_related = ("area", "unit", "person")


class ConferenceUnitStep(StepPage):
    model, workflow = ConferenceUnit, UNIT


class BudgetList(ListPage):
    model, filterset, table, title = Budget, BudgetFilter, BudgetTable, "年度额度"
    permission = ("governance.conference", "governance.chair")
    create = BUDGET


class BudgetDetail(DetailPage):
    model, workflow, template = Budget, BUDGET, "governance/conferences/budget.html"
    permission = ("governance.conference", "governance.chair")
    select_related = ("area",)

    def more_context(self, obj):
        _, spent, left = acts.remaining(obj.area_id, obj.year)
        rows = AgendaItem.objects.funded(obj.area_id, obj.year).filter(amount__gt=0)
        return {"spent": spent, "left": left, "rows": rows.select_related("area", "conference").order_by("-decided_at")}


class BudgetStep(StepPage):
    model, workflow = Budget, BUDGET
