"""What residents need (需求), in nine categories: Source domain.md §2.12."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from governance.kernel.clock import clock
from governance.kernel.models.base import OnBehalf, Stamped
from governance.kernel.pages.search import Bigrams, text_of
from governance.kernel.upkeep import masks
from governance.kernel.upkeep.crypto import EncryptedTextField, blind_index

from .querysets import DemandCategoryQuerySet, DemandQuerySet


class Level(models.TextChoices):
    """Who answers: each level has its own time (rules demand_answer_*)."""

    COMPOUND = "compound", "小区"
    COMMUNITY = "community", "社区（村）"
    STREET = "street", "镇街"
    DEPARTMENT = "dept", "区直部门"


class DemandCategory(Stamped):
    """One version of one of the categories of key problems (九类重点问题).

    `code` never changes, so that statistics of all years meet; a change of
    name, examples or desk is a new version from a day on.  `area` is the
    district whose catalogue it belongs to.
    """

    class Status(models.TextChoices):
        IN_FORCE = "in_force", "启用"
        ENDED = "ended", "已停用"

    BADGES = {"in_force": "ok", "ended": ""}

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="适用区域")
    code = models.SlugField("代码", max_length=20)
    name = models.CharField("名称", max_length=30)
    examples = models.CharField("常见情形", max_length=200, blank=True)
    desk = models.CharField("默认承办", max_length=60, blank=True)
    level = models.CharField("默认办理层级", max_length=12, choices=Level.choices, default=Level.COMMUNITY)
    order = models.PositiveSmallIntegerField("排序", default=0)
    valid_from = models.DateField("启用日期", default=clock.today)
    valid_until = models.DateField("停用日期（最后一日）", null=True, blank=True)
    merged_into = models.CharField("并入类别代码", max_length=20, blank=True)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.IN_FORCE, editable=False)

    objects = DemandCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = "需求类别"
        ordering = ["order", "code", "valid_from"]
        constraints = [
            ExclusionConstraint(
                name="demand_category_versions_do_not_overlap",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="这一类别在这段时间内已有版本，请换一个代码或日期",
            ),
            models.CheckConstraint(
                name="demand_category_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message="停用日期不能早于启用日期",
            ),
            models.CheckConstraint(
                name="demand_category_ended_has_a_day",
                condition=Q(status="in_force") | Q(valid_until__isnull=False),
                violation_error_message="停用须写明日期",
            ),
        ]

    def __str__(self):
        return self.name


class Demand(OnBehalf, Stamped):
    """One thing somebody needs, wants or complains of, in one place.

    Name and telephone of who said it are encrypted and shown masked; an
    anonymous demand keeps neither, gets no personal answer and is not counted
    in satisfaction.
    """

    class Status(models.TextChoices):
        NEW = "new", "待受理"
        ACCEPTED = "accepted", "已受理"
        INVALID = "invalid", "无效"
        MERGED = "merged", "已合并"
        ASSIGNED = "assigned", "已交办"
        DOING = "doing", "办理中"
        TO_PROJECT = "to_project", "已转微项目"
        TO_MEDIATION = "to_mediation", "已转调解"
        TO_DEPARTMENT = "to_department", "已转部门"
        TO_PETITION = "to_petition", "已转信访"
        ANSWERED = "answered", "已答复"
        REOPENED = "reopened", "重新办理"
        CONFIRMED = "confirmed", "需求人已确认"
        CLOSED = "closed", "已办结"

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

    BADGES = {
        "new": "wait",
        "accepted": "info",
        "invalid": "",
        "merged": "",
        "assigned": "info",
        "doing": "info",
        "to_project": "info",
        "to_mediation": "info",
        "to_department": "info",
        "to_petition": "info",
        "answered": "warn",
        "reopened": "warn",
        "confirmed": "ok",
        "closed": "ok",
    }

    number = models.CharField("编号", max_length=40, blank=True, editable=False)
    title = models.CharField("需求概述", max_length=60)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="demands", verbose_name="所在区域")
    place = models.CharField("具体地点", max_length=80)
    category = models.ForeignKey(DemandCategory, models.PROTECT, related_name="demands", verbose_name="需求类别")
    content = models.TextField("需求内容", max_length=1000)
    channel = models.CharField("来源渠道", max_length=12, choices=Channel.choices, default=Channel.VISIT)
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
    is_solved = models.BooleanField("需求人认为已解决", null=True, blank=True)
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
    status = models.CharField("状态", max_length=16, choices=Status.choices, default=Status.NEW, editable=False)
    search_text = models.CharField(max_length=400, blank=True, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = DemandQuerySet.as_manager()

    class Meta:
        verbose_name = "需求"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="demand_number_once"),
            models.CheckConstraint(
                name="demand_has_a_place",
                condition=~Q(place=""),
                violation_error_message="请写明具体地点，例如“3 栋 2 单元门口”",
            ),
            models.CheckConstraint(
                name="demand_answered_has_answer",
                condition=~Q(status__in=["answered", "confirmed", "closed"])
                | (~Q(answer="") & Q(answered_on__isnull=False)),
                violation_error_message="没有答复内容，不能答复或办结",
            ),
            models.CheckConstraint(
                name="demand_merged_names_another",
                condition=(Q(status="merged") & Q(merged_into__isnull=False) & ~Q(merged_into=F("id")))
                | (~Q(status="merged") & Q(merged_into=None)),
                violation_error_message="合并须选择另一件需求",
            ),
            models.CheckConstraint(
                name="demand_to_project_has_project",
                condition=~Q(status="to_project") | Q(project__isnull=False),
                violation_error_message="转微项目须有对应的项目",
            ),
            models.CheckConstraint(
                name="demand_anonymous_names_nobody",
                condition=Q(is_anonymous=False) | Q(reporter_masked="", phone_masked=""),
                violation_error_message="匿名反映不登记姓名和电话",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-id"], name="demand_area"),
            models.Index(fields=["status", "-id"], name="demand_status"),
            models.Index(fields=["category", "-id"], name="demand_category"),
            models.Index(fields=["accepted_on", "id"], name="demand_accepted"),
            models.Index(fields=["answered_on"], condition=Q(status="answered"), name="demand_waits_for_rating"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="demand_search"),
            GinIndex(Bigrams("search_text"), name="demand_bigrams"),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self):
        """Put what follows from other fields on the row: masks, fingerprint, search text."""
        if self.is_anonymous:
            self.reporter_name = self.reporter_phone = ""
        self.reporter_masked = masks.name(self.reporter_name)
        self.phone_masked = masks.phone(self.reporter_phone)
        self.phone_index = blind_index(self.reporter_phone)
        self.search_text = text_of(self.number, self.title, self.place, self.content[:250])

    @property
    def reporter_text(self):
        """Who spoke, as lists and pages show it."""
        return "匿名" if self.is_anonymous else self.reporter_masked or "未登记"

    def shows_private_to(self, user):
        """Photographs that show faces: who recorded the demand, and who routes or answers it here."""
        return self.created_by_id == user.pk or any(
            user.scope(permission).covers(self.area) for permission in ("projects.route", "projects.answer")
        )

    def process(self):
        """受理 → 交办 → 答复 → 评价 → 办结, with the day each was reached."""
        ended = self.status in ("invalid", "merged")
        reached = {
            "new": 0,
            "accepted": 1,
            "assigned": 2,
            "doing": 2,
            "reopened": 2,
            "to_project": 2,
            "to_mediation": 2,
            "to_department": 2,
            "to_petition": 2,
            "answered": 3,
            "confirmed": 4,
            "closed": 5,
        }.get(self.status, 0)
        parts = [
            ("受理", self.accepted_on),
            ("交办", self.assigned_on),
            ("答复", self.answered_on),
            ("评价", self.rated_on),
            ("办结", self.closed_on),
        ]
        steps = []
        for number, (label, day) in enumerate(parts):
            state = "done" if number < reached else "now" if number == reached and not ended else ""
            if state == "now" and self.status == "reopened":
                state = "back"
            sub = clock.zh_day(day) if day and number < reached else ""
            if number == reached:
                sub = self.get_status_display()
            steps.append({"label": label, "sub": sub, "state": state})
        return steps
