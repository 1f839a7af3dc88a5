"""Micro-projects (微项目).  Source: domain.md §2.1."""

from decimal import Decimal

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from governance.kernel.clock import clock, rules
from governance.kernel.models.base import Stamped
from governance.kernel.models.prepared import Prepared
from governance.kernel.pages.search import Bigrams, Searchable
from governance.kernel.steps.states import StateField
from governance.models import AgendaItem, Deliberation
from projects.micro_projects.basis import CommonParts
from projects.micro_projects.querysets import MicroProjectQuerySet
from projects.micro_projects.workflow.states import APPROVED, RETURNED, STATES
from projects.roles import APPLY

from .budgets import ACCOUNTS, yuan

Support = AgendaItem.Support
ZERO = Decimal("0.00")
MOST_ALIKE = 5  # earlier projects that one is told of
NOWHERE = 0  # in place of a key that is not there


class Reason(models.TextChoices):
    """The reasons to send an application back or refuse it."""

    NEED = "need", "需求不属实或不迫切"
    REPEAT = "repeat", "重复建设"
    LAND = "land", "场地权属不清或未经同意"
    COMPANY = "company", "属物业企业职责"
    DEPARTMENT = "department", "属职能部门职责"
    BUDGET = "budget", "预算不实或来源不落实"
    LEGALITY = "legality", "不符合法律或规划"
    PAPERS = "papers", "材料不全"


class MicroProject(Searchable, Stamped):
    """One small project for one compound, from the residents' need to the joint conference's decision.

    `total_amount`, `fiscal_amount` and `fund_amount` are the sums of its
    sources as asked for; deferred triggers hold them equal to the rows from
    the submission on.  It rests on one motion of its deliberation, number
    `motion_no`, and follows the result of that one alone; `voted` keeps
    what was voted on.  The state moves only through `workflow.PROJECT`.
    """

    class Kind(models.TextChoices):
        WORKS = "works", "工程类"
        SERVICE = "service", "服务类"

    number = models.CharField("编号", max_length=40, blank=True, editable=False)
    title = models.CharField("项目名称", max_length=60)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="micro_projects", verbose_name="小区")
    category = models.ForeignKey("projects.DemandCategory", models.PROTECT, related_name="+", verbose_name="需求类别")
    kind = models.CharField("项目类型", max_length=8, choices=Kind.choices, default=Kind.WORKS)
    place = models.CharField("建设（服务）地点", max_length=80, blank=True)
    common_parts = models.CharField("是否涉及业主共有部分", max_length=8, choices=CommonParts.choices, blank=True)
    common_parts_told = models.CharField("文字所指的共有部分", max_length=200, blank=True, editable=False)
    common_parts_reason = models.CharField("经核实不属于所指情形的理由", max_length=200, blank=True)
    need = models.TextField("居民需求", max_length=500, blank=True)
    content = models.TextField("建设（服务）内容", max_length=1000, blank=True)
    household_count = models.PositiveIntegerField("受益户数", null=True, blank=True)
    people_count = models.PositiveIntegerField("受益人数", null=True, blank=True)
    planned_from = models.DateField("计划开工", null=True, blank=True)
    planned_until = models.DateField("计划完工", null=True, blank=True)
    implementer = models.ForeignKey(
        "governance.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="实施单位"
    )
    maintenance = models.CharField("后续管护责任", max_length=200, blank=True)
    no_repeat_statement = models.CharField("不属重复建设的说明", max_length=300, blank=True)
    conflict_statement = models.CharField("利益关系说明", max_length=200, blank=True)
    over_cap_reason = models.CharField("超上限理由", max_length=300, blank=True)
    support_asked = models.CharField("申请支持类别", max_length=8, choices=Support.choices, default=Support.FULL)
    total_amount = yuan("预算合计（元）", default=ZERO, editable=False)
    fiscal_amount = yuan("申请财政（元）", default=ZERO, editable=False)
    fund_amount = yuan("申请社区基金（元）", default=ZERO, editable=False)
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, blank=True, related_name="micro_projects", verbose_name="民主议事"
    )
    motion_no = models.PositiveSmallIntegerField("表决事项序号", default=1, editable=False)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="申报人",
        editable=False,
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="初审人",
        editable=False,
    )
    voted = models.JSONField(null=True, blank=True, editable=False)  # what the residents vote on, by `voted.voted_on`
    resolved_on = models.DateField("议定日期", null=True, blank=True, editable=False)
    submitted_on = models.DateField("申报日期", null=True, blank=True, editable=False)
    over_cap_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    over_cap_amount = yuan("已批准的超上限金额（元）", null=True, blank=True, editable=False)
    agenda_item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="micro_projects", verbose_name="会议议题"
    )
    support_class = models.CharField("核定支持类别", max_length=8, choices=Support.choices, blank=True, editable=False)
    approved_amount = yuan("批准财政金额（元）", null=True, blank=True, editable=False)
    approved_on = models.DateField("立项日期", null=True, blank=True, editable=False)
    conditions = models.TextField("立项条件", blank=True, editable=False)
    status = StateField(states=STATES, max_length=16, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = MicroProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "微项目"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="micro_project_number_once"),
            models.CheckConstraint(
                name="micro_project_dates_in_order",
                condition=Q(planned_from=None) | Q(planned_until=None) | Q(planned_until__gte=F("planned_from")),
                violation_error_message="计划完工日期不能早于计划开工日期",
            ),
            models.CheckConstraint(
                name="micro_project_households_positive",
                condition=Q(household_count=None) | Q(household_count__gt=0),
                violation_error_message="受益户数须大于 0",
            ),
            models.CheckConstraint(
                name="micro_project_in_review_is_numbered",
                condition=Q(status__in=list(STATES.group("unnumbered")))
                | (~Q(number="") & Q(submitted_on__isnull=False, total_amount__gt=0)),
                violation_error_message="提交申报须有编号、申报日期和大于 0 的预算",
            ),
            models.CheckConstraint(
                name="micro_project_approved_has_amount_and_class",
                condition=~Q(status=APPROVED)
                | (
                    Q(approved_amount__gte=0, approved_amount__lte=F("fiscal_amount"), approved_on__isnull=False)
                    & ~Q(support_class="")
                ),
                violation_error_message="立项须有支持类别和不超过申请额的批准金额",
            ),
            models.CheckConstraint(
                name="micro_project_deliberated_before_review",
                condition=Q(status__in=list(STATES.group("undeliberated"))) | Q(deliberation__isnull=False),
                violation_error_message="申报前须经民主议事",
            ),
            models.UniqueConstraint(
                fields=["deliberation", "motion_no"],
                name="micro_project_own_motion",
                violation_error_message="这项表决已作为另一微项目的依据，一项表决只议定一个项目",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="micro_project_newest"),
            models.Index(fields=["area", "-id"], name="micro_project_area"),
            models.Index(fields=["status", "-id"], name="micro_project_status"),
            models.Index(fields=["area", "category"], name="micro_project_repeat"),
            models.Index(
                fields=["approved_on", "id"],
                include=["area"],
                condition=Q(status=APPROVED),
                name="micro_project_approved",
            ),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="micro_project_search"),
            GinIndex(Bigrams("search_text"), name="micro_project_bigrams"),
        ]

    def __str__(self):
        return self.title

    def search_parts(self):
        return self.number, self.title, self.place, self.need, self.content

    @property
    def own_share(self):
        """What the residents raise themselves, their labour and public revenue too (自筹), yuan; reads the sources."""
        return sum((source.amount for source in self.sources.all() if ACCOUNTS[source.kind] == "qian"), ZERO)

    @property
    def cap(self):
        """The most fiscal money a project of this kind may ask for without the leader's consent, yuan."""
        return rules.value(f"cap_{self.kind}", self.submitted_on or clock.today())

    @property
    def is_over_cap(self):
        return self.fiscal_amount > self.cap

    @property
    def over_cap_is_settled(self):
        """The amount is within the cap, or the leader agreed to at least this amount."""
        return not self.is_over_cap or (self.over_cap_amount is not None and self.over_cap_amount >= self.fiscal_amount)

    def earlier_alike(self):
        """The first MOST_ALIKE projects of the last months that this one may repeat (rule project_repeat_months)."""
        since = clock.add_months(clock.today(), -rules.value("project_repeat_months"))
        place = self.area_id, self.area.community_id or NOWHERE
        return earlier_like(self.title, self.pk or NOWHERE, *place, self.category.code, since)

    @property
    def own_amount(self):
        """What neither the treasury nor the community fund pays, yuan."""
        return self.total_amount - self.fiscal_amount - self.fund_amount

    @property
    def motion(self):
        """The motion on which it rests; None without a deliberation."""
        motions = self.deliberation.motions.all() if self.deliberation_id else ()
        return next((motion for motion in motions if motion.no == self.motion_no), None)

    @property
    def is_editable(self):
        return self.status in STATES.group("editable")

    @property
    def is_approved(self):
        return self.status == APPROVED

    @property
    def is_returned(self):
        return self.status == RETURNED

    def process(self):
        """The stage of the project in the district's fixed procedure."""
        decided = self.deliberation if self.deliberation_id else None
        author = self.created_by.person.name if self.created_by_id else ""
        begun = f"{day_text(clock.local_date(self.created_at))}\n{author}"
        held = f"{day_text(decided.held_on)}\n{decided.get_status_display()}" if decided else ""
        heard = day_text(self.approved_on)
        if not heard and self.agenda_item_id:
            heard = f"拟 {day_text(self.agenda_item.conference.held_on)}"
        return STATES.process(self.status, (begun, held, day_text(self.submitted_on), heard))

    def people_in_charge(self):
        """The users who act next, then the user who checked and the applicant."""
        found = {}
        due = STATES[self.status].waits_for
        if due is not None and due.permission != APPLY:  # the applicant is named below
            handlers = get_user_model().objects.holding(due.permission, self.area).select_related("person")
            for user in handlers.order_by("pk")[:2]:
                found[user.pk] = (user, "经办")
        for user, role in ((self.checked_by, "社区初审"), (self.applicant or self.created_by, "申报人")):
            if user is not None and user.pk not in found:
                found[user.pk] = (user, role)
        get_user_model().read_posts([user for user, _ in found.values()])
        return [
            {
                "initial": user.person.name[:1],
                "name": user.person.name,
                "role": f"{role} · {user.post_label}",
                "phone_masked": user.person.phone_masked,
            }
            for user, role in found.values()
        ]


def day_text(day):
    """11月2日, in other years with the year; "" for no day."""
    return "" if day is None else clock.zh_near(day)


SHOWN_OF_ALIKE = ("title", "number", "status", "area__name", "area__path")
earlier_like = Prepared(
    lambda *given: MicroProject.objects.earlier_like(*given).select_related("area").only(*SHOWN_OF_ALIKE)[:MOST_ALIKE]
)
