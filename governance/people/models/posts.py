"""The posts that people hold (任职)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.models.base import Stamped
from governance.kernel.pages.search import Bigrams, Searchable, sounds
from governance.kernel.steps.cleaning import means
from governance.kernel.steps.states import StateField
from governance.people.querysets import AppointmentQuerySet
from governance.people.workflow.posts import IN_OFFICE, LEFT, POST_STATES

from .people import Person

means("任命", "任命制", "委任", "上级任命")
means("选举", "选举产生", "换届选举")
means("推选", "推荐", "推选产生", "居民推选", "民主推选")
means("海选", "海选产生", "居民海选", "楼栋长海选")
means("聘任", "聘用", "聘任制", "招聘")


class Appointment(Searchable, Stamped):
    """One person holds one post for one area, from a day until a day (任职).

    Vacancies and coverage are computed from these rows.  A building head is a
    neighbour head with `is_building_head`, never a second post (domain.md §1.1 S25).
    `work_phone` belongs to the post and is open to all who may see the post; the person's own telephone is sealed,
    masked, and shown in full for a reason only.  Source: domain.md §7.
    """

    class Chosen(models.TextChoices):
        APPOINTED = "appointed", "任命"
        ELECTED = "elected", "选举"
        RECOMMENDED = "recommended", "推选"
        OPEN_ELECTION = "open_election", "海选"
        HIRED = "hired", "聘任"

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name="人员")
    role = models.CharField("岗位", max_length=24, choices=roles.choices)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="appointments", verbose_name="负责区域")
    unit = models.ForeignKey(
        "governance.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    is_building_head = models.BooleanField("兼楼栋长", default=False)
    work_phone = models.CharField("工作电话", max_length=20, blank=True, default="", db_default="")
    block = models.CharField("负责范围", max_length=60, blank=True)
    group_no = models.PositiveSmallIntegerField("组别", null=True, blank=True)
    household_count = models.PositiveSmallIntegerField("联系户数", null=True, blank=True)
    chosen_by = models.CharField("产生方式", max_length=16, choices=Chosen.choices, default=Chosen.RECOMMENDED)
    chosen_at = models.CharField("产生会议或选举", max_length=120, blank=True)
    starts_on = models.DateField("任期自", default=clock.today)
    ends_on = models.DateField("任期至", null=True, blank=True)
    ended_on = models.DateField("离任日期", null=True, blank=True)
    end_reason = models.CharField("离任原因", max_length=120, blank=True)
    status = StateField(states=POST_STATES, max_length=8, editable=False)
    is_demo = models.BooleanField("演示数据", default=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="任期止日不能早于起日",
            ),
            models.CheckConstraint(
                name="appointment_ended_has_a_day",
                condition=Q(status=IN_OFFICE, ended_on=None) | Q(status=LEFT, ended_on__isnull=False),
                violation_error_message="离任须写明日期",
            ),
            models.CheckConstraint(
                name="building_head_is_a_neighbour_head",
                condition=Q(is_building_head=False) | Q(role="neighbour_head"),
                violation_error_message="只有邻长可以兼任楼栋长",
            ),
            models.CheckConstraint(
                name="appointment_unit_is_granted",
                condition=Q(unit=None) | ~Q(role__in=roles.REGISTRY),
                violation_error_message="单位只随安全管理员授予的岗位，登记的岗位不属于部门",
            ),
            ExclusionConstraint(
                name="appointment_one_at_a_time",
                expressions=[
                    ("area", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status=IN_OFFICE, role__in=roles.SINGLE),
                violation_error_message="此处这一岗位只设一名，与现任的任期重叠；请先为现任办理离任",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "area"],
                condition=Q(status=IN_OFFICE),
                name="appointment_once",
                violation_error_message="此人已在该区域担任这一岗位",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "role", "id"], condition=Q(status=IN_OFFICE), name="appointment_in_office"),
            models.Index(fields=["role", "-id"], condition=Q(status=IN_OFFICE), name="appointment_of_role"),
            models.Index(fields=["-starts_on", "-id"], condition=Q(status=IN_OFFICE), name="appointment_newest"),
            models.Index(fields=["person"], name="appointment_of_person"),
            models.Index(fields=["ends_on"], condition=Q(status=IN_OFFICE), name="appointment_term"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="appointment_search"),
            GinIndex(Bigrams("search_text"), name="appointment_bigrams"),
        ]

    def __str__(self):
        return f"{self.person} {self.get_role_display()}"

    def search_parts(self):
        person = self.person
        return person.name, sounds(person.name, person.pinyin), self.get_role_display(), self.block

    @property
    def is_active(self):
        """Not ended; the term itself may not have begun or may be over."""
        return self.status == IN_OFFICE
