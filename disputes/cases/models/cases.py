"""The mediation case."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from disputes.cases.querysets import CaseQuerySet, Reader
from disputes.cases.workflow import (
    ACCEPTANCE,
    ASKED,
    CLOSE,
    CLOSED,
    EXTENSIONS,
    OPEN,
    REFERRED,
    REGISTERED,
    RUNNING,
    STATES,
    TERMINATED,
)
from governance.kernel.clock import certainty, clock
from governance.kernel.models.base import OnBehalf, Stamped
from governance.kernel.pages.search import Bigrams, Searchable, text_of
from governance.kernel.steps.states import StateField

COMMITTEE = "disputes.MediationCommittee"


class MediationCase(Searchable, OnBehalf, Stamped):
    """One dispute before a people's mediation committee, from a clue to its end.

    `area` is the place of the dispute; the database copies its path, community
    and street on the row (`area_path`, `community`, `street`) and keeps them
    when places move.  `due_on` is the day by which the present stage should be
    done: acceptance, then the soft month of mediation.  `handlers` are the
    accounts of the assigned mediators.  `title`, `summary`, `claims`,
    `location`, reasons and parties are case text (see `querysets.cases`);
    events carry none of it.  Source: domain.md §2.2; 人民调解法.
    """

    class Kind(models.TextChoices):
        """Kinds of the judicial statistics (domain.md §2.2)."""

        FAMILY = "family", "婚姻家庭"
        NEIGHBOUR = "neighbour", "邻里"
        HOUSING = "housing", "房屋宅基地"
        CONTRACT = "contract", "合同"
        BUSINESS = "business", "生产经营"
        DAMAGES = "damages", "损害赔偿"
        LAND = "land", "山林土地"
        DEMOLITION = "demolition", "征地拆迁"
        ENVIRONMENT = "environment", "环境"
        TRAFFIC = "traffic", "道路交通"
        MEDICAL = "medical", "医疗"
        LABOUR = "labour", "劳动"
        PROPERTY = "property", "物业"
        ONLINE = "online", "电子商务"
        TOURISM = "tourism", "旅游"
        CONSUMER = "consumer", "消费"
        OTHER = "other", "其他"

    class Origin(models.TextChoices):
        APPLICATION = "application", "当事人申请"
        OWN_INITIATIVE = "own_initiative", "主动调解"
        COURT = "court", "法院委派（委托）"
        POLICE = "police", "公安移交"
        PETITION = "petition", "信访移交"
        LAW_STATION = "law_station", "法学会站点"
        OTHER = "other", "其他"

    class Risk(models.TextChoices):
        LOW = "low", "低"
        MEDIUM = "medium", "中"
        HIGH = "high", "高"

    class Ending(models.TextChoices):
        PARTY_ASKS = "party_asks", "当事人要求终止"
        NOT_FOUND = "not_found", "当事人下落不明"
        TAKEN_OVER = "taken_over", "已由其他机关受理"

    number = models.CharField("案号", max_length=40, blank=True, default="", editable=False)
    title = models.CharField("事由", max_length=60, help_text="只写事情和地点，不写当事人姓名")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    origin = models.CharField("来源", max_length=16, choices=Origin.choices, default=Origin.APPLICATION)
    origin_note = models.CharField("来源说明", max_length=120, blank=True)
    is_oral = models.BooleanField("口头申请", default=False)
    status = StateField(states=STATES, max_length=14, default=REGISTERED, editable=False)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="+", verbose_name="发生地")
    area_path = models.CharField(max_length=200, db_collation="C", blank=True, default="", editable=False)
    community = models.ForeignKey(
        "governance.Area", models.PROTECT, null=True, blank=True, related_name="+", editable=False, db_index=False
    )
    street = models.ForeignKey(
        "governance.Area", models.PROTECT, null=True, blank=True, related_name="+", editable=False, db_index=False
    )
    place = models.CharField("地点", max_length=120, blank=True, editable=False)
    location = models.CharField("具体位置", max_length=80, blank=True)
    committee = models.ForeignKey(
        COMMITTEE, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="调委会"
    )
    numbered_by = models.ForeignKey(  # stays where another committee takes over
        COMMITTEE, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    station = models.ForeignKey(
        "disputes.LawStation", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="法学会站点"
    )
    unit = models.ForeignKey(
        "governance.Area", models.PROTECT, null=True, blank=True, related_name="+", editable=False, db_index=False
    )
    demand_id = models.BigIntegerField("来自需求", null=True, blank=True, editable=False, unique=True)
    summary = models.TextField("纠纷简要情况", max_length=2000, blank=True)
    claims = models.TextField("当事人诉求", max_length=1000, blank=True)
    amount = models.DecimalField("涉及金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    risk = models.CharField("风险等级", max_length=8, choices=Risk.choices, default=Risk.LOW)
    parties_label = models.CharField("当事人", max_length=60, blank=True, editable=False)
    open_text = models.TextField(blank=True, editable=False)  # what finds it for everybody who sees the row

    registered_on = models.DateField("登记日期", default=clock.today, editable=False)
    accepted_on = models.DateField("受理日期", null=True, blank=True, editable=False)
    listed_on = models.DateField("受理（登记）日期", default=clock.today, editable=False)
    due_on = models.DateField("期限", editable=False)
    closed_on = models.DateField("办结日期", null=True, blank=True, editable=False)
    outcome_reason = models.CharField("理由", max_length=500, blank=True, editable=False)
    told_where = models.CharField("告知的其他途径", max_length=300, blank=True, editable=False)
    ending = models.CharField("终止情形", max_length=12, choices=Ending.choices, blank=True, editable=False)

    mediator = models.ForeignKey(
        "disputes.Mediator", models.PROTECT, null=True, blank=True, related_name="+", editable=False, db_index=False
    )
    mediators_label = models.CharField("调解员", max_length=80, blank=True, editable=False)
    handlers = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    rights_told_on = models.DateField("权利义务告知日期", null=True, blank=True, editable=False)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    extension = StateField("延期", states=EXTENSIONS, max_length=8, blank=True, editable=False)
    extension_days = models.PositiveSmallIntegerField("延长天数", null=True, blank=True, editable=False)
    extension_reason = models.CharField("延期理由", max_length=300, blank=True, editable=False)
    extension_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        db_index=False,
    )
    is_urgent = models.BooleanField("紧急报告", default=False, editable=False)
    urgent_at = models.DateTimeField("报告时间", null=True, blank=True, editable=False)
    urgent_to = models.CharField("报告给", max_length=60, blank=True, editable=False)
    urgent_reason = models.CharField("激化情形", max_length=300, blank=True, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    search_depth = 3  # a case names no building and no household
    search_columns = ("search_text", "open_text", "place")

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "调解案件"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="case_number_once"),
            models.CheckConstraint(
                name="case_number_has_its_series",
                condition=Q(number="") | Q(station__isnull=False) | Q(numbered_by__isnull=False),
                violation_error_message="案号须记明由哪个调委会编列",
            ),
            models.CheckConstraint(
                name="case_accepted_has_number_committee_and_day",
                condition=~Q(status__in=(*RUNNING, *CLOSED))
                | (
                    ~Q(number="")
                    & Q(accepted_on__isnull=False)
                    & (Q(committee__isnull=False) | Q(station__isnull=False))
                ),
                violation_error_message="受理须有案号、受理日期和承办的调委会",
            ),
            models.CheckConstraint(
                name="case_ended_has_a_day_after_acceptance",
                condition=Q(status__in=CLOSED, closed_on__gte=F("accepted_on"))
                | (~Q(status__in=CLOSED) & Q(closed_on=None)),
                violation_error_message="办结日期不能早于受理日期",
            ),
            models.CheckConstraint(
                name="case_rights_told_after_registration",
                condition=Q(rights_told_on=None) | Q(rights_told_on__gte=F("registered_on")),
                violation_error_message="权利义务告知日期不能早于登记日期",
            ),
            models.CheckConstraint(
                name="case_of_a_station_names_it",
                condition=Q(origin="law_station", station__isnull=False) | (~Q(origin="law_station") & Q(station=None)),
                violation_error_message="来源为法学会站点的，须选择站点；其他来源不填站点",
            ),
            models.CheckConstraint(
                name="case_amount_is_positive",
                condition=Q(amount=None) | Q(amount__gt=0),
                violation_error_message="涉及金额须大于 0",
            ),
        ]
        indexes = [
            # What lists are filtered by stands in the index, so that rows are counted without being read.
            models.Index(fields=["-listed_on", "-id"], include=["status"], name="case_listed"),
            models.Index(fields=["area_path", "-listed_on", "-id"], include=["status", "kind"], name="case_of_place"),
            models.Index(fields=["kind", "-listed_on", "-id"], include=["status"], name="case_of_kind"),
            models.Index(fields=["mediator", "-listed_on", "-id"], name="case_of_mediator"),
            models.Index(fields=["due_on", "id"], condition=Q(status__in=OPEN), name="case_open_due"),
            models.Index(fields=["area_path", "due_on", "id"], condition=Q(status__in=OPEN), name="case_open_of_place"),
            GinIndex(fields=["handlers"], fastupdate=False, name="case_handlers"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="case_search"),
            GinIndex(Bigrams("search_text"), name="case_bigrams"),
        ]

    def __str__(self):
        """Kind and place: what everybody may see on work pages, notices and logs."""
        return f"{self.get_kind_display()}纠纷（{self.place or self.area.name}）"

    def prepare(self):
        """Put what follows from other columns on the row."""
        self.listed_on = self.accepted_on or self.registered_on
        super().prepare()

    def search_parts(self):
        return self.number, f"{self.get_kind_display()}纠纷"

    def set_texts(self, places):
        """The title finds the case for those alone who may read it, see `CaseQuerySet.matching`."""
        self.place = place_of(self.area)
        self.open_text = text_of(*self.search_parts(), self.place, *places)
        self.search_text = text_of(*self.search_parts(), self.place, *places, self.title)

    @property
    def event_area(self):
        """Events and deadlines belong to the committee's place: that is where somebody must act."""
        return self.committee.area if self.committee_id else self.area

    @property
    def event_area_id(self):
        return self.committee.area_id if self.committee_id else self.area_id

    @property
    def is_provisional(self):
        """Whether the due day rests on a year whose work calendar is not confirmed."""
        rule, start = (CLOSE, self.accepted_on) if self.accepted_on else (ACCEPTANCE, self.registered_on)
        return certainty.is_provisional(rule.rule, start, self.due_on)

    @property
    def is_open(self):
        return self.status in OPEN

    @property
    def is_terminated(self):
        return self.status == TERMINATED

    @property
    def is_referred(self):
        return self.status == REFERRED

    @property
    def is_extension_asked(self):
        """More time was asked for and is not decided yet."""
        return self.extension == ASKED

    def people_in_charge(self):
        """The people who handle the case, for its page: the mediators, then the leader in charge."""
        names = [name for name in self.mediators_label.split("、") if name]
        people = [
            {"name": name, "initial": name[:1], "role": "调解员" if number else "主办调解员"}
            for number, name in enumerate(names)
        ]
        if self.leader_id:
            people.append({"name": self.leader.name, "initial": self.leader.name[:1], "role": "包案领导"})
        return people

    def is_headed_by(self, user):
        """Does this account head the committee that handles the case?"""
        return Reader.of(user).heads(self)

    def parties_now(self):
        """The parties as they are when a step begins; read once for a loaded row, and each step locks a fresh row."""
        if getattr(self, "_parties_now", None) is None:
            self._parties_now = list(self.parties.filter(is_current=True))
        return self._parties_now

    def may_read_text(self, user):
        """Need-to-know: may this user read parties and text?  See `querysets.cases`."""
        return Reader.of(user).may_read(self)

    def shows_private_to(self, user):
        """Every file of a case is case text."""
        return self.may_read_text(user)


def place_of(area):
    """ "野鸭冲社区 荷馨苑": the community and the place below it, never a household."""
    names = [place.name for place in (area.community, area.compound) if place is not None]
    return " ".join(names) or area.name
