"""The frame around a page: a kept menu shows nobody what belongs to another, and no old right or count."""

import pytest
from lxml import html

from governance.kernel.clock import clock
from governance.kernel.models.notices import Notice
from governance.kernel.pages import shell
from governance.models import Appointment
from tests.factories.town import make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    shell.menu.cache_clear()
    return make_town()


def entries(client, user):
    """{address: count} of the main menu as this account sees it."""
    client.force_login(user)
    page = html.fromstring(client.get("/account/password/").content)
    found = page.xpath("//*[@id='ht-nav']//a[@href]")
    return {one.get("href"): "".join(one.xpath(".//*[contains(@class, 'ht-count')]/text()")) for one in found}


def test_two_with_one_menu_share_it_and_nobody_else_does(client, town):
    branch, stranger, office = (entries(client, user) for user in (town.branch, town.stranger, town.office))
    made = shell.menu.cache_info().misses
    assert entries(client, town.branch) == branch
    assert shell.menu.cache_info().misses == made
    assert branch.keys() != office.keys()
    assert stranger.keys() != branch.keys()
    assert "/governance/logs/" not in {*branch, *stranger, *office}


def test_a_revoked_post_leaves_the_menu_at_once(client, town):
    before = entries(client, town.office)
    Appointment.objects.filter(person=town.office.person).update(status="ended", ended_on=clock.today())
    after = entries(client, type(town.office).objects.get(pk=town.office.pk))
    assert after.keys() < before.keys()


def test_counts_are_those_of_now(client, town):
    assert entries(client, town.office)["/inbox/"] == ""
    Notice.objects.create(recipient=town.office, title="一条提醒", url="/")
    assert entries(client, town.office)["/inbox/"] == "1"
    assert entries(client, town.leader).get("/inbox/", "") == ""
