"""Registering a dispute: its parties, its place, a lead's clue, corrections."""

import pytest

from disputes.cases.actions import cases
from disputes.models import MediationCase
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import NotAllowed
from governance.kernel.upkeep import masks
from governance.kernel.upkeep.crypto import blind_index
from tests.disputes.refusals import due_of, refused
from tests.factories import disputes as make
from tests.factories.base import user_with

RIGHT = make.id_number()
WRONG_CHECK_DIGIT = RIGHT[:17] + ("2" if RIGHT[17] == "1" else "1")


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("too_few_parties", {"parties": make.parties()[:1]}),
        ("too_few_parties", {"parties": []}),
        ("too_few_parties", {"parties": [make.parties()[0], {**make.parties()[1], "side": "applicant"}]}),
        ("same_person_both_sides", {"parties": make.parties(id_number=make.id_number(serial=12))}),
        (
            "same_person_both_sides",
            {
                "parties": [
                    make.parties(name="李桂兰", id_number="", phone="19900000012")[0],
                    {**make.parties()[1], "id_number": ""},
                ]
            },
        ),
        ("party_twice", {"parties": [*make.parties(), make.parties()[1]]}),
        ("id_check_digit", {"parties": make.parties(id_number=WRONG_CHECK_DIGIT)}),
        ("id_format", {"parties": make.parties(id_number="4302")}),
        ("phone", {"parties": make.parties(phone="12345")}),
        ("uscc", {"parties": make.parties(kind="organisation", name="某物业公司", id_number="914302")}),
        ("minor_without_representative", {"parties": make.parties(id_number=make.id_number("20150601"))}),
        ("minor_without_representative", {"parties": make.parties(is_minor=True)}),
        ("masked_value", {"parties": make.parties(phone="199****0011")}),
        ("application_missing", {"is_oral": False}),
        ("application_missing", {"oral_record": " "}),
        ("title_names_party", {"title": "张晓明家漏水"}),
        ("title_names_party", {"title": "张 晓-明家漏水"}),
        ("title_names_party", {"title": "張曉\u200b明家漏水"}),
        ("too_long", {"summary": "长" * 1900, "oral_record": "录" * 200}),
        ("station_missing", {"origin": "law_station"}),
    ],
)
def test_registering_is_refused(room, code, changes):
    refused(code, cases.register, MediationCase(), actor=room.secretary, **make.registration(room, **changes))


def test_a_minor_with_a_representative_may_be_a_party(room):
    rows = make.parties(id_number=make.id_number("20150601"), representative="张大山", representative_relation="父亲")
    assert make.registered(room, parties=rows).parties.filter(is_minor=True).count() == 1


def test_who_is_sixteen_and_lives_on_own_wages_needs_no_representative(room):
    seventeen = make.id_number(f"{clock.add_months(clock.today(), -12 * 17):%Y%m%d}")
    rows = make.parties(id_number=seventeen, is_earning=True)
    party = make.registered(room, parties=rows).parties.get(id_index=blind_index(seventeen))
    assert (party.is_earning, party.is_minor) == (True, False)


def test_before_sixteen_own_wages_do_not_make_of_age(room):
    fifteen = make.id_number(f"{clock.add_months(clock.today(), -12 * 15):%Y%m%d}")
    for code, changes in (
        ("too_young_to_earn", {"id_number": fifteen, "is_earning": True}),
        ("earning_age_unknown", {"id_number": "", "is_minor": True, "is_earning": True}),
    ):
        data = make.registration(room, parties=make.parties(**changes))
        refused(code, cases.register, MediationCase(), actor=room.secretary, **data)


def test_a_foreign_place_is_refused(room):
    data = make.registration(room, area=room.place.other_compound)
    refused("no_committee", cases.register, MediationCase(), actor=room.secretary, **data)
    make.make_committee(room.place.other_community)
    refused("not_allowed", cases.register, MediationCase(), actor=room.secretary, **data)


def test_a_committee_of_another_place_is_refused(room):
    elsewhere = make.make_committee(room.place.other_community)
    data = make.registration(room, committee=elsewhere)
    refused("foreign_committee", cases.register, MediationCase(), actor=room.secretary, **data)


def test_a_lead_reports_one_line_and_the_community_registers_it(room):
    lead = user_with("neighbour_head", room.place.building)
    clue = cases.report(MediationCase(), actor=lead, area=room.place.building, title="楼道堆物争吵")
    assert (clue.status, clue.committee, clue.unit) == ("reported", room.committee, room.place.community)
    assert due_of(clue).permission == "disputes.office"
    with pytest.raises(NotAllowed):
        cases.register(clue, actor=lead, **make.registration(room))
    case = cases.register(clue, actor=room.secretary, **make.registration(room))
    assert (case.pk, case.status, case.created_by) == (clue.pk, "registered", lead)


def test_a_clue_may_be_dropped(room):
    lead = user_with("neighbour_head", room.place.building)
    clue = cases.report(MediationCase(), actor=lead, area=room.place.building, title="楼道堆物争吵")
    refused("reason_missing", cases.drop, clue, actor=room.secretary, reason="")
    assert cases.drop(clue, actor=room.secretary, reason="已自行和解").status == "declined"


def test_an_edit_keeps_sealed_values_that_come_back_masked(room):
    case = make.registered(room)
    rows = [
        {**make.parties()[0], "id_number": "430***********" + make.id_number(serial=11)[-4:], "phone": "199****0011"},
        {**make.parties()[1], "address": "荷馨苑6栋"},
    ]
    case = cases.edit(case, actor=room.secretary, parties=rows, title="屋面漏水")
    first, second = case.parties.filter(is_current=True)
    assert (first.id_number, first.phone) == (make.id_number(serial=11), "19900000011")
    assert second.address == "荷馨苑6栋"
    assert case.parties.count() == 4
    assert Event.objects.first().data["facts"] == [["修改内容", "事由、当事人"]]


def test_an_address_that_comes_back_without_its_door_stays_whole(room):
    case = make.registered(room)
    shown = [{**row, "address": masks.address(row["address"])} for row in make.parties()]
    assert shown[0]["address"] == "荷馨苑5栋"
    case = cases.edit(case, actor=room.secretary, parties=shown)
    assert [party.address for party in case.parties.filter(is_current=True)] == [
        "荷馨苑5栋2单元601",
        "荷馨苑5栋2单元701",
    ]
    assert case.parties.count() == 2
    shown[0]["name"] = "张小明"
    refused("masked_value", cases.edit, case, actor=room.secretary, parties=shown)
    shown[0]["address"] = "荷馨苑5栋2单元602"
    case = cases.edit(case, actor=room.secretary, parties=shown)
    assert case.parties.filter(is_current=True).first().address == "荷馨苑5栋2单元602"
