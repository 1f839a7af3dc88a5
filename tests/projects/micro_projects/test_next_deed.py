"""The main button of a page is the deed that is missing next."""

import re
from decimal import Decimal

import pytest

from governance.kernel.pages.answers import Lacking, missing_first
from tests.factories.projects import accepted_demand, make_category

from .cases import ALL_36000, DEAR, draft, resolved

pytestmark = pytest.mark.django_db
COSTS = {"lines": [DEAR], "sources": [{**ALL_36000, "amount": Decimal(12000)}]}


def main_button(client, user, row):
    """The words of the one main button of a page, at the desk and under the thumb."""
    client.force_login(user)
    page = client.get(row.get_absolute_url()).content.decode()
    bar = page.partition('class="ht-sticky-act')[2]
    thumb = re.findall(r'<a\s+class="btn btn-primary"[^>]*>\s*(.*?)\s*</a>', bar, re.S)
    desk = re.findall(r'<a\s+class="btn btn-primary"[^>]*role="button"[^>]*>.*?([一-龥]+)\s*</a>', page, re.S)
    assert thumb[:1] == desk[:1]
    return thumb[0]


def test_quotes_that_are_missing_are_the_main_button(client, place):
    project = resolved(place, **COSTS)
    assert main_button(client, place.branch, project) == "登记报价"


def test_with_nothing_missing_it_is_the_submission(client, place):
    assert main_button(client, place.branch, resolved(place)) == "提交申报"


def test_what_the_application_lacks_leads_to_the_application(client, place):
    project = draft(place)
    assert main_button(client, place.branch, project) == "提交民主议事"
    project.common_parts = ""
    project.save()
    assert main_button(client, place.branch, project) == "修改申报内容"


def test_a_demand_in_hand_becomes_a_project_without_a_menu(client, place):
    category = make_category(place.district, code="C77")
    demand = accepted_demand(place.branch, place.secretary, place.compound, category)
    assert main_button(client, place.branch, demand) == "转为微项目"
    client.force_login(place.secretary)
    bar = client.get(demand.get_absolute_url()).content.decode().partition('class="ht-sticky-act')[2]
    menu, _, thumb = bar.partition("打印</button>")
    assert "转为微项目" in thumb.partition("</main>")[0]
    assert "转为微项目" not in menu


def test_a_step_that_is_not_this_users_takes_no_main_button():
    steps = [{"name": "submit", "allowed": True}, {"name": "quote", "allowed": False}]
    assert missing_first(steps, [Lacking("还差报价", "quote")]) == steps
    assert missing_first(steps, ["请补充"]) == steps
