"""Dated rules and the days of the work calendar."""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from governance.kernel.clock import clock

from .addresses import Addressed
from .fresh import Kept


class WorkDay(Kept, models.Model):
    """One day that differs from the announced calendar, or belongs to a year not yet announced.

    A row overrides chinesecalendar and the provisional rule of `clock`.
    A day off with a name is a statutory holiday; without a name it is plain rest.
    """

    date = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=40, blank=True)
    is_provisional = models.BooleanField("暂定", default=False)

    class Meta:
        app_label = "governance"
        ordering = ["date"]
        verbose_name = "工作日历"

    def __str__(self):
        return f"{self.date:%Y-%m-%d} {self.name or ('上班' if self.is_workday else '休息')}"

    @property
    def event_object_id(self):
        """The day as a number, 20261001: events know their objects by number."""
        return int(f"{self.date:%Y%m%d}")


NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
INTEGER = r"^-?[0-9]+$"
FRACTION = r"^[0-9]+/[1-9][0-9]*$"


class Unit(models.TextChoices):
    """What a rule's value counts."""

    DAYS = "d", "自然日"
    WORKDAYS = "wd", "工作日"
    MONTHS = "month", "个月"
    YEARS = "year", "年"
    MINUTES = "minute", "分钟"
    YUAN = "yuan", "元"
    PERCENT = "percent", "%"
    COUNT = "count", "个"
    SHARE = "share", "比例"
    TEXT = "text", "文本"


class RuleKind(models.TextChoices):
    """What a period does: a limit must be met by its day, a minimum may not end before it."""

    LIMIT = "limit", "办理期限"
    MINIMUM = "minimum", "最短期间"
    RIGHT = "right", "权利期间"
    SETTING = "setting", "参数"


class Moves(models.TextChoices):
    """Where the last day of a period goes when nobody works on it."""

    NONE = "none", "不顺延"
    HOLIDAY = "holiday", "遇法定节假日顺延"
    REST_DAY = "rest_day", "遇休息日顺延"


class Nature(models.TextChoices):
    """Whose period or limit it is: what an organ owes, what a person may do, or what the district agreed on."""

    DUTY = "duty", "机关职责"
    RIGHT = "right", "个人权利"
    CUSTOM = "custom", "本区约定"


class BoundSide(models.TextChoices):
    """On which side of the statutory value a version must stay."""

    LEAST = "least", "不低于"
    MOST = "most", "不超过"
    EXACT = "exact", "不可变更"


class Comparison(models.TextChoices):
    """Whether a share includes its own number (民法典 1259)."""

    AT_LEAST = ">=", "不低于"
    MORE_THAN = ">", "超过"


class Base(models.TextChoices):
    """The whole a share is taken of."""

    ALL = "all", "全体应到"
    PRESENT = "present", "到会（参与）"


WORDS = {  # how a value reads with its unit
    Unit.DAYS: "{} 天",
    Unit.WORKDAYS: "{} 个工作日",
    Unit.MONTHS: "{} 个月",
    Unit.YEARS: "{} 年",
    Unit.MINUTES: "{} 分钟",
    Unit.PERCENT: "{}%",
}
PERIODS = (Unit.DAYS, Unit.WORKDAYS, Unit.MONTHS, Unit.YEARS)


class RuleQuerySet(models.QuerySet):
    def visible_to(self, user, permission=None):
        """Everybody who holds a post may read every rule."""
        return self if user.posts else self.none()

    def in_force(self):
        return self.valid_on(clock.today())

    def not_withdrawn(self):
        """Versions that hold or will: without those taken back before they began."""
        return self.filter(withdrawn_at=None)

    def upcoming(self):
        """Versions whose first day is in the future."""
        return self.not_withdrawn().filter(valid_from__gt=clock.today())

    def valid_on(self, day):
        """The versions in force on `day`: at most one for each code."""
        return self.valid_between(day, day)

    def valid_between(self, first, last):
        """Versions in force on any day from `first` to `last` (None: without end)."""
        begun = {} if last is None else {"valid_from__lte": last}
        return self.not_withdrawn().filter(Q(valid_to=None) | Q(valid_to__gte=first), **begun)


class Rule(Addressed, Kept, models.Model):
    """One version of one rule, valid from a day to a day (both included; no end: until further notice).

    value      -- number, fraction ("2/3") or words, according to `unit`
    remind     -- days before the due day on which the handler is notified ([-7, -3, -1]);
                  null: the default ladder
    escalate   -- lists of recipients for T+1, T+3, T+7; null: the default ladder, []: nobody
    moves      -- of periods: whether the last day moves when it is a statutory holiday, or any rest day
    nature     -- duty of an organ, right of a person, or the district's custom
    bound, bound_side -- the statutory value in the rule's unit, which no version may undercut or exceed; "" without
    comparison, base, counts -- only for shares: at least or more than, of whom,
                  counted by "heads" and, for owners, "area"

    withdrawn_at -- when it was taken back before its first day: it never held

    The database refuses two versions of one code that overlap.
    Source: domain.md §0, §2 (ladder), §2.7, §2.15, §9.
    """

    code = models.CharField("代码", max_length=60)
    label = models.CharField("名称", max_length=60)
    kind = models.CharField("类型", max_length=8, choices=RuleKind, default=RuleKind.SETTING)
    value = models.CharField("数值", max_length=60)
    unit = models.CharField("单位", max_length=8, choices=Unit)
    basis = models.CharField("依据", max_length=200)
    starts_at = models.CharField("起算点", max_length=60, blank=True)
    remind = models.JSONField("提前提醒（天）", null=True, blank=True)
    escalate = models.JSONField("逾期通知", null=True, blank=True)
    moves = models.CharField("顺延", max_length=8, choices=Moves, default=Moves.HOLIDAY)
    nature = models.CharField("性质", max_length=8, choices=Nature, default=Nature.CUSTOM)
    bound = models.CharField("法定界限", max_length=60, blank=True)
    bound_side = models.CharField("界限", max_length=8, choices=BoundSide, blank=True)
    is_statutory = models.BooleanField("法定期限", default=False)
    is_repeated = models.BooleanField("周期性", default=False)
    comparison = models.CharField("比较", max_length=2, choices=Comparison, blank=True)
    base = models.CharField("基数", max_length=8, choices=Base, blank=True)
    counts = models.JSONField("计数口径", default=list, blank=True)
    valid_from = models.DateField("施行日")
    valid_to = models.DateField("失效日", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)

    objects = RuleQuerySet.as_manager()
    area = None  # a rule belongs to no place

    class Meta:
        app_label = "governance"
        ordering = ["code", "valid_from"]
        verbose_name = "规则"
        constraints = [
            ExclusionConstraint(
                name="rule_versions_do_not_overlap",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_to"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(withdrawn_at=None),
                violation_error_message="同一规则在这段时间内已有版本，请先给旧版本填写失效日",
            ),
            models.CheckConstraint(
                name="rule_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="失效日不能早于施行日",
            ),
            models.CheckConstraint(
                name="rule_value_fits_its_unit",
                condition=Q(unit=Unit.TEXT)
                | Q(
                    unit__in=[Unit.DAYS, Unit.WORKDAYS, Unit.MONTHS, Unit.YEARS, Unit.MINUTES, Unit.COUNT],
                    value__regex=INTEGER,
                )
                | Q(unit__in=[Unit.YUAN, Unit.PERCENT], value__regex=NUMBER)
                | Q(unit=Unit.SHARE, value__regex=FRACTION),
                violation_error_message="数值与单位不符：天数、月数、个数填整数，金额填数字，比例填分数（如 2/3）",
            ),
            models.CheckConstraint(
                name="rule_share_says_how_it_compares",
                condition=~Q(unit=Unit.SHARE) | (~Q(comparison="") & ~Q(base="")),
                violation_error_message="比例类规则须写明“不低于”或“超过”，以及基数",
            ),
        ]

    def __str__(self):
        return f"{self.label}（{self.value}{self.get_unit_display()}）"

    def grants(self, permission, user):
        """A user who may keep rules anywhere may keep every rule."""
        return True

    def versions(self):
        """All versions of this rule, the newest first."""
        return Rule.objects.filter(code=self.code).order_by("-valid_from", "-id")

    @property
    def is_period(self):
        return self.unit in PERIODS

    @property
    def value_text(self):
        """The value as people read it: 3 个工作日, 提前 90 天, 超过 1/2, 30,000.00 元."""
        if self.unit == Unit.YUAN:
            return f"{Decimal(self.value):,.2f} 元"
        if self.unit == Unit.SHARE:
            return f"{self.get_comparison_display()} {self.value}"
        words = WORDS.get(self.unit, "{}")
        if self.is_period and self.value == "0":
            return "当日"
        return f"提前 {words.format(self.value[1:])}" if self.value.startswith("-") else words.format(self.value)

    @property
    def force_badge(self):
        """(words, kind of badge): in force today, still to come, over, or taken back before it began."""
        if self.withdrawn_at:
            return "已撤回", ""
        today = clock.today()
        if self.valid_from > today:
            return "将施行", "wait"
        return ("已失效", "") if self.valid_to and self.valid_to < today else ("现行", "ok")
