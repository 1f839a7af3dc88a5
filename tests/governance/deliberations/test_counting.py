"""What a record of a meeting cannot say: two lines for one motion, a list beside totals, an agent where none may be."""

from datetime import timedelta

import pytest

from governance.deliberations import bodies
from governance.deliberations.actions import deliberations as acts
from governance.deliberations.actions import objections
from governance.kernel.clock import clock
from tests.factories import deliberations as made
from tests.factories.base import make_area, user_with
from tests.factories.deliberations import refuses
from tests.factories.papers import photo

pytestmark = pytest.mark.django_db
API = "/api/v1/governance/deliberations/"
TALLY = {"no": 1, "yes": 24, "no_votes": 4, "abstain": 2}


def listed(number, **first):
    rows = [{"voter": f"席位{n}", "choice": "yes"} for n in range(1, number + 1)]
    return [{**rows[0], **first}, *rows[1:]]


def stays_called(row):
    row.refresh_from_db()
    assert (row.status, row.present, row.ballots.count()) == ("called", None, 0)
    assert not row.motions.exclude(yes=None).exists()


# ------------------------------------------------------------ nothing counts silently
def test_two_lines_for_one_motion_are_refused_by_name(client, place, secretary):
    row = made.called(secretary, place.compound)
    twice = [TALLY, {**TALLY, "yes": 26, "no_votes": 2}]
    with clock.travel(row.held_on):
        refuses("tally_twice", lambda: made.recorded(row, secretary, **{**made.totals(), "tallies": twice}))
        unknown = [TALLY, {**TALLY, "no": 7}]
        refuses("motion_unknown", lambda: made.recorded(row, secretary, **{**made.totals(), "tallies": unknown}))
        client.force_login(secretary)
        given = {"held_on": str(row.held_on), "present": 30, "tallies": twice}
        refused = client.post(f"{API}{row.pk}/steps/hold/", given, content_type="application/json")
    assert refused.status_code == 422
    assert "第 2 行 表决事项：与第 1 行重复" in str(refused.json()["errors"]["tallies"])
    stays_called(row)


@pytest.mark.parametrize("totals", [{"present": 30}, {"tallies": [TALLY]}, {"present": 36, "tallies": [TALLY]}])
def test_totals_beside_a_list_are_refused(place, secretary, totals):
    row = made.called(secretary, place.compound)
    with clock.travel(row.held_on):
        words = refuses("list_and_totals", lambda: made.recorded(row, secretary, ballots=listed(36), **totals))
    assert "只能登记一种" in words
    stays_called(row)


def test_a_page_refuses_totals_beside_a_list_and_keeps_what_was_typed(client, place, secretary):
    row = made.called(secretary, place.compound)
    client.force_login(secretary)
    pasted = "\n".join(f"席位{n},{n},同意" for n in range(1, 31))
    given = {"held_on": str(row.held_on), "list_text": pasted, "present": "30"}
    with clock.travel(row.held_on):
        refused = client.post(f"{row.get_absolute_url()}hold/", given)
        assert refused.status_code == 422
        assert "席位30,30,同意" in refused.content.decode()
        stays_called(row)
        assert client.post(f"{row.get_absolute_url()}hold/", {**given, "present": ""}).status_code == 302
        page = client.get(f"{row.get_absolute_url()}correct/").content.decode()
        assert 'name="present" value' not in page
    row.refresh_from_db()
    assert row.present == 30


def test_a_corrected_list_replaces_the_recorded_one(client, place, secretary):
    """The page shows the recorded rows; a list uploaded or pasted beside changed rows would drop one of the two."""
    row = made.held(secretary, place.compound, {"ballots": listed(36)})
    client.force_login(secretary)
    shown = {}
    for at in range(36):
        shown |= {f"ballots-{at}-voter": f"{at + 1}", f"ballots-{at}-choice": "yes"}
        shown[f"ballots-{at}-name"] = row.ballots.all()[at].name
    pasted = "\n".join(f"席位{n},,{'反对' if n < 10 else '同意'}" for n in range(1, 37))
    given = {"held_on": str(row.held_on), "list_text": pasted, "correction_reason": "唱票有误", **shown}
    with clock.travel(row.held_on):
        mixed = client.post(f"{row.get_absolute_url()}correct/", {**given, "ballots-0-choice": "no"})
        assert mixed.status_code == 422
        assert "只能用一种方式登记" in mixed.content.decode()
        assert row.motions.get().yes == 36
        given["sign_in"] = photo("签到表.png")
        assert client.post(f"{row.get_absolute_url()}correct/", given).status_code == 302
    assert (row.motions.get().yes, row.motions.get().no_votes) == (27, 9)


def test_a_list_longer_than_a_page_of_rows_is_uploaded_and_uploaded_again(client, place, secretary):
    day = made.NOTICE + timedelta(20)
    row = made.called(secretary, place.compound, body="owners_ordinary", matter="general", held_on=day, roll=620)
    client.force_login(secretary)
    text = "\n".join(f"1-{101 + n},,,{'反对' if n % 4 == 3 else '同意'}" for n in range(620))
    with clock.travel(day):
        given = {"held_on": str(day), "list_text": text, "sign_in": photo("签到表.png")}
        assert client.post(f"{row.get_absolute_url()}hold/", given).status_code == 302
        page = client.get(f"{row.get_absolute_url()}correct/").content.decode()
        assert "已登记的名单有 620 行" in page
        refused = client.post(f"{row.get_absolute_url()}correct/", {"held_on": str(day)})
        assert refused.status_code == 422
        assert row.ballots.count() == 620
        del given["sign_in"]
        given |= {"list_text": text.replace("反对", "同意"), "correction_reason": "唱票有误", "tally": photo()}
        assert client.post(f"{row.get_absolute_url()}correct/", given).status_code == 302
        page = " ".join(client.get(row.get_absolute_url()).content.decode().split())
        assert "620 个专有部分，计 620 户，显示前 500 行；其中参与表决 620 户" in page
    assert row.motions.get().yes == 620


# ------------------------------------------------------------ agents
AGENT = {"by_proxy": "李某"}
PAPERS = {
    "mandates": [{"agent": "李某", "has_letter": True, "has_agent_id": True, "has_owner_id": True}],
    "mandate": [photo("委托书.png")],
}
MATTERS = {"owners_committee": "general", "party_meeting": "general", "party_election": "party_election"}
OTHERS = sorted(set(bodies.ORDER) - set(bodies.OWNERS))


@pytest.mark.parametrize("body", OTHERS)
def test_members_of_every_other_body_come_themselves(place, body):
    village = body in bodies.VILLAGERS
    community = make_area(place.street, "流芳村", kind="village") if village else place.community
    area = community if body in bodies.COMMUNITY else place.compound
    secretary = user_with("community_secretary", community)
    matter = MATTERS.get(body, "general" if body == "council" else "project")
    row = made.called(secretary, area, body=body, matter=matter, roll=7, held_on=made.NOTICE + timedelta(15))
    with clock.travel(row.held_on):
        words = refuses(
            "proxy_not_allowed", lambda: made.recorded(row, secretary, ballots=listed(7, **AGENT), **PAPERS)
        )
        assert "李某" in words
        assert "《" in words
    stays_called(row)
    with clock.travel(row.held_on):
        assert made.recorded(row, secretary, ballots=listed(7)).present == 7


def test_owners_vote_by_an_agent_with_letter_and_papers_only(place, secretary):
    row = made.called(
        secretary, place.compound, body="owners_ordinary", matter="general", held_on=made.NOTICE + timedelta(20), roll=3
    )
    votes = [{"voter": f"1-10{n}", "choice": "yes"} for n in (1, 2, 3)]
    votes[0] |= AGENT
    with clock.travel(row.held_on):
        refuses("proxy_without_letter", lambda: made.recorded(row, secretary, ballots=votes))
        refuses(
            "proxy_without_letter", lambda: made.recorded(row, secretary, ballots=votes, **PAPERS | {"mandate": []})
        )
        assert made.recorded(row, secretary, ballots=votes, **PAPERS).mandates.get().units == 1


# ------------------------------------------------------------ each refusal names its article
def test_refusals_of_counts_name_the_article(place, secretary):
    row = made.called(secretary, place.compound)
    with clock.travel(row.held_on):
        for code, counts in (
            ("present_over_entitled", made.totals(present=37, yes=37, no_votes=0, abstain=0)),
            ("votes_not_equal_present", made.totals(yes=23)),
            ("base_differs_from_roll", made.totals(entitled=35)),
        ):
            assert "第三十二条" in refuses(code, lambda counts=counts: made.recorded(row, secretary, **counts)), code
    stays_called(row)


@pytest.mark.parametrize(
    ("body", "matter", "basis"),
    [
        ("owners_ordinary", "general", "《湖南省物业管理条例》第二十一条"),
        ("owners_major", "common_parts", "《湖南省物业管理条例》第二十一条"),
        ("owners_committee", "general", "《湖南省物业管理条例》第二十一条"),
        ("council", "project", "四议两公开"),
        ("residents_delegates", "project", "《城市居民委员会组织法》"),
    ],
)
def test_publicity_names_the_text_of_its_body(place, secretary, body, matter, basis):
    area = place.community if body in bodies.COMMUNITY else place.compound
    row = made.called(secretary, area, body=body, matter=matter, roll=5, held_on=made.NOTICE + timedelta(20))
    votes = [{"voter": f"1-10{n}" if body in bodies.OWNERS else f"席位{n}", "choice": "yes"} for n in range(1, 6)]
    with clock.travel(row.held_on):
        row = acts.count(made.recorded(row, secretary, ballots=votes), actor=secretary)
        until = {"publicity_until": row.held_on + timedelta(6), "publicity_place": "栏"}
        words = [
            refuses("publicity_too_short", lambda: acts.publicise(row, actor=secretary, **until)),
            refuses(
                "publicised_before_held",
                lambda: acts.publicise(
                    row, actor=secretary, publicised_on=row.held_on - timedelta(1), publicity_place="栏"
                ),
            ),
        ]
        row = acts.publicise(row, actor=secretary, publicity_place="栏")
        given = {"raised_by": "甲", "text": "不妥", "raised_on": row.publicised_on - timedelta(1)}
        words.append(refuses("objection_before_publicity", lambda: objections.challenge(row, actor=secretary, **given)))
    assert all(basis in sentence for sentence in words), words
    assert not row.objections.exists()
