"""What residents need (需求).  Source: domain.md §2.12."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from governance.kernel.clock import certainty, clock
from governance.kernel.models.base import OnBehalf, Stamped
from governance.kernel.models.sealed import SealedRow
from governance.kernel.pages.search import Bigrams, Searchable
from governance.kernel.steps.states import StateField
from governance.kernel.upkeep import masks
from governance.kernel.upkeep.crypto import EncryptedTextField, Unreadable, blind_index
from projects.demands.querysets import DemandQuerySet
from projects.demands.workflow import ANSWER, ANSWERED, CLOSED, MERGED, STATES, TO_PROJECT
from projects.roles import ROUTE

from .categories import DemandCategory, Level


class Demand(Searchable, SealedRow, OnBehalf, Stamped):
    """One need, wish or complaint of residents about one place.

    Name and telephone of the reporter are encrypted and shown masked; an
    anonymous demand keeps neither, gets no personal answer and is not counted
    in satisfaction.

    outer_number, outer_due_on -- of the order by which the hotline 12345 sent it, and the day by which it wants the
                                  answer
    """

    class Channel(models.TextChoices):
        VISIT = "visit", "走访"
        COUNCIL = "council", "议事会"
        WECHAT = "wechat", "微信（转录）"
        HOTLINE = "hotline", "12345 转办"
        LEADS = "leads", "片组邻上报"
        PETITION = "petition", "信访"
        SURVEY = "survey", "调查问卷"

    class Rating(models.TextChoices):
        VERY_GOOD = "very_good", "非常满意"
        GOOD = "good", "满意"
        FAIR = "fair", "基本满意"
        BAD = "bad", "不满意"
        UNRATED = "unrated", "未评价"

    number = models.CharField("编号", max_length=40, blank=True, editable=False)
    title = models.CharField("需求概述", max_length=60)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="demands", verbose_name="所在区域")
    place = models.CharField("具体地点", max_length=80)
    category = models.ForeignKey(DemandCategory, models.PROTECT, related_name="demands", verbose_name="需求类别")
    content = models.TextField("需求内容", max_length=1000)
    channel = models.CharField("来源渠道", max_length=12, choices=Channel.choices, default=Channel.VISIT)
    outer_number = models.CharField("12345 工单编号", max_length=40, blank=True)
    outer_due_on = models.DateField("12345 办理期限", null=True, blank=True)
    household_count = models.PositiveIntegerField("反映户数", default=1)
    is_anonymous = models.BooleanField("匿名反映", default=False)
    reporter_name = EncryptedTextField("反映人", blank=True, default="")
    reporter_phone = EncryptedTextField("联系电话", blank=True, default="")
    reporter_masked = models.CharField("反映人", max_length=40, blank=True, editable=False)
    phone_masked = models.CharField("联系电话", max_length=20, blank=True, editable=False)
    phone_index = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    level = models.CharField("办理层级", max_length=12, choices=Level.choices, blank=True, editable=False)
    unit = models.ForeignKey(
        "governance.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办单位"
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人"
    )
    accepted_on = models.DateField("受理日期", null=True, blank=True, editable=False)
    assigned_on = models.DateField("交办日期", null=True, blank=True, editable=False)
    answer_due_on = models.DateField("答复期限", null=True, blank=True, editable=False)
    answered_on = models.DateField("答复日期", null=True, blank=True, editable=False)
    answer = models.TextField("答复内容", max_length=1000, blank=True)
    rating = models.CharField("评价", max_length=12, choices=Rating.choices, blank=True)
    is_solved = models.BooleanField("反映人认为已解决", null=True, blank=True)
    rated_on = models.DateField("评价日期", null=True, blank=True, editable=False)
    closed_on = models.DateField("办结日期", null=True, blank=True, editable=False)
    reopen_count = models.PositiveSmallIntegerField("重新办理次数", default=0, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入需求"
    )
    project = models.ForeignKey(
        "projects.MicroProject", models.PROTECT, null=True, blank=True, related_name="demands", verbose_name="微项目"
    )
    visit = models.ForeignKey(
        "projects.Visit", models.PROTECT, null=True, blank=True, related_name="demands", verbose_name="走访"
    )
    status = StateField(states=STATES, max_length=16, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = DemandQuerySet.as_manager()

    class Meta:
        verbose_name = "需求"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="demand_number_once"),
            models.UniqueConstraint(
                fields=["outer_number"],
                condition=~Q(outer_number=""),
                name="demand_outer_number_once",
                violation_error_message="这个编号的 12345 工单已经登记，不重复登记",
            ),
            models.CheckConstraint(
                name="demand_outer_order_of_the_hotline",
                condition=Q(channel="hotline") | Q(outer_number="", outer_due_on=None),
                violation_error_message="工单编号和工单期限只在来源渠道为“12345 转办”时填写",
            ),
            models.CheckConstraint(
                name="demand_has_a_place",
                condition=~Q(place=""),
                violation_error_message="请写明具体地点，例如“3 栋 2 单元门口”",
            ),
            models.CheckConstraint(
                name="demand_answered_has_answer",
                condition=~Q(status__in=list(STATES.group("has_answer")))
                | (~Q(answer="") & Q(answered_on__isnull=False)),
                violation_error_message="没有答复内容，不能答复或办结",
            ),
            models.CheckConstraint(
                name="demand_merged_names_another",
                condition=(Q(status=MERGED) & Q(merged_into__isnull=False) & ~Q(merged_into=F("id")))
                | (~Q(status=MERGED) & Q(merged_into=None)),
                violation_error_message="合并须选择另一件需求",
            ),
            models.CheckConstraint(
                name="demand_to_project_has_project",
                condition=~Q(status=TO_PROJECT) | Q(project__isnull=False),
                violation_error_message="转微项目须有对应的项目",
            ),
            models.CheckConstraint(
                name="demand_anonymous_names_nobody",
                condition=Q(is_anonymous=False) | Q(reporter_masked="", phone_masked=""),
                violation_error_message="匿名反映不登记姓名和电话",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="demand_newest"),
            models.Index(fields=["area", "-id"], name="demand_area"),
            models.Index(fields=["status", "-id"], name="demand_status"),
            models.Index(fields=["category", "-id"], name="demand_category"),
            models.Index(fields=["accepted_on", "id"], name="demand_accepted"),
            models.Index(fields=["answer_due_on", "id"], name="demand_answer_due"),
            models.Index(fields=["answered_on"], condition=Q(status=ANSWERED), name="demand_waits_for_rating"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="demand_search"),
            GinIndex(Bigrams("search_text"), name="demand_bigrams"),
        ]

    def __str__(self):
        return self.title

    def prepare(self):
        """Set the columns that follow from others: masks, blind index, search text."""
        if self.is_anonymous:
            self.reporter_name = self.reporter_phone = ""
        if not isinstance(self.reporter_name, Unreadable):
            self.reporter_masked = masks.name(self.reporter_name)
        if not isinstance(self.reporter_phone, Unreadable):
            self.phone_masked = masks.phone(self.reporter_phone)
            self.phone_index = blind_index(self.reporter_phone)
        super().prepare()

    def search_parts(self):
        return self.number, self.outer_number, self.title, self.place, self.content

    @property
    def answer_is_provisional(self):
        """Whether the day of the answer may still change with the work calendar: not where it is the hotline's."""
        if self.answer_due_on is not None and self.answer_due_on == self.outer_due_on:
            return False
        return certainty.is_provisional(f"demand_answer_{self.level}", self.assigned_on, self.answer_due_on)

    @property
    def has_answer(self):
        return self.status in STATES.group("has_answer")

    @property
    def is_closed(self):
        return self.status == CLOSED

    @property
    def reporter_text(self):
        """The reporter as lists and pages show them."""
        return "匿名" if self.is_anonymous else self.reporter_masked or "未登记"

    def shows_private_to(self, user):
        """Photographs that show faces are for the author of the record and for those who route or answer it here."""
        return self.created_by_id == user.pk or any(
            user.scope(permission).covers(self.area) for permission in (ROUTE, ANSWER)
        )

    def process(self):
        """The process bar, with the day on which each stage was completed."""
        days = (self.accepted_on, self.assigned_on, self.answered_on, self.rated_on, self.closed_on)
        texts = [clock.zh_day(day) if day else "" for day in days]
        if self.status == CLOSED:  # every stage is completed
            stages = zip(STATES.stages, texts, strict=True)
            return [{"label": label, "sub": text, "state": "done"} for label, text in stages]
        present = STATES[self.status].stage
        return STATES.process(self.status, texts[:present])
