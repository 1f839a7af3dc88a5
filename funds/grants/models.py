"""Tables of grants."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funds.funds.models import CommunityFund, FundMember
from governance.deliberations import majorities
from governance.kernel.models.base import Stamped
from governance.kernel.steps.states import StateField

from . import ballots
from .ballots import Ballot
from .querysets import GrantQuerySet
from .workflow import FUNDLESS, OPINED, PAID, REFUSED, REQUESTED, STATES


class Grant(Stamped):
    """The share of one micro-project that a community fund is asked for, yuan.

    Asked for once by the joint conference's approval; the fund's management
    committee decides by its vote, and only a passing vote sets money aside.
    Where the community has no running fund the request waits as `fundless`.
    Source: 湖南省社区慈善基金设立运行指引（试行）; domain.md §2.9.
    """

    fund = models.ForeignKey(
        "funds.CommunityFund", models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="基金"
    )
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="区域")
    project = models.OneToOneField("projects.MicroProject", models.PROTECT, related_name="grant", verbose_name="微项目")
    title = models.CharField("项目名称", max_length=120)
    number = models.CharField("项目编号", max_length=40, blank=True)
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    requested_on = models.DateField("申请日期", null=True, blank=True, editable=False)
    advice = models.CharField("表决前监督意见", max_length=500, blank=True)
    advice_agrees = models.BooleanField("监督员同意", null=True, editable=False)
    advised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    advised_on = models.DateField("表决前监督日期", null=True, blank=True, editable=False)
    notified_on = models.DateField("会议通知日期", null=True, blank=True, editable=False)
    voted_on = models.DateField("表决日期", null=True, blank=True, editable=False)
    voted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    vote_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    vote_asked = models.JSONField(null=True, blank=True, editable=False)  # entered, not yet confirmed: see `voting`
    vote_rule = models.JSONField(null=True, blank=True, editable=False)  # as it stood on the day of the vote
    committed_on = models.DateField("承诺日期", null=True, blank=True, editable=False)
    opinion = models.CharField("监督意见", max_length=500, blank=True)
    overseen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    overseen_on = models.DateField("监督日期", null=True, blank=True, editable=False)
    payee = models.CharField("收款单位", max_length=80, blank=True)
    voucher_no = models.CharField("拨付凭据号", max_length=60, blank=True)
    paid_on = models.DateField("拨付日期", null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    status = StateField(states=STATES, max_length=12, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "资助"
        constraints = [
            models.CheckConstraint(
                name="grant_amount_is_positive", condition=Q(amount__gt=0), violation_error_message="金额须大于 0"
            ),
            models.CheckConstraint(
                name="grant_is_asked_of_a_fund",
                condition=Q(status__in=STATES.group("unfunded")) | Q(fund__isnull=False, requested_on__isnull=False),
                violation_error_message="申请须落到一个社区基金",
            ),
            models.CheckConstraint(
                name="grant_committed_was_voted",
                condition=Q(status__in=STATES.group("unpromised"))
                | (
                    Q(
                        committed_on__isnull=False,
                        notified_on__isnull=False,
                        voted_on__isnull=False,
                        vote_rule__isnull=False,
                    )
                    & ~Q(advice="")
                ),
                violation_error_message="管委会尚未表决通过，不能承诺",
            ),
            models.CheckConstraint(
                name="grant_asked_then_told_then_voted",
                condition=Q(notified_on=None)
                | (
                    Q(notified_on__gte=F("requested_on"), voted_on__gte=F("notified_on"))
                    & Q(voted_on__gte=F("advised_on"))
                ),
                violation_error_message="会议通知不能早于申请，表决不能早于会议通知和表决前监督意见",
            ),
            models.CheckConstraint(
                name="grant_vote_confirmed_by_another",
                condition=Q(vote_confirmed_by=None) | ~Q(vote_confirmed_by=F("voted_by")),
                violation_error_message="管委会表决须由登记人以外的人核对确认",
            ),
            models.CheckConstraint(
                name="grant_paid_was_overseen",
                condition=~Q(status__in=STATES.group("overseen")) | (~Q(opinion="") & Q(overseen_by__isnull=False)),
                violation_error_message="监督员尚未出具意见，不能拨付",
            ),
            models.CheckConstraint(
                name="grant_paid_has_a_voucher",
                condition=~Q(status=PAID) | (~Q(voucher_no="") & Q(paid_on__isnull=False)),
                violation_error_message="拨付须登记凭据号和日期",
            ),
        ]
        indexes = [models.Index(fields=["area", "status"], name="grant_of_area")]

    def __str__(self):
        return self.title

    @property
    def is_fundless(self):
        return self.status == FUNDLESS

    @property
    def is_asked(self):
        """Before the committee, which has not voted."""
        return self.status in (REQUESTED, OPINED)

    @property
    def is_refused(self):
        return self.status == REFUSED

    @property
    def lack(self):
        """By how much the request exceeds what the fund has free now, yuan; 0 when it is covered."""
        return max(self.amount - self.fund.balance.available, 0)

    def fund_to_ask(self):
        """The running fund of the project's community, or None."""
        return CommunityFund.objects.of_community(self.area).active().first()

    def ballot(self):
        """The committee's vote, counted from its rows."""
        return Ballot.of(vote.choice for vote in self.votes.all())

    def vote_conditions(self):
        """Quorum and majority with their figures, by the rule of that day; [] before the vote."""
        return self.ballot().conditions(majorities.restore(self.vote_rule)) if self.vote_rule else []

    def roll_call(self):
        """[(words, names)]: who of the committee took part in the vote, left for it and why, was on leave or absent."""
        return roll_call(self.votes.select_related("member").order_by("member_id"))

    def vote_passes(self):
        """Whether the rows of the vote carry the request."""
        return majorities.all_met(self.vote_conditions())

    @property
    def commit_key(self):
        return f"commit:micro_project:{self.project_id}"

    @property
    def pay_key(self):
        return f"pay:micro_project:{self.project_id}"


class CommitteeVote(models.Model):
    """What one member of the fund's committee did in the vote on one request.  Append-only."""

    class Choice(models.TextChoices):
        YES = ballots.YES, "同意"
        NO = ballots.NO, "不同意"
        ABSTAIN = ballots.ABSTAIN, "弃权"
        RECUSED = ballots.RECUSED, "回避"
        EXCUSED = ballots.EXCUSED, "请假"
        ABSENT = ballots.ABSENT, "缺席"

    BADGES = {"yes": "ok", "no": "danger", "abstain": "warn"}

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="votes")
    member = models.ForeignKey(FundMember, models.PROTECT, related_name="votes")
    choice = models.CharField("表决", max_length=8, choices=Choice.choices)
    reason = models.CharField("回避事由或意见", max_length=120, blank=True)

    class Meta:
        ordering = ["grant", "member"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "member"], name="committee_vote_once"),
            models.CheckConstraint(
                name="committee_recusal_has_a_reason",
                condition=~Q(choice="recused") | ~Q(reason=""),
                violation_error_message="回避须写明事由",
            ),
            models.CheckConstraint(
                name="committee_vote_is_a_known_choice",
                condition=Q(choice__in=("yes", "no", "abstain", "recused", "excused", "absent")),
                violation_error_message="表决须是同意、不同意、弃权、回避、请假或者缺席",
            ),
        ]

    @property
    def badge(self):
        return self.BADGES.get(self.choice, "")


def roll_call(votes):
    """[(words, names)] of the rows of one vote: everybody of the committee stands in exactly one of them."""
    kinds = (
        ("到会并表决", [vote.member.name for vote in votes if vote.choice not in (ballots.RECUSED, *ballots.AWAY)]),
        (
            "到会后回避（计入到会和应到）",
            [f"{vote.member.name}（{vote.reason}）" for vote in votes if vote.choice == ballots.RECUSED],
        ),
        ("请假（计入应到）", [vote.member.name for vote in votes if vote.choice == ballots.EXCUSED]),
        ("缺席（计入应到）", [vote.member.name for vote in votes if vote.choice == ballots.ABSENT]),
    )
    return [(f"{words} {len(names)} {ballots.UNIT}", "、".join(names)) for words, names in kinds if names]
