"""What `verify` checks of the cases."""

from django.db.models import Count, F, Q

from governance.kernel.figures.recounts import keep_cells
from governance.kernel.models.figures import Serial
from governance.kernel.upkeep.checks import check, expect_triggers
from governance.models import Area

from .models.cases import MediationCase

expect_triggers(
    MediationCase,
    "case_place",
    "case_tally_insert",
    "case_tally_update",
    "case_tally_delete",
    "case_tally_truncate",
)
expect_triggers(Area, "cases_move")
NEAR, WIDE = "coalesce(a.community_id, a.street_id, a.id)", "coalesce(a.street_id, a.id)"
for cells, area, day, n, which in (
    ("'case'", NEAR, "accepted_on", "count(*)", "r.station_id IS NULL"),
    ("'station_case'", NEAR, "accepted_on", "count(*)", "r.station_id IS NOT NULL"),
    ("'case:' || r.kind", WIDE, "accepted_on", "count(*)", "r.station_id IS NULL"),
    ("'case_closed'", NEAR, "closed_on", "count(*)", "r.station_id IS NULL"),
    ("'station_closed'", NEAR, "closed_on", "count(*)", "r.station_id IS NOT NULL"),
    ("'case_days'", NEAR, "closed_on", "sum(r.closed_on - r.accepted_on)", "r.station_id IS NULL"),
):
    keep_cells(
        f"SELECT {cells}, {area}, date_trunc('month', r.{day})::date, r.status, {n}"
        " FROM disputes_mediationcase r JOIN governance_area a ON a.id = r.area_id"
        f" WHERE r.accepted_on IS NOT NULL AND r.{day} IS NOT NULL AND {which} GROUP BY 1, 2, 3, 4"
    )


@check("disputes.numbers")
def numbers():
    """Every committee and station has given out exactly the numbers its series has counted."""
    given = {}
    rows = MediationCase.objects.exclude(number="").order_by()
    for kind, owner, only in (
        ("case", "numbered_by", Q(station=None)),
        ("station", "station", Q(station__isnull=False)),
    ):
        counted = rows.filter(only).values_list(owner, "accepted_on__year").annotate(n=Count("pk"))
        given |= {f"{kind}:{key}:{year}": n for key, year, n in counted}
    kept = dict(Serial.objects.filter(Q(series__startswith="case:") | Q(series__startswith="station:")).values_list())
    return [
        f"series {series}: {given.get(series, 0)} cases, counted to {kept.get(series, 0)}"
        for series in sorted(given.keys() | kept.keys())
        if given.get(series, 0) != kept.get(series, 0)
    ]


@check("disputes.agreements")
def agreements():
    """Every agreed case has an agreement with terms, made on or after its acceptance."""
    wrong = MediationCase.objects.resolved().filter(
        Q(agreement=None) | Q(agreement__terms=None) | Q(agreement__made_on__lt=F("accepted_on"))
    )
    return [
        f"case {case.pk} {case.number}: agreement missing, without terms or too early" for case in wrong.only("number")
    ]


@check("disputes.places")
def places():
    """Every case has the path of its area."""
    wrong = MediationCase.objects.exclude(area_path=F("area__path"))
    return [f"case {case.pk}: has the path {case.area_path}, its area another" for case in wrong.only("area_path")]
