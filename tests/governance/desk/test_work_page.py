"""The work page names the deed, the place and the matter, and counts what its groups show."""

from datetime import date

import pytest

from governance.kernel.clock import clock
from governance.models import Deadline
from governance.supervisions.actions import urge
from tests.factories.projects import make_demand
from tests.factories.town import make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    with clock.travel(date(2026, 3, 2)):
        town = make_town()
        town.demands = [make_demand(town.branch, town.compound, town.category) for _ in range(2)]
    return town


def test_a_row_names_the_deed_and_the_compound(client, town):
    with clock.travel(date(2026, 3, 3)):
        client.force_login(town.secretary)
        page = client.get("/").content.decode()
    task = Deadline.objects.open().get(object_id=town.demands[0].pk, object_type="projects.demand").task
    assert f'aria-label="{task}：{town.demands[0].title}"' in page
    assert "办理\n" not in page.split('id="queue"')[1].split("</table>")[0]
    assert f"{town.place.community.name} {town.compound.name}" in page


def test_what_is_urged_is_counted_in_its_own_group(client, town):
    with clock.travel(date(2026, 3, 20)):
        late = Deadline.objects.open().filter(object_type="projects.demand").first()
        urge(late, actor=town.leader, requirement="请立即受理并说明原因")
        client.force_login(town.secretary)
        answer = client.get("/")
    groups = {group["css"]: len(group["rows"]) for group in answer.context["groups"]}
    assert groups["urged"] == 1
    assert answer.context["figures"]["over"] == groups["over"]
