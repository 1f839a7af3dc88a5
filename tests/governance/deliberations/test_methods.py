"""Only owners are asked in writing: of every other body the law counts those who came.

Source: 物业管理条例 12; 居委会组织法 (2025) 27, 29; 村委会组织法 (2025) 26, 30; 湖南省物业管理条例 20.
"""

from datetime import timedelta

import pytest

from governance.deliberations import bodies, competences
from governance.deliberations.actions import deliberations as acts
from governance.kernel.clock import clock
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import make_area, user_with
from tests.factories.deliberations import refuses
from tests.governance.deliberations.test_matter_words import API, NEW, posted

pytestmark = pytest.mark.django_db
DAY = made.NOTICE + timedelta(20)
LINES = {line.body: line for line in competences.competences() if line.valid_to is None}
PRESENT = [body for body in LINES if body not in bodies.OWNERS]


def call(place, secretary, body, **data):
    line = LINES[body]
    area, actor = place.compound if line.level in ("compound", "any") else place.community, secretary
    if line.level == "village":
        area = make_area(place.street, "流芳村", kind="village")
        actor = user_with("community_secretary", area)
    given = {"body": body, "matter": line.matter, "held_on": DAY, "title": "值班安排", "roll": 0}
    return made.called(actor, area, **{**given, **data})


def test_the_table_says_of_every_body_how_it_is_asked():
    assert {method for line in competences.competences() for method in line.methods} == set(Deliberation.Method.values)
    assert all("meeting" in line.methods for line in competences.competences())
    assert competences.in_writing(DAY) == set(bodies.OWNERS)


@pytest.mark.parametrize("body", PRESENT)
def test_a_body_that_must_meet_is_not_asked_in_writing(place, secretary, body):
    words = refuses("method_not_allowed", lambda: call(place, secretary, body, method="written"))
    assert "须召开会议" in words
    assert "《" in words
    assert not Deliberation.objects.exists()


def test_nor_by_a_change_of_its_notice(place, secretary):
    row = call(place, secretary, "council")
    with clock.travel(made.NOTICE):
        refuses("method_not_allowed", lambda: acts.edit(row, actor=secretary, method="written"))
    assert Deliberation.objects.get(pk=row.pk).method == "meeting"


def test_the_form_keeps_what_was_typed_and_the_api_says_the_same(client, place, secretary):
    client.force_login(secretary)
    given = posted(place, method="written", **{"motions-0-text": "增设楼道照明"})
    with clock.travel(made.NOTICE):
        page = client.post(NEW, given)
        api = client.post(API, posted(place, method="written") | {"motions": [{"text": "照明"}]}, "application/json")
    assert page.status_code == 422
    assert "小区议事会须召开会议" in page.content.decode()
    assert 'value="增设楼道照明"' in page.content.decode()
    assert (api.status_code, api.json()["code"]) == (422, "method_not_allowed")
    assert not Deliberation.objects.exists()


@pytest.mark.parametrize("body", ["owners_ordinary", "owners_major"])
def test_owners_are(place, secretary, body):
    matter = {"owners_ordinary": "general", "owners_major": "common_parts"}[body]
    assert call(place, secretary, body, matter=matter, method="written").is_written
