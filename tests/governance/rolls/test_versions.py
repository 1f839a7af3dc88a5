"""Filed and voided in every order: each day has the newest version that begins on it, and never a hole."""

from datetime import timedelta
from itertools import pairwise, permutations
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import Roll, RollUnit
from governance.rolls.actions import rolls, rows
from tests.factories.base import user_with
from tests.factories.deliberations import photo
from tests.factories.rolls import FILED, cells, make_owners_roll, ordinary_flats, prepared, uploaded, voided, with_rows

STARTS = [FILED, FILED + timedelta(20), FILED + timedelta(60)]


def void(roll, street):
    with clock.travel(FILED):
        return voided(roll, street)


def ends(*versions):
    found = {roll.pk: (roll.status, roll.valid_to) for roll in Roll.objects.all()}
    return [found[roll.pk] for roll in versions]


@pytest.fixture
def three(place):
    return [make_owners_roll(place.compound, valid_from=day) for day in STARTS]


def expected(versions, standing):
    """(status, valid_to) of each version where these are left."""
    left = [roll for roll in versions if roll in standing]
    found = {}
    for roll, following in pairwise([*left, None]):
        end = following and following.valid_from - timedelta(1)
        found[roll.pk] = ("superseded" if following else "filed", end)
    return [found.get(roll.pk) for roll in versions]


@pytest.mark.django_db
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_versions_voided_in_any_order_leave_no_hole(place, street, three, order):
    standing = list(three)
    for number in order:
        void(three[number], street)
        standing.remove(three[number])
        kept = [got if roll in standing else None for roll, got in zip(three, ends(*three), strict=True)]
        assert kept == expected(three, standing)


@pytest.mark.django_db
def test_the_version_before_is_in_force_again_and_its_timeline_says_so(place, street):
    first = make_owners_roll(place.compound)
    second = make_owners_roll(place.compound, valid_from=FILED + timedelta(90))
    assert ends(first) == [("superseded", FILED + timedelta(89))]
    void(second, street)
    assert ends(first) == [("filed", None)]
    assert Roll.objects.in_force(FILED + timedelta(400)).get() == first
    event = Event.objects.get(kind="governance.roll.reinstate")
    assert (event.object_id, event.data["facts"]) == (first.pk, [["使用至", "下一版启用前"]])


@pytest.mark.django_db
def test_file_void_file(place, street):
    first = make_owners_roll(place.compound)
    void(make_owners_roll(place.compound, valid_from=FILED + timedelta(90)), street)
    third = make_owners_roll(place.compound, valid_from=FILED + timedelta(5))
    assert ends(first, third) == [("superseded", FILED + timedelta(4)), ("filed", None)]


@pytest.mark.django_db
def test_a_version_between_two_asks_to_void_the_later_one(place, street, refused):
    make_owners_roll(place.compound)
    later = make_owners_roll(place.compound, valid_from=FILED + timedelta(60))
    draft = with_rows(prepared(place.compound, "owners"), [cells(unit) for unit in ordinary_flats(10)])
    with clock.travel(FILED):
        draft = rolls.submit(draft, actor=draft.created_by)
        given = {"actor": street, "filed_on": FILED, "papers": [photo()], "valid_from": FILED + timedelta(9)}
        assert "先作废那一版" in refused("not_after_predecessor", lambda: rolls.file(draft, **given)).message
        void(later, street)
        assert rolls.file(draft, **given).is_filed


@pytest.mark.django_db
def test_voiding_one_that_waits_changes_no_other(place, secretary, street):
    first = make_owners_roll(place.compound)
    draft = with_rows(prepared(place.compound, "owners", secretary), [cells(unit) for unit in ordinary_flats(10)])
    with clock.travel(FILED):
        void(rolls.submit(draft, actor=secretary), street)
    assert ends(first) == [("filed", None)]
    assert not Event.objects.filter(kind="governance.roll.reinstate").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"valid_to": FILED + timedelta(1)},
        {"valid_to": None},
        {"status": "filed"},
        {"valid_to": FILED + timedelta(50), "status": "filed"},
    ],
)
def test_an_end_is_only_put_off(place, three, change):
    """The database: no end comes nearer, and a version without an end is one in use; nor do two hold on one day."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Roll.objects.filter(pk=three[0].pk).update(**change)


# ------------------------------------------------------------ two at once
def at_once(*calls):
    """Run the calls at the same moment, each on its own connection; the refusals, None for what was done."""
    barrier, answers = Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        close_old_connections()
        barrier.wait()
        try:
            call()
        except BusinessError as error:
            answers[number] = error.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def draft(place, secretary, on_the_day):
    return with_rows(prepared(place.compound, "owners", secretary), [cells(unit) for unit in ordinary_flats(10)])


@pytest.mark.django_db(transaction=True)
def test_of_two_who_file_at_once_one_wins(place, draft, secretary, street):
    other = user_with("street_admin", place.street, name="王刚")
    waiting = rolls.submit(draft, actor=secretary)
    answers = at_once(
        *[
            lambda user=user: rolls.file(waiting, actor=user, filed_on=FILED, papers=[photo()])
            for user in (street, other)
        ]
    )
    assert sorted(answers, key=str) == [None, "wrong_state"]
    assert Event.objects.filter(kind="governance.roll.file").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_workbook_twice_at_once_doubles_no_row(draft, secretary):
    file = uploaded("owners", [cells(unit) for unit in ordinary_flats(30)])
    call = lambda: rows.import_rows(draft, actor=secretary, file=file)  # noqa: E731
    assert at_once(call, call) == [None, None]
    roll = Roll.objects.get(pk=draft.pk)
    assert (roll.unit_count, RollUnit.objects.count(), roll.head_count) == (30, 30, 30)


@pytest.mark.django_db(transaction=True)
def test_an_import_beside_a_submission_leaves_totals_and_rows_agreeing(draft, secretary):
    file = uploaded("owners", [cells(unit) for unit in ordinary_flats(30)])
    answers = at_once(
        lambda: rows.import_rows(draft, actor=secretary, file=file),
        lambda: rolls.submit(draft, actor=secretary),
    )
    roll = Roll.objects.get(pk=draft.pk)
    assert answers[1] is None
    assert answers[0] in (None, "wrong_state")
    assert roll.status == "submitted"
    assert roll.unit_count == RollUnit.objects.count() == (30 if answers[0] is None else 10)


@pytest.mark.django_db(transaction=True)
def test_filing_beside_voiding_the_version_before_leaves_one_in_force(place, secretary, street, on_the_day):
    first = make_owners_roll(place.compound)
    draft = with_rows(prepared(place.compound, "owners", secretary), [cells(unit) for unit in ordinary_flats(10)])
    waiting = rolls.submit(draft, actor=secretary)
    given = {"filed_on": FILED, "papers": [photo()], "valid_from": FILED + timedelta(1)}
    asked = rolls.ask_void(first, actor=user_with("street_admin", place.street), note="录入错误，作废")
    answers = at_once(
        lambda: rolls.file(waiting, actor=street, **given),
        lambda: rolls.void(asked, actor=street, note="录入错误，作废"),
    )
    assert set(answers) <= {None, "busy"}
    assert answers.count(None) >= 1
    last = Roll.objects.in_group("in_force").order_by("-valid_from")[0]
    assert (last.status, last.valid_to) == ("filed", None)
