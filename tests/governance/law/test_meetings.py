"""What the laws on residents' and villagers' committees and the Party's rules say, tried in situations.

Source: 居委会组织法 (2025) 26–34; 村委会组织法 (2025) 25–35; 基层组织选举工作条例.
"""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from governance.deliberations.actions import deliberations as acts
from governance.deliberations.attachments import STUDY
from governance.kernel.clock import clock
from governance.kernel.papers import files
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import user_with
from tests.factories.deliberations import refuses
from tests.factories.papers import photo
from tests.factories.rolls import keep_roll, make_delegates

pytestmark = pytest.mark.django_db
IN_TIME = made.NOTICE + timedelta(10)
YEAR_BEFORE = date(2025, 3, 2)


def tally(yes, no, abstain=0):
    return made.totals(present=yes + no + abstain, yes=yes, no_votes=no, abstain=abstain)


def counted(secretary, area, counts, **data):
    return made.counted(secretary, area, counts, **{"held_on": IN_TIME, **data})


# ------------------------------------------------------------ where
@pytest.mark.parametrize("body", ["residents_meeting", "residents_delegates"])
def test_a_residents_meeting_is_the_whole_communitys(place, secretary, body):
    given = {"body": body, "matter": "project", "held_on": IN_TIME}
    words = refuses("wrong_body", lambda: made.called(secretary, place.compound, **given))
    assert "居民委员会组织法" in words
    assert made.called(secretary, place.community, **given).status == "called"


def test_villagers_meet_in_villages_only(place, secretary, village):
    given = {"body": "villagers_meeting", "matter": "community_affairs", "held_on": IN_TIME}
    refuses("wrong_body", lambda: made.called(secretary, place.community, **given))


def test_owners_and_councils_meet_in_compounds_only(place, secretary):
    for body, matter in (("owners_ordinary", "company"), ("council", "general"), ("owners_major", "rebuild")):
        given = {"body": body, "matter": matter, "held_on": made.NOTICE + timedelta(20), "roll": 0}
        refuses("wrong_body", lambda given=given: made.called(secretary, place.community, **given))


# ------------------------------------------------------------ consultation
def test_what_a_council_settles_is_consultation(client, place, secretary):
    row = made.counted(secretary, place.compound)
    assert (row.passed, row.outcome, row.effect) == (True, "协商一致", "consults")
    client.force_login(secretary)
    page = client.get(row.get_absolute_url()).content.decode()
    for words in ("协商一致", "不约束业主", "提请业主共同表决"):
        assert words in page
    listed = client.get("/governance/deliberations/").content.decode()
    assert "协商一致" in listed
    told = client.get(f"/api/v1/governance/deliberations/{row.pk}/").json()
    assert (told["effect"], told["outcome"]) == ("consults", "协商一致")
    assert "提请业主共同表决" in told["bring_to"]


def test_seven_of_eleven_with_four_abstaining_are_one_short_of_two_thirds(place, secretary):
    row = made.counted(secretary, place.compound, tally(7, 0, 4), matter="money", roll=15)
    assert (row.is_quorate, row.passed, row.outcome) == (True, False, "未协商一致")
    assert "还差 1 人" in row.motions.get().formula


# ------------------------------------------------------------ Party elections
@pytest.mark.parametrize(("present", "quorate"), [(11, False), (15, False), (16, True)])
def test_a_party_election_needs_four_fifths_present(place, secretary, present, quorate):
    given = {"body": "party_election", "matter": "party_election", "roll": 20}
    row = counted(secretary, place.compound, tally(present, 0), **given)
    assert (row.is_quorate, row.passed) == (quorate, quorate)


def test_a_party_meeting_holds_no_election(place, secretary):
    refuses(
        "wrong_body",
        lambda: made.called(secretary, place.compound, body="party_meeting", matter="party_election"),
    )


# ------------------------------------------------------------ notice, callers, study
def test_a_residents_meeting_is_announced_ten_days_before(place, secretary):
    given = {"body": "residents_meeting", "matter": "community_affairs", "held_on": made.NOTICE + timedelta(3)}
    words = refuses("notice_too_short", lambda: made.called(secretary, place.community, **given))
    assert "提前 10 日" in words
    assert "第二十六条第二款" in words
    urgent = made.called(secretary, place.community, **given, short_notice_reason="供水主管爆裂，须当晚决定抢修")
    assert urgent.short_notice_reason


def test_special_circumstances_shorten_no_other_notice(place, secretary, village):
    actor = user_with("community_secretary", village)
    given = {"body": "villagers_meeting", "matter": "community_affairs", "held_on": made.NOTICE + timedelta(3)}
    refuses("notice_too_short", lambda: made.called(actor, village, **given, short_notice_reason="紧急"))


@pytest.mark.parametrize("missing", ["party_studied_on", "party_study"])
def test_the_party_organisation_studies_the_matter_first(place, secretary, village, missing):
    empty = {missing: None if missing == "party_studied_on" else []}
    for area, body, article in (
        (place.community, "residents_delegates", "第三十条"),
        (village, "villager_delegates", "第二十八条"),
    ):
        given = {"body": body, "matter": "community_affairs", "held_on": IN_TIME, **empty}
        actor = secretary if area == place.community else user_with("community_secretary", village)
        words = refuses("party_study_missing", lambda given=given, a=area, u=actor: made.called(u, a, **given))
        assert article in words


def test_before_2026_no_study_was_asked(place, secretary):
    given = {"body": "residents_meeting", "notice_on": date(2025, 3, 1), "held_on": date(2025, 3, 11)}
    assert made.called(secretary, place.community, matter="project", **given).party_studied_on is None


@pytest.mark.parametrize(
    ("body", "convener", "enough", "share"),
    [
        ("residents_meeting", "members", 80, "十分之一"),
        ("residents_meeting", "delegates", 9, "三分之一"),
        ("residents_delegates", "delegates", 5, "五分之一"),
    ],
)
def test_a_meeting_is_called_by_as_many_as_the_law_asks(place, secretary, body, convener, enough, share):
    keep_roll("residents_meeting", place.community, 800)
    make_delegates(place.community, 25, 5)
    given = {"body": body, "matter": "community_affairs", "held_on": IN_TIME, "convener": convener}
    too_few = {**given, "proposers": enough - 1}
    words = refuses("too_few_callers", lambda: made.called(secretary, place.community, **too_few))
    assert share in words
    assert "还差 1" in words
    assert made.called(secretary, place.community, **given, proposers=enough).proposers == enough


@pytest.mark.parametrize(
    ("body", "convener", "known", "article"),
    [
        ("residents_meeting", "members", 800, "第二十六条"),
        ("residents_meeting", "delegates", 25, "第二十六条"),
        ("residents_delegates", "delegates", 25, "第二十八条"),
        ("villagers_meeting", "members", 900, "第二十五条"),
        ("villager_delegates", "delegates", 24, "第三十条"),
    ],
)
def test_no_more_call_a_meeting_than_there_are(place, secretary, village, body, convener, known, article):
    keep_roll("residents_meeting", place.community, 800)
    keep_roll("villagers_meeting", village, 900)
    make_delegates(place.community, 25, 5)
    make_delegates(village, 24, 5, kind="villager_delegates")
    area = village if body.startswith("village") else place.community
    actor = user_with("community_secretary", village) if area == village else secretary
    given = {"body": body, "matter": "community_affairs", "held_on": IN_TIME, "convener": convener}
    words = refuses("callers_over_known", lambda: made.called(actor, area, **given, proposers=known + 1))
    assert f"超过名册所载 {known:,}" in words
    assert article in words
    assert made.called(actor, area, **given, proposers=known).proposers == known


@pytest.mark.parametrize(
    ("day", "part"),
    [
        (date(1990, 3, 1), "早于通知前 12 个月"),
        (YEAR_BEFORE - timedelta(1), "最早为2025年3月2日"),
        (made.NOTICE + timedelta(1), "不能晚于通知张贴日期"),
    ],
)
def test_the_study_is_of_this_matter_and_comes_before_its_notice(client, place, secretary, day, part):
    given = {"body": "residents_delegates", "matter": "community_affairs", "held_on": IN_TIME, "party_studied_on": day}
    notice = {"title": "居民公约修订", "area": place.community, "method": "meeting", "notice_on": made.NOTICE}
    called = {**notice, **given, "owners_matters": "none", "elects": "nobody", "party_study": [photo("支委会记录.png")]}
    with clock.travel(made.NOTICE + timedelta(1)):
        words = refuses("party_study_missing", lambda: acts.call(Deliberation(), actor=secretary, **called))
    assert part in words
    assert "第三十条第四款" in words
    row = made.called(secretary, place.community, **{**given, "party_studied_on": YEAR_BEFORE})
    client.force_login(secretary)
    with clock.travel(made.NOTICE):
        sent = {"version": row.version, "party_studied_on": str(day), "owners_matters": "none", "elects": "nobody"}
        url = f"/api/v1/governance/deliberations/{row.pk}/steps/edit/"
        answer = client.post(url, sent, content_type="application/json")
        assert answer.status_code == 422, answer.content.decode()
        assert "第三十条第四款" in answer.content.decode()
    row.refresh_from_db()
    assert row.party_studied_on == YEAR_BEFORE
    with pytest.raises(IntegrityError), transaction.atomic():
        Deliberation.objects.filter(pk=row.pk).update(party_studied_on=row.held_on + timedelta(1))


def test_members_of_no_meeting_call_the_delegates(place, secretary):
    given = {"body": "residents_delegates", "matter": "community_affairs", "held_on": IN_TIME}
    refuses(
        "too_few_callers",
        lambda: made.called(secretary, place.community, **given, convener="members", proposers=500),
    )


# ------------------------------------------------------------ counting and publication
def test_forty_of_sixty_delegates_decide_and_the_result_hangs_fifteen_days(place, secretary):
    make_delegates(place.community, 55, 5)
    given = {"body": "residents_delegates", "matter": "community_affairs", "held_on": IN_TIME}
    row = made.counted(secretary, place.community, tally(21, 19), **given)
    assert (row.entitled, row.is_quorate, row.passed, row.outcome) == (60, True, True, "通过")
    with clock.travel(row.held_on):
        posted = {"publicised_on": row.held_on, "publicity_place": "公告栏"}
        short = row.held_on + timedelta(14)
        refuses("publicity_too_short", lambda: acts.publicise(row, actor=secretary, **posted, publicity_until=short))
        row = acts.publicise(row, actor=secretary, **posted)
    assert row.publicity_until == row.held_on + timedelta(15)


def test_the_same_meeting_counts_households_or_adults(place, secretary):
    keep_roll("residents_meeting", place.community, 800)
    given = {"body": "residents_meeting", "matter": "community_affairs", "held_on": IN_TIME}
    by_households = made.counted(secretary, place.community, tally(300, 101), **given)
    by_adults = made.counted(secretary, place.community, tally(300, 101), **given, count_by="adults")
    assert (by_households.entitled, by_households.unit, by_households.passed) == (800, "户", True)
    assert (by_adults.entitled, by_adults.unit, by_adults.is_quorate) == (1600, "人", False)


def test_the_paper_of_the_study_is_kept(place, secretary):
    given = {"body": "residents_delegates", "matter": "community_affairs", "held_on": IN_TIME}
    row = made.called(secretary, place.community, **given, party_study=[photo("支委会记录.png")])
    assert files.attachments_of(row, STUDY).count() == 1
