"""The joint conference (联席会议): agenda, sign-in, votes, decisions, sealed minutes (domain.md §2.8)."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

from governance.deliberations import majorities
from governance.kernel.clock import clock, rules
from governance.kernel.models.base import Stamped

from .querysets import (
    ActionItemQuerySet,
    AgendaItemQuerySet,
    BudgetQuerySet,
    ConferenceQuerySet,
    ConferenceUnitQuerySet,
)


@dataclass(frozen=True)
class Tally:
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
        return [*votes, ("未投", self.waiting)]


class ConferenceUnit(Stamped):
    """A standing member unit of an area's joint conference and who speaks for it."""

    class Status(models.TextChoices):
        ACTIVE = "active", "成员单位"
        STOPPED = "stopped", "已退出"

    BADGES = {"active": "ok", "stopped": ""}

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+")
    unit = models.ForeignKey("governance.Organisation", models.PROTECT, related_name="+", verbose_name="成员单位")
    person = models.ForeignKey("governance.Person", models.PROTECT, null=True, blank=True, verbose_name="代表")
    is_chair = models.BooleanField("召集人", default=False)
    order = models.PositiveSmallIntegerField("排序", default=0)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.ACTIVE, editable=False)

    objects = ConferenceUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "联席会议成员单位"
        ordering = ["area", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "unit"],
                name="conference_unit_once",
                violation_error_message="这个单位已经是该区域联席会议的成员单位",
            )
        ]

    def __str__(self):
        return self.unit.name


class Budget(Stamped):
    """Fiscal money a year has for micro-projects in an area, yuan."""

    class Status(models.TextChoices):
        SET = "set", "已下达"

    BADGES = {"set": "ok"}

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="区域")
    year = models.PositiveSmallIntegerField("年度")
    amount = models.DecimalField("额度（元）", max_digits=14, decimal_places=2)
    document = models.CharField("依据文号", max_length=60, blank=True)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.SET, editable=False)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = "年度额度"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year"],
                name="budget_once_per_year",
                violation_error_message="该区域这一年度的额度已登记，请修改原有额度",
            ),
            models.CheckConstraint(
                name="budget_is_positive", condition=Q(amount__gt=0), violation_error_message="额度须大于 0 元"
            ),
        ]

    def __str__(self):
        return f"{self.area.name}{self.year}年度额度"


class JointConference(Stamped):
    """One sitting.  Issued minutes are sealed: `seal` hashes the record and the previous seal of the same area."""

    class Status(models.TextChoices):
        PLANNED = "planned", "筹备"
        AGENDA_OPEN = "agenda_open", "征集议题"
        AGENDA_FIXED = "agenda_fixed", "议程已定"
        HELD = "held", "进行中"
        MINUTES_DRAFT = "minutes_draft", "纪要起草"
        MINUTES_SIGNED = "minutes_signed", "纪要已签"
        ISSUED = "issued", "已印发"
        TRACKING = "tracking", "督办落实"
        CLOSED = "closed", "已办结"
        CANCELLED = "cancelled", "已取消"

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="conferences", verbose_name="区域")
    year = models.PositiveSmallIntegerField("年度")
    no = models.PositiveSmallIntegerField("次序")
    title = models.CharField("会议名称", max_length=60)
    held_on = models.DateField("会议日期")
    held_time = models.TimeField("时间", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    chair = models.ForeignKey(
        "governance.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主持人"
    )
    recorder = models.ForeignKey(
        "governance.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人"
    )
    guests = models.CharField("列席", max_length=200, blank=True)
    requirements = models.TextField("有关要求", blank=True)
    distribution = models.CharField("分送", max_length=200, blank=True)
    minutes = models.TextField("会议纪要", blank=True)
    minutes_no = models.CharField("纪要文号", max_length=40, blank=True, editable=False)
    held_at = models.DateTimeField(null=True, editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    issued_at = models.DateTimeField(null=True, editable=False)
    sealed_text = models.TextField(blank=True, editable=False)
    previous_seal = models.CharField(max_length=64, blank=True, editable=False)
    seal = models.CharField(max_length=64, blank=True, editable=False)
    status = models.CharField("状态", max_length=16, choices=Status.choices, default=Status.PLANNED, editable=False)

    BADGES = {
        "planned": "wait",
        "agenda_open": "info",
        "agenda_fixed": "info",
        "held": "info",
        "minutes_draft": "warn",
        "minutes_signed": "info",
        "issued": "ok",
        "tracking": "info",
        "closed": "ok",
        "cancelled": "",
    }

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "联席会议"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "no"], name="conference_once", violation_error_message="该年度已有同次序的会议"
            ),
            models.CheckConstraint(
                name="conference_issued_is_sealed",
                condition=~Q(status__in=["issued", "tracking", "closed"]) | ~Q(seal=""),
                violation_error_message="印发的纪要须封存",
            ),
        ]
        indexes = [models.Index(fields=["area", "-held_on", "-id"], name="conference_by_day")]

    def __str__(self):
        return self.title

    @property
    def number(self):
        return self.minutes_no

    @property
    def agenda_due_on(self):
        """The last day on which the agenda may be fixed."""
        return clock.add_workdays(self.held_on, -int(rules.value("conference_papers", self.held_on)))

    def quorum(self):
        """The condition for the sitting to count, by member units present."""
        members = list(self.members.all())
        if not members:
            return []
        present = sum(member.signed_in_at is not None for member in members)
        threshold = rules.threshold("joint_conference", self.held_on)
        return majorities.quorum(threshold, {"heads": present}, {"heads": len(members)}, "个单位")

    def open_actions(self):
        """What this sitting decided and nobody has done yet."""
        return ActionItem.objects.open().filter(item__conference=self)

    def grants(self, permission, user):
        """Who speaks for a member unit takes part, wherever the conference sits."""
        return permission == "governance.attend" and self.members.filter(unit_id__in=user.unit_ids).exists()


class ConferenceMember(models.Model):
    """One member unit at one sitting, and whether it signed in."""

    conference = models.ForeignKey(JointConference, models.PROTECT, related_name="members")
    unit = models.ForeignKey("governance.Organisation", models.PROTECT, related_name="+", verbose_name="成员单位")
    person = models.ForeignKey("governance.Person", models.PROTECT, null=True, blank=True, verbose_name="代表")
    is_chair = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    signed_in_at = models.DateTimeField("签到", null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["conference", "unit"], name="conference_member_once")]


class AgendaItem(Stamped):
    """One matter before the conference.

    The matter itself lives in another app and points here; `source_type` and
    `source_url` only name it.  Amounts are yuan of fiscal money.
    """

    class Status(models.TextChoices):
        LISTED = "listed", "待审"
        DECIDED = "decided", "已议定"
        REMOVED = "removed", "已撤下"

    class Decision(models.TextChoices):
        APPROVE = "approve", "同意"
        CONDITIONAL = "approve_with_conditions", "附条件同意"
        DEFER = "defer", "暂缓"
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
    source_url = models.CharField(max_length=200, blank=True)
    summary = models.TextField("情况说明", blank=True)
    requested_amount = models.DecimalField("申请财政（元）", max_digits=12, decimal_places=2, null=True, blank=True)
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
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.LISTED, editable=False)

    BADGES = {"listed": "wait", "decided": "ok", "removed": ""}
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
                fields=["conference", "no"], condition=~Q(status="removed"), name="agenda_no_once", deferrable=None
            ),
            models.UniqueConstraint(
                fields=["source_type", "source_id"],
                condition=Q(status="listed") & Q(source_id__isnull=False),
                name="agenda_source_waits_once",
                violation_error_message="此事项已在一次会议的议程中",
            ),
            models.CheckConstraint(
                name="agenda_decided_has_decision",
                condition=~Q(status="decided") | ~Q(decision=""),
                violation_error_message="请选择会议结论",
            ),
            models.CheckConstraint(
                name="agenda_amount_not_negative",
                condition=Q(amount=None) | Q(amount__gte=0),
                violation_error_message="核定金额不能为负数",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def room_url(self):
        """Where people see it: the conference's own page with this item open."""
        return f"/governance/conferences/{self.conference_id}/?item={self.pk}"

    @property
    def decision_kind(self):
        """The badge of the decision."""
        return self.DECISION_BADGES.get(self.decision, "")

    def tally(self):
        """The votes of those present and not recused."""
        recused = {interest.member_id for interest in self.interests.all()}
        present = {member.pk for member in self.conference.members.all() if member.signed_in_at is not None}
        counted = Counter(vote.choice for vote in self.votes.all() if vote.member_id in present - recused)
        return Tally(
            yes=counted["yes"],
            conditional=counted["conditional"],
            no=counted["no"],
            abstain=counted["abstain"],
            eligible=len(present - recused),
            recused=len(recused),
        )

    def grants(self, permission, user):
        """Who speaks for a member unit votes on every item, wherever the matter lies."""
        return self.conference_id is not None and self.conference.grants(permission, user)


class Interest(models.Model):
    """A member declares an interest in an item and leaves for it (回避)."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="interests")
    member = models.ForeignKey(ConferenceMember, models.PROTECT, related_name="interests")
    reason = models.CharField("回避事由", max_length=120)
    declared_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="interest_once")]


class Vote(models.Model):
    """How one member unit voted on one item."""

    class Choice(models.TextChoices):
        YES = "yes", "同意"
        CONDITIONAL = "conditional", "附条件同意"
        NO = "no", "不同意"
        ABSTAIN = "abstain", "弃权"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    member = models.ForeignKey(ConferenceMember, models.PROTECT, related_name="votes")
    choice = models.CharField("表决", max_length=12, choices=Choice.choices)
    opinion = models.CharField("意见", max_length=200, blank=True)
    voted_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="vote_once")]


class ActionItem(Stamped):
    """What a decision obliges a unit to do, by a day."""

    class Status(models.TextChoices):
        OPEN = "open", "办理中"
        REPORTED = "reported", "已报结果"
        DONE = "done", "已办结"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="actions")
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="区域")
    unit = models.ForeignKey(
        "governance.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任单位"
    )
    text = models.CharField("任务", max_length=200)
    due_on = models.DateField("完成时限")
    result = models.TextField("办理结果", blank=True)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.OPEN, editable=False)

    BADGES = {"open": "info", "reported": "warn", "done": "ok"}

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = "行动事项"
        indexes = [models.Index(fields=["status", "due_on", "id"], name="action_open")]

    def __str__(self):
        return self.text

    def grants(self, permission, user):
        """The unit that owes the action reports on it, wherever the matter lies."""
        return permission == "governance.act" and self.unit_id is not None and self.unit_id in user.unit_ids

    def officer(self):
        """The account that speaks for the unit, or None: then whoever may act over the place sees it."""
        if self.unit_id is None:
            return None
        return get_user_model().objects.of_unit(self.unit_id).first()
