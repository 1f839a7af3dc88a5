"""The members that a roll lists, one a row."""

from django.db import models
from django.db.models import F, Q

from governance.areas.naming import said_as
from governance.kernel.upkeep import masks

from .kinds import OF_VILLAGES


class RollMember(models.Model):
    """One member of a body: a delegate or a member of the committee, a Party member with a vote, a councillor.

    is_woman -- kept for the delegates of villages only, of whom the law counts the women
    """

    class Seat(models.TextChoices):
        MEMBER = "member", "成员"
        DELEGATE = "delegate", "代表"
        COMMITTEE = "committee", "居（村）委会成员"

    roll = models.ForeignKey("governance.Roll", models.PROTECT, related_name="members")
    no = models.PositiveIntegerField("序号")
    name = models.CharField("姓名", max_length=40)
    seat = models.CharField("身份", max_length=12, choices=Seat.choices, default=Seat.MEMBER)
    is_woman = models.BooleanField("妇女", default=False)
    duty = models.CharField("职务或席位", max_length=40, blank=True)
    starts_on = models.DateField("任职起", null=True, blank=True)
    ends_on = models.DateField("任职止", null=True, blank=True)

    class Meta:
        verbose_name = "名册成员"
        ordering = ["roll", "no"]
        constraints = [
            models.UniqueConstraint(fields=["roll", "no"], name="roll_member_once"),
            models.CheckConstraint(
                name="roll_member_ends_after_start",
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="任职止日不能早于起日",
            ),
        ]

    def __str__(self):
        return self.name

    def get_seat_display(self):
        """What the member is, in the words of a community or of a village."""
        return said_as(self.Seat(self.seat).label, self.roll.kind in OF_VILLAGES)

    @property
    def masked_name(self):
        return masks.name(self.name)
