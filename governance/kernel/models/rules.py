"""Dated rules and the days of the work calendar."""

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from governance.kernel.clock import clock
from governance.kernel.steps.states import StateField

from .addresses import Addressed
from .base import Versioned
from .fresh import Kept
from .rule_words import (
    AGE,
    FRACTION,
    INTEGER,
    NUMBER,
    PERIODS,
    PROPOSED,
    PUBLISHED,
    STANDING,
    STATES,
    Base,
    BoundSide,
    Comparison,
    Moves,
    Nature,
    RuleKind,
    Unit,
    bound_words,
    read_aloud,
)

__all__ = ["PERIODS", "Base", "BoundSide", "Comparison", "Moves", "Nature", "Rule", "RuleKind", "Unit", "WorkDay"]


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
        return f"{clock.zh_date(self.date)}{self.name or ('上班' if self.is_workday else '休息')}"

    @property
    def event_object_id(self):
        """The day as a number, 20261001: events know their objects by number."""
        return int(f"{self.date:%Y%m%d}")


class RuleQuerySet(models.QuerySet):
    def visible_to(self, user, permission=None):
        """Everybody who holds a post may read every rule."""
        return self if user.posts else self.none()

    def in_force(self):
        return self.valid_on(clock.today())

    def standing(self):
        """Versions that hold, held or will: without what is only proposed, was refused or taken back."""
        return self.filter(status__in=STANDING)

    def proposed(self):
        return self.filter(status=PROPOSED)

    def unsettled(self):
        """Versions that wait for a second person."""
        return self.filter(status__in=STATES.group("open"))

    def with_people(self):
        """With those who proposed and confirmed them, as pages name them."""
        people = ("proposed_by", "confirmed_by", "withdrawal_by")
        return self.select_related(*people, *(f"{name}__person" for name in people))

    def upcoming(self):
        """Versions whose first day is in the future."""
        return self.standing().filter(valid_from__gt=clock.today())

    def valid_on(self, day):
        """The versions in force on `day`: at most one for each code."""
        return self.valid_between(day, day)

    def valid_between(self, first, last):
        """Versions in force on any day from `first` to `last` (None: without end)."""
        begun = {} if last is None else {"valid_from__lte": last}
        return self.standing().filter(Q(valid_to=None) | Q(valid_to__gte=first), **begun)


def signed_by(words):
    """A column for the account that took one of the two steps of a change."""
    user = settings.AUTH_USER_MODEL
    options = {"null": True, "blank": True, "editable": False, "related_name": "+"}
    return models.ForeignKey(user, models.PROTECT, verbose_name=words, **options)


class Rule(Addressed, Kept, Versioned):
    """One version of one rule, valid from a day to a day (both included; no end: until further notice).

    value      -- number, fraction ("2/3") or words, according to `unit`
    remind     -- days before the due day on which the handler is notified ([-7, -3, -1]);
                  null: the default ladder
    escalate   -- lists of recipients for T+1, T+3, T+7; null: the default ladder, []: nobody
    moves      -- of periods: whether the last day moves when it is a statutory holiday, or any rest day
    nature     -- duty of an organ, right of a person, or the district's custom
    bound, bound_side -- the statutory value in the rule's unit, which no version may undercut or exceed; "" without.
                  Of a share with its sign ("> 1/2"); of a period that counts back by its length ("-90": 90 days ahead)
    comparison, base, counts -- only for shares: at least or more than, of whom,
                  counted by "heads" and, for owners, "area"

    says       -- what the basis says, in short words of our own
    status     -- whether the version stands, is only proposed, or never held; see `rule_words.STATES`
    proposed_by, confirmed_by -- two different people; both empty for what the catalogue brought
    lapses     -- its end was looked at and is meant: nobody need find a successor

    The database refuses two standing versions of one code that overlap, and a
    value beyond the bound (trigger `rule_within_its_bound`).
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
    says = models.CharField("条文要点", max_length=300, blank=True)
    lapses = models.BooleanField("到期不再延续", default=False, editable=False)
    status = StateField(states=STATES, default=PUBLISHED, max_length=10, editable=False)
    proposed_by = signed_by("提出人")
    confirmed_by = signed_by("确认人")
    withdrawal_by = signed_by("提请撤回人")

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
                condition=Q(status__in=STANDING),
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
            models.CheckConstraint(
                name="rule_bound_has_a_side",
                condition=Q(bound="", bound_side="") | (~Q(bound="") & ~Q(bound_side="")),
                violation_error_message="法定界限须写明是不低于、不超过还是不可变更",
            ),
            models.CheckConstraint(
                name="rule_right_ends_on_a_workday",
                condition=~Q(nature=Nature.RIGHT) | ~Q(unit__in=PERIODS) | Q(moves=Moves.REST_DAY),
                violation_error_message="个人权利的期间遇休息日顺延，不得取消",
            ),
            models.CheckConstraint(
                name="rule_confirmed_by_another",
                condition=Q(confirmed_by=None) | Q(proposed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                violation_error_message="规则的新版本须由提出人以外的人确认",
            ),
            models.CheckConstraint(
                name="rule_proposal_stands_confirmed",
                condition=Q(proposed_by=None) | ~Q(status__in=STANDING) | ~Q(confirmed_by=None),
                violation_error_message="规则的新版本未经确认，不能施行",
            ),
            models.UniqueConstraint(
                name="rule_proposed_once",
                fields=["code"],
                condition=Q(status=PROPOSED),
                violation_error_message="这条规则已有待确认的新版本，请先处理",
            ),
        ]

    def __str__(self):
        return f"{self.label}（{self.value_text}）"

    @property
    def event_area(self):
        """A rule holds in the whole district: its tasks lie there."""
        return apps.get_model("governance", "Area").objects.filter(parent=None).first()

    @property
    def event_area_id(self):
        district = self.event_area
        return district and district.pk

    def grants(self, permission, user):
        """A user who may edit rules in any area may edit every rule."""
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
        if self.unit == Unit.SHARE:
            return f"{self.get_comparison_display()} {self.value}"
        return self.in_words(self.value)

    def in_words(self, value):
        """A value with the rule's unit, as people read it."""
        return read_aloud(value, self.unit, is_age=self.code.endswith(AGE))

    @property
    def bound_text(self):
        """What the law binds the value to: 不少于 15 天, 不晚于3月31日, 不可变更（30 天）; "" where it does not."""
        if not self.bound:
            return ""
        if self.unit == Unit.SHARE:
            sign, share = self.bound.split(" ")
            if self.bound_side == BoundSide.EXACT:
                return f"不可变更（{Comparison(sign).label} {share}）"
            return f"不得高于 {share}" if self.bound_side == BoundSide.MOST else f"须{Comparison(sign).label} {share}"
        words = self.in_words(self.bound)
        if self.bound_side == BoundSide.EXACT:
            return f"不可变更（{words}）"
        return bound_words(BoundSide(self.bound_side), words, self.unit, is_age=self.code.endswith(AGE))

    @property
    def force_badge(self):
        """(words, kind of badge): in force, still to come or over; of a version that does not stand, its state."""
        if self.status != PUBLISHED:
            return self.get_status_display(), STATES[self.status].kind
        today = clock.today()
        if self.valid_from > today:
            return "将施行", "wait"
        return ("已失效", "") if self.valid_to and self.valid_to < today else ("现行", "ok")
