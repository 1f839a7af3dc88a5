"""What was put to the vote, who voted how, and who voted for others (domain.md §2.7)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from governance.kernel.upkeep import masks

from . import majorities, unanimity
from .models import Deliberation

LONGEST_FORMULA = 800


class Motion(models.Model):
    """One question put to the vote, with its counts by heads and, for owners, by area (m²)."""

    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="motions")
    no = models.PositiveSmallIntegerField("序号")
    text = models.CharField("表决事项", max_length=200)
    yes = models.PositiveIntegerField("同意", null=True, blank=True)
    no_votes = models.PositiveIntegerField("反对", null=True, blank=True)
    abstain = models.PositiveIntegerField("弃权", null=True, blank=True)
    yes_area = models.DecimalField("同意面积", max_digits=12, decimal_places=2, null=True, blank=True)
    no_area = models.DecimalField("反对面积", max_digits=12, decimal_places=2, null=True, blank=True)
    abstain_area = models.DecimalField("弃权面积", max_digits=12, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(null=True, editable=False)
    formula = models.CharField(max_length=LONGEST_FORMULA, blank=True, editable=False)

    class Meta:
        ordering = ["deliberation", "no"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "no"], name="motion_once"),
            models.CheckConstraint(
                name="motion_counts_come_together",
                condition=Q(yes=None, no_votes=None, abstain=None)
                | Q(yes__isnull=False, no_votes__isnull=False, abstain__isnull=False),
                violation_error_message="同意、反对、弃权须一并填写",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def outcome(self):
        """Its own result in words; "" before the count."""
        return self.deliberation.word(self.passed)

    @property
    def outcome_kind(self):
        """The colour of the badge with its own result."""
        return self.deliberation.kind_of(self.passed)

    @property
    def name(self):
        """“增设楼道照明”第 2 项; where nothing else is put to the vote, only “增设楼道照明”."""
        which = f"第 {self.no} 项" if len(self.deliberation.motions.all()) > 1 else ""
        return f"“{self.deliberation.title}”{which}"

    def conditions(self, deliberation, signed=None):
        """What the motion needs to pass; empty before the votes are known.

        signed -- the ballots, where they are not written yet
        """
        if self.yes is None:
            return []
        return majorities.passing(
            deliberation.threshold(),
            {"heads": self.yes, "area": self.yes_area},
            deliberation.attendance(),
            deliberation.bases(),
            deliberation.unit,
            open_area=lambda: unanimity.open_area(deliberation, self, signed),
        )

    def result_of(self, deliberation, conditions):
        """Its result with what is missing where all must agree: 未通过：尚有 1 户（面积 86.00 ㎡）未同意."""
        lacking = next((one.lacking for one in conditions if one.lacking), "")
        result = deliberation.word(self.passed)
        return f"{result}：{lacking}" if result and lacking else result


class Ballot(models.Model):
    """One unit, household or member on the sign-in list: present or not, and how it voted.

    `choice` answers the first motion, `more_choices` the further ones in their
    order.  Rows with the same `head` count as one: the units of one buyer, and
    all units that the developer has not sold or not handed over.  With a filed
    roll head, area and holding come from it.  Open ballots only; a secret vote is
    recorded as totals.  Area is m².  Source: 最高法建筑物区分所有权解释 8, 9.
    """

    class Choice(models.TextChoices):
        YES = "yes", "同意"
        NO = "no", "反对"
        ABSTAIN = "abstain", "弃权"
        ABSENT = "absent", "未到"

    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="ballots")
    voter = models.CharField("户号（席位）", max_length=40)
    name = models.CharField("姓名", max_length=40, blank=True)
    owner = models.CharField("买受人", max_length=40, blank=True)
    is_unsold = models.BooleanField("建设单位未售或未交付", default=False)
    head = models.CharField("计票人", max_length=60)
    exclusive_area = models.DecimalField("专有面积（㎡）", max_digits=10, decimal_places=2, null=True, blank=True)
    by_proxy = models.CharField("受托人", max_length=40, blank=True)
    choice = models.CharField("表决", max_length=8, choices=Choice.choices)
    more_choices = ArrayField(models.CharField(max_length=8, choices=Choice.choices), default=list, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deliberation", "voter"],
                name="ballot_once_per_voter",
                violation_error_message="同一户不能重复签到",
            )
        ]

    def __str__(self):
        return self.voter

    @property
    def masked_name(self):
        return masks.name(self.name)

    @property
    def masked_agent(self):
        return masks.name(self.by_proxy)

    @property
    def masked_voter(self):
        """The flat, household or number; of a list of people it begins with the name."""
        return self.voter.replace(self.name, self.masked_name) if self.name else self.voter

    @property
    def choices(self):
        """The answers to all motions in their order; a missing one is an abstention."""
        return [self.choice, *self.more_choices]


class Mandate(models.Model):
    """What an agent (受托人) showed: the owner's letter and both identity papers; the scans are attached.

    units -- how many heads the agent voted for
    Source: 湖南省物业管理条例 16.
    """

    deliberation = models.ForeignKey(Deliberation, models.PROTECT, related_name="mandates")
    agent = models.CharField("受托人", max_length=40)
    units = models.PositiveIntegerField("代理户数")
    has_letter = models.BooleanField("有书面委托书")
    has_agent_id = models.BooleanField("有受托人身份证件")
    has_owner_id = models.BooleanField("有委托人身份证件")

    class Meta:
        verbose_name = "委托"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "agent"], name="mandate_once_per_agent"),
            models.CheckConstraint(
                name="mandate_has_its_papers",
                condition=Q(has_letter=True, has_agent_id=True, has_owner_id=True),
                violation_error_message="委托他人投票，须有书面委托书和委托人、受托人的身份证件",
            ),
        ]

    @property
    def masked_agent(self):
        return masks.name(self.agent)
