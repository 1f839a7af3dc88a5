"""Home visits (走访): visitor, place, day and what was heard.  Source: domain.md §2.12."""

import re

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.base import Stamped
from governance.kernel.pages.search import Bigrams, Searchable
from governance.kernel.steps.states import StateField
from projects.places import place_name
from projects.roles import ROUTE

from .querysets import VisitQuerySet
from .workflow import MISSED, STATES, VOID

CLAUSES = re.compile(r"[，。；！？,;!?\n]")
NOTHING_AMISS = ("无异常", "无", "正常")
GIST = 30  # characters


class Visit(Searchable, Stamped):
    """One round by the holder of a post: to one place, on one day, to one or more households.

    The record states what was heard, never from whom: it names no resident,
    and sensitive facts about key persons (health, correction, petitions) are
    not kept here.
    """

    class Kind(models.TextChoices):
        DAILY = "daily", "日常走访"
        CARE = "care", "重点人群探望"
        POLICY = "policy", "政策宣传"
        DISPUTE = "dispute", "矛盾排查"
        SAFETY = "safety", "安全检查"
        OTHER = "other", "其他"

    number = models.CharField("编号", max_length=40, blank=True, editable=False)
    post = models.ForeignKey("governance.Appointment", models.PROTECT, related_name="visits", verbose_name="走访人")
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="visits", verbose_name="走访地点")
    key_household = models.ForeignKey(
        "projects.KeyHousehold", models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="重点走访户"
    )
    place = models.CharField("楼栋门牌", max_length=80, blank=True)
    visited_on = models.DateField("走访日期", default=clock.today)
    household_count = models.PositiveIntegerField("走访户数", default=1)
    kind = models.CharField("走访类型", max_length=12, choices=Kind.choices, default=Kind.DAILY)
    summary = models.TextField("走访情况", max_length=500)
    behalf_note = models.CharField("代录依据", max_length=120, blank=True)
    status = StateField(states=STATES, max_length=12, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "走访"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="visit_number_once"),
            models.CheckConstraint(
                name="visit_reached_a_household",
                condition=Q(household_count__gte=1) | Q(status__in=[MISSED, VOID]),
                violation_error_message="走访户数至少为 1 户",
            ),
            models.CheckConstraint(
                name="visit_missed_reached_nobody",
                condition=~Q(status=MISSED) | Q(household_count=0),
                violation_error_message="没在家的不计走访户数",
            ),
            models.CheckConstraint(
                name="visit_says_what_was_heard",
                condition=~Q(summary=""),
                violation_error_message="请写明走访情况",
            ),
        ]
        indexes = [
            models.Index(fields=["-visited_on", "-id"], name="visit_newest"),
            models.Index(fields=["area", "-visited_on"], name="visit_area"),
            models.Index(fields=["post", "visited_on"], condition=~Q(status=VOID), name="visit_of_post"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="visit_search"),
            GinIndex(Bigrams("search_text"), name="visit_bigrams"),
        ]

    def __str__(self):
        return f"{self.where} {self.get_kind_display()}"

    def search_parts(self):
        return self.number, self.post.person.name, self.place, self.get_kind_display(), self.summary

    @property
    def is_void(self):
        return self.status == VOID

    @property
    def is_missed(self):
        """Nobody was at home: a try, which counts in no figure."""
        return self.status == MISSED

    @property
    def reached(self):
        """How many households were met; None of a try."""
        return None if self.is_missed else self.household_count

    @property
    def is_on_behalf(self):
        """The visit was recorded by another person than the visitor."""
        return self.created_by is not None and self.created_by.person_id != self.post.person_id

    @property
    def where(self):
        """荷馨苑 1栋 2单元: the place from the compound down; needs `compound` and `parent` joined."""
        return place_name(self.area)

    @property
    def gist(self):
        """What was heard in one clause, to name a need by; "" where nothing was amiss."""
        clauses = [clause.strip() for clause in CLAUSES.split(self.summary)]
        first = next((clause for clause in clauses if clause), "")
        return "" if first in NOTHING_AMISS else first[:GIST]

    def shows_private_to(self, user):
        """Photographs that show faces are for the author of the record and for those who route demands here."""
        return self.created_by_id == user.pk or user.scope(ROUTE).covers(self.area)
