"""What the conference room shows one user."""

from decimal import Decimal

from django.utils.functional import cached_property

from governance.conferences import candidates, wording
from governance.conferences.actions.budgets import remaining_budget
from governance.conferences.forms.agenda import DecideForm
from governance.conferences.forms.votes import VoteForm
from governance.conferences.models.action_items import ActionItem
from governance.conferences.models.agenda import Vote
from governance.conferences.workflow.agenda import ITEM, member_of
from governance.conferences.workflow.rights import ATTEND, RUN
from governance.conferences.workflow.sittings import AGENDA_OPEN, LISTING, SORTABLE, URGENT_ONLY
from governance.kernel.models.scopes import BLOCKED
from governance.kernel.pages.cards import card_url
from governance.kernel.pages.panels import panels_for
from governance.kernel.pages.relatives import relatives_of

VOTE_KINDS = {Vote.Choice.YES: "ok", Vote.Choice.CONDITIONAL: "warn", Vote.Choice.NO: "danger"}


class RoomView:
    """What the room shows one user; each part is read once."""

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
        waiting = next((item for item in self.items if item.is_waiting), None)
        return chosen or (waiting if self.in_session else None) or (self.items[0] if self.items else None)

    @cached_property
    def in_session(self):
        return self.conference.is_held

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
            "excused": sum(member.is_excused for member in self.members),
            "condition": conditions[0] if conditions else None,
            "basis": wording.basis_of("quorum_joint_conference", self.conference.held_on),
            "sentence": wording.quorum_sentence(self.conference),
            "shows_present": self.conference.held_at is not None,
        }

    @cached_property
    def figures(self):
        decided = [item for item in self.items if item.is_decided]
        waiting = [item for item in self.items if item.is_waiting]
        budget, _, left = remaining_budget(self.conference.area_id, self.conference.held_on.year)
        asked = sum((item.requested_amount or 0 for item in waiting), Decimal(0))
        return {
            "decided": len(decided),
            "deferred": sum(item.is_deferred for item in decided),
            "waiting": len(waiting),
            "items": len(self.items),
            "requested": sum((item.requested_amount or 0 for item in self.items), Decimal(0)),
            "granted": sum((item.amount or 0 for item in decided), Decimal(0)),
            "has_budget": budget is not None,
            "left": left,
            "left_after": None if left is None else left - asked,
            "lacking": None if left is None else asked - left,
        }

    # ---- the open item
    @cached_property
    def tally(self):
        return self.item.tally() if self.item else None

    @cached_property
    def passing(self):
        """The votes as a bar with the line to be reached, and what is said of them with the rule each rests on."""
        tally, majority = self.tally, self.item.majority()
        whole = tally.eligible or 1
        parts = [(tally.yes, "ok"), (tally.conditional, "warn"), (tally.no, "no"), (tally.abstain, "mute")]
        return {
            "mark": min(100, (majority.needed if tally.eligible else 0) * 100 / whole),
            "segments": [(n * 100 / whole, css) for n, css in parts if n],
            "words": "，".join(f"{label} {n}" for label, n in tally.counted),
            "progress": wording.progress(self.item),
            "quorum": self.item.quorum(),
            "quorum_words": wording.item_quorum_sentence(self.item),
            "result_words": self.result_words(),
        }

    def result_words(self):
        """Who agreed, how many of how many, or, before anybody voted, how many must."""
        if self.item.by_consensus:
            units = [one["member"].unit.name for one in self.member_votes if one["vote"]]
            return wording.consensus_sentence(self.item, units)
        if self.tally.cast:
            return wording.majority_sentence(self.item)
        return wording.needed_sentence(self.item) if self.item.is_waiting and self.tally.eligible else ""

    @cached_property
    def member_votes(self):
        """One line for each member: [{member, vote, interest, kind}]."""
        votes = {vote.member_id: vote for vote in self.item.votes.all()}
        interests = {interest.member_id: interest for interest in self.item.interests.all()}
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
        """Why this user cannot confirm a decision now: what is missing, or whom the item waits for."""
        view = self.steps.get("decide")
        if view is not None and view.kind == BLOCKED:
            return f"暂不能确认结论：{view.reason}"
        chair = self.conference.chair
        return f"结论由主持人{chair.name if chair else ''}确认。"

    @cached_property
    def next_item(self):
        """The next item that waits after the open one."""
        later = [item for item in self.items if item.is_waiting and item.pk != self.item.pk]
        return next((item for item in later if item.no > self.item.no), later[0] if later else None)

    @cached_property
    def panels(self):
        """What the app of the matter shows of it."""
        return panels_for("governance.conference.item", self.item, self.user) if self.item else []

    @cached_property
    def relatives(self):
        """What belongs together with the open item."""
        return relatives_of(self.item, self.user) if self.item else []

    @cached_property
    def card_url(self):
        """The address of the open item's card; "" where it has none, or this user may not open the item itself."""
        address = card_url(self.item) if self.item else ""
        is_open = address and type(self.item).objects.visible_to(self.user).filter(pk=self.item.pk).exists()
        return address if is_open else ""

    # ---- around
    @cached_property
    def waiting(self):
        """What waits in other apps, for users who run the conference."""
        if self.conference.status not in LISTING:
            return []
        return candidates.waiting_for(self.conference, self.user) if self.runs else []

    @cached_property
    def runs(self):
        return bool(self.user.can(RUN, self.conference))

    @cached_property
    def can_sort(self):
        return self.runs and self.conference.status in SORTABLE

    @cached_property
    def can_list(self):
        return self.runs and self.conference.status == AGENDA_OPEN

    @cached_property
    def can_urge(self):
        return self.runs and self.conference.status in URGENT_ONLY

    @cached_property
    def can_propose(self):
        is_member = any(member.unit_id in self.user.unit_ids for member in self.members)
        return self.conference.status == AGENDA_OPEN and is_member and self.user.has(ATTEND)

    @cached_property
    def may_sign_in(self):
        seat = next((member for member in self.members if member.unit_id in self.user.unit_ids), None)
        return self.in_session and seat is not None and seat.signed_in_at is None

    @cached_property
    def actions(self):
        rows = ActionItem.objects.filter(item__conference=self.conference).select_related("unit", "item")
        return list(rows.order_by("due_on", "id"))
