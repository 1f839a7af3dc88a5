"""What is wrong with a form of a case is said at once, and nothing of it is written."""

from datetime import timedelta

import pytest

from disputes.cases.actions import cases, mediators, proceedings
from disputes.models import MediationCase
from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.steps.errors import Refused
from tests.factories import disputes as make


def soon():
    return clock.today() + timedelta(5)


def said(step, case, actor, **given):
    """The sentences of one refusal, by field; the case and its record are as before."""
    before = Event.objects.count(), MediationCase.objects.count()
    with pytest.raises(Refused) as refusal:
        step(case, actor=actor, **given)
    assert before == (Event.objects.count(), MediationCase.objects.count())
    if case.pk:
        assert MediationCase.objects.get(pk=case.pk).version == case.version
    return refusal.value.errors


def test_a_registration(room):
    given = make.registration(room, oral_record="", title="张晓明家漏水")
    given["parties"][0]["phone"] = "123"
    given["parties"][1]["id_number"] = "430202190001010000"
    errors = said(cases.register, MediationCase(), room.secretary, **given)
    assert len(errors["parties"]) == 2
    assert [words[:5] for words in errors["parties"]] == ["第 1 行", "第 2 行"]
    assert {"oral_record", "title"} <= errors.keys()


def test_an_assignment(room):
    given = make.assignment(room, lead=None, is_conflict_free=False, has_consent=False, rights_told_on=None)
    errors = said(mediators.assign, make.accepted(room), room.head, **given)
    assert errors.keys() == {"lead", "is_conflict_free", "has_consent", "rights_told_on"}


def test_the_page_of_an_assignment_shows_all_of_it(client, room):
    case = make.accepted(room)
    client.force_login(room.head)
    page = client.post(case.url("assign"), {"lead": room.lead.pk, "_version": case.version})
    text = page.content.decode()
    assert page.status_code == 422
    for words in ("有无利害关系", "须经双方当事人同意调解及调解员人选", "须先向当事人送达权利义务告知书"):
        assert words in text
    assert MediationCase.objects.get(pk=case.pk).status == "accepted"


def test_a_session(room):
    given = make.session(held_on=soon(), is_signed=False, invited="老支书")
    errors = said(proceedings.mediate, make.assigned(room), room.mediator, **given)
    assert errors.keys() == {"has_invite_consent", "held_on", "is_signed"}


def test_an_agreement(room):
    given = make.agreement(form="written", oral_record="", made_on=soon(), fee=10)
    given["terms"] = [*make.terms(text="", mode="", due_on=None), *make.terms(due_on=clock.today() - timedelta(9))]
    errors = said(proceedings.agree, make.mediating(room), room.mediator, **given)
    assert {"fee", "made_on", "is_signed", "document", "terms"} <= errors.keys()
    assert len(errors["terms"]) == 4


def test_a_failure_and_an_extension(room):
    case = make.assigned(room)
    errors = said(proceedings.ask_extension, case, room.mediator, days=999, reason=" ", has_consent=False)
    assert errors.keys() == {"days", "has_consent", "reason"}
    errors = said(proceedings.fail, make.mediating(room), room.mediator, reason=" ", routes=())
    assert errors.keys() == {"reason", "routes"}
