"""The paper of a Party meeting is its resolution: it binds its members, and says where others must decide.

Source: 中国共产党支部工作条例（试行） 11; domain.md §2.7.
"""

from datetime import timedelta

import pytest

from tests.factories import deliberations as made
from tests.governance.deliberations.test_result_pages import paper_of, words_on

pytestmark = pytest.mark.django_db
PARTY = {"body": "party_meeting", "matter": "general", "title": "党员先锋岗安排", "roll": 36}


def test_what_is_carried_is_a_resolution(client, place, secretary):
    row = made.counted(secretary, place.compound, made.totals(present=30, yes=24), **PARTY)
    assert (row.passed, row.outcome) == (True, "形成支部决议")
    words = words_on(paper_of(client, secretary, row))
    for part in (
        "党支部党员大会决议",
        "结果：形成支部决议",
        "支部决议不是业主、居民的共同决定",
        "涉及业主共同决定事项的，提请业主共同表决",
        "属于社区公共事务的，提请居民会议或其代表会议",
        "《中国共产党支部工作条例（试行）》第十一条",
    ):
        assert part in words, part
    for part in ("协商", "表决结果公告"):
        assert part not in words, part


def test_what_is_not_carried_is_none(client, place, secretary):
    row = made.counted(secretary, place.compound, made.totals(present=30, yes=18, no_votes=12, abstain=0), **PARTY)
    assert (row.passed, row.outcome) == (False, "未形成支部决议")
    assert "结果：未形成支部决议" in words_on(paper_of(client, secretary, row))


def test_the_notice_says_the_same(client, place, secretary):
    row = made.called(secretary, place.compound, **PARTY)
    client.force_login(secretary)
    words = words_on(client.get(f"{row.get_absolute_url()}notice.docx"))
    assert "表决事项" in words
    assert "支部决议不是业主、居民的共同决定。决议只约束本支部党员" in words
    assert "协商" not in words


@pytest.mark.parametrize(("body", "title"), [("council", "议事协商结果公告"), ("owners_committee", "表决结果公告")])
def test_no_other_body_resolves(client, place, secretary, body, title):
    size = {
        "council": (36, made.totals()),
        "owners_committee": (7, made.totals(present=6, yes=5, no_votes=1, abstain=0)),
    }
    roll, counts = size[body]
    given = {"body": body, "matter": "general", "held_on": made.NOTICE + timedelta(20), "roll": roll}
    words = words_on(paper_of(client, secretary, made.counted(secretary, place.compound, counts, **given)))
    assert title in words
    assert "支部决议" not in words
