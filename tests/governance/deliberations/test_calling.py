"""Calling people together: which bodies a place and a matter offer, and what a notice cannot say."""

import html
import json
import re
from datetime import date, timedelta

import pytest

from governance.deliberations import bodies
from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import make_area, user_with
from tests.factories.deliberations import refuses
from tests.factories.papers import photo

pytestmark = pytest.mark.django_db
NEW = "/governance/deliberations/new/"
API = "/api/v1/governance/deliberations/"


def options(page, name):
    """{value: its fits or its key} of a select on a page."""
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.S)[0]
    marked = re.findall(r'<option value="([^"]*)"([^>]*)>', select)
    return {value: dict(re.findall(r'data-(fits|key)="([^"]*)"', attrs)) for value, attrs in marked}


def opened(client, user, query=""):
    client.force_login(user)
    return client.get(f"{NEW}{query}").content.decode()


# ------------------------------------------------------------ what the form offers
def test_matter_and_body_are_not_chosen_beforehand_and_no_day_is_refused_by_default(client, place, secretary):
    with clock.travel(made.NOTICE):
        page = opened(client, secretary)
        asked = opened(client, secretary, "?matter=common_parts&body=owners_major")
    for name in ("matter", "body"):
        select = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.S)[0]
        assert not re.search(r'<option value="\\w+"[^>]* selected', select)
    assert page.index('name="matter"') < page.index('name="body"')
    assert not re.search(r'name="held_on"[^>]*value=', page)
    held_on = re.search(r'name="held_on"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="held_on"', asked)
    day = date.fromisoformat(next(filter(None, held_on.groups())))
    assert day == made.NOTICE + timedelta(15)
    row = made.called(secretary, place.compound, body="owners_major", matter="common_parts", held_on=day)
    assert row.status == "called"


def test_the_choices_say_to_which_place_and_matter_they_belong(client, place, secretary):
    page = opened(client, secretary)
    found = options(page, "body")
    assert "compound/common_parts" in found["owners_major"]["fits"].split()
    assert "compound/common_parts" not in found["council"]["fits"].split()
    assert "community/community_affairs" in found["residents_meeting"]["fits"].split()
    assert {value["key"] for code, value in options(page, "area").items() if code} == {"community", "compound"}
    assert 'data-follows="area matter"' in page


def test_a_branch_of_a_compound_is_offered_only_the_bodies_of_a_compound(client, place):
    branch = user_with("branch_secretary", place.compound)
    found = options(opened(client, branch), "body")
    assert {"council", "owners_major", "owners_committee"} <= set(found)
    assert not set(found) & set(bodies.COMMUNITY)
    village = make_area(place.street, "流芳村", kind="village")
    found = options(opened(client, user_with("community_secretary", village)), "body")
    assert set(bodies.VILLAGERS) <= set(found)
    assert not set(found) & {*bodies.RESIDENTS, "owners_major", "council"}


def test_what_belongs_to_residents_meetings_is_shown_with_them_only(client, place, secretary):
    page = opened(client, secretary)
    for name in ("party_studied_on", "convener", "proposers"):
        control = re.search(rf'<(?:input|select)[^>]*name="{name}"[^>]*>', page)[0]
        assert 'data-shown-with="body:residents_meeting,residents_delegates,' in control


def test_the_declaration_hides_with_the_matters_that_nobody_declares(client, place, secretary):
    """A group of choices has its mark on the group, since its buttons carry none."""
    page = opened(client, secretary)
    group = re.search(r'<fieldset[^>]*id="id_owners_matters"[^>]*>', page)[0]
    assert 'data-shown-with="matter:project,' in group
    assert "business_use" not in group


# ------------------------------------------------------------ the wrong body
@pytest.mark.parametrize("matter", ["project", "money", "general"])
def test_the_refusal_names_only_bodies_of_that_place(place, secretary, matter):
    words = refuses("wrong_body", lambda: made.called(secretary, place.compound, body="party_election", matter=matter))
    assert "业主共同决定" in words
    assert "小区议事会可以先行协商" in words
    assert "村" not in words
    assert "居民" not in words.split("（《")[0]


def test_in_a_village_the_villagers_are_named(place):
    village = make_area(place.street, "流芳村", kind="village")
    leader = user_with("community_secretary", village)
    words = refuses(
        "wrong_body", lambda: made.called(leader, village, body="party_meeting", matter="money", party_studied_on=None)
    )
    assert "村民" in words
    assert "居民会议" not in words
    assert "业主" not in words


def test_a_matter_of_another_level_says_where_it_belongs(place, secretary):
    words = refuses(
        "wrong_body", lambda: made.called(secretary, place.community, body="council", matter="common_parts")
    )
    assert "小区" in words
    assert "请改选区域" in words
    assert "第二百七十八条第八项" in words
    words = refuses(
        "wrong_body", lambda: made.called(secretary, place.compound, body="residents_meeting", matter="project")
    )
    assert "居民会议按社区召开，不能为荷馨苑单独召开" in words
    assert "小区议事会" in words


# ------------------------------------------------------------ what a notice cannot say
@pytest.mark.parametrize("step", ["call", "edit"])
def test_a_notice_is_not_posted_tomorrow(place, secretary, step):
    later = {"notice_on": made.NOTICE + timedelta(1), "held_on": made.DAY}
    if step == "call":
        given = {"title": "照明", "area": place.compound, "body": "council", "matter": "project", "method": "meeting"}
        given["owners_matters"] = "none"
        do = lambda: acts.call(Deliberation(), actor=secretary, **given, **later)  # noqa: E731
    else:
        row = made.called(secretary, place.compound)
        do = lambda: acts.edit(row, actor=secretary, **later)  # noqa: E731
    with clock.travel(made.NOTICE):
        words = refuses("day_in_future", do)
    assert "通知张贴日期是已经发生的事" in words
    assert set(Deliberation.objects.values_list("notice_on", flat=True)) <= {made.NOTICE}


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_party_does_not_study_a_matter_after_the_meeting(place, secretary, year):
    """Also of meetings before the law asked for the study: a day that is given is true."""
    given = {"body": "residents_meeting", "notice_on": date(year, 3, 2), "held_on": date(year, 3, 20)}
    late = {"party_studied_on": date(year, 3, 21), "party_study": [photo("记录.png")]}
    words = refuses("party_study_missing", lambda: made.called(secretary, place.community, **given, **late))
    assert "须在会前进行" in words
    assert not Deliberation.objects.exists()


def test_a_vote_on_nothing_is_refused_and_no_motion_is_lost(client, place, secretary):
    row = made.called(secretary, place.compound, motions=["修照明", "修扶手"])
    refuses("motions_missing", lambda: made.called(secretary, place.compound, motions=[]))
    refuses("motions_missing", lambda: made.called(secretary, place.compound, motions=["  "]))
    client.force_login(secretary)
    with clock.travel(made.NOTICE):
        body = {
            "area": place.compound.code, "title": "照明", "matter": "project", "body": "council", "method": "meeting",
            "notice_on": str(made.NOTICE), "held_on": str(made.DAY), "motions": [], "owners_matters": "none",
        }  # fmt: skip
        answer = client.post(API, body, content_type="application/json")
        changed = client.post(f"{API}{row.pk}/steps/edit/", body, content_type="application/json")
    for refused in (answer, changed):
        assert refused.status_code == 422
        assert "motions" in refused.json()["errors"]
    assert Deliberation.objects.count() == 1
    assert [motion.text for motion in row.motions.all()] == ["修照明", "修扶手"]


@pytest.mark.parametrize(("step", "name", "most"), [("call", "agenda", 2000), ("hold", "minutes", 10000)])
def test_long_texts_have_an_end(client, place, secretary, step, name, most):
    row = made.called(secretary, place.compound)
    client.force_login(secretary)
    notice = {
        "area": place.compound.code, "title": "照明", "matter": "project", "body": "council", "method": "meeting",
        "notice_on": str(made.NOTICE), "held_on": str(made.DAY), "motions": [{"text": "增设照明"}],
        "owners_matters": "none",
    }  # fmt: skip
    listed = {"held_on": str(made.DAY), "ballots": [{"voter": f"席位{n}", "choice": "yes"} for n in range(1, 37)]}
    address, data, day = (
        (API, notice, made.NOTICE) if step == "call" else (f"{API}{row.pk}/steps/hold/", listed, made.DAY)
    )
    with clock.travel(day):
        refused = client.post(address, {**data, name: "长" * (most + 1)}, content_type="application/json")
        assert (refused.status_code, Deliberation.objects.count()) == (422, 1)
        assert name in refused.json()["errors"]
        kept = client.post(address, {**data, name: "长" * most}, content_type="application/json")
    assert kept.status_code in (200, 201), kept.content.decode()


# ------------------------------------------------------------ nobody may decide it there
@pytest.mark.parametrize(
    ("matter", "level", "parts"),
    [
        ("community_affairs", "compound", ("社区", "居民会议、居民代表会议", "第二十七条")),
        ("common_parts", "community", ("小区", "业主共同决定（重大事项）", "第二百七十八条")),
    ],
)
def test_an_empty_list_of_bodies_says_who_decides_and_where(client, place, secretary, matter, level, parts):
    """Sent without a body, which none can be chosen for, the form names body, kind of place and article."""
    page = opened(client, secretary)
    said = json.loads(html.unescape(re.search(r'data-nothing="([^"]*)"', page)[1]))
    sentence = said[f"{level}/{matter}"]
    assert all(part in sentence for part in (*parts, "请改选区域")), sentence
    assert "村" not in sentence  # there is none among the secretary's places
    assert "compound/common_parts" not in said
    area = getattr(place, level)
    given = {"area": area.code, "matter": matter, "title": "修订公约", "method": "meeting", "notice_on": "2026-03-02"}
    with clock.travel(made.NOTICE):
        answer = client.post(NEW, {**given, "held_on": "2026-03-20", "motions-0-text": "同意修订"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in html.unescape(page)
    assert "请选择议事主体" not in page
    assert 'value="同意修订"' in page
    assert not Deliberation.objects.exists()


def test_a_notice_that_is_edited_says_so_for_its_own_place(client, place, secretary):
    row = made.called(secretary, place.compound)
    with clock.travel(made.NOTICE):
        client.force_login(secretary)
        page = client.get(row.url("edit")).content.decode()
        said = json.loads(html.unescape(re.search(r'data-nothing="([^"]*)"', page)[1]))
        assert "居民会议" in said["/community_affairs"]
        given = {"matter": "community_affairs", "title": row.title, "method": "meeting"}
        days = {"notice_on": "2026-03-02", "held_on": "2026-03-20"}
        answer = client.post(row.url("edit"), {**given, **days, "motions-0-text": "增设照明"})
    assert answer.status_code == 422
    assert said["/community_affairs"] in html.unescape(answer.content.decode())
    row.refresh_from_db()
    assert row.matter == "project"
