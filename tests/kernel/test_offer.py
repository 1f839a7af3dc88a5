"""What a form offers is read anew each time, for each person what is theirs, by SQL that is made once."""

import re

import pytest
from django import forms
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from governance.kernel.clock import clock, rules
from governance.kernel.models import built
from governance.kernel.models.offer import Offer
from governance.kernel.steps import chooser
from governance.models import Appointment, Area
from tests.factories.base import make_area, make_district, user_with

pytestmark = pytest.mark.django_db
DEMAND, ORGANISATION = "/projects/demands/new/", "/governance/organisations/new/"


@pytest.fixture
def town():
    built.STORE.clear()
    chooser.LONG.clear()
    rules.load_rules()
    return make_district()


@pytest.fixture
def made():
    """How often the queryset of `below` was made."""
    return []


@pytest.fixture
def below(town, made):
    def build():
        made.append(1)
        return Area.objects.filter(path__startswith=town.community.path).order_by("path")

    return Offer(Area, ("below", town.community.path), build)


def options(client, user, page, name):
    client.force_login(user)
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', client.get(page).content.decode(), re.S)
    return select.group() if select else ""


# ------------------------------------------------------------ the rows
def test_it_gives_the_rows_of_now_and_is_made_once(town, below, made):
    assert list(below) == [town.community, town.compound, town.building]
    new = make_area(town.community, "新苑")
    assert new in list(below.all())
    assert len(made) == 1


def test_changed_it_gives_what_the_queryset_would(town, below):
    rows = below.queryset
    assert list(below.order_by("-depth")[:2]) == list(rows.order_by("-depth")[:2])
    assert list(below.narrowed(level="compound")) == [town.compound]
    assert list(below.narrowed(level="building")) == [town.building]
    assert list(below.values_list("code", flat=True)) == list(rows.values_list("code", flat=True))
    assert [area.name for area in below.only("name")] == [area.name for area in rows]
    assert (below.first(), below.count(), below.exists()) == (town.community, 3, True)
    assert not below.narrowed(level="street").exists()
    assert below.get(pk=town.compound.pk) == town.compound


def test_one_row_is_found_by_its_key_or_code_with_one_sql(town, below, made):
    for area in (town.community, town.compound, town.building):
        assert below.named("pk", area.pk) == below.named("id", area.pk) == below.named("code", area.code) == area
    assert below.named("code", town.street.code) is None
    assert below.named("code", "\x02mark 0\x03") is None
    assert below.named("pk", town.street.pk) is None
    assert len(made) == 2


def test_what_the_key_cannot_tell_of_is_not_kept_though_the_queryset_was_made_before(town):
    def asks():
        codes = list(Area.objects.filter(level="compound").values_list("code", flat=True))
        return Area.objects.filter(code__in=codes)

    offer = Offer(Area, "asks", asks)
    assert offer.queryset.count() == len(list(offer)) == len(list(offer.order_by("path")))
    new = make_area(town.community, "新苑")
    assert new in list(Offer(Area, "asks", asks))
    assert new in list(Offer(Area, "asks", asks).order_by("path"))


def test_what_somebody_typed_is_refused_and_nothing_of_it_is_kept(town, below):
    field = forms.ModelMultipleChoiceField(below)
    assert list(field.clean([town.compound.pk])) == [town.compound]
    built.STORE.clear()
    for typed in (["x"], [str(town.street.pk)], ["9" * 40], [town.compound.pk, "x"]):
        with pytest.raises(forms.ValidationError):
            field.clean(typed)
    with pytest.raises(forms.ValidationError):
        forms.ModelChoiceField(below, to_field_name="code").clean("x" * 1000)
    assert not built.STORE.entries


# ------------------------------------------------------------ forms
def test_each_is_offered_their_own_and_nothing_of_a_post_that_ended(town, client):
    first, second = user_with("community_secretary", town.community), user_with("community_staff", town.community)
    other = user_with("community_secretary", town.other_community)
    for user, name in ((first, "荷馨苑"), (other, town.other_compound.name), (second, "荷馨苑"), (first, "荷馨苑")):
        found = options(client, user, DEMAND, "area")
        assert name in found
        assert (town.other_compound.name in found) == (user is other)
    Appointment.objects.filter(person=first.person).update(
        status="ended", ended_on=clock.today(), ends_on=F("starts_on")
    )
    assert "荷馨苑" not in options(client, first, DEMAND, "area")
    assert "荷馨苑" in options(client, second, DEMAND, "area")


def test_a_field_that_was_long_is_counted_and_becomes_a_list_again_at_once(town, client, monkeypatch):
    monkeypatch.setattr(chooser, "MOST", 6)
    areas = [make_area(town.community, f"新苑{number}") for number in range(6)]
    secretary = user_with("community_secretary", town.community)
    for _ in range(2):
        assert not options(client, secretary, DEMAND, "area")
    with CaptureQueriesContext(connection) as asked:
        client.get(DEMAND)
    rows = [one["sql"] for one in asked.captured_queries if '"governance_area"."household_count"' in one["sql"]]
    assert not [sql for sql in rows if "LIMIT 7" in sql]
    assert client.get(DEMAND, {"_suggest": "area", "_words": "新苑3"}).json()["options"]
    Area.objects.filter(pk__in=[area.pk for area in areas[2:]]).update(valid_until=areas[0].valid_from)
    assert "新苑0" in options(client, secretary, DEMAND, "area")
    assert client.get(DEMAND, {"_suggest": "area", "_words": "新苑"}).status_code == 404


@pytest.mark.parametrize("page", [DEMAND, ORGANISATION])
def test_a_form_that_is_shown_again_makes_no_sql_of_its_own(town, client, monkeypatch, page):
    client.force_login(user_with("district_office", town.district))
    for _ in range(3):
        client.get(page)
    made = []
    monkeypatch.setattr(built, "compiled", lambda build, **_: made.append(build) or (None, False))
    assert client.get(page).status_code == 200
    assert not made


def test_a_form_reads_the_beginning_of_what_it_offers_once(town):
    offer = Offer(Area, "beginning", lambda: Area.objects.order_by("pk"))
    with CaptureQueriesContext(connection) as asked:
        assert offer.beginning(2) == offer.beginning(2) == list(Area.objects.order_by("pk")[:2])
    assert len(asked) == 2
    new = make_area(town.community, "新苑")
    assert new in Offer(Area, "beginning", lambda: Area.objects.order_by("-pk")).beginning(1)
