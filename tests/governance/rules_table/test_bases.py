"""What the law binds rests on an article; the district's own rules rest on its decisions."""

import pytest

from governance.kernel.models.events import Event
from governance.kernel.models.rules import Rule
from governance.kernel.steps.errors import Refused
from governance.rules_table.actions import revise

from .conftest import given, proposal, rule

pytestmark = pytest.mark.django_db
CUSTOM = "quotes_needed"


@pytest.mark.parametrize("basis", ["区联席会议 2026 年第 4 次会议决定", "《区联席会议纪要》", "依照有关法律规定执行"])
@pytest.mark.parametrize("code", ["pass_owners_major", "publish_residents_meeting", "notice_owners_major"])
def test_no_meeting_decides_what_the_law_says(place, code, basis):
    old = rule(code)
    before = (Rule.objects.count(), Event.objects.count())
    with pytest.raises(Refused) as refusal:
        revise(old, actor=place.office, **given(value=old.value, basis=basis, note="按会议决定修订依据"))
    assert refusal.value.code == "basis_names_no_law"
    assert refusal.value.field == "basis"
    for words in (old.label, "第……条", old.basis):
        assert words in refusal.value.message
    assert (Rule.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize("basis", ["《民法典》（2028年修正）第二百七十八条第二款", "《湖南省物业管理条例》第 16 条"])
def test_an_article_carries_a_new_version(place, basis):
    revise(rule("pass_owners_major"), actor=place.office, **given(value="3/4", comparison=">=", basis=basis))
    assert proposal("pass_owners_major").basis == basis


def test_a_text_whose_article_is_still_to_be_found_goes_on(place):
    """The guideline of funds is at hand by name only: its rule may get another value without a new text."""
    old = rule("fund_leftover")
    assert "条" not in old.basis.partition("》")[2]
    revise(old, actor=place.office, **given(value="2", unit="month", basis=old.basis))
    assert proposal(old.code).basis == old.basis


def test_the_districts_own_rules_rest_on_its_decisions(place):
    revise(rule(CUSTOM), actor=place.office, **given(value="4", basis="区联席会议 2026 年第 4 次会议决定"))
    assert proposal(CUSTOM).value == "4"


def test_page_and_api_refuse_it_and_keep_what_was_typed(client, place):
    old = rule("pass_owners_major")
    client.force_login(place.office)
    typed = {"valid_from": "2027-01-01", "value": "3/4", "comparison": ">=", "basis": "区联席会议决定"}
    page = client.post(f"{old.get_absolute_url()}revise/", typed)
    assert page.status_code == 422
    assert "区联席会议决定" in page.content.decode()
    assert "法律、法规的名称和条款" in client.get(f"{old.get_absolute_url()}revise/").content.decode()
    answer = client.post(f"/api/v1/governance/rules/{old.pk}/steps/revise/", typed, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "basis_names_no_law")
    assert not Rule.objects.proposed().exists()
