"""The building of a flat turned into a shop is chosen among those of the owners' roll, however many it has."""

import html
import re

import pytest

from governance.kernel.clock import clock
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import make_area
from tests.factories.rolls import flat, keep_roll
from tests.governance.deliberations.test_interested_owners import SHOP
from tests.governance.deliberations.test_matter_words import posted

pytestmark = pytest.mark.django_db
NEW = "/governance/deliberations/new/"
UNITS = [flat("3-1-101"), flat("3-1-102"), flat("12-101"), flat("A-101", buyer="甲"), flat("A-102")]


def roll(place, units=UNITS):
    keep_roll("owners_ordinary", place, 0, on=made.DAY, units=units)


def opened(client, user, address):
    with clock.travel(made.NOTICE):
        client.force_login(user)
        return client.get(address)


def select(answer):
    return re.search(r'<select[^>]*name="building".*?</select>', answer.content.decode(), re.S)[0]


def offered(answer):
    found = re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', select(answer))
    return [(value, html.unescape(label)) for value, label in found]


ALL = [("", "请选择"), ("3", "3 栋（2 户）"), ("12", "12 栋（1 户）"), ("A", "A 栋（2 户）")]


def test_the_buildings_of_the_roll_are_offered_with_their_heads(client, place, secretary):
    roll(place.compound)
    assert offered(opened(client, secretary, f"{NEW}?area={place.compound.code}")) == ALL
    row = made.called(secretary, place.compound, building="3", title="3-1-101 住宅改为早餐店", **SHOP)
    page = opened(client, secretary, f"{row.get_absolute_url()}edit/")
    assert offered(page) == ALL
    assert re.search('<option value="3" selected', select(page))


def test_the_page_asks_again_when_another_place_is_chosen(client, place, secretary):
    roll(place.compound)
    assert offered(opened(client, secretary, NEW)) == [("", "请先选择小区")]
    asked = f"{NEW}?_suggest=building&held_on={made.DAY}&area="
    answer = opened(client, secretary, f"{asked}{place.compound.code}").json()
    assert [(one["value"], one["text"]) for one in answer["options"]] == ALL[1:]
    assert answer["empty"] == "请选择"
    for foreign in (place.other_compound.code, "nowhere", place.community.code, ""):
        answer = opened(client, secretary, f"{asked}{foreign}").json()
        assert answer == {"options": [], "empty": "请先选择小区"}


def test_the_roll_of_the_day_of_the_meeting_counts(client, place, secretary):
    make_area(place.compound, "7栋")
    roll(place.compound)
    before = f"{NEW}?_suggest=building&held_on=2020-01-01&area={place.compound.code}"
    answer = opened(client, secretary, before).json()
    assert [one["text"] for one in answer["options"]] == ["1 栋", "7 栋"]  # no roll yet: the register of places


def test_above_thirty_a_building_is_found_by_a_word(client, place, secretary):
    address = f"{NEW}?area={place.compound.code}"
    roll(place.compound, [flat(f"{number}-101") for number in range(1, 31)])
    assert "data-chooser=" not in select(opened(client, secretary, address))
    roll_of_31 = [flat(f"{number}-101") for number in range(1, 32)]
    other = make_area(place.community, "大苑")
    roll(other, roll_of_31)
    page = opened(client, secretary, f"{NEW}?area={other.code}").content.decode()
    [drawn] = re.findall(r'<input[^>]*name="building"[^>]*>', page)
    assert "data-chooser=" in drawn
    assert 'name="building"' not in "".join(re.findall(r"<select[^>]*>", page))


def test_a_compound_of_one_building_names_none(client, place, secretary):
    roll(place.compound, [flat("101"), flat("102")])
    page = opened(client, secretary, f"{NEW}?area={place.compound.code}")
    assert offered(page) == [("", "业主名册没有分楼栋，不用选择")]


def test_without_any_building_the_form_says_what_to_do(client, place, secretary):
    other = make_area(place.community, "新苑")
    made.called(secretary, place.compound)  # loads the rules
    page = opened(client, secretary, f"{NEW}?area={other.code}")
    assert offered(page) == [("", "没有可选的楼栋，请先将业主名册登记备案")]


def test_a_refusal_keeps_what_was_chosen(client, place, secretary):
    roll(place.compound)
    body = {"body": "interested_owners", "matter": "business_use", "owners_matters": "", "title": "住改商"}
    for building, shown in (("12", "12 栋（1 户）"), ("9栋", "9栋")):
        given = posted(place, **body, building=building, **{"motions-0-text": "同意 3-1-101 开设理发店"})
        with clock.travel(made.NOTICE):
            client.force_login(secretary)
            refused = client.post(NEW, given)
        assert refused.status_code == 422
        assert re.search(rf'<option value="{building}" selected[^>]*>{shown}<', select(refused))
    assert not Deliberation.objects.exists()
