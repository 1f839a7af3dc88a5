"""Rolls: who is entitled in a body, filed with a date and kept in versions (domain.md §2.7)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Count, F, Func, Q, Sum
from django.utils.functional import cached_property

from governance.kernel.clock import clock
from governance.kernel.clock.validity import holds_on
from governance.kernel.models.base import Stamped
from governance.kernel.models.sealed import SealedRow
from governance.kernel.steps.states import StateField
from governance.kernel.upkeep import masks
from governance.kernel.upkeep.crypto import EncryptedTextField

from .kinds import OF_DELEGATES, OF_MEMBERS, OF_NUMBERS, OF_UNITS, WITH_WOMEN, Holding, Kind
from .members import RollMember
from .querysets import RollQuerySet
from .workflow import CURRENT, DRAFT, FILED, PAST, STATES, UPCOMING, VOID


class Roll(Stamped):
    """One version of one roll of a place: its rows are who is entitled from `valid_from` until `valid_to`.

    A filed version never changes (a trigger refuses it): a correction is the
    next version, whose filing ends this one on the day before.  `as_of` is the
    day on which the rows were true, `filed_on` the day of filing.  The counts
    follow from the rows; a trigger compares them when the roll is filed.
    Area is m².

    **Source:** 民法典 278; 湖南省物业管理条例 14; 居委会组织法 (2025) 13, 26–29; 村委会组织法 (2025) 25, 26, 30.
    """

    Kind = Kind

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="rolls", verbose_name="区域")
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    as_of = models.DateField("统计截止日")
    source = models.CharField("数据来源", max_length=120)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("使用至", null=True, blank=True, editable=False)
    unit_count = models.PositiveIntegerField("专有部分（套）", null=True, blank=True, editable=False)
    head_count = models.PositiveIntegerField("计票人数（户）", null=True, blank=True, editable=False)
    total_area = models.DecimalField(
        "专有面积合计（㎡）", max_digits=14, decimal_places=2, null=True, blank=True, editable=False
    )
    households = models.PositiveIntegerField("户数", null=True, blank=True)
    adults = models.PositiveIntegerField("年满十八周岁人数", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    change_reason = models.CharField("变动原因", max_length=200, blank=True, editable=False)
    heads_reason = models.CharField("计票人核对说明", max_length=200, blank=True, editable=False)
    status = StateField(states=STATES, max_length=12, editable=False)
    is_demo = models.BooleanField("演示数据", default=False)

    objects = RollQuerySet.as_manager()

    class Meta:
        verbose_name = "名册"
        constraints = [
            ExclusionConstraint(
                name="roll_one_version_a_day",
                expressions=[
                    ("area", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
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
                condition=Q(status__in=list(STATES.group("in_force"))),
                violation_error_message="同一名册在这段时间内已有备案的版本",
            ),
            models.UniqueConstraint(
                fields=["area", "kind"],
                condition=Q(status__in=list(STATES.group("open"))),
                name="roll_one_open",
                violation_error_message="这一名册已有一份编制中或待备案的版本，请在那一份上办理",
            ),
            models.CheckConstraint(
                name="roll_filed_has_its_days",
                condition=Q(status__in=list(STATES.group("open")), filed_on=None, valid_from=None)
                | Q(status__in=list(STATES.group("in_force")), filed_on__isnull=False, valid_from__isnull=False)
                | Q(status=VOID),
                violation_error_message="备案的名册须写明备案日期和启用日期",
            ),
            models.CheckConstraint(
                name="roll_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="名册的停用日期不能早于启用日期",
            ),
            models.CheckConstraint(
                name="roll_adult_in_each_household",
                condition=Q(households=None) | Q(adults=None) | Q(adults__gte=F("households")),
                violation_error_message="年满十八周岁人数不能少于户数，户的代表须年满十八周岁",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "kind", "-valid_from"], name="roll_of_area"),
            models.Index(fields=["status", "-id"], name="roll_status"),
            models.Index(fields=["as_of", "id"], name="roll_as_of"),
        ]

    def __str__(self):
        return f"{self.area.name}{self.get_kind_display()}"

    @property
    def lists_units(self):
        return self.kind in OF_UNITS

    @property
    def lists_members(self):
        return self.kind in OF_MEMBERS

    @property
    def lists_numbers(self):
        return self.kind in OF_NUMBERS

    @property
    def has_delegates(self):
        """Its members are delegates, and members of the committee beside them."""
        return self.kind in OF_DELEGATES

    @property
    def counts_women(self):
        return self.kind in WITH_WOMEN

    @property
    def is_draft(self):
        """Its rows may still change."""
        return self.status == DRAFT

    @property
    def is_open(self):
        """Being prepared, or waiting to be filed."""
        return self.status in STATES.group("open")

    @property
    def is_filed(self):
        """The newest filed version."""
        return self.status == FILED

    @property
    def has_content(self):
        """Whether it has rows, or its numbers."""
        return bool(self.households and self.adults) if self.lists_numbers else bool(self.head_count)

    @property
    def state_today(self):
        """Its state as people read it: a filed version is told by its days to come, to be in use, or to be over."""
        if self.status not in STATES.group("in_force"):
            return STATES[self.status]
        today = clock.today()
        if self.valid_from > today:
            return UPCOMING
        return CURRENT if holds_on(self, today) else PAST

    def get_status_display(self):
        return self.state_today.label

    @property
    def is_void(self):
        """Given up, or filed wrongly: it says nothing for any day."""
        return self.status == VOID

    def count_holdings(self):
        """{holding: (how many units, their m²)}, counted from the rows."""
        rows = self.units.order_by().values_list("holding").annotate(Count("pk"), Sum("exclusive_area"))
        return {holding: (count, size) for holding, count, size in rows}

    def joined_heads(self):
        """(buyers with several units, whether the developer has several), counted from the rows."""
        rows = self.units.order_by().annotate(is_owners=Q(holding=Holding.OWNER))
        joined = rows.values("head", "is_owners").annotate(count=Count("pk")).filter(count__gt=1)
        found = list(joined.values_list("is_owners", flat=True))
        return sum(found), not all(found)

    def count_seats(self):
        """{seat: how many members}, counted from the rows."""
        counted = self.members.order_by().values_list("seat").annotate(Count("pk"))
        return dict.fromkeys(RollMember.Seat.values, 0) | dict(counted)

    def rows_words(self, count):
        """320 行（每行一个专有部分）: what the rows of a list are, which stand beside heads."""
        return f"{count:,} 行（{'每行一个专有部分' if self.lists_units else '每行一人'}）"

    @property
    def size(self):
        """460 套计 455 户，38,412.50 ㎡; 30 人; 1,820 户、4,300 名成年人; 尚未填写."""
        if not self.has_content:
            return "尚未填写"
        if self.lists_units:
            heads = f"{self.head_count:,} 户"
            if self.unit_count != self.head_count:
                heads = f"{self.unit_count:,} 套计 {heads}"
            return f"{heads}，{self.total_area:,.2f} ㎡"
        if self.lists_numbers:
            return f"{self.households:,} 户、{self.adults:,} 名成年人"
        return f"{self.head_count:,} 人"

    @property
    def label(self):
        """业主名册（2026年3月1日备案，460 户，38,412.50 ㎡）."""
        return f"{self.get_kind_display()}（{self.filed_text}，{self.size}）"

    @property
    def filed_text(self):
        return f"{clock.zh_date(self.filed_on)}备案" if self.filed_on else "未备案"


class RollUnit(models.Model):
    """One exclusive unit of a compound: its area in m², whose it is, and the head it counts to.

    code   -- as `heads.unit_code` writes it, once per roll
    buyer  -- the declared buyer of several units (the same words join them into one head)
    head   -- the first code among the units of one head, as `heads.head_keys` gives it
    """

    roll = models.ForeignKey(Roll, models.PROTECT, related_name="units")
    code = models.CharField("户号", max_length=40)
    exclusive_area = models.DecimalField("专有面积（㎡）", max_digits=10, decimal_places=2)
    holding = models.CharField("状态", max_length=12, choices=Holding.choices, default=Holding.OWNER)
    buyer = models.CharField("买受人（多套）", max_length=60, blank=True)
    head = models.CharField("计票人", max_length=40)

    class Meta:
        verbose_name = "专有部分"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["roll", "code"],
                name="roll_unit_once",
                violation_error_message="同一户号在名册中只能出现一次",
            ),
            models.CheckConstraint(
                name="roll_unit_has_area",
                condition=Q(exclusive_area__gt=0),
                violation_error_message="专有面积须大于 0",
            ),
        ]

    def __str__(self):
        return self.code

    @cached_property
    def identity(self):
        """The fingerprint of the first owner's identity number; "" where it is not known."""
        return next((owner.id_index for owner in self.owners.all() if owner.id_index), "")

    @property
    def masked_owners(self):
        return "、".join(owner.masked_name for owner in self.owners.all())

    @property
    def masked_buyer(self):
        return masks.name(self.buyer)


class RollOwner(SealedRow):
    """The owner of a unit, and its co-owners after the first; only the first one's identity number is kept, sealed."""

    unit = models.ForeignKey(RollUnit, models.PROTECT, related_name="owners")
    order = models.PositiveSmallIntegerField("排序", default=0)
    name = models.CharField("姓名或名称", max_length=60)
    id_number = EncryptedTextField("证件号码", blank=True, default="")
    id_index = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "业主"
        ordering = ["unit", "order"]
        constraints = [models.UniqueConstraint(fields=["unit", "order"], name="roll_owner_order")]

    @property
    def masked_name(self):
        return masks.name(self.name)
