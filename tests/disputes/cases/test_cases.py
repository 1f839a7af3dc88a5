"""A case from registration to its end: states, evidence, deadlines; and every refusal writes nothing."""

from datetime import date, timedelta

import pytest

from disputes.cases.actions import cases, parties, proceedings
from disputes.committees.actions import committees, mediators
from disputes.models import CaseMediator, CaseRecord, MediationCase, Party
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.figures import Serial
from governance.kernel.models.notices import Notice
from governance.kernel.steps.errors import BusinessError, NotAllowed, WrongState
from tests.factories import disputes as make
from tests.factories.base import user_with

DAY = date(2026, 10, 17)
RIGHT = make.id_number()
WRONG_CHECK_DIGIT = RIGHT[:17] + ("2" if RIGHT[17] == "1" else "1")


def written():
    """How many rows of each kind there are: a refusal must leave this as it was."""
    tables = (MediationCase, Party, CaseRecord, CaseMediator, Event, Deadline, Notice, Serial)
    return [table.objects.count() for table in tables]


def refused(code, step, obj, **data):
    """The step is refused with this code, and nothing was written."""
    before, version = written(), obj.version
    with pytest.raises(BusinessError) as refusal:
        step(obj, **data)
    assert refusal.value.code == code, refusal.value.message
    assert any("\u4e00" <= char <= "\u9fff" for char in refusal.value.message)
    assert written() == before
    if obj.pk:
        assert type(obj).objects.get(pk=obj.pk).version == version
    return refusal.value


def due_of(case):
    return Deadline.objects.open().get(object_type="disputes.mediationcase", object_id=case.pk)


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


def test_failing_tells_the_parties_their_routes(room):
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


# ------------------------------------------------------------ registering
@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("too_few_parties", {"parties": make.parties()[:1]}),
        ("too_few_parties", {"parties": []}),
        ("too_few_parties", {"parties": [make.parties()[0], {**make.parties()[1], "side": "applicant"}]}),
        ("same_person_both_sides", {"parties": make.parties(id_number=make.id_number(serial=12))}),
        ("same_person_both_sides", {"parties": [make.parties(name="李桂兰", id_number="", phone="19900000012")[0],
                                                {**make.parties()[1], "id_number": ""}]}),
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
        ("station_missing", {"origin": "law_station"}),
    ],
)  # fmt: skip
def test_registering_is_refused(room, code, changes):
    refused(code, cases.register, MediationCase(), actor=room.secretary, **make.registration(room, **changes))


def test_a_minor_with_a_representative_may_be_a_party(room):
    rows = make.parties(id_number=make.id_number("20150601"), representative="张大山", representative_relation="父亲")
    assert make.registered(room, parties=rows).parties.filter(is_minor=True).count() == 1


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
    assert due_of(clue).permission == "disputes.register"
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


# ------------------------------------------------------------ acceptance and assignment
def test_acceptance_is_refused_when_a_party_refuses_mediation(room):
    case = make.registered(room, parties=make.parties(consent="no"))
    refused("party_refuses", cases.accept, case, actor=room.head)


@pytest.mark.parametrize("step", [cases.decline, cases.refer])
def test_turning_away_says_why_and_where_to_go(room, step):
    case = make.registered(room)
    refused("reason_missing", step, case, actor=room.head, reason=" ", told_where="向法院起诉")
    refused("told_where_missing", step, case, actor=room.head, reason="已由法院受理", told_where="")
    case = step(case, actor=room.head, reason="已由法院受理", told_where="荷塘区人民法院")
    assert case.status in ("declined", "referred")
    assert case.accepted_on is None


def test_only_the_head_of_the_very_committee_accepts(room):
    street_committee = make.make_committee(room.place.street, level="street")
    case = make.registered(room, committee=street_committee)
    error = refused("not_the_head", cases.accept, case, actor=room.head)
    assert street_committee.name in error.message
    head = user_with("committee_head", room.place.street)
    refused("not_the_head", cases.accept, case, actor=head)
    make.make_mediator(street_committee, head.person, post="head")
    head = type(head).objects.get(pk=head.pk)
    assert cases.accept(case, actor=head).status == "accepted"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("mediator_missing", {"lead": None}),
        ("conflict_unchecked", {"is_conflict_free": False}),
        ("consent_missing", {"has_consent": False}),
        ("rights_notice_missing", {"rights_told_on": None}),
        ("date_in_future", {"rights_told_on": date(2099, 1, 1)}),
    ],
)
def test_assigning_is_refused(room, code, changes):
    refused(code, mediators.assign, make.accepted(room), actor=room.head, **make.assignment(room, **changes))


def test_a_mediator_of_another_committee_is_refused(room):
    stranger = make.make_mediator(make.make_committee(room.place.other_community))
    refused(
        "foreign_mediator",
        mediators.assign,
        make.accepted(room),
        actor=room.head,
        **make.assignment(room, lead=stranger),
    )


def test_a_mediator_who_is_a_party_is_refused(room):
    from governance.people.actions.posts import fill

    fill(room.lead.person, phone="19900000012")
    room.lead.person.save()
    refused("mediator_conflict", mediators.assign, make.accepted(room), actor=room.head, **make.assignment(room))


def test_a_declared_conflict_keeps_the_mediator_off_the_case(room):
    case = make.assigned(room)
    refused("not_the_handler", mediators.recuse, case, actor=room.second, reason="同事")
    refused("reason_missing", mediators.recuse, case, actor=room.mediator, reason="")
    case = mediators.recuse(case, actor=room.mediator, reason="与申请人是表亲")
    assert (case.status, case.handlers, case.mediator) == ("accepted", [], None)
    refused("mediator_conflict", mediators.assign, case, actor=room.head, **make.assignment(room))
    case = mediators.assign(case, actor=room.head, **make.assignment(room, lead=room.other))
    assert case.handlers == [room.second.pk]


def test_one_of_two_mediators_may_leave(room):
    case = mediators.assign(make.accepted(room), actor=room.head, **make.assignment(room, others=[room.other]))
    case = mediators.recuse(case, actor=room.mediator, reason="与申请人是表亲")
    assert (case.status, case.mediator) == ("assigned", room.other)
    assert case.mediators.get(ended_on=None).is_lead


def test_mediators_are_changed_on_a_running_case(room):
    case = mediators.reassign(make.mediating(room), actor=room.head, lead=room.other, is_conflict_free=True)
    assert (case.status, case.mediator, case.handlers) == ("mediating", room.other, [room.second.pk])
    assert case.mediators.filter(ended_on=None).get().mediator == room.other


# ------------------------------------------------------------ records and ends
@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("date_in_future", {"held_on": date(2099, 1, 1)}),
        ("session_before_acceptance", {"held_on": date(2020, 1, 1)}),
        ("record_unsigned", {"is_signed": False}),
        ("invite_without_consent", {"invited": "律师胡某"}),
    ],
)
def test_a_session_record_is_refused(room, code, changes):
    refused(code, proceedings.mediate, make.assigned(room), actor=room.mediator, **make.session(**changes))


def test_a_session_cannot_end_before_it_starts(room):
    data = make.session(starts_at="10:00", ends_at="09:00")
    refused("invalid", proceedings.mediate, make.assigned(room), actor=room.mediator, **data)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("terms_missing", {"terms": []}),
        ("terms_missing", {"terms": make.terms(text="")}),
        ("mode_missing", {"terms": make.terms(mode="")}),
        ("limit_missing", {"terms": make.terms(due_on=None)}),
        ("limit_before_agreement", {"terms": make.terms(due_on=date(2020, 1, 1))}),
        ("agreed_before_acceptance", {"made_on": date(2020, 1, 1)}),
        ("date_in_future", {"made_on": date(2099, 1, 1)}),
        ("mediation_is_free", {"fee": 50}),
        ("agreement_missing", {"oral_record": ""}),
        ("agreement_unsigned", {"form": "written"}),
        ("agreement_missing", {"form": "written", "is_signed": True, "is_sealed": True}),
    ],
)
def test_an_agreement_is_refused(room, code, changes):
    refused(code, proceedings.agree, make.mediating(room), actor=room.mediator, **make.agreement(**changes))


def test_no_case_closes_without_a_session(room):
    case = make.assigned(room)
    refused("wrong_state", proceedings.agree, case, actor=room.mediator, **make.agreement())
    MediationCase.objects.filter(pk=case.pk).update(status="mediating")
    refused("no_session", proceedings.agree, case, actor=room.mediator, **make.agreement())
    refused("no_session", proceedings.fail, case, actor=room.mediator, reason="分歧", routes=list(proceedings.ROUTES))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("routes_not_told", {"routes": ["court"]}),
        ("routes_not_told", {"routes": []}),
        ("reason_missing", {"reason": ""}),
    ],
)
def test_failing_is_refused(room, code, changes):
    data = {"reason": "分歧过大", "routes": list(proceedings.ROUTES), **changes}
    refused(code, proceedings.fail, make.mediating(room), actor=room.mediator, **data)


def test_a_stranger_mediator_takes_no_step(room):
    case = make.mediating(room)
    for step, data in ((proceedings.mediate, make.session()), (proceedings.agree, make.agreement())):
        refused("not_yours_to_read", step, case, actor=room.second, **data)


def test_a_closed_case_is_read_only(room):
    case = make.agreed(room)
    with pytest.raises(WrongState):
        cases.edit(case, actor=room.secretary, title="改名")
    with pytest.raises(WrongState):
        proceedings.mediate(case, actor=room.mediator, **make.session())


# ------------------------------------------------------------ extension, urgency, leader
def test_an_extension_moves_the_due_day_once(room):
    with clock.travel(DAY):
        case = make.mediating(room)
        due = case.due_on
        for code, changes in (
            ("extension_too_long", {"days": 31}),
            ("extension_too_long", {"days": 0}),
            ("consent_missing", {"has_consent": False}),
            ("reason_missing", {"reason": ""}),
        ):
            data = {"days": 30, "reason": "等待鉴定", "has_consent": True, **changes}
            refused(code, proceedings.ask_extension, case, actor=room.mediator, **data)
        case = proceedings.ask_extension(case, actor=room.mediator, days=30, reason="等待鉴定", has_consent=True)
        refused("not_allowed", proceedings.approve_extension, case, actor=room.mediator)
        case = proceedings.approve_extension(case, actor=room.head)
    assert case.due_on == due + timedelta(30)
    assert due_of(case).due_on == case.due_on
    data = {"days": 5, "reason": "再等", "has_consent": True}
    error = refused("extension_asked", proceedings.ask_extension, case, actor=room.mediator, **data)
    assert "一次" in error.message


def test_nobody_approves_their_own_extension(room):
    case = proceedings.ask_extension(make.mediating(room), actor=room.head, days=5, reason="等待", has_consent=True)
    refused("own_extension", proceedings.approve_extension, case, actor=room.head)


def test_a_refused_extension_leaves_the_day(room):
    case = proceedings.ask_extension(make.mediating(room), actor=room.mediator, days=5, reason="等待", has_consent=True)
    due = case.due_on
    case = proceedings.refuse_extension(case, actor=room.head)
    assert (case.due_on, case.extension) == (due, "refused")
    refused("no_extension_asked", proceedings.approve_extension, case, actor=room.head)


def test_an_urgent_report_flags_the_case_with_its_time(room):
    case = make.mediating(room)
    refused("reason_missing", cases.report_urgent, case, actor=room.mediator, reported_to="月塘派出所", reason=" ")
    case = cases.report_urgent(case, actor=room.mediator, reported_to="月塘派出所", reason="扬言报复")
    assert (case.is_urgent, case.risk, case.urgent_at is not None) == (True, "high", True)


def test_a_leader_in_charge_is_one_who_supervises(room):
    case = make.mediating(room)
    justice = user_with("justice_office", room.place.street)
    refused("not_a_leader", cases.put_in_charge, case, actor=justice, leader=room.secretary)
    leader = user_with("district_leader", room.place.district)
    assert not case.may_read_text(leader)
    case = cases.put_in_charge(case, actor=justice, leader=leader)
    assert case.may_read_text(leader)


def test_revealing_needs_a_reason_and_leaves_a_trace(room):
    case = make.mediating(room)
    refused("reason_missing", parties.reveal, case, actor=room.mediator, reason="看")
    refused("not_allowed", parties.reveal, case, actor=room.secretary, reason="想看一下")
    parties.reveal(case, actor=room.mediator, reason="电话联系当事人")
    event = Event.objects.first()
    assert (event.kind, event.actor, event.data["note"]) == (
        "disputes.mediation_case.reveal",
        room.mediator,
        "电话联系当事人",
    )


def test_sealed_values_are_not_in_the_database_in_clear(room):
    from django.db import connection

    case = make.registered(room)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone, address FROM disputes_party WHERE case_id = %s", [case.pk])
        stored = str(cursor.fetchall())
    for secret in ("19900000011", make.id_number(serial=11), "荷馨苑5栋"):
        assert secret not in stored


# ------------------------------------------------------------ rights follow the committee
@pytest.fixture
def rival(room):
    """The head of a second committee of the very same community."""
    head = user_with("committee_head", room.place.community, name="钱主任")
    make.make_mediator(make.make_committee(room.place.community), head.person, post="head")
    return head


def test_two_committees_of_one_place_share_no_rights(room, rival):
    case = make.registered(room)
    assert not case.may_read_text(rival)
    assert not MediationCase.objects.readable_by(rival).exists()
    for step, data in (
        (cases.accept, {}),
        (cases.decline, {"reason": "x", "told_where": "y"}),
        (cases.refer, {"reason": "x", "told_where": "y"}),
    ):
        error = refused("not_the_head", step, case, actor=rival, **data)
        assert room.committee.name in error.message
    case = cases.accept(case, actor=room.head)
    refused("not_the_head", mediators.assign, case, actor=rival, **make.assignment(room))
    case = mediators.assign(case, actor=room.head, **make.assignment(room))
    refused("not_the_head", mediators.reassign, case, actor=rival, lead=room.other, is_conflict_free=True)
    refused("not_yours_to_read", proceedings.mediate, case, actor=rival, **make.session())


def test_a_deputy_of_the_committee_heads_it_too(room):
    deputy = user_with("committee_head", room.place.community)
    case = make.registered(room)
    refused("not_the_head", cases.accept, case, actor=deputy)
    make.make_mediator(room.committee, deputy.person, post="deputy")
    deputy = type(deputy).objects.get(pk=deputy.pk)
    assert case.may_read_text(deputy)
    assert cases.accept(case, actor=deputy).status == "accepted"


def test_who_left_the_committee_heads_it_no_longer(room):
    case = make.registered(room)
    room.committee.mediators.filter(person=room.head.person).update(left_on=clock.today())
    refused("not_the_head", cases.accept, case, actor=type(room.head).objects.get(pk=room.head.pk))


# ------------------------------------------------------------ four eyes
def test_nobody_accepts_what_they_registered(room):
    case = make.registered(room, actor=room.head)
    error = refused("own_registration", cases.accept, case, actor=room.head)
    assert "由您登记" in error.message
    refused("not_allowed", cases.accept_for_head, case, actor=room.secretary)
    justice = user_with("justice_office", room.place.street)
    case = cases.accept_for_head(case, actor=justice)
    assert case.status == "accepted"
    assert room.committee.short_name in case.number


def test_a_head_s_own_case_waits_for_the_supervisor(room):
    justice = user_with("justice_office", room.place.street)
    assert due_of(make.registered(room)).assignee is None
    assert due_of(make.registered(room, actor=room.head)).assignee == justice
    deputy = user_with("committee_head", room.place.community)
    make.make_mediator(room.committee, deputy.person, post="deputy")
    assert due_of(make.registered(room, actor=room.head)).assignee == deputy


def test_the_supervisor_accepts_only_in_the_head_s_place(room):
    justice = user_with("justice_office", room.place.street)
    refused("head_accepts", cases.accept_for_head, make.registered(room), actor=justice)
    elsewhere = user_with("justice_office", room.place.other_street)
    refused("not_allowed", cases.accept_for_head, make.registered(room, actor=room.head), actor=elsewhere)


def test_the_supervisor_approves_the_extension_a_head_asked_for(room):
    justice = user_with("justice_office", room.place.street)
    asked = {"days": 5, "reason": "等待", "has_consent": True}
    case = proceedings.ask_extension(make.mediating(room), actor=room.mediator, **asked)
    refused("head_approves", proceedings.approve_extension_for_head, case, actor=justice)
    case = proceedings.ask_extension(make.mediating(room), actor=room.head, **asked)
    due = case.due_on
    case = proceedings.approve_extension_for_head(case, actor=justice)
    assert (case.extension, case.due_on, due_of(case).due_on) == ("approved", due + timedelta(5), due + timedelta(5))


def test_a_mediator_hands_over_before_leaving(room):
    """The committee's people are changed only when nobody leaves an open case behind."""
    third = user_with("mediator", room.place.community, name="向新人")
    street = user_with("street_admin", room.place.street)
    make.mediating(room)
    rows = [
        {"name": one.name, "gender": "f", "post": post, "phone": "", "account": one.username}
        for one, post in ((room.head, "head"), (room.second, "member"), (third, "member"))
    ]
    error = refused("mediator_has_cases", committees.change, room.committee, actor=street, mediators=rows)
    assert "谭志强还有 1 件在办案件" in error.message
    assert room.committee.mediators.active().filter(person=room.mediator.person).exists()
