"""The 1+6 scheme and its versions, the six forces; refusals write nothing."""

from datetime import timedelta

import pytest

from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import BusinessError
from governance.models import Force, ForceMember, ForceSeat, OrgFill, OrgScheme
from governance.organisations.actions import schemes
from governance.registry.register import bodies as registers
from tests.factories.base import appoint, user_with
from tests.factories.organisations import make_body, make_forces, make_scheme

from .conftest import TODAY

pytestmark = pytest.mark.django_db


def test_slots_are_filled_and_completeness_follows(place, secretary):
    scheme = make_scheme()
    core, self_governance, social = scheme.slots.all()
    branch, owners = make_body(place.compound), make_body(place.compound, "owners_committee")
    schemes.fill(place.compound, actor=secretary, slots={core: [branch], self_governance: [], social: []})
    assert registers.count_required(registers.slots_of(place.compound)) == (1, 2)
    assert METRICS["scheme_complete"].figure(Period(place.community)).text == "0.00"
    schemes.fill(place.compound, actor=secretary, slots={core: [branch], self_governance: [owners], social: []})
    assert registers.count_required(registers.slots_of(place.compound)) == (2, 2)
    assert METRICS["scheme_complete"].figure(Period(place.community)).text == "100.00"
    schemes.fill(place.compound, actor=secretary, slots={core: [], self_governance: [owners], social: []})
    assert registers.count_required(registers.slots_of(place.compound)) == (1, 2)
    assert OrgFill.objects.filter(organisation=branch).get().ends_on == TODAY


def test_a_wrong_kind_does_not_fill_a_slot(place, secretary):
    core = make_scheme().slots.get(no=0)
    with pytest.raises(BusinessError) as refusal:
        schemes.fill(place.compound, actor=secretary, slots={core: [make_body(place.compound, "volunteer_team")]})
    assert refusal.value.code == "wrong_kind"
    assert not OrgFill.objects.exists()
    assert not Event.objects.exists()


def test_only_a_compound_is_filled(place):
    make_scheme()
    with pytest.raises(BusinessError, match="只在小区填报"):
        schemes.fill(place.community, actor=user_with("district_office", place.district), slots={})


def test_the_forces_show_who_is_missing(place, secretary):
    branch, company = make_forces("党支部", "物业")
    body = make_body(place.compound, "property_company")
    lead = appoint("patch_leader", place.compound).person
    schemes.muster(
        place.compound,
        actor=secretary,
        forces={
            branch: {"expected": 3, "people": [lead], "organisations": []},
            company: {"expected": 1, "people": [], "organisations": [body]},
        },
    )
    shown = registers.forces_of(place.compound)
    assert [(one["name"], one["held"], one["expected"], one["is_short"]) for one in shown] == [
        ("党支部", 1, 3, True),
        ("物业", 1, 1, False),
    ]
    assert registers.describe_shortfall(shown, []) == "党支部缺 2"
    assert ForceMember.objects.count() == 2
    assert ForceSeat.objects.count() == 2


def test_a_new_version_of_a_scheme_takes_the_fills_along(place):
    office = user_with("district_office", place.district)
    old = make_scheme()
    OrgFill.objects.create(
        area=place.compound, slot=old.slots.get(no=0), organisation=make_body(place.compound), starts_on=TODAY
    )
    rows = [
        {"code": "branch", "name": "党支部", "kinds": "branch", "is_required": True},
        {"code": "supervision", "name": "监督委员会", "kinds": "", "is_required": False},
    ]
    new = schemes.publish(OrgScheme(), actor=office, code="1+6", name="“1+6”修订", valid_from=TODAY, slots=rows)
    old.refresh_from_db()
    assert (old.status, old.valid_until) == ("ended", TODAY - timedelta(1))
    assert [slot.name for slot in new.slots.all()] == ["党支部", "监督委员会"]
    assert OrgFill.objects.get(ends_on=None).slot.scheme_id == new.pk
    assert METRICS["scheme_complete"].figure(Period(place.community)).text == "100.00"


def test_slots_are_corrected_in_place_and_used_ones_stay(place):
    office = user_with("district_office", place.district)
    scheme = make_scheme()
    OrgFill.objects.create(
        area=place.compound, slot=scheme.slots.get(no=0), organisation=make_body(place.compound), starts_on=TODAY
    )
    rows = [
        {"code": "self_governance", "name": "自治委员会", "kinds": "self_gov_committee", "is_required": True},
        {"code": "branch", "name": "支部", "kinds": "branch", "is_required": True},
    ]
    scheme = schemes.edit(scheme, actor=office, name="一加六", slots=rows)
    assert [(slot.no, slot.code) for slot in scheme.slots.all()] == [(0, "self_governance"), (1, "branch")]
    with pytest.raises(BusinessError) as refusal:
        schemes.edit(scheme, actor=office, name="一加六", slots=rows[:1])
    assert refusal.value.code == "slot_in_use"
    assert scheme.slots.count() == 2


def test_the_forces_are_the_offices_to_name(place, secretary):
    make_forces("党支部", "物业", "驻区单位")
    scheme = make_scheme()
    rows = [{"code": "f2", "name": "物业企业"}, {"code": "cadres", "name": "下沉干部"}]
    with pytest.raises(BusinessError):
        schemes.set_forces(scheme, actor=secretary, forces=rows)
    schemes.set_forces(scheme, actor=user_with("district_office", place.district), forces=rows)
    assert list(Force.objects.filter(is_active=True).values_list("name", flat=True)) == ["物业企业", "下沉干部"]
