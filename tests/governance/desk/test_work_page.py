"""The work page names the deed, the place and the matter, and counts what its groups show."""

from datetime import date

import pytest

from governance.desk.views.work import ON_A_PHONE
from governance.kernel.clock import clock
from governance.kernel.pages.titles import put_titles
from governance.models import Deadline
from governance.supervisions.actions import urge
from tests.factories.disputes import make_room, registered
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


def test_the_button_of_a_row_leads_to_its_deed(client, town):
    """The page of the row opens the next step by itself, see tests/browser."""
    with clock.travel(date(2026, 3, 3)):
        client.force_login(town.secretary)
        page = client.get("/").content.decode()
    assert page.count(f'href="{town.demands[0].get_absolute_url()}#act"') == 1
    assert page.count(f'href="{town.demands[0].get_absolute_url()}"') == 1


def test_a_phone_shows_the_most_urgent_work_first(client, town):
    with clock.travel(date(2026, 3, 2)):
        for _ in range(ON_A_PHONE):
            make_demand(town.branch, town.compound, town.category)
        client.force_login(town.secretary)
        few, whole = client.get("/"), client.get("/?all=1")
    rows = [row for group in few.context["groups"] for row in group["rows"]]
    assert [getattr(row, "is_far", False) for row in rows] == [False] * ON_A_PHONE + [True] * 2
    assert f"显示其余的，共 {ON_A_PHONE + 2} 件" in few.content.decode()
    assert "显示其余的" not in whole.content.decode()
    assert not any(row.is_far for group in whole.context["groups"] for row in group["rows"])


def test_a_case_is_named_by_its_matter_to_those_who_handle_it(client, town):
    """The deadline itself holds no case text: other people's boards name its number only."""
    room = make_room(town.place)
    case = registered(room, title="楼上漏水")
    waits = Deadline.objects.open().get(object_type="disputes.mediationcase", object_id=case.pk)
    client.force_login(room.head)
    [row] = [row for group in client.get("/").context["groups"] for row in group["rows"] if row.pk == waits.pk]
    assert row.title == "楼上漏水"
    assert "漏水" not in waits.title
    put_titles([waits], town.stranger)
    assert "漏水" not in waits.title
