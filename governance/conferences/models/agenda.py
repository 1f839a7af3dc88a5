"""The items of the agenda, who votes on them and who leaves for them (domain.md §2.8)."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.conferences.querysets import AgendaItemQuerySet
from governance.conferences.workflow.action_items import is_counted_provisionally
from governance.conferences.workflow.agenda import DECIDED, LISTED, REMOVED, STATES
from governance.deliberations.majorities import Condition
from governance.kernel.clock import rules
from governance.kernel.models.addresses import AddressField, row_address
from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField

from .sittings import ConferenceMember, JointConference


@dataclass(frozen=True)
class VoteTally:
    """How an item was voted on; `eligible` are the members present and not recused."""

    yes: int
    conditional: int
    no: int
    abstain: int
    eligible: int
    recused: int

    @property
    def cast(self):
        return self.yes + self.conditional + self.no + self.abstain

    @property
    def waiting(self):
        return self.eligible - self.cast

    @property
    def counted(self):
        """[(label, number)] for the bar's words."""
        votes = [("同意", self.yes), ("附条件同意", self.conditional), ("不同意", self.no), ("弃权", self.abstain)]
        return [*votes, ("未表决", self.waiting)]


class AgendaItem(Stamped):
    """One matter before the conference.

    The matter itself lives in another app and points here; `source_type` and
    `source_url` only name it.  Amounts are yuan of fiscal money; `fund_request`
    is what a community fund is asked for: its committee decides on that, never
    the conference.  `waiting_recusals`: [{"member", "unit", "reason", "by"}] of
    units that somebody else asked to leave, until the chair agrees.
    """

    class Decision(models.TextChoices):
        APPROVE = "approve", "同意"
        CONDITIONAL = "approve_with_conditions", "附条件同意"
        DEFER = "defer", "缓议"
        REJECT = "reject", "不同意"
        REFER = "refer", "转办"

    class Support(models.TextChoices):
        FULL = "full", "全额补助"
        MATCH = "match", "配套补助"
        AWARD = "award", "以奖代补"
        IN_KIND = "in_kind", "物资支持"
        FUND = "fund", "社区基金支持"
        REFER = "refer", "转职能部门办理"
        SELF = "self", "居民自筹"

    conference = models.ForeignKey(JointConference, models.PROTECT, related_name="items")
    no = models.PositiveSmallIntegerField("序号")
    title = models.CharField("议题", max_length=60)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="区域")
    proposer = models.CharField("提请单位", max_length=60)
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    source_url = AddressField(max_length=200, blank=True)
    summary = models.TextField("情况说明", blank=True)
    requested_amount = models.DecimalField("申请财政（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    fund_request = models.DecimalField("申请社区基金（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    own_share = models.DecimalField("居民自筹（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    is_urgent = models.BooleanField("临时增加", default=False)
    urgent_reason = models.CharField("临时增加理由", max_length=200, blank=True)
    urgent_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    by_consensus = models.BooleanField("协商一致", default=False)
    decision = models.CharField("会议结论", max_length=24, choices=Decision.choices, blank=True)
    support_class = models.CharField("支持类别", max_length=8, choices=Support.choices, blank=True)
    amount = models.DecimalField("核定财政金额（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    conditions = models.TextField("条件与要求", blank=True)
    owner_unit = models.ForeignKey(
        "governance.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头单位"
    )
    due_on = models.DateField("完成时限", null=True, blank=True)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    waiting_recusals = models.JSONField(default=list, db_default=[], editable=False)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    status = StateField(states=STATES, max_length=8, editable=False)

    DECISION_BADGES = {
        "approve": "ok",
        "approve_with_conditions": "ok",
        "defer": "warn",
        "reject": "danger",
        "refer": "info",
    }

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "议题"
        ordering = ["conference", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "no"], condition=~Q(status=REMOVED), name="agenda_no_once", deferrable=None
            ),
            models.UniqueConstraint(
                fields=["source_type", "source_id"],
                condition=Q(status=LISTED) & Q(source_id__isnull=False),
                name="agenda_source_waits_once",
                violation_error_message="此事项已在一次会议的议程中",
            ),
            models.CheckConstraint(
                name="agenda_decided_has_decision",
                condition=~Q(status=DECIDED) | ~Q(decision=""),
                violation_error_message="请选择会议结论",
            ),
            models.CheckConstraint(
                name="agenda_amount_not_negative",
                condition=Q(amount=None) | Q(amount__gte=0),
                violation_error_message="核定金额不能为负数",
            ),
            models.CheckConstraint(
                name="agenda_own_share_is_positive",
                condition=Q(own_share=None) | Q(own_share__gt=0),
                violation_error_message="居民自筹金额须大于 0",
            ),
        ]

    @property
    def is_provisional(self):
        """Whether the day of its action is the rule's and may still change with the work calendar."""
        return is_counted_provisionally(self.due_on, self.conference.held_on)

    def __str__(self):
        return self.title

    @property
    def room_url(self):
        """Where people see it: the conference's own page with this item open."""
        return f"{row_address(JointConference, self.conference_id)}?item={self.pk}"

    @property
    def is_waiting(self):
        """Listed, and neither decided nor taken off."""
        return self.status == LISTED

    @property
    def is_decided(self):
        return self.status == DECIDED

    @property
    def is_deferred(self):
        return self.decision == self.Decision.DEFER

    @property
    def is_rejected(self):
        return self.decision == self.Decision.REJECT

    @property
    def decision_kind(self):
        """The badge of the decision."""
        return self.DECISION_BADGES.get(self.decision, "")

    def find_recusal(self, member):
        """What was asked of the recusal of a member (its id) and waits for the chair, or None."""
        return next((asked for asked in self.waiting_recusals if asked["member"] == member), None)

    def forget_recusal(self, member):
        """The recusal of a member (its id) waits no more."""
        self.waiting_recusals = [asked for asked in self.waiting_recusals if asked["member"] != member]

    def tally(self):
        """The votes of those present and not recused; once it is decided, of those who had signed in by then."""
        recused = {interest.member_id for interest in self.interests.all()}
        present = {member.pk for member in self.conference.members.all() if member.was_there(self.decided_at)}
        counted = Counter(vote.choice for vote in self.votes.all() if vote.member_id in present - recused)
        return VoteTally(
            yes=counted[Vote.Choice.YES],
            conditional=counted[Vote.Choice.CONDITIONAL],
            no=counted[Vote.Choice.NO],
            abstain=counted[Vote.Choice.ABSTAIN],
            eligible=len(present - recused),
            recused=len(recused),
        )

    def quorum(self):
        """The condition for this item to be decided: units that may still vote once the recused have left.

        Source: domain.md §2.8.
        """
        share = rules.share(rules.get("quorum_conference_item", self.conference.held_on))
        members = len(self.conference.members.all())
        return Condition("回避后可表决", "个单位", self.tally().eligible, members, share)

    def majority(self):
        """The condition for this item to be approved, of the units present and not recused."""
        tally, threshold = self.tally(), rules.threshold("joint_conference", self.conference.held_on)
        yes = tally.yes + (tally.conditional if self.decision == self.Decision.CONDITIONAL else 0)
        return Condition("同意", "个单位", yes, tally.eligible, threshold.passing)

    def agreed_units(self):
        """The names of the units that agreed to what was decided, in the order of the table."""
        agreed = (Vote.Choice.NO,) if self.is_rejected else (Vote.Choice.YES, Vote.Choice.CONDITIONAL)
        seats = [vote.member for vote in self.votes.all() if vote.choice in agreed]
        return [seat.unit.name for seat in sorted(seats, key=lambda seat: (seat.order, seat.pk))]

    @property
    def is_granted(self):
        """Approved, with or without a condition."""
        return self.decision in (self.Decision.APPROVE, self.Decision.CONDITIONAL)

    @property
    def names_own_share(self):
        """Approved, with a share that the residents raise themselves."""
        return bool(self.own_share) and self.is_granted

    @property
    def asks_fund(self):
        """Approved, with a share that the community fund is asked for."""
        return bool(self.fund_request) and self.is_granted

    def grants(self, permission, user):
        """An account that represents a member unit votes on every item, in whatever area the matter is."""
        return self.conference_id is not None and self.conference.grants(permission, user)


class Interest(models.Model):
    """A member declares an interest in an item and leaves for it (回避).

    entered_by, confirmed_by -- who asked that it leave, and the chair who agreed, where it did not declare it itself
    """

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="interests")
    member = models.ForeignKey(ConferenceMember, models.PROTECT, related_name="interests")
    reason = models.CharField("回避事由", max_length=120)
    declared_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="interest_once")]


class Vote(models.Model):
    """How one member unit voted on one item."""

    class Choice(models.TextChoices):
        YES = "yes", "同意"
        CONDITIONAL = "conditional", "附条件同意"
        NO = "no", "不同意"
        ABSTAIN = "abstain", "弃权"

    LONGEST_OPINION = 200

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    member = models.ForeignKey(ConferenceMember, models.PROTECT, related_name="votes")
    choice = models.CharField("表决", max_length=12, choices=Choice.choices)
    opinion = models.CharField("意见", max_length=LONGEST_OPINION, blank=True)
    voted_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="vote_once")]

    @property
    def in_words(self):
        """同意; 附条件同意（分两次拨付）."""
        return words_of(self.choice, self.opinion)


def words_of(choice, opinion):
    """A vote with its opinion in words."""
    label = Vote.Choice(choice).label
    return f"{label}（{opinion}）" if opinion else label
