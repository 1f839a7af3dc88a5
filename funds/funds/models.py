"""Tables of community funds."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from governance.kernel.clock import clock, rules
from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField

from .querysets import FundQuerySet, MemberQuerySet
from .workflow import ACTIVE, PROPOSED, STATES


class CommunityFund(Stamped):
    """One fund and its rules.

    It has no legal personality: the host charity keeps all its money and
    goods and issues every donation ticket; the sub-ledger and the evidence are
    kept here.  A mutual-aid fund lives inside its community only and needs no
    host with a public-fundraising qualification.

    host_may_raise -- whether the host has that qualification, on which its duties of disclosure rest
    host_reason -- why a host without it was chosen all the same
    members_asked -- rows of the members who shall govern it, until another than `members_asked_by` confirms them
    Source: 湖南省社区慈善基金设立运行指引（试行）; 慈善法 122.
    """

    class Kind(models.TextChoices):
        COMMUNITY = "community", "社区基金"
        EDUCATION = "education", "教育基金"
        MUTUAL_AID = "mutual_aid", "互助互济"

    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.COMMUNITY)
    name = models.CharField("基金名称", max_length=60, unique=True, error_messages={"unique": "已有同名的基金"})
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="funds", verbose_name="所在区域")
    host = models.CharField("托管慈善组织", max_length=80)
    host_may_raise = models.BooleanField("托管方有公开募捐资格", default=True)
    host_reason = models.CharField("托管方没有公开募捐资格的说明", max_length=200, blank=True)
    purpose = models.CharField("宗旨与资助范围", max_length=300)
    agreement_no = models.CharField("合作协议编号", max_length=60, blank=True)
    agreement_on = models.DateField("协议签订日期", null=True, blank=True)
    agreement_until = models.DateField("协议有效期至", null=True, blank=True)
    members_asked = models.JSONField(null=True, blank=True, editable=False)
    members_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    opened_on = models.DateField("启用日期", null=True, blank=True, editable=False)
    status = StateField(states=STATES, max_length=12, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = "社区基金"
        constraints = [
            models.UniqueConstraint(
                fields=["area"],
                condition=Q(kind="community"),
                name="fund_one_per_community",
                violation_error_message="该区域已有社区基金",
            ),
            models.CheckConstraint(
                name="fund_runs_under_an_agreement",
                condition=Q(status=PROPOSED) | (Q(agreement_on__isnull=False) & ~Q(agreement_no="")),
                violation_error_message="须先登记与托管慈善组织的合作协议",
            ),
            models.CheckConstraint(
                name="fund_agreement_ends_after_it_began",
                condition=Q(agreement_until=None) | Q(agreement_until__gt=F("agreement_on")),
                violation_error_message="协议有效期须晚于签订日期",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def full_name(self) -> str:
        """As it must be called in public: the host's full name first."""
        return f"{self.host}{self.name}"

    @property
    def disclosures(self):
        """The rules by which the host discloses, in force today: those of its qualification, then those of all."""
        own = ("fund_quarterly", "fund_final") if self.host_may_raise else ("fund_yearly_projects",)
        every = ("fund_annual", "fund_major_event", "fund_related_parties", "fund_leftover")
        return [rule for code in (*own, *every) if (rule := rules.find(code))]

    def seats(self):
        """The members who govern the fund now, as rows of seat, name, duty, unit and term."""
        names = ("seat", "name", "duty", "unit", "term_until")
        return [{name: getattr(member, name) or "" for name in names} for member in self.members.sitting()]

    def seats_asked(self):
        """[(seat, name)] of those who shall govern it once another person confirms; [] where nothing is asked."""
        return [(FundMember.Seat(row["seat"]).label, row["name"]) for row in self.members_asked or ()]

    @property
    def committee(self):
        return self.members.sitting().filter(seat=FundMember.Seat.COMMITTEE)

    def committee_on(self, day):
        """The members of the management committee on a day, in the order in which they were seated."""
        return self.members.on(day).filter(seat=FundMember.Seat.COMMITTEE).order_by("id")

    def committee_since(self, day):
        """The members of the management committee on a day or later."""
        return self.members.filter(seat=FundMember.Seat.COMMITTEE).exclude(left_on__lte=day).order_by("id")

    @property
    def supervisors(self):
        return self.members.sitting().filter(seat=FundMember.Seat.SUPERVISOR)

    @property
    def is_active(self):
        return self.status == ACTIVE

    def governing_names(self):
        """The names of all who govern the fund: a gift may favour none of them."""
        return set(self.members.sitting().values_list("name", flat=True))


class FundMember(models.Model):
    """One member of a fund's management committee, or one of its supervisors; both unpaid."""

    class Seat(models.TextChoices):
        COMMITTEE = "committee", "管委会成员"
        SUPERVISOR = "supervisor", "监督员"

    class Duty(models.TextChoices):
        HEAD = "head", "主任"
        DEPUTY = "deputy", "副主任"
        MEMBER = "member", "成员"

    fund = models.ForeignKey(CommunityFund, models.PROTECT, related_name="members")
    seat = models.CharField("席位", max_length=12, choices=Seat.choices)
    name = models.CharField("姓名", max_length=40)
    unit = models.CharField("单位或身份", max_length=60, blank=True)
    duty = models.CharField("职务", max_length=8, choices=Duty.choices, default=Duty.MEMBER)
    term_until = models.DateField("任期至", null=True, blank=True)
    since = models.DateField("自", default=clock.today)
    left_on = models.DateField("离任日期", null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["fund", "seat", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "name"],
                condition=Q(left_on=None),
                name="fund_member_sits_once",
                violation_error_message="同一人不能既在管委会又任监督员，也不能重复登记",
            )
        ]
