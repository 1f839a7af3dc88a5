"""A deliberation of several motions passes when all do; each motion says its own result, the whole says how many."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.checks import counted_results
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.governance.deliberations.test_result_pages import paper_of, words_on
from tests.governance.deliberations.test_results import checked
from tests.unhurried import given

pytestmark = pytest.mark.django_db
LIST = "/governance/deliberations/"
DECIDES = {"body": "residents_delegates", "matter": "community_affairs", "roll": 36}
RESULTS = st.lists(st.booleans(), min_size=1, max_size=4)
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def counted(actor, area, results, **data):
    """Thirty of 36 voted on as many motions as there are results, and each came out as its result says."""
    row = made.called(actor, area, motions=[f"修第{no}号路灯" for no in range(1, len(results) + 1)], **data)
    tallies = [
        {"no": no, "yes": 26 if passes else 4, "no_votes": 4 if passes else 26, "abstain": 0}
        for no, passes in enumerate(results, 1)
    ]
    with clock.travel(row.held_on):
        row = made.recorded(row, actor, **{**made.totals(), "tallies": tallies})
        return acts.count(row, actor=actor)


@FEW
@given(RESULTS)
def test_the_outcome_is_true_where_all_motions_are(place, secretary, results):
    with transaction.atomic():
        row = counted(secretary, place.compound, results)
        assert [motion.passed for motion in row.motions.all()] == results
        assert row.passed is all(results)
        assert row.outcome_kind == ("ok" if all(results) else "warn" if any(results) else "danger")
        checked(lambda: None)  # the database reckons the same
        assert counted_results() == []
        transaction.set_rollback(True)


@pytest.fixture
def mixed(place, secretary):
    return made.looked_at(counted(secretary, place.community, [True, False], **DECIDES))


def test_who_counts_reads_each_result(client, place, secretary):
    row = made.called(secretary, place.community, motions=["修照明", "修扶手"], **DECIDES)
    tallies = [
        {"no": 1, "yes": 26, "no_votes": 4, "abstain": 0},
        {"no": 2, "yes": 4, "no_votes": 26, "abstain": 0},
    ]
    with clock.travel(row.held_on):
        row = made.recorded(row, secretary, **{**made.totals(), "tallies": tallies})
        client.force_login(secretary)
        client.post(f"{row.get_absolute_url()}count/", {})
        page = client.get(row.get_absolute_url()).content.decode()
    assert "第 1 项通过、第 2 项未通过" in page
    data = Event.objects.get(kind="governance.deliberation.count").data
    assert (data["passed"], data["outcome"]) == (False, "第 1 项通过、第 2 项未通过")
    assert ["结果", "第 1 项通过、第 2 项未通过"] in data["facts"]


def test_the_page_colours_each_motion_by_its_own_result(client, mixed, secretary):
    client.force_login(secretary)
    page = client.get(mixed.get_absolute_url()).content.decode()
    heads = re.findall(r'<h3 class="ht-part"[^>]*>(.*?)</h3>', page, re.S)
    assert len(heads) == 2
    for head, kind, word in zip(heads, ("is-ok", "is-danger"), ("通过", "未通过"), strict=True):
        assert kind in head
        assert re.sub(r"<[^>]*>", "", head).split()[-1] == word
    assert "部分通过（1/2 项）" in page  # the bar of the stages


@pytest.mark.parametrize("results", [[True, False], [False, True]])
def test_the_list_says_how_many_and_is_filtered_by_it(client, place, secretary, results):
    mixed = counted(secretary, place.community, results, **DECIDES)
    passed = counted(secretary, place.community, [True, True], **DECIDES)
    failed = counted(secretary, place.community, [False, False], **DECIDES)
    client.force_login(secretary)
    assert "部分通过（1/2 项）" in client.get(LIST).content.decode()
    for value, row in (("true", passed), ("partly", mixed), ("false", failed)):
        page = client.get(f"{LIST}?passed={value}").content.decode()
        assert [other.title in page for other in (passed, mixed, failed)] == [
            other is row for other in (passed, mixed, failed)
        ]
        found = client.get(f"/api/v1/governance/deliberations/?passed={value}").json()["results"]
        assert [one["id"] for one in found] == [row.pk]


def test_the_list_asks_once_for_all_motions(client, place, secretary, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(200) as asked:
            client.get(LIST)
        return len([one for one in asked.captured_queries if 'FROM "governance_motion"' in one["sql"]])

    client.force_login(secretary)
    for _ in range(3):
        counted(secretary, place.compound, [True, False])
    assert queries() == 1


def test_the_api_says_both(client, mixed, secretary):
    client.force_login(secretary)
    row = client.get(f"/api/v1/governance/deliberations/{mixed.pk}/").json()
    assert (row["passed"], row["outcome"]) == (False, "第 1 项通过、第 2 项未通过")
    assert [(one["no"], one["passed"], one["outcome"]) for one in row["motions"]] == [
        (1, True, "通过"),
        (2, False, "未通过"),
    ]


def test_the_paper_says_each_and_all(client, mixed, secretary):
    words = words_on(paper_of(client, secretary, mixed))
    assert "各项结果：第 1 项通过、第 2 项未通过。" in words
    assert ("结果：通过。" in words, "结果：未通过。" in words) == (True, True)


def test_the_database_refuses_that_the_first_motion_stands_for_all(mixed):
    with pytest.raises(IntegrityError, match="议事结果与票数不符"), transaction.atomic():
        checked(lambda: Deliberation.objects.filter(pk=mixed.pk).update(passed=True))
    mixed.refresh_from_db()
    assert mixed.passed is False


def test_verify_names_a_result_that_is_the_first_motions(mixed):
    checked(lambda: None)  # nothing waits any more for the trigger that is switched off
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE governance_deliberation DISABLE TRIGGER deliberation_result_agrees")
        Deliberation.objects.filter(pk=mixed.pk).update(passed=True)
        assert any("passed is True" in line for line in counted_results())
        transaction.set_rollback(True)
