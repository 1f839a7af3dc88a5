"""Home visits: who may record, correct and void what; each refusal writes nothing."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models.events import Event
from governance.kernel.models.figures import Serial
from governance.kernel.models.files import Attachment
from governance.kernel.steps.errors import BusinessError, NotAllowed
from governance.models import Appointment
from projects.models import Visit
from projects.visits import actions as visits
from tests.factories import projects as make
from tests.factories.base import appoint, dated, user_with
from tests.factories.visits import make_visit, post_of
from tests.walks import lies

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------ recorded
def test_a_visit_is_numbered_and_notified(place):
    first, second = make_visit(place.branch), make_visit(place.secretary, area=place.building)
    year = clock.today().year
    assert [first.number, second.number] == [f"HT-ZF-{year}-00001", f"HT-ZF-{year}-00002"]
    assert (first.area, first.kind, first.status) == (place.compound, "daily", "recorded")  # the place of the post
    assert not first.is_on_behalf
    event = Event.objects.get(kind="projects.visit.record", object_id=first.pk)
    assert ["走访户数", "2 户"] in event.data["facts"]


def test_a_refused_number_is_given_again(place):
    with pytest.raises(BusinessError):
        make_visit(place.branch, household_count=9999)
    assert not Serial.objects.filter(series__startswith="visit:").exists()
    assert make_visit(place.branch).number.endswith("-00001")


REFUSALS = [
    ("tomorrow", {"visited_on": timedelta(1)}, "visit_in_future"),
    ("too old", {"visited_on": timedelta(-61)}, "visit_too_old"),
    ("nobody reached", {"household_count": 0}, "no_household"),
    ("more than live there", {"household_count": 121}, "too_many_households"),
    ("more than in the building", {"area": "building", "household_count": 25}, "too_many_households"),
    ("nothing heard", {"summary": "  "}, "summary_missing"),
    ("a telephone", {"summary": "王姨 13812345678 要助餐"}, "names_somebody"),
    ("a telephone in groups", {"summary": "王姨 138-1234 5678 要助餐"}, "names_somebody"),
    ("a telephone in full width", {"behalf_note": "电话１３８１２３４５６７８"}, "names_somebody"),
    ("an identity number", {"place": "430202194001011234"}, "names_somebody"),
    ("elsewhere", {"area": "other_compound"}, "visitor_elsewhere"),
    ("a whole community", {"area": "community"}, "place_missing"),
    ("somebody else's lead", {"post": "foreign"}, "visitor_not_below"),
    ("the secretary above", {"post": "secretary"}, "visitor_not_below"),
    ("on behalf, without the paper", {"post": "lead"}, "behalf_unproven"),
    ("before the term", {"post": "new", "visited_on": timedelta(-9)}, "visitor_not_in_office"),
]


@pytest.mark.parametrize(("_case", "change", "code"), REFUSALS, ids=[case for case, *_ in REFUSALS])
def test_refusals_write_nothing(place, lead, _case, change, code):
    known = {
        "building": place.building,
        "other_compound": place.other_compound,
        "community": place.community,
        "foreign": appoint("neighbour_head", place.other_compound),
        "secretary": post_of(place.secretary),
        "lead": lead,
        "new": appoint("group_leader", place.compound, starts_on=clock.today()),
    }
    before = Event.objects.count(), Visit.objects.count()
    data = {name: known.get(value, value) for name, value in dated(change).items()}
    with pytest.raises(BusinessError) as refusal:
        make_visit(place.branch, **data)
    assert refusal.value.code == code
    assert (Event.objects.count(), Visit.objects.count()) == before
    assert not Serial.objects.filter(series__startswith="visit:").exists()


@pytest.mark.parametrize(
    ("who", "code"), [("leader", "not_allowed"), ("manager", "not_allowed"), ("stranger", "visitor_elsewhere")]
)
def test_who_has_no_post_there_records_nothing(place, who, code):
    actor = user_with("fund_manager", place.community) if who == "manager" else getattr(place, who)
    before = Event.objects.count()
    for post, expected in ((post_of(actor), code), (post_of(place.branch), "visitor_not_below")):
        with pytest.raises(BusinessError) as refusal:
            make_visit(actor, area=place.compound, post=post, behalf_note="口述")
        assert refusal.value.code == expected
    assert not Visit.objects.exists()
    assert Event.objects.count() == before


def test_a_visit_of_a_lead_without_an_account_needs_a_note_or_the_paper(place, lead):
    noted = make_visit(place.branch, post=lead, behalf_note="纸质走访记录本")
    pictured = make_visit(place.secretary, post=lead, photos=[make.picture()])
    assert (noted.area, noted.is_on_behalf, pictured.is_on_behalf) == (place.unit, True, True)
    assert Attachment.objects.of(pictured).count() == 1


def test_a_visit_of_a_lead_who_left_is_entered_for_the_days_before(place, lead):
    Appointment.objects.filter(pk=lead.pk).update(status="ended", ended_on=clock.today() - timedelta(5))
    lead.refresh_from_db()
    with pytest.raises(BusinessError, match="不担任邻长"):
        make_visit(place.branch, post=lead, behalf_note="口述")
    assert make_visit(place.branch, post=lead, behalf_note="口述", visited_on=clock.today() - timedelta(6)).pk


# ------------------------------------------------------------ put right, void
def test_its_author_corrects_it_within_the_days_of_the_rule(place):
    row = make_visit(place.branch)
    row = visits.correct(row, actor=place.branch, household_count=4)
    assert (row.household_count, row.status) == (4, "corrected")
    assert Event.objects.get(kind="projects.visit.correct").data["changes"] == [["走访户数", "2", "4"]]
    with pytest.raises(NotAllowed):
        visits.correct(row, actor=place.secretary, household_count=5)
    with clock.travel(clock.today() + timedelta(8)), pytest.raises(BusinessError) as refusal:
        visits.correct(row, actor=place.branch, household_count=5)
    row.refresh_from_db()
    assert (refusal.value.code, row.household_count) == ("too_late", 4)


def test_a_correction_keeps_the_rules_of_the_day_it_was_written(place):
    row = make_visit(place.branch, visited_on=clock.today() - timedelta(60))
    with clock.travel(clock.today() + timedelta(3)):
        assert visits.correct(row, actor=place.branch, household_count=3).household_count == 3
    with pytest.raises(BusinessError) as refusal:
        visits.correct(row, actor=place.branch, visited_on=clock.today() - timedelta(61))
    assert refusal.value.code == "visit_too_old"


def test_a_void_visit_is_kept_and_counts_nowhere(place):
    row, other = make_visit(place.branch), make_visit(place.branch)
    with pytest.raises(BusinessError) as refusal:
        visits.void(row, actor=place.branch, note=" ")
    assert refusal.value.code == "reason_missing"
    visits.void(row, actor=place.branch, note="重复登记")
    with clock.travel(clock.today() + timedelta(30)):
        with pytest.raises(BusinessError):
            visits.void(other, actor=place.branch, note="记错了")
        visits.void(other, actor=place.secretary, note="核实没有走访")
    assert Visit.objects.filter(status="void").count() == 2
    assert METRICS["visit_n"].figure(Period(place.district)).value == 0
    with pytest.raises(BusinessError):
        visits.correct(row, actor=place.branch, household_count=1)


def test_what_is_offered_is_kept(place, lead):
    rows = [make_visit(place.branch), make_visit(place.secretary, post=lead, behalf_note="口述")]
    rows.append(visits.void(make_visit(place.lead), actor=place.secretary, note="重复"))
    with clock.travel(clock.today() + timedelta(20)):
        later = make_visit(place.lead)
        users = [place.branch, place.secretary, place.street_user, place.lead, place.leader, place.office]
        found, tried = lies([*rows, later], users)
    assert not found, "\n".join(found)
    assert {step for _, step, _ in tried} == {"correct", "void"}
