"""Tables of mediation committees, their mediators, and the law society's stations."""

from django.contrib.auth import get_user_model
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.kernel.clock import clock
from governance.kernel.models.base import Stamped
from governance.kernel.pages.search import Bigrams, Searchable, sounds
from governance.kernel.steps.states import StateField
from governance.people.serving import Serving

from .querysets import CommitteeQuerySet, MediatorQuerySet, StationQuerySet
from .workflow import IN_OFFICE, STATES


class MediationCommittee(Searchable, Stamped):
    """One people's mediation committee (人民调解委员会) of a place.

    `short_name` is part of the case numbers.  It has 3–9 members, a woman among
    them, elected for three years.  Source: 人民调解法 8, 9, 34; domain.md §2.2.
    """

    class Level(models.TextChoices):
        DISTRICT = "district", "区级"
        STREET = "street", "镇街"
        COMMUNITY = "community", "社区（村）"
        SPECIAL = "special", "行业性、专业性"

    name = models.CharField("名称", max_length=60, unique=True, error_messages={"unique": "已有同名的调委会"})
    short_name = models.CharField(
        "字号简称",
        max_length=12,
        unique=True,
        help_text="写在案号里，例如“野鸭冲”",
        error_messages={"unique": "这个字号已被另一调委会使用"},
    )
    level = models.CharField("级别", max_length=10, choices=Level.choices)
    area = models.ForeignKey(
        "governance.Area", models.PROTECT, related_name="mediation_committees", verbose_name="辖区"
    )
    term_from = models.DateField("任期自")
    term_until = models.DateField("任期至")
    address = models.CharField("地点", max_length=120, blank=True)
    phone = models.CharField("办公电话", max_length=20, blank=True)
    status = StateField(states=STATES, max_length=10, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = "人民调解委员会"
        ordering = ["area__path", "id"]
        constraints = [
            models.CheckConstraint(
                name="mediation_committee_term_has_a_length",
                condition=Q(term_until__gt=F("term_from")),
                violation_error_message="任期止日须晚于起日",
            ),
        ]
        indexes = [
            models.Index(fields=["level", "id"], name="committee_level"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="committee_search"),
            GinIndex(Bigrams("search_text"), name="committee_bigrams"),
        ]

    def __str__(self):
        return self.name

    def search_parts(self):
        return self.name, self.short_name, "调委会 人民调解委员会", self.get_level_display(), sounds(self.short_name)

    def heads(self):
        """Accounts of those who head the committee today: its head and deputies."""
        posts = self.mediators.active().heads()
        return get_user_model().objects.filter(person__in=posts.values("person")).order_by("id")

    @property
    def is_in_term(self):
        return self.status == IN_OFFICE and self.term_from <= clock.today() <= self.term_until


class Mediator(Stamped):
    """One people's mediator of one committee: an elected member, or hired by it.

    The account, where there is one, is the person's (`user`).
    """

    class Gender(models.TextChoices):
        WOMAN = "f", "女"
        MAN = "m", "男"

    class Post(models.TextChoices):
        HEAD = "head", "主任"
        DEPUTY = "deputy", "副主任"
        MEMBER = "member", "委员"
        HIRED = "hired", "聘任调解员"

    committee = models.ForeignKey(MediationCommittee, models.PROTECT, related_name="mediators", verbose_name="调委会")
    person = models.ForeignKey("governance.Person", models.PROTECT, related_name="mediator_posts", verbose_name="人员")
    gender = models.CharField("性别", max_length=1, choices=Gender.choices)
    post = models.CharField("职务", max_length=8, choices=Post.choices, default=Post.MEMBER)
    is_full_time = models.BooleanField("专职", default=False)
    joined_on = models.DateField("任职日期", default=clock.today)
    left_on = models.DateField("离任日期", null=True, blank=True)
    leave_reason = models.CharField("离任原因", max_length=120, blank=True)

    serving = Serving(
        ("committee",), since="joined_on", until="left_on", joined=False, gives_rights=True
    )  # cases name it

    objects = MediatorQuerySet.as_manager()

    class Meta:
        verbose_name = "人民调解员"
        ordering = ["committee", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "person"],
                condition=Q(left_on=None),
                name="mediator_once_in_a_committee",
                violation_error_message="此人已是本调委会的调解员",
            ),
        ]

    def __str__(self):
        return self.person.name

    def get_absolute_url(self):
        return self.committee.get_absolute_url()

    @property
    def area(self):
        return self.committee.area

    @property
    def user(self):
        """The mediator's account, None without one."""
        try:
            return self.person.user
        except ObjectDoesNotExist:
            return None


class LawStation(models.Model):
    """One service station of the law society (法学会服务站点), with a register of its own.

    Its cases are not counted again among the committees' (domain.md S48, S49).
    """

    class Level(models.TextChoices):
        TOWNSHIP = "township", "乡级"
        VILLAGE = "village", "村级"

    name = models.CharField("名称", max_length=60, unique=True)
    short_name = models.CharField("字号简称", max_length=12, unique=True)
    level = models.CharField("级别", max_length=10, choices=Level.choices)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="所在区域")
    opened_on = models.DateField("设立日期")
    duty_hours = models.CharField("值班时间", max_length=60, blank=True)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = "法学会服务站点"
        ordering = ["id"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The list of the station's cases: it has no page of its own."""
        return f"{reverse('disputes:mediation_cases')}?station={self.pk}&tab=all"
