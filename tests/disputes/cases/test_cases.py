"""A case from registration to its end: states, numbers, deadlines; and every refusal writes nothing."""

from datetime import date, timedelta

from disputes.cases.actions import cases, mediators, proceedings
from disputes.models import MediationCase
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from tests.disputes.refusals import due_of, refused
from tests.factories import disputes as make

DAY = date(2026, 10, 17)


# ------------------------------------------------------------ the whole way
def test_a_case_goes_from_registration_to_a_written_agreement(room, paper):
    with clock.travel(DAY):
        case = make.registered(room)
        assert (case.status, case.number, case.committee) == ("registered", "", room.committee)
        assert (due_of(case).rule, due_of(case).permission) == ("mediation_accept", "disputes.accept")
        case = cases.accept(case, actor=room.head)
        assert (case.status, case.number) == ("accepted", "（2026）野鸭冲人调字第001号")
        assert case.due_on == date(2026, 11, 17)
        assert due_of(case).rule == "mediation_assign"
        case = mediators.assign(case, actor=room.head, **make.assignment(room, others=[room.other]))
        assert (case.status, case.handlers) == ("assigned", [room.mediator.pk, room.second.pk])
        assert (due_of(case).due_on, due_of(case).assignee) == (date(2026, 11, 17), room.mediator)
        assert Notice.objects.filter(recipient=room.mediator).count() == 1
        facts = {"held_on": DAY, "place": "现场", "text": "查看屋面", "is_signed": True}
        case = proceedings.investigate(case, actor=room.mediator, **facts)
        case = proceedings.mediate(case, actor=room.second, **make.session())
    with clock.travel(DAY + timedelta(20)):
        case = proceedings.agree(
            case,
            actor=room.mediator,
            **make.agreement(form="written", oral_record="", is_signed=True, is_sealed=True, document=[paper]),
        )
    assert (case.status, case.closed_on) == ("agreed", DAY + timedelta(20))
    assert case.agreement.terms.get().obligor == "李**"
    assert not Deadline.objects.open().filter(object_id=case.pk, object_type="disputes.mediationcase").exists()
    kinds = [event.kind.rpartition(".")[2] for event in Event.objects.filter(object_type="disputes.mediationcase")]
    assert kinds == ["agree", "mediate", "investigate", "assign", "accept", "register"]


def test_failing_informs_the_parties_of_their_routes(room):
    case = make.mediating(room)
    case = proceedings.fail(
        case, actor=room.mediator, reason="分歧过大", routes=["court", "administrative", "arbitration"]
    )
    assert (case.status, case.told_where) == ("failed", "仲裁、行政、司法（起诉）")


def test_events_never_carry_names_or_text(room):
    case = make.mediating(room)
    proceedings.terminate(case, actor=room.mediator, ending="party_asks", reason="张晓明要求停止")
    for event in Event.objects.filter(object_type="disputes.mediationcase"):
        for secret in ("张晓明", "李桂兰", "漏水", "199000", "430202"):
            assert secret not in str(event.data), event.kind


def test_numbers_have_no_gaps_and_begin_anew_each_year(room):
    with clock.travel(date(2026, 12, 31)):
        first, second = make.accepted(room), make.accepted(room)
        third = make.registered(room, parties=make.parties(consent="no"))
        refused("party_refuses", cases.accept, third, actor=room.head)
        fourth = make.accepted(room)
    with clock.travel(date(2027, 1, 1)):
        fifth = make.accepted(room)
    numbers = [case.number for case in (first, second, fourth, fifth)]
    assert numbers == [
        "（2026）野鸭冲人调字第001号",
        "（2026）野鸭冲人调字第002号",
        "（2026）野鸭冲人调字第003号",
        "（2027）野鸭冲人调字第001号",
    ]


def test_a_stations_case_counts_in_its_own_register(room):
    station = make.make_station(
        room.place.community,
    )
    case = make.accepted(room, origin="law_station", station=station)
    assert case.number == f"（{clock.today().year}）{station.short_name}站调字第001号"
    assert make.accepted(room).number.endswith("人调字第001号")


def test_the_month_ends_on_the_last_day_where_there_is_no_such_day(room):
    with clock.travel(date(2027, 1, 31)):
        assert make.accepted(room).due_on == date(2027, 2, 28)


def test_a_late_agreement_is_still_an_agreement(room):
    with clock.travel(DAY):
        case = make.mediating(room)
    with clock.travel(DAY + timedelta(90)):
        assert case in MediationCase.objects.overdue()
        assert proceedings.agree(case, actor=room.mediator, **make.agreement()).status == "agreed"
