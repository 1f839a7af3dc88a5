"""Figures of the organisation: branches, leads, committees, teams, and how complete they are.

Source: domain.md §5; the codes are those the district's own report uses.
"""

from django.db.models import Count, Q, Subquery

from governance.areas.models import Area, PostSeat
from governance.areas.tables import CompoundTable, PostSeatTable
from governance.areas.workflow import CURRENT
from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Cells, Period, metric, ratio
from governance.organisations.models import Organisation, OrgFill, OrgScheme, OrgSlot
from governance.organisations.tables import OrganisationTable
from governance.organisations.workflow import ACTIVE
from governance.people.models.posts import Appointment
from governance.people.tables import AppointmentTable
from governance.roles import GRASSROOTS

GRAIN = ("street", "community", "compound")


def is_now(period):
    """Whether a period ends today: tallies hold the present only, a past day is counted from the rows."""
    return period.as_of >= clock.today()


# ------------------------------------------------------------ bodies
def organisations(kind, code, label, unit, definition, order):
    """A figure that counts active bodies of one kind."""

    def tally(period):
        return Cells("organisation", (kind,)) if is_now(period) else None

    @metric(
        code, label, unit=unit, definition=definition, table=OrganisationTable, tally=tally, grain=GRAIN, order=order
    )
    def rows(period):
        return period.below(Organisation.objects.in_office(period.as_of).filter(kind=kind))

    return rows


organisations("branch", "branches", "小区党支部", "个", "运行中的小区党支部（单建、联建、功能型）", 100)
organisations(
    "self_gov_committee", "self_gov_committees", "小区自治委员会", "个", "截至当日任期内的小区自治委员会", 105
)
organisations("volunteer_team", "volunteer_teams", "志愿者队伍", "支", "运行中的志愿者队伍", 106)


# ------------------------------------------------------------ leads
def posts(roles, code, label, definition, order):
    """A figure that counts posts in office of some roles."""

    def tally(period):
        return Cells("appointment", roles) if is_now(period) else None

    @metric(
        code, label, unit="名", definition=definition, table=AppointmentTable, tally=tally, grain=GRAIN, order=order
    )
    def rows(period):
        held = Appointment.objects.filter(role__in=roles)
        if is_now(period):
            return period.below(held.active())
        day = period.as_of
        return period.below(
            held.filter(
                Q(ends_on=None) | Q(ends_on__gte=day), Q(ended_on=None) | Q(ended_on__gt=day), starts_on__lte=day
            )
        )

    return rows


posts(("patch_leader",), "patch_leaders", "片长", "在任的片长", 102)
posts(("group_leader",), "group_leaders", "组长", "在任的组长", 103)
posts(("neighbour_head",), "neighbour_heads", "邻长（含楼栋长）", "在任的邻长；楼栋长由邻长兼任，不重复计算", 104)
posts(GRASSROOTS, "leads", "片组邻长", "在任的片长、组长和邻长", 107)


@metric(
    "posts_needed",
    "应配岗位",
    unit="个",
    definition="台账登记的片长、组长、邻长应配人数之和",
    table=PostSeatTable,
    total="expected",
    order=108,
)
def seats(period):
    return period.below(PostSeat.objects.filter(role__in=GRASSROOTS, area__status=CURRENT))


ratio(
    "post_fill",
    "岗位到位率",
    numerator="leads",
    denominator="posts_needed",
    definition="在任的片长、组长、邻长 ÷ 应配岗位",
    order=109,
)


# ------------------------------------------------------------ compounds
def compounds_of(period):
    """Compounds that exist on the day, below the area."""
    found = Area.objects.current(period.as_of).filter(level="compound")
    return found if period.area.path == "/" else found.below(period.area)


@metric(
    "compounds",
    "小区",
    unit="个",
    definition="截至当日现行的小区（已拆除或并入的除外）",
    table=CompoundTable,
    area_path="",
    base=compounds_of,
    order=110,
)
def compounds(period):
    return Q()


@metric(
    "compounds_covered",
    "有党支部的小区",
    unit="个",
    definition="至少由一个运行中的党支部覆盖的小区（支部建在楼栋上的，计入其小区）",
    table=CompoundTable,
    area_path="",
    base=compounds_of,
    order=111,
)
def covered(period):
    through = Organisation.covers.through.objects.filter(
        organisation__in=Organisation.objects.in_office(period.as_of).branches()
    )
    return Q(pk__in=through.values("area__compound"))


@metric(
    "compounds_with_committee",
    "有自治委员会的小区",
    unit="个",
    definition="有任期内的小区自治委员会的小区；业主委员会不计入",
    table=CompoundTable,
    area_path="",
    base=compounds_of,
    order=112,
)
def with_committee(period):
    bodies = Organisation.objects.in_office(period.as_of).committees()
    return Q(pk__in=bodies.values("area__compound"))


@metric(
    "compounds_complete",
    "“1+6”齐备的小区",
    unit="个",
    definition="施行中的组织体系的必设位置全部由运行中的组织填报的小区",
    table=CompoundTable,
    area_path="",
    base=compounds_of,
    order=113,
)
def complete(period):
    return Q(pk__in=complete_ids(period.as_of))


@metric(
    "compounds_incomplete",
    "“1+6”未齐的小区",
    unit="个",
    definition="施行中的组织体系还有必设位置没有由运行中的组织填报的小区",
    table=CompoundTable,
    area_path="",
    base=compounds_of,
    order=116,
)
def incomplete(period):
    return ~Q(pk__in=complete_ids(period.as_of))


def complete_ids(day=None):
    """Compounds whose required slots are all filled on a day, as a subquery; none where no scheme asks for a slot."""
    day = day or clock.today()
    required = OrgSlot.objects.filter(is_required=True, scheme__in=OrgScheme.objects.in_force(day).filter(code="1+6"))
    wanted = required.order_by().values("is_required").annotate(n=Count("pk")).values("n")
    fills = OrgFill.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day), slot__in=required, starts_on__lte=day, organisation__status=ACTIVE
    )
    full = fills.order_by().values("area").annotate(n=Count("slot", distinct=True)).filter(n=Subquery(wanted))
    return full.values("area")


ratio(
    "branch_coverage",
    "党支部覆盖率",
    numerator="compounds_covered",
    denominator="compounds",
    definition="有党支部的小区 ÷ 小区",
    order=101,
)
ratio(
    "committee_rate",
    "自治委员会组建率",
    numerator="compounds_with_committee",
    denominator="compounds",
    definition="有自治委员会的小区 ÷ 小区",
    order=114,
)
ratio(
    "scheme_complete",
    "“1+6”到位率",
    numerator="compounds_complete",
    denominator="compounds",
    definition="“1+6”齐备的小区 ÷ 小区",
    order=115,
)

BY_STREET = ("branches", "patch_leaders", "group_leaders", "neighbour_heads", "self_gov_committees", "volunteer_teams")


def by_street(period=None):
    """[{"area", and a number for each of BY_STREET}] of the streets below the period's area, for the boards."""
    period = period or Period(Area.objects.get(path="/"))
    splits = {code: METRICS[code].split(period, "street") for code in BY_STREET}
    streets = Area.objects.current(period.as_of).filter(level="street", path__startswith=period.area.path)
    return [
        {"area": street, **{code: splits[code].get(street.pk, 0) for code in BY_STREET}}
        for street in streets.order_by("code")
    ]
