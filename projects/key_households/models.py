"""Key households (重点走访户): a door that is to be visited every month.  Source: domain.md §2.12, §7."""

from django.db import models
from django.db.models import F, Q

from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.clock import clock
from governance.kernel.models.base import Stamped
from governance.kernel.models.sealed import SealedRow
from governance.kernel.steps.states import StateField
from governance.kernel.upkeep.crypto import EncryptedTextField
from governance.models import Level
from projects.places import place_name, place_words

from .doors import SOMEBODY, visits_there
from .querysets import KeyHouseholdQuerySet
from .workflow import MARKED, STATES, UNMARKED


class KeyHousehold(SealedRow, Stamped):
    """A household that the community has decided to visit every month, from a day until the mark is taken back.

    It names nobody.  Door and reason are sealed; `door_index` is the keyed
    fingerprint by which the same door is known again.  The class is coarse on
    purpose: illness, disability, special family planning, minors and whatever
    concerns justice are no classes (domain.md §7 hides them).
    """

    class Category(models.TextChoices):
        ELDERLY = "elderly", "独居或空巢老人"
        HARDSHIP = "hardship", "生活困难家庭"
        OTHER = "other", "其他需经常走访的"

    class EndReason(models.TextChoices):
        MOVED = "moved", "已搬离"
        SETTLED = "settled", "情况好转，不需每月走访"
        WISH = "wish", "住户不愿被走访"
        MISTAKEN = "mistaken", "登记有误"
        OTHER = "other", "其他"

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="key_households", verbose_name="楼栋单元")
    door = EncryptedTextField("门牌", max_length=30)
    door_index = models.CharField(max_length=64, editable=False)
    category = models.CharField("类别", max_length=12, choices=Category.choices)
    reason = EncryptedTextField("缘由", max_length=200)
    valid_from = models.DateField("标记日期", default=clock.today, editable=False)
    ended_on = models.DateField("取消日期", null=True, blank=True, editable=False)
    ended_for = models.CharField("取消原因", max_length=12, blank=True, choices=EndReason.choices)
    status = StateField(states=STATES, max_length=12, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = KeyHouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "重点走访户"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "door_index"],
                condition=Q(status=MARKED),
                name="key_household_door_once",
                violation_error_message="这一门牌已标记为重点走访户，不重复标记",
            ),
            models.CheckConstraint(
                name="key_household_has_a_door",
                condition=~Q(door_index=""),
                violation_error_message="请写明门牌",
            ),
            models.CheckConstraint(
                name="key_household_ends_for_a_reason",
                condition=Q(status=MARKED, ended_on=None, ended_for="")
                | Q(status=UNMARKED, ended_on__gte=F("valid_from")) & ~Q(ended_for=""),
                violation_error_message="取消标记须有日期和原因",
            ),
        ]
        indexes = [
            models.Index(fields=["-valid_from", "-id"], name="key_household_newest"),
            models.Index(fields=["area", "status"], name="key_household_area"),
        ]

    def __str__(self):
        return f"{self.building} {SOMEBODY}"

    @property
    def is_standing(self):
        return self.status in STATES.group("standing")

    @property
    def building(self):
        """荷馨苑 1栋: the place without stair and door; needs `compound` and `parent` joined."""
        area = self.area
        if area.level != Level.UNIT:
            return place_name(area)
        return place_words(area.compound and area.compound.name, area.parent and area.parent.name)

    @property
    def full_door(self):
        """荷馨苑 1栋 2单元 301."""
        return f"{place_name(self.area)} {self.door}"

    def door_for(self, user):
        """The door in full for whoever visits homes there, else masked."""
        return self.full_door if visits_there(user, self.area) else str(self)

    def is_opened_to(self, user):
        """Whether somebody may read door and reason in full, on record: whoever keeps the register there."""
        return user.scope(EDIT_REGISTRY).covers(self.area)
