"""Democratic deliberation (民主议事): the people decide, the portal computes (domain.md §2.7)."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from governance.areas.naming import said_of
from governance.kernel.clock import clock, rules
from governance.kernel.models.base import Stamped
from governance.kernel.pages.search import Bigrams, Searchable
from governance.kernel.steps.states import StateField
from governance.rolls.kinds import BY_BUILDING

from . import majorities
from .bases import Based
from .hanging import Hanging
from .querysets import DeliberationQuerySet
from .second_looks import SECOND_LOOKS, LookedAt
from .subjects import ELECTS, QUESTION, Declared, Elects, Matter, OwnersMatters
from .wording import Worded
from .workflow import (
    CALLED,
    COUNTED,
    FINAL,
    HELD,
    OVERTURNED,
    REOPENED,
    STATES,
    VOID,
)


class Deliberation(Searchable, Worded, Declared, Hanging, Based, LookedAt, Stamped):
    """One meeting or written vote of one body about one or several motions.

    `passed` of the motions and the quorum are computed from the counts by the
    body's dated rule, whose version of the day is kept in `rule`; they cannot be
    typed, and a trigger compares them.  The deliberation passes when all its motions
    pass; what rests on one motion follows that one alone.  Areas are m².
    `building` is the one of a flat turned into a shop, as the codes of the owners' roll name it: all its owners have an
    interest.
    `matter_told` is what the words of title and motions pointed to beside the matter chosen, `matter_reason` why it is
    not that matter.
    `owners_matters` and `elects` are the declarations of whoever called it, see `subjects`.
    `roll` is the roll of the day, `roll_heads` and `roll_area` how many it made
    entitled, `roll_text` what the result repeats of it; where the stated numbers
    differ from it, or there is none, `deviation_reason` says why.  The greater one
    of both judges, see `bases`.  `stopped_on` is the day an objection stopped the publicity, `paused_days` by how many
    days objections made it longer, `publicity_entered_on` the day on which its posting, or what set it going again,
    was entered.
    What somebody else has to look at before the result takes effect stands in `second_looks`.
    """

    Matter, OwnersMatters, Elects = Matter, OwnersMatters, Elects

    class CountBy(models.TextChoices):
        """What counts in the meeting of a whole community or village."""

        HOUSEHOLDS = "households", "户的代表"
        ADULTS = "adults", "年满十八周岁的人"

    class Convener(models.TextChoices):
        """Who called a meeting of all.  Source: 居委会组织法 (2025) 26, 28; 村委会组织法 (2025) 25, 30."""

        COMMITTEE = "committee", "居（村）民委员会召集"
        MEMBERS = "members", "居民（村民）或者户的代表提议召集"
        DELEGATES = "delegates", "居民（村民）代表提议召集"

    class Method(models.TextChoices):
        MEETING = "meeting", "会议"
        WRITTEN = "written", "书面征求意见"

    title = models.CharField("议题", max_length=60)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="deliberations", verbose_name="小区")
    body = models.CharField("议事主体", max_length=24)
    matter = models.CharField("事项类别", max_length=20, choices=Matter.choices)
    building = models.CharField("所在楼栋", max_length=40, blank=True)
    method = models.CharField("方式", max_length=8, choices=Method.choices, default=Method.MEETING)
    notice_on = models.DateField("通知张贴日期")
    held_on = models.DateField("召开日期")
    held_time = models.TimeField("时间", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    chair = models.CharField("主持人", max_length=40, blank=True)
    clerk = models.CharField("记录人", max_length=40, blank=True)
    agenda = models.TextField("议程", blank=True)
    announced = models.JSONField("通知所载", null=True, blank=True, editable=False)  # by column, see `notice`
    convener = models.CharField("召集方式", max_length=10, choices=Convener.choices, blank=True)
    proposers = models.PositiveIntegerField("提议人数", null=True, blank=True)
    party_studied_on = models.DateField("党组织研究讨论日期", null=True, blank=True)
    short_notice_reason = models.CharField("提前不足规定日数的特殊情况", max_length=200, blank=True)
    matter_told = models.CharField("文字所指的事项", max_length=400, blank=True, editable=False)
    matter_reason = models.CharField("经核实不属于所指事项的理由", max_length=200, blank=True)
    owners_matters = models.CharField(QUESTION, max_length=4, choices=OwnersMatters.choices, blank=True)
    elects = models.CharField(ELECTS, max_length=8, choices=Elects.choices, blank=True, default="", db_default="")
    entitled = models.PositiveIntegerField("应到", null=True, blank=True)
    present = models.PositiveIntegerField("实到", null=True, blank=True)
    entitled_area = models.DecimalField("应到专有面积（㎡）", max_digits=12, decimal_places=2, null=True, blank=True)
    present_area = models.DecimalField("实到专有面积（㎡）", max_digits=12, decimal_places=2, null=True, blank=True)
    count_by = models.CharField("计算口径", max_length=10, choices=CountBy.choices, blank=True)
    roll = models.ForeignKey(
        "governance.Roll", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="名册"
    )
    roll_heads = models.PositiveIntegerField("名册应到", null=True, blank=True, editable=False)
    roll_area = models.DecimalField(
        "名册专有面积（㎡）", max_digits=14, decimal_places=2, null=True, blank=True, editable=False
    )
    roll_text = models.CharField("应到依据", max_length=400, blank=True, editable=False)
    deviation_reason = models.CharField("与名册不一致的原因", max_length=200, blank=True)
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
    paused_days = models.PositiveSmallIntegerField("异议处理天数", default=0, db_default=0, editable=False)
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
                name="deliberation_present_within_roll",
                condition=Q(body__in=BY_BUILDING)
                | Q(present=None)
                | Q(roll_heads=None)
                | Q(present__lte=F("roll_heads")),
                violation_error_message="实到人数不能超过名册所载的人数",
            ),
            models.CheckConstraint(
                name="deliberation_area_within_roll",
                condition=Q(present_area=None) | Q(roll_area=None) | Q(present_area__lte=F("roll_area")),
                violation_error_message="实到面积不能超过名册所载的面积",
            ),
            models.CheckConstraint(
                name="deliberation_studied_before_it_was_held",
                condition=Q(party_studied_on=None) | Q(party_studied_on__lte=F("held_on")),
                violation_error_message="党组织研究讨论不能晚于召开日期",
            ),
            models.CheckConstraint(
                name="deliberation_elects_nobody",
                condition=~Q(elects="somebody"),
                violation_error_message="居（村）民委员会和党组织的选举、罢免按各自的程序办理",
            ),
            models.CheckConstraint(
                name="deliberation_held_after_notice",
                condition=Q(held_on__gte=F("notice_on")),
                violation_error_message="召开日期不能早于通知日期",
            ),
            models.CheckConstraint(
                name="deliberation_posted_after_it_was_held",
                condition=Q(publicised_on=None)
                | Q(publicised_on__gte=F("held_on"), publicity_until__gte=F("publicised_on")),
                violation_error_message="公示开始日期不能早于召开日期",
            ),
            models.CheckConstraint(
                name="deliberation_result_is_computed",
                condition=Q(status__in=list(STATES.group("uncounted")), passed=None)
                | Q(status__in=list(STATES.group("counted")), passed__isnull=False)
                | Q(status=VOID),
                violation_error_message="议事结果由系统按票数计算，不能手工填写",
            ),
            *SECOND_LOOKS,
        ]
        indexes = [
            models.Index(fields=["area", "-id"], name="deliberation_area"),
            models.Index(fields=["status", "-id"], name="deliberation_status"),
            models.Index(fields=["held_on", "id"], name="deliberation_held"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="deliberation_search"),
            GinIndex(Bigrams("search_text"), name="deliberation_bigrams"),
        ]

    def __str__(self):
        return self.title

    @property
    def device_label(self):
        """What a device without a network calls the meeting: a title may name somebody."""
        return f"{clock.zh_day(self.held_on)} {self.area.name} {self.body_label}"

    def search_parts(self):
        return self.title, self.chair, self.get_matter_display(), self.agenda, self.minutes, self.dissent

    def get_convener_display(self):
        """Who called the meeting, of a community or of a village."""
        return said_of(self.area, self.Convener(self.convener).label) if self.convener else ""

    def get_matter_display(self):
        """The matter in words, of a community or of a village."""
        return said_of(self.area, Matter(self.matter).label) if self.matter in Matter else self.matter

    @property
    def body_label(self):
        """What the body was called by its rule."""
        return self.rule["label"] if self.rule else rules.bodies(self.held_on).get(self.body, self.body)

    def process(self):
        """The five stages with their days, for the bar above the page."""
        held_on = self.held_on if (STATES[self.status].stage or 0) > CALLED.stage else None
        days = (self.notice_on, held_on, None, self.publicised_on, self.effective_on)
        stages = STATES.process(self.status)
        for stage, day in zip(stages, days, strict=True):
            stage["sub"] = clock.zh_day(day) if day else ""
        stages[COUNTED.stage]["sub"] = self.outcome_in_short
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
    def is_void(self):
        return self.status == VOID

    @property
    def is_called_only(self):
        """Called and not held yet: the notice hangs."""
        return self.status == CALLED

    @property
    def is_told(self):
        """Its notice or its posted result hangs or hung in public; what was voided no longer stands for anything."""
        return self.is_called_only or (self.publicised_on is not None and not self.is_void)

    @property
    def is_correctable(self):
        """Held, and its result not yet posted."""
        return self.status in (HELD, COUNTED)

    @property
    def is_settled(self):
        """Its result took effect, under review or not."""
        return self.status in STATES.group("reviewable")

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
        return majorities.quorum(self.threshold(), self.attendance(), self.bases(), self.unit, self.attended)
