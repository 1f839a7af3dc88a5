"""Each refusal names the sentence of law that carries it: the dossier's table, and the rule of each body."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from governance.deliberations.actions import objections
from governance.deliberations.grounds import GROUNDS
from governance.kernel.clock import clock
from governance.kernel.steps.grounds import BY_RULE, DISTRICT
from tests.factories import deliberations as made
from tests.factories.base import make_area, user_with
from tests.factories.deliberations import refuses

pytestmark = pytest.mark.django_db
DOSSIER = Path(settings.BASE_DIR) / "docs" / "domain.md"
LINE = re.compile(r"\| `([a-z_]+)` \| ([^|]+) \|$")
LATER = made.NOTICE + timedelta(20)


def test_the_table_of_the_dossier_is_what_the_code_declares():
    text = DOSSIER.read_text(encoding="utf-8")
    table = text[text.index("**Grounds of the refusals") : text.index("### 2.7a")]
    written = dict(found.groups() for line in table.splitlines() if (found := LINE.match(line)))
    assert written.keys() == GROUNDS.texts.keys()
    for code, text in GROUNDS.texts.items():
        if text == BY_RULE:
            assert written[code].startswith("rule: "), code
        else:
            assert written[code] == text, code


# ------------------------------------------------------------ who may call
@pytest.mark.parametrize(
    ("body", "at", "article"),
    [("residents_delegates", "community", "第二十八条"), ("villager_delegates", "village", "第三十条")],
)
def test_who_may_call_is_said_by_the_article_of_the_callers(place, secretary, body, at, article):
    """28 and 30 say who calls the delegates; how they decide stands in 29 and 30."""
    area, leader = place.community, secretary
    if at == "village":
        area = make_area(place.street, "流芳村", kind="village")
        leader = user_with("community_secretary", area)
    given = {"body": body, "matter": "community_affairs", "held_on": LATER, "convener": "members", "proposers": 5}
    words = refuses("too_few_callers", lambda: made.called(leader, area, **given))
    assert words.endswith(f"{article}）")
    assert "第二十九条" not in words


# ------------------------------------------------------------ the roll
@pytest.mark.parametrize(("body", "matter"), [("council", "general"), ("party_meeting", "general")])
def test_where_no_law_asks_for_a_roll_the_district_does(place, secretary, body, matter):
    row = made.called(secretary, place.compound, body=body, matter=matter, roll=0)
    with clock.travel(row.held_on):
        words = refuses("roll_missing", lambda: made.recorded(row, secretary, **made.totals()))
    assert words.endswith(f"（{DISTRICT}）")


def test_owners_have_their_roll_published_by_law(place, secretary):
    row = made.called(secretary, place.compound, body="owners_ordinary", matter="general", held_on=LATER, roll=0)
    with clock.travel(row.held_on):
        words = refuses(
            "roll_missing", lambda: made.recorded(row, secretary, ballots=[{"voter": "1", "choice": "yes"}])
        )
    assert "《民法典》第二百七十八条" in words
    assert "、《湖南省物业管理条例》第十四条）" in words


def test_the_paper_of_a_deviation_is_the_districts_own_demand(place, secretary):
    row = made.called(secretary, place.compound)
    given = made.totals(entitled=40, deviation_reason="新当选四人")
    with clock.travel(row.held_on):
        words = refuses("deviation_paper_missing", lambda: made.recorded(row, secretary, **given))
    assert words.endswith(f"（{DISTRICT}）")


# ------------------------------------------------------------ objections
def test_when_objections_begin_and_end(place, secretary):
    row = made.publicised(secretary, place.compound)
    raise_on = lambda day: objections.challenge(row, actor=secretary, raised_by="甲", text="未公开", raised_on=day)  # noqa: E731
    with clock.travel(made.DAY + timedelta(40)):
        early = refuses("objection_before_publicity", lambda: raise_on(made.DAY - timedelta(1)))
        late = refuses("objection_too_late", lambda: raise_on(made.DAY + timedelta(39)))
    assert early.split("；")[0].endswith("（四议两公开通行做法）")
    assert late.endswith("（四议两公开通行做法、《民法典》第二百零三条第一款）")
