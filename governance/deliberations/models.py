"""Democratic deliberation (民主议事): the people decide, the portal computes (domain.md §2.7)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from governance.kernel.clock import clock, rules
from governance.kernel.models.base import Stamped
from governance.kernel.pages.search import Bigrams, text_of
from governance.kernel.steps.states import StateField
from governance.kernel.upkeep import masks

from . import majorities, publicity
from .querysets import DeliberationQuerySet
from .workflow import (
    CALLED,
    COUNTED,
    FINAL,
    OVERTURNED,
    REOPENED,
    STATES,
    VOID,
)


class Deliberation(Stamped):
    """One meeting or written vote of one body about one or several motions.

    `passed` of the motions and the quorum are computed from the counts by the
    body's dated rule, whose version of the day is kept in `rule`; they cannot be
    typed, and a trigger compares them.  The deliberation passes when its first motion,
    the project or question it was called for, passes.  Areas are m².
    `stopped_on` is the day an objection stopped the publicity, `publicity_entered_on` the
    day on which its posting, or what set it going again, was entered.
    """

    class Method(models.TextChoices):
        MEETING = "meeting", "会议"
        WRITTEN = "written", "书面征求意见"

    class Matter(models.TextChoices):
        PROJECT = "project", "微项目"
        GENERAL = "general", "一般事项"
        MONEY = "money", "资金使用"
        REPAIR_FUND_USE = "repair_fund_use", "使用维修资金"
        REPAIR_FUND_RAISE = "repair_fund_raise", "筹集维修资金"
        COMMON_PARTS = "common_parts", "改变共有部分用途或利用共有部分经营"
        REBUILD = "rebuild", "改建重建建筑物"
        ELECTION = "election", "选举推选"

    title = models.CharField("议题", max_length=60)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="deliberations", verbose_name="小区")
    body = models.CharField("议事主体", max_length=24)
    matter = models.CharField("事项类别", max_length=20, choices=Matter.choices, default=Matter.PROJECT)
    method = models.CharField("方式", max_length=8, choices=Method.choices, default=Method.MEETING)
    notice_on = models.DateField("通知张贴日期")
    held_on = models.DateField("召开日期")
    held_time = models.TimeField("时间", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    chair = models.CharField("主持人", max_length=40, blank=True)
    clerk = models.CharField("记录人", max_length=40, blank=True)
    agenda = models.TextField("议程", blank=True)
    entitled = models.PositiveIntegerField("应到", null=True, blank=True)
    present = models.PositiveIntegerField("实到", null=True, blank=True)
    entitled_area = models.DecimalField("应到专有面积（㎡）", max_digits=12, decimal_places=2, null=True, blank=True)
    present_area = models.DecimalField("实到专有面积（㎡）", max_digits=12, decimal_places=2, null=True, blank=True)
    minutes = models.TextField("议事记录", blank=True)
    dissent = models.TextField("主要不同意见及答复", blank=True)
    is_quorate = models.BooleanField(null=True, editable=False)
    passed = models.BooleanField(null=True, editable=False)
    rule = models.JSONField(null=True, blank=True, editable=False)
    rule_text = models.CharField(max_length=400, blank=True, editable=False)
    publicised_on = models.DateField("公示开始", null=True, blank=True)
    publicity_until = models.DateField("公示截止", null=True, blank=True, editable=False)
    publicity_entered_on = models.DateField("公示登记日期", null=True, blank=True, editable=False)
    publicity_place = models.CharField("公示地点", max_length=60, blank=True)
    stopped_on = models.DateField("暂停计算", null=True, blank=True, editable=False)
    search_text = models.CharField(max_length=400, blank=True, editable=False)
    status = StateField(states=STATES, max_length=12, editable=False)

    objects = DeliberationQuerySet.as_manager()

    class Meta:
        verbose_name = "民主议事"
        constraints = [
            models.CheckConstraint(
                name="deliberation_present_within_entitled",
                condition=Q(present=None) | Q(present__lte=F("entitled")),
                violation_error_message="实到人数不能超过应到人数",
            ),
            models.CheckConstraint(
                name="deliberation_area_within_entitled",
                condition=Q(present_area=None) | Q(present_area__lte=F("entitled_area")),
                violation_error_message="实到面积不能超过应到面积",
            ),
            models.CheckConstraint(
                name="deliberation_held_after_notice",
                condition=Q(held_on__gte=F("notice_on")),
                violation_error_message="召开日期不能早于通知日期",
            ),
            models.CheckConstraint(
                name="deliberation_result_is_computed",
                condition=Q(status__in=list(STATES.group("uncounted")), passed=None)
                | Q(status__in=list(STATES.group("counted")), passed__isnull=False)
                | Q(status=VOID),
                violation_error_message="议事结果由系统按票数计算，不能手工填写",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-id"], name="deliberation_area"),
            models.Index(fields=["status", "-id"], name="deliberation_status"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="deliberation_search"),
            GinIndex(Bigrams("search_text"), name="deliberation_bigrams"),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.search_text = text_of(self.title, self.area.name, self.chair)
        super().save(*args, **kwargs)

    @property
    def body_label(self):
        """What the body was called by its rule."""
        return self.rule["label"] if self.rule else rules.bodies(self.held_on).get(self.body, self.body)

    @property
    def unit(self):
        return majorities.unit_of(self.body)

    def process(self):
        """The five stages with their days, for the bar above the page."""
        held_on = self.held_on if (STATES[self.status].stage or 0) > CALLED.stage else None
        days = (self.notice_on, held_on, None, self.publicised_on, self.effective_on)
        stages = STATES.process(self.status)
        for stage, day in zip(stages, days, strict=True):
            stage["sub"] = clock.zh_day(day) if day else ""
        stages[COUNTED.stage]["sub"] = {True: "通过", False: "未通过"}.get(self.passed, "")
        if self.is_final:
            stages[FINAL.stage]["state"] = "done"
        return stages

    @property
    def is_final(self):
        """The publicity is over: the result has taken effect."""
        return self.status == FINAL

    @property
    def is_reopened(self):
        """An objection entered after the result took effect is under review."""
        return self.status == REOPENED

    @property
    def is_overturned(self):
        """The review set the result aside."""
        return self.status == OVERTURNED

    @property
    def effective_on(self):
        """The day from which the result is in force; None before the publicity and where nothing came of it."""
        is_publicised = self.publicity_until is not None and self.status not in (VOID, OVERTURNED)
        return publicity.effective_on(self) if is_publicised else None

    @property
    def halt(self):
        """Why nothing more may be built on this result; "" while it stands."""
        return publicity.halt(self)

    @property
    def is_void(self):
        return self.status == VOID

    @property
    def is_counted_only(self):
        """Counted and not yet publicised."""
        return self.status == COUNTED

    def threshold(self):
        """The rule that counts: the one kept with the result, before the count the one of the day."""
        return majorities.restore(self.rule) if self.rule else rules.threshold(self.body, self.held_on)

    def quorum(self):
        """The conditions for the sitting to count; empty before attendance is known."""
        if self.present is None:
            return []
        return majorities.quorum(self.threshold(), self.attendance(), self.electorate(), self.unit)

    def attendance(self):
        return {"heads": self.present, "area": self.present_area}

    def electorate(self):
        return {"heads": self.entitled, "area": self.entitled_area}


class Motion(models.Model):
    """One question put to the vote, with its counts by heads and, for owners, by area (m²)."""

    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="motions")
    no = models.PositiveSmallIntegerField("序号")
    text = models.CharField("表决事项", max_length=200)
    yes = models.PositiveIntegerField("同意", null=True, blank=True)
    no_votes = models.PositiveIntegerField("反对", null=True, blank=True)
    abstain = models.PositiveIntegerField("弃权", null=True, blank=True)
    yes_area = models.DecimalField("同意面积", max_digits=12, decimal_places=2, null=True, blank=True)
    no_area = models.DecimalField("反对面积", max_digits=12, decimal_places=2, null=True, blank=True)
    abstain_area = models.DecimalField("弃权面积", max_digits=12, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(null=True, editable=False)
    formula = models.CharField(max_length=400, blank=True, editable=False)

    class Meta:
        ordering = ["deliberation", "no"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "no"], name="motion_once"),
            models.CheckConstraint(
                name="motion_counts_come_together",
                condition=Q(yes=None, no_votes=None, abstain=None)
                | Q(yes__isnull=False, no_votes__isnull=False, abstain__isnull=False),
                violation_error_message="同意、反对、弃权须一并填写",
            ),
        ]

    def __str__(self):
        return self.text

    def conditions(self, deliberation):
        """What the motion needs to pass; empty before the votes are known."""
        if self.yes is None:
            return []
        yes = {"heads": self.yes, "area": self.yes_area}
        return majorities.passing(
            deliberation.threshold(), yes, deliberation.attendance(), deliberation.electorate(), deliberation.unit
        )


class Ballot(models.Model):
    """One unit, household or member on the sign-in list: present or not, and how it voted.

    `choice` answers the first motion, `more_choices` the further ones in their
    order.  Several units with one `owner`, and all units the developer has not
    sold, count as one head.  Open ballots only; a secret vote is recorded as
    totals.  Area is m².  Source: 最高法建筑物区分所有权解释 8, 9.
    """

    class Choice(models.TextChoices):
        YES = "yes", "同意"
        NO = "no", "反对"
        ABSTAIN = "abstain", "弃权"
        ABSENT = "absent", "未到"

    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="ballots")
    voter = models.CharField("户号（席位）", max_length=40)
    name = models.CharField("姓名", max_length=40, blank=True)
    owner = models.CharField("买受人", max_length=40, blank=True)
    is_unsold = models.BooleanField("建设单位未售", default=False)
    exclusive_area = models.DecimalField("专有面积（㎡）", max_digits=10, decimal_places=2, null=True, blank=True)
    by_proxy = models.CharField("受托人", max_length=40, blank=True)
    choice = models.CharField("表决", max_length=8, choices=Choice.choices)
    more_choices = ArrayField(models.CharField(max_length=8, choices=Choice.choices), default=list, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deliberation", "voter"],
                name="ballot_once_per_voter",
                violation_error_message="同一户不能重复签到",
            )
        ]

    def __str__(self):
        return self.voter

    @property
    def head(self):
        """What this row counts as: its buyer, the developer, or itself."""
        return "\0unsold" if self.is_unsold else self.owner or self.voter

    @property
    def masked_name(self):
        return masks.name(self.name)

    @property
    def choices(self):
        """The answers to all motions in their order; a missing one is an abstention."""
        return [self.choice, *self.more_choices]
