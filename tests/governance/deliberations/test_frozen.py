"""The database keeps what was voted on: the rule of the day, the matter, the numbers and the days of the publicity.

Source: 民法典 278(2); 居委会组织法 (2025) 27–29.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from governance.kernel.clock import clock
from governance.models import Deliberation, Motion
from tests.factories import deliberations as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def not_carried(place, secretary):
    return made.counted(secretary, place.compound, made.totals(yes=10, no_votes=20, abstain=0))


def refused(words, *changes):
    """The changes come to nothing, whatever hand they are from."""
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        make(changes)


def make(changes):
    """Write the changes, and let the database compare them now, as it would at the end of the transaction."""
    for rows, change in changes:
        rows.update(**change)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def row_of(row):
    return Deliberation.objects.filter(pk=row.pk)


def motion_of(row):
    return Motion.objects.filter(deliberation=row)


# ------------------------------------------------------------ the rule is the table's
@pytest.mark.parametrize("name", ["passing", "quorum"])
def test_a_result_is_not_counted_by_an_invented_rule(not_carried, name):
    easier = {**not_carried.rule, name: [1, 10, True]}
    refused(
        "召开当日施行的表决规则",
        (row_of(not_carried), {"rule": easier, "passed": True}),
        (motion_of(not_carried), {"passed": True}),
    )


def test_nor_by_the_rule_of_another_body_or_day(not_carried):
    refused("表决规则", (row_of(not_carried), {"rule": {**not_carried.rule, "counts": []}}))
    refused("表决规则", (row_of(not_carried), {"rule": {**not_carried.rule, "body": "owners_committee"}}))


# ------------------------------------------------------------ the numbers hold together
def test_no_more_votes_than_present(not_carried):
    words = "合计不能超过到会"
    refused(words, (motion_of(not_carried), {"yes": 5000, "passed": True}), (row_of(not_carried), {"passed": True}))
    refused(words, (row_of(not_carried), {"present": 29}))


def test_nor_before_the_count(place, secretary):
    row = made.held(secretary, place.compound)
    refused("合计不能超过到会", (motion_of(row), {"abstain": 7}))


# ------------------------------------------------------------ what was announced and counted stays
@pytest.mark.parametrize(
    "change",
    [
        {"title": "另一事项"},
        {"matter": "general"},
        {"notice_on": made.NOTICE - timedelta(9)},
        {"owners_matters": "has"},
    ],
)
def test_what_was_called_stays_once_it_was_held(place, secretary, change):
    row = made.held(secretary, place.compound)
    refused("通知所载的事项不能修改", (row_of(row), change))


def test_no_motion_is_changed_added_or_removed_after_the_meeting(not_carried):
    refused("不能增减和修改", (motion_of(not_carried), {"text": "另一事项"}))
    with pytest.raises(IntegrityError, match="不能增减和修改"), transaction.atomic():
        Motion.objects.create(deliberation=not_carried, no=2, text="另一事项")
    with pytest.raises(IntegrityError, match="不能增减和修改"), transaction.atomic():
        motion_of(not_carried).delete()


def test_numbers_and_day_stay_from_the_publicity_on(place, secretary):
    row = made.publicised(secretary, place.compound)
    for change in (
        {"present": 31},
        {"held_on": row.held_on - timedelta(1)},
        {"minutes": "另一份记录"},
        {"rule": None},
        {"publicised_on": row.publicised_on - timedelta(1)} | {"title": "另一事项"},
    ):
        refused("登记的数字和结果、公示的地点和日期不能修改", (row_of(row), change))
    refused("票数和结果不能修改", (motion_of(row), {"yes": 23, "no_votes": 5}))


# ------------------------------------------------------------ nothing takes effect before its publicity
def test_the_states_are_not_skipped(not_carried):
    refused("依次召开、计票、公示、生效", (row_of(not_carried), {"status": "final"}))


def test_a_publicity_is_neither_cut_nor_left_out(place, secretary):
    row = made.publicised(secretary, place.compound)
    refused("公示不能短于规定的天数", (row_of(row), {"publicity_until": row.publicised_on + timedelta(1)}))
    moved = {"publicised_on": row.publicised_on + timedelta(3)}
    refused("公示不能短于规定的天数", (row_of(row), moved))
    today = clock.today()
    row_of(row).update(publicity_until=max(row.publicity_until, today) + timedelta(5))
    refused("公示期未满", (row_of(row), {"status": "final"}))


def test_what_took_effect_stays_as_it_was(place, secretary):
    row = made.final(secretary, place.compound)
    for change in ({"status": "called"}, {"status": "publicised"}, {"status": "void"}):
        refused("依次召开", (row_of(row), change))
    refused("不能修改", (row_of(row), {"publicity_until": row.publicity_until + timedelta(1)}))
    with pytest.raises(IntegrityError, match="不能删除"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM governance_deliberation WHERE id = %s", [row.pk])
