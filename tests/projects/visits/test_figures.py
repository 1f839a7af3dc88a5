"""What registers, figures and the work page make of home visits."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period
from governance.models import PostSeat
from projects.visits import actions as visits
from tests.factories import projects as make
from tests.factories.base import appoint, make_area, user_with
from tests.factories.visits import make_visit

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------ the register
def test_the_people_of_a_compound_show_their_visits_of_the_month(place, lead, client):
    PostSeat.objects.create(area=place.building, role="neighbour_head", expected=2)
    make_area(place.building, "2单元")
    for day in (0, 0, 40):
        if clock.today() - timedelta(day) >= clock.month_start(clock.today()) or day == 40:
            make_visit(place.branch, post=lead, behalf_note="口述", visited_on=clock.today() - timedelta(day))
    visits.void(make_visit(place.branch, post=lead, behalf_note="口述"), actor=place.branch, note="重复")
    for user, page in ((place.secretary, place.compound), (place.branch, place.building)):
        client.force_login(user)
        people = client.get(page.get_absolute_url()).content.decode().partition('id="people"')[2]
        row = people[people.index(lead.person.name) :].partition("</tr>")[0]
        assert "本月走访" in people
        assert row.count(">2</a>") == 1
        assert "联系户 </span>12" in row
        vacant = people[people.index("空缺") :].partition("</tr>")[0]
        assert "本月走访 </span>0" in vacant
    shown = client.get("/projects/visits/", {"tab": "month", "person": lead.person.name, "area": place.compound.code})
    assert shown.content.decode().count("已登记") == 2  # the void one says 已作废
    client.force_login(user_with("mediator", place.community))  # reads the register, not the visits
    page = client.get(place.compound.get_absolute_url(), {"all": 1}).content.decode()
    assert lead.person.name in page
    assert "本月走访" not in page


def test_lists_and_registers_ask_no_more_for_more_visits(place, lead, client, same_queries):
    client.force_login(place.secretary)
    make_visit(place.branch)

    def grow():
        for n in range(12):
            unit = make_area(place.building, household_count=9)
            post = appoint("neighbour_head", unit, group_no=1)
            row = make_visit(place.branch, post=post, behalf_note="口述")
            if n % 3 == 0:
                make.make_demand(place.branch, place.compound, place.category, visit=row)

    same_queries(lambda: client.get("/projects/visits/?page_size=200"), grow)
    same_queries(lambda: client.get(place.compound.get_absolute_url(), {"all": 1}), grow)
    same_queries(lambda: client.get(place.building.get_absolute_url()), grow)
    same_queries(lambda: client.get("/projects/visits/new/"), grow)
    same_queries(lambda: client.get("/api/v1/projects/visits/?page_size=200"), grow)


# ------------------------------------------------------------ figures
def test_figures_come_from_rows(place, lead, client):
    before = clock.month_start(clock.today()) - timedelta(1)
    make_visit(place.branch, household_count=5)
    make_visit(place.branch, post=lead, behalf_note="口述", household_count=3)
    make_visit(place.lead, household_count=4, visited_on=before)
    make_visit(place.stranger, area=place.other_compound, household_count=7)
    here = Period(place.community, since=clock.month_start(clock.today()))
    assert METRICS["visit_n"].figure(here).value == 8
    assert METRICS["visit_n"].figure(Period(place.community)).value == 12
    assert METRICS["visit_n"].figure(Period(place.community, until=before)).value == 4
    rate = METRICS["visit_lead_rate"].figure(here)
    assert (rate.numerator, rate.denominator, rate.text) == (1, 2, "50.00")
    assert METRICS["visit_lead_rate"].figure(Period(place.other_street)).value is None
    client.force_login(place.secretary)
    rows = client.get(METRICS["visit_n"].figure(here).rows_url).content.decode()
    assert rows.count('class="main" href="/projects/visits/') == 2
    assert "合计" in rows
    page = client.get(place.community.get_absolute_url()).content.decode()
    assert "走访" in page
    assert "50.00" in page
    assert client.get(METRICS["visit_lead_rate"].figure(here).rows_url).status_code == 200
    page = client.get(place.building.get_absolute_url()).content.decode()
    assert "走访" in page
    assert "片组邻长走访率" not in page  # leads are counted by compound; the building lists its own
    assert "日常走访" in client.get(lead.get_absolute_url()).content.decode()


def test_the_work_page_offers_the_step_to_who_goes_from_door_to_door(place, client):
    for user in (place.branch, place.secretary, place.lead):
        client.force_login(user)
        assert "/projects/visits/new/" in client.get("/").content.decode()
    for user in (place.office, place.street_user, place.leader):
        client.force_login(user)
        assert "/projects/visits/new/" not in client.get("/").content.decode()
