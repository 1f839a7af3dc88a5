"""Records, agreements and failures, the extension, urgent reports and the leader in charge."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from disputes.cases.actions import cases, proceedings
from disputes.cases.models.proceedings import Agreement
from disputes.models import MediationCase
from governance.kernel.clock import clock, rules
from governance.kernel.steps.errors import Refused, WrongState
from tests.disputes.refusals import due_of, refused
from tests.factories import disputes as make
from tests.factories.base import user_with
from tests.factories.funds import paper

DAY = date(2026, 10, 17)


# ------------------------------------------------------------ records and ends
@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("date_in_future", {"held_on": date(2099, 1, 1)}),
        ("session_before_acceptance", {"held_on": date(2020, 1, 1)}),
        ("record_unsigned", {"is_signed": False}),
        ("invite_without_consent", {"invited": "律师胡某"}),
        ("too_long", {"participants": "众" * 195, "invited": "律师胡某", "has_invite_consent": True}),
    ],
)
def test_a_session_record_is_refused(room, code, changes):
    refused(code, proceedings.mediate, make.assigned(room), actor=room.mediator, **make.session(**changes))


def test_people_put_together_are_refused_at_the_field_that_was_filled(room):
    case, data = make.assigned(room), make.session(participants="众" * 200, invited="律师胡某", has_invite_consent=True)
    with pytest.raises(Refused) as refusal:
        proceedings.mediate(case, actor=room.mediator, **data)
    assert refusal.value.errors == {"invited": ["参加人和邀请参加的人员合计最多 200 个字，现在是 208 个字，请缩短"]}
    assert not case.records.exists()


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
        ("effective_before_made", {"effective_on": date(2020, 1, 1)}),
        ("date_in_future", {"form": "written", "effective_on": date(2099, 1, 1)}),
        ("mediation_is_free", {"fee": 50}),
        ("agreement_missing", {"oral_record": ""}),
        ("agreement_unsigned", {"form": "written"}),
        ("agreement_missing", {"form": "written", "is_signed": True, "is_sealed": True}),
    ],
)
def test_an_agreement_is_refused(room, code, changes):
    refused(code, proceedings.agree, make.mediating(room), actor=room.mediator, **make.agreement(**changes))


def test_a_written_agreement_is_in_force_from_the_last_signature(room):
    case = make.mediating(room)
    with clock.travel(clock.today() + timedelta(2)):
        made, signed = clock.today() - timedelta(1), clock.today()
        days = {"made_on": made, "effective_on": signed, "terms": make.terms(due_on=signed)}
        refused("effective_when_made", proceedings.agree, case, actor=room.mediator, **make.agreement(**days))
        written = {"form": "written", "is_signed": True, "is_sealed": True, "document": [paper("协议书.pdf")]}
        case = proceedings.agree(case, actor=room.mediator, **make.agreement(**days, **written))
        assert (case.agreement.made_on, case.agreement.effective_on, case.closed_on) == (made, signed, signed)
        for wrong in ({"effective_on": made - timedelta(1)}, {"form": "oral"}):
            with pytest.raises(IntegrityError, match="agreement_in_force_once_made_and_signed"), transaction.atomic():
                Agreement.objects.filter(case=case).update(**wrong)


def test_the_page_says_until_when_both_may_ask_the_court(room, client):
    case = make.agreed(room)
    client.force_login(room.mediator)
    page = client.get(case.get_absolute_url()).content.decode()
    last = rules.deadline("mediation_confirm_window", case.agreement.effective_on)
    assert clock.is_workday(last)
    assert f"（至{clock.zh_date(last)}止）" in page
    assert "协议对双方仍有约束力" in page


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
