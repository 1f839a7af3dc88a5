"""Bodies that work in an area (branches, committees, teams, companies, departments), the 1+6 scheme, the six forces."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from governance.areas.models import Area
from governance.kernel.clock import clock
from governance.kernel.models.base import Stamped
from governance.kernel.pages.search import Bigrams, Searchable, sounds
from governance.kernel.steps.cleaning import means
from governance.kernel.steps.states import StateField
from governance.people.serving import Serving

from .querysets import OrganisationQuerySet, SchemeQuerySet
from .workflow import ACTIVE, DISSOLVED, EXPIRED, IN_FORCE, SCHEME_STATES, STATES

means("小区党支部", "党支部", "支部", "小区支部", "党组织", "小区党组织")
means("小区自治委员会", "自治委员会", "自管委", "自管会", "小区自管委", "自治委")
means("业主委员会", "业委会", "小区业委会", "小区业主委员会")
means("物业服务企业", "物业", "物业公司", "物业企业", "物业服务公司", "物业管理公司")
means("片组邻队伍", "片组邻", "片组邻三长")
means("志愿者队伍", "志愿队", "志愿者队", "志愿服务队", "志愿服务队伍", "志愿队伍")
means("驻区单位", "驻辖区单位", "辖区单位", "共建单位")
means("部门（单位）", "部门", "单位", "职能部门")
means("单建", "单独组建", "单独建", "单独")
means("联建", "联合组建", "联合建", "联合", "联合党支部")
means("功能型", "功能性", "功能型党支部", "功能型支部")


class Organisation(Searchable, Stamped):
    """One body of any kind that works in an area (domain.md §1.3, §2.14).

    A Party branch may cover one or several compounds or a building
    (`covers`); `area` is the place it belongs to in the tree.
    """

    class Kind(models.TextChoices):
        BRANCH = "branch", "小区党支部"
        COMMITTEE = "self_gov_committee", "小区自治委员会"
        OWNERS = "owners_committee", "业主委员会"
        COMPANY = "property_company", "物业服务企业"
        GRID = "grid", "网格"
        LEADS = "leads", "片组邻队伍"
        TEAM = "volunteer_team", "志愿者队伍"
        SOCIAL = "social_org", "社会组织"
        RESIDENT_UNIT = "resident_unit", "驻区单位"
        UNIT = "unit", "部门（单位）"

    class BranchKind(models.TextChoices):
        SINGLE = "single", "单建"
        JOINT = "joint", "联建"
        FUNCTIONAL = "functional", "功能型"

    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    branch_kind = models.CharField("设置方式", max_length=12, choices=BranchKind.choices, blank=True)
    name = models.CharField("名称", max_length=80)
    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="organisations", verbose_name="所在区域")
    covers = models.ManyToManyField("governance.Area", blank=True, related_name="covered_by", verbose_name="覆盖范围")
    leader = models.ForeignKey(
        "governance.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="负责人"
    )
    member_count = models.PositiveIntegerField("成员数", null=True, blank=True)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    term_until = models.DateField("任期至", null=True, blank=True)
    document = models.CharField("批复（备案）文号", max_length=60, blank=True)
    status = StateField(states=STATES, max_length=12, editable=False)
    dissolved_on = models.DateField("撤销日期", null=True, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "组织"
        constraints = [
            models.CheckConstraint(
                name="organisation_branch_has_its_kind",
                condition=~Q(kind="branch") | ~Q(branch_kind=""),
                violation_error_message="党支部须选择设置方式（单建、联建或功能型）",
            ),
            models.CheckConstraint(
                name="organisation_term_after_founding",
                condition=Q(term_until=None) | Q(founded_on=None) | Q(term_until__gte=F("founded_on")),
                violation_error_message="任期止日不能早于成立日期",
            ),
            models.UniqueConstraint(
                fields=["area", "kind", "name"],
                condition=~Q(status=DISSOLVED),
                name="organisation_once",
                violation_error_message="该区域已有同类同名的组织",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "status", "-id"], name="organisation_kind"),
            models.Index(fields=["area", "kind"], name="organisation_area"),
            models.Index(fields=["term_until"], condition=Q(status=ACTIVE), name="organisation_term"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="organisation_search"),
            GinIndex(Bigrams("search_text"), name="organisation_bigrams"),
        ]

    def __str__(self):
        return self.name

    def search_parts(self):
        leader = self.leader.name if self.leader_id else ""
        return self.name, self.document, self.get_kind_display(), leader, sounds(self.name)

    @property
    def is_active(self):
        return self.status == ACTIVE

    @property
    def is_expired(self):
        """The term is over and no election was registered."""
        return self.status == EXPIRED


class OrgMember(Stamped):
    """A person who serves in an organisation, with a duty (副书记、组织委员、委员 …), from a day until a day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="members", verbose_name="组织")
    person = models.ForeignKey("governance.Person", models.PROTECT, related_name="memberships", verbose_name="人员")
    duty = models.CharField("职务", max_length=30)
    order = models.PositiveSmallIntegerField("排序", default=0)
    starts_on = models.DateField("起", default=clock.today)
    ends_on = models.DateField("止", null=True, blank=True)

    serving = Serving(("organisation",), since="starts_on", until="ends_on")

    class Meta:
        verbose_name = "组织成员"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(ends_on=None),
                name="member_once",
                violation_error_message="此人已是该组织成员",
            ),
            models.CheckConstraint(
                name="member_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="止日不能早于起日",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "order"], condition=Q(ends_on=None), name="member_in_force")]


class OrgScheme(Stamped):
    """A named way to organise a compound, such as “1+6” (domain.md §1.3); adjustable, dated."""

    code = models.CharField("代码", max_length=20)
    name = models.CharField("名称", max_length=60)
    valid_from = models.DateField("启用日期")
    valid_until = models.DateField("停用日期（最后一日）", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    status = StateField(states=SCHEME_STATES, max_length=8, editable=False)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "组织体系"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="scheme_once", violation_error_message="同一代码在这一天已有版本"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(status=IN_FORCE),
                name="scheme_one_in_force",
                violation_error_message="同一代码只能有一个施行中的版本",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def area(self):
        """Schemes are the district's: its office configures them."""
        return Area.objects.get(path="/")

    @property
    def area_id(self):
        return self.area.pk


class OrgSlot(models.Model):
    """One place of a scheme: slot 0 is the core (the branch), 1 to n its members."""

    scheme = models.ForeignKey(OrgScheme, models.PROTECT, related_name="slots")
    no = models.PositiveSmallIntegerField("序号")
    code = models.CharField("代码", max_length=20)
    name = models.CharField("名称", max_length=60)
    kinds = models.JSONField("可填组织类别", default=list)
    is_core = models.BooleanField("核心", default=False)
    is_required = models.BooleanField("必设", default=True)

    class Meta:
        ordering = ["scheme", "no"]
        constraints = [models.UniqueConstraint(fields=["scheme", "no"], name="slot_once")]

    def __str__(self):
        return self.name


class OrgFill(Stamped):
    """An organisation fills a slot of a compound's scheme, from a day until a day."""

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="fills")
    slot = models.ForeignKey(OrgSlot, models.PROTECT, related_name="fills", verbose_name="位置")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="fills", verbose_name="组织")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "组织体系填报"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "slot", "organisation"], condition=Q(ends_on=None), name="fill_once_in_force"
            )
        ]
        indexes = [models.Index(fields=["area"], condition=Q(ends_on=None), name="fill_in_force")]


class Force(models.Model):
    """One of the six forces (六方力量) that work together in a compound's grid; adjustable."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=40)
    order = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.name


class ForceMember(Stamped):
    """A person or organisation that belongs to a force in a compound; `expected` seats make vacancies visible."""

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="force_members")
    force = models.ForeignKey(Force, models.PROTECT, related_name="members", verbose_name="力量")
    person = models.ForeignKey("governance.Person", models.PROTECT, null=True, blank=True, verbose_name="人员")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, verbose_name="组织")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", null=True, blank=True)

    serving = Serving(("area", "force"), since="starts_on", until="ends_on")

    class Meta:
        verbose_name = "六方力量成员"
        constraints = [
            models.CheckConstraint(
                name="force_member_is_person_or_organisation",
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                violation_error_message="请选择一名人员或一个组织",
            )
        ]
        indexes = [models.Index(fields=["area", "force"], condition=Q(ends_on=None), name="force_in_force")]


class ForceSeat(models.Model):
    """How many members a force should have in a compound (应到)."""

    area = models.ForeignKey("governance.Area", models.PROTECT, related_name="force_seats")
    force = models.ForeignKey(Force, models.PROTECT, related_name="seats")
    expected = models.PositiveSmallIntegerField("应到人数", default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "force"], name="force_seat_once")]
