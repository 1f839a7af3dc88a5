"""A version filed late for an earlier day: the meetings under it are named before, corrected or reviewed afterwards."""

from datetime import timedelta

import pytest

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.deliberations.workflow import DELIBERATION, REVIEW
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.events import deliver_events
from governance.models import Roll, User
from governance.rolls.actions import rolls
from governance.rolls.electorate import find_roll
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import photo, refuses
from tests.factories.late import VOUCHER
from tests.factories.rolls import cells, flat, keep_roll, ordinary_flats, prepared, voided, with_rows

pytestmark = pytest.mark.django_db
DAY = made.NOTICE + timedelta(20)
LATER = DAY + timedelta(40)
OWNERS = {"body": "owners_ordinary", "matter": "general", "held_on": DAY}
START = DAY - timedelta(1)  # the day before the meeting


@pytest.fixture
def office(place):
    return user_with("district_office", place.district)


@pytest.fixture
def street(place):
    return user_with("street_admin", place.street)


def votes(number):
    return {"ballots": [{"voter": f"1-{101 + n}", "choice": "yes"} for n in range(number)]}


@pytest.fixture
def row(place, secretary):
    """Eight of ten owners decided, and the result is in force."""
    row = made.publicised(secretary, place.compound, votes(8), **OWNERS, roll=10)
    with clock.travel(row.effective_on):
        return acts.finalise(row, actor=secretary)


def waiting(place, secretary, number=11, flats=None):
    """A version with so many flats that waits for its filing."""
    with clock.travel(LATER):
        draft = prepared(place.compound, "owners", secretary, day=LATER, as_of=START - timedelta(1))
        draft = with_rows(draft, [cells(unit) for unit in flats or ordinary_flats(number)])
        return rolls.submit(draft, actor=secretary, change_reason="登记簿更正", papers=[photo()])


def filed(roll, street, start=START, **data):
    proof = {"vouched_by": VOUCHER}
    given = {"filed_on": start, "papers": [photo()], "change_checked": True, **proof, **data}
    with clock.travel(LATER):
        return rolls.file(roll, actor=street, **given)


def state(row):
    row.refresh_from_db()
    return row.status, row.entitled, row.roll_heads, row.passed


# ------------------------------------------------------------ named before the filing
def test_who_files_late_is_told_of_the_meetings_and_confirms(place, row, secretary, street):
    roll, before = waiting(place, secretary), state(row)
    events = Event.objects.count()
    with pytest.raises(Refused) as refusal:
        filed(roll, street)
    assert (refusal.value.code, refusal.value.field) == ("meetings_unchecked", "meetings_checked")
    for words in (row.title, "3月22日", "已生效", "10 户、1,000.00 ㎡", "不自动改变"):
        assert words in refusal.value.message
    assert Roll.objects.get(pk=roll.pk).status == "submitted"
    assert Event.objects.count() == events
    roll = filed(roll, street, meetings_checked=True)
    assert roll.valid_from == START
    assert row.title in dict(Event.objects.get(kind="governance.roll.file").data["facts"])["须复核的议事"]
    assert state(row) == before


def test_the_page_of_the_filing_names_them(client, place, row, secretary, street):
    roll = waiting(place, secretary)
    client.force_login(street)
    with clock.travel(LATER):
        form = client.get(f"{roll.get_absolute_url()}file/").content.decode()
        assert row.title in form
        assert 'name="meetings_checked"' in form
        given = {"filed_on": str(START), "change_checked": "on", "vouched_by": VOUCHER, "note": "补录"}
        url = f"{roll.get_absolute_url()}file/"
        refused = client.post(url, given | {"papers": photo()})
        assert refused.status_code == 422
        assert "meetings_checked" in refused.context["form"].errors
        assert 'value="补录"' in refused.content.decode()
        given["meetings_checked"] = "on"
        assert client.post(url, given | {"papers": photo()}).status_code == 302


@pytest.mark.parametrize("number", [10, 11])
def test_nothing_is_asked_where_nothing_changes(client, place, row, secretary, street, number):
    """The same numbers, or a start after the meeting."""
    roll = waiting(place, secretary, number)
    start = START if number == 10 else DAY + timedelta(1)
    assert filed(roll, street, start=start).is_filed
    deliver_events()
    assert not Notice.objects.filter(title__contains="名册已变更").exists()


# ------------------------------------------------------------ reviewed afterwards
@pytest.fixture
def changed(place, row, secretary, street):
    filed(waiting(place, secretary), street, meetings_checked=True)
    row.refresh_from_db()
    return row


def test_whoever_reviews_is_told_once_of_the_change(changed, office, street):
    deliver_events()
    deliver_events()
    told = Notice.objects.filter(title="议事召开当日的名册已变更，请复核应到依据")
    reviewers = set(User.objects.holding(REVIEW, changed.area).values_list("pk", flat=True))
    assert {office.pk, street.pk} <= reviewers
    assert sorted(notice.recipient_id for notice in told) == sorted(reviewers)


def test_the_page_says_what_the_registers_say_now(client, changed, secretary):
    client.force_login(secretary)
    page = client.get(changed.get_absolute_url()).content.decode()
    assert "应到依据有变：召开当日的名册已变更，现在以业主名册" in page
    assert "须由街道或联席办按有效的名册复核" in page


def test_each_change_is_reviewed_once(place, changed, office, secretary, street):
    assert "review_base" in {view.name for view in DELIBERATION.open_to(changed, office) if view.allowed}
    under_review = objections.review_base(changed, actor=office, note="按新名册核对")
    assert under_review.status == "reopened"
    assert "正在复核应到依据（召开当日的名册已变更）" in under_review.halt
    assert Deadline.objects.open().get().rule == "objection_review"
    upheld = objections.uphold(under_review, actor=office, papers=[photo()], note="比例仍达到")
    assert (upheld.status, upheld.halt) == ("final", "")
    refuses("roll_stands", lambda: objections.review_base(upheld, actor=office, note="再复核"))
    voided(Roll.objects.get(valid_from=START), street)
    filed(waiting(place, secretary, 12), street, meetings_checked=True)
    upheld.refresh_from_db()
    assert objections.review_base(upheld, actor=office, note="又有新版").status == "reopened"


# ------------------------------------------------------------ before the publicity the record is corrected
@pytest.mark.parametrize("is_counted", [False, True])
def test_a_base_that_the_registers_left_is_neither_counted_nor_posted(client, place, secretary, street, is_counted):
    make = made.counted if is_counted else made.held
    row = make(secretary, place.compound, votes(8), **OWNERS, roll=10)
    roll = filed(waiting(place, secretary, 20), street, meetings_checked=True)
    step = acts.publicise if is_counted else acts.count
    with clock.travel(DAY):
        words = refuses("base_outdated", lambda: step(row, actor=secretary))
        assert "第二百七十八条" in words
        client.force_login(secretary)
        assert "请先更正登记，再计票、公示" in client.get(row.get_absolute_url()).content.decode()
        assert 'name="entitled" value' not in client.get(f"{row.get_absolute_url()}correct/").content.decode()
        refuses("correction_reason_missing", lambda: acts.correct(row, actor=secretary, **votes(8)))
        proof = {"correction_reason": "按新备案的名册核对", "sign_in": [photo()]}
        row = acts.correct(row, actor=secretary, **votes(8), **proof)
        row = row if is_counted else acts.count(row, actor=secretary)
    assert (row.roll, row.entitled, row.is_quorate, row.passed) == (roll, 20, False, False)


def test_a_smaller_new_roll_lets_a_corrected_record_pass(place, secretary, street):
    """What the page advises: file the roll that is right, then correct and count again."""
    row = made.called(secretary, place.compound, **OWNERS, roll=30)
    fewer = {"entitled": 10, "entitled_area": 1000, "deviation_reason": "名册重复登记", "deviation": [photo()]}
    with clock.travel(DAY):
        row = acts.count(made.recorded(row, secretary, **votes(8), **fewer), actor=secretary)
    assert (row.passed, "先登记备案新名册" in row.roll_shortfall) == (False, True)
    filed(waiting(place, secretary, 10), street, meetings_checked=True)
    with clock.travel(DAY):
        proof = {"correction_reason": "按新备案的名册", "sign_in": [photo()]}
        row = acts.correct(row, actor=secretary, **votes(8), **proof, deviation_reason="")
    assert (row.entitled, row.roll_heads, row.passed, row.roll_shortfall) == (10, 10, True, "")
    kept = Event.objects.get(kind="governance.deliberation.correct").data["correction"]
    assert "应到 10 户（名册 30 户）" in kept["before"]


def test_a_first_roll_slides_under_meetings_that_had_none(place, secretary, street):
    """A council that was counted without a roll is named by the first one that is filed for its day."""
    row = made.called(secretary, place.compound, roll=0)
    with clock.travel(row.held_on):
        stated = made.totals(entitled=36, deviation_reason="名册未备案", deviation=[photo()])
        row = made.recorded(row, secretary, **stated)
    keep_roll("council", place.compound, 40, on=row.held_on)
    with clock.travel(row.held_on):
        refuses("base_outdated", lambda: acts.count(row, actor=secretary))


# ------------------------------------------------------------ what the new version carries no more
def test_what_would_fail_now_is_reviewed_by_itself_and_not_upheld(place, row, secretary, street, office, client):
    """Eight of ten decided; of twenty they would not: nothing more is built on it, and nobody says that it stands."""
    filed(waiting(place, secretary, 20), street, meetings_checked=True)
    with clock.travel(LATER):
        deliver_events()
        row.refresh_from_db()
        assert row.status == "reopened"
        assert "正在复核应到依据（召开当日的名册已变更）" in row.halt
        event = Event.objects.filter(kind="governance.deliberation.review_base").get()
        assert event.actor is None
        assert "第 1 项达不到规定比例，结果不能维持" in event.data["note"]
        words = refuses(
            "fails_recount", lambda: objections.uphold(row, actor=office, papers=[photo()], note="比例仍达到")
        )
        assert "第二百七十八条" in words
        client.force_login(office)
        page = client.get(row.get_absolute_url()).content.decode()
        assert "按召开当日有效的名册重新计算" in page
        assert "8/20" in page.replace(" ", "")
        assert objections.overturn(row, actor=office, papers=[photo()], note="应到不足").status == "overturned"


def test_a_vote_of_somebody_whom_the_roll_of_now_does_not_name_carries_nothing(place, row, secretary, street, office):
    """Eight of ten signed; by the roll that was filed late three of the eight flats are owned by others."""
    others = [flat(f"1-{code}", owner=f"新业主{code}") for code in (101, 102, 103)]
    filed(waiting(place, secretary, flats=[*others, *ordinary_flats(10)[3:]]), street)
    with clock.travel(LATER):
        deliver_events()
        row.refresh_from_db()
        assert row.status == "reopened"
        given = {"papers": [photo()], "note": "人数没有变化"}
        words = refuses("fails_recount", lambda: objections.uphold(row, actor=office, **given))
        assert "第 1 项达不到规定比例" in words
        voided(Roll.objects.latest("pk"), street)
        row.refresh_from_db()
        assert objections.uphold(row, actor=office, **given | {"note": "后备案的名册有误，已作废"}).status == "final"


def test_what_hangs_takes_no_effect_on_a_base_that_fails(place, secretary, street, office):
    row = made.publicised(secretary, place.compound, votes(8), **OWNERS, roll=10)
    effective = row.effective_on
    roll = filed(waiting(place, secretary, 20), street, meetings_checked=True)
    with clock.travel(LATER):
        refuses("fails_recount", lambda: acts.finalise(row, actor=secretary))
        assert acts.finalise_due() == 0
        row.refresh_from_db()
        assert row.status == "reopened"
        assert effective < LATER
        voided(roll, street)
        row = objections.uphold(row, actor=office, papers=[photo()], note="后备案的名册有误，已作废")
        assert row.status == "final"


def test_a_base_that_still_carries_is_reviewed_only_by_whoever_asks(changed):
    deliver_events()
    changed.refresh_from_db()
    assert changed.status == "final"


# ------------------------------------------------------------ a version in whose place another had come
@pytest.mark.parametrize("confirms", ["street", "office"])
def test_a_result_that_no_roll_carries_any_more_is_reviewed_whichever_counted(
    place, row, secretary, street, office, confirms
):
    """A version with the same numbers took the place of the one that counted; then both are voided, by two hands."""
    counted_by, later = row.roll, filed(waiting(place, secretary, 10), street)
    hand = {"street": user_with("street_admin", place.street), "office": office}[confirms]
    for roll in (counted_by, later):
        assert state(row)[0] == "final"
        asked = rolls.ask_void(Roll.objects.get(pk=roll.pk), actor=street, note="录入错误")
        assert rolls.void(asked, actor=hand, note="属实").is_void
        deliver_events()
    assert state(row)[0] == "reopened"


def test_the_joint_office_voids_a_version_whose_predecessor_comes_back(place, row, secretary, street, office):
    later = filed(waiting(place, secretary, 11), street, meetings_checked=True)
    asked = rolls.ask_void(Roll.objects.get(pk=later.pk), actor=street, note="录入错误")
    assert rolls.void(asked, actor=office, note="属实").is_void
    assert find_roll(row.roll.kind, place.compound, DAY) == row.roll
