"""The application offers the demands of its compound, the newest first; while none is chosen, those of one's places."""

import pytest

from projects.micro_projects.forms.application import ApplicationForm
from projects.models import MicroProject
from tests.factories.base import make_area, user_with
from tests.factories.projects import accepted_demand

from .cases import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(place):
    """A second compound of the community with a demand, and one more demand in the first."""
    place.other = make_area(place.community, "桃花苑", household_count=100)
    place.apart = accepted_demand(place.secretary, place.secretary, place.other, place.category)
    place.newer = accepted_demand(place.lead, place.secretary, place.compound, place.category)
    return place


def offered(form):
    return [value for value, _ in form.fields["demands"].choices]


def test_while_no_compound_is_chosen_those_of_the_own_places_are_offered(two):
    form = ApplicationForm(obj=MicroProject(), user=two.secretary)
    assert offered(form) == [two.newer.pk, two.apart.pk, two.demand.pk]
    assert form.fields["demands"].widget.fits[two.apart.pk] == two.other.code


def test_of_the_chosen_compound_its_own_newest_first(two):
    for chosen in (two.compound, two.compound.code):
        form = ApplicationForm(obj=MicroProject(), user=two.secretary, initial={"area": chosen})
        assert offered(form) == [two.newer.pk, two.demand.pk]
    lead = user_with("branch_secretary", two.other)
    assert offered(ApplicationForm(obj=MicroProject(), user=lead)) == [two.apart.pk]


def test_a_draft_offers_its_own_and_those_of_its_compound(two):
    assert offered(ApplicationForm(obj=draft(two), user=two.branch)) == [two.newer.pk, two.demand.pk]


def test_what_was_ticked_stays_in_sight_and_is_refused_with_its_reason(client, two):
    client.force_login(two.secretary)
    given = {"title": "楼道照明", "area": two.compound.code, "category": two.category.code, "kind": "works"}
    given |= {"support_asked": "full", "demands": [two.apart.pk]}
    page = client.post("/projects/new/", given)
    assert page.status_code == 422
    assert f"不在{two.compound.name}" in str(page.context["form"].errors["demands"])
    assert two.apart.pk in offered(page.context["form"])
    assert not MicroProject.objects.exists()


def test_the_page_knows_with_which_compound_a_demand_goes(client, two):
    client.force_login(two.secretary)
    page = client.get("/projects/new/").content.decode()
    assert f'data-sifted-by="area" data-fits="{two.other.code}"' in page
