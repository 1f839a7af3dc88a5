"""No hand alone ends the access of one of the three administrators: whatever step it takes, it needs two of them."""

import pytest
from django.db import transaction

from governance import roles
from governance.demo_world import invented_id_number
from governance.kernel.clock import clock, rules
from governance.kernel.steps.errors import BusinessError, Refused
from governance.kernel.steps.workflow import CLOCK
from governance.models import Appointment, Event, Person, User
from governance.people import roster
from governance.people.actions import merging, switching
from governance.people.actions import posts as people
from governance.people.workflow.accounts import ACCOUNT
from governance.people.workflow.people import PERSON
from governance.people.workflow.posts import POST
from tests.factories.base import home_of, make_district, person, user_with

FLOWS = ((PERSON, Person), (ACCOUNT, User), (POST, Appointment))
NUMBER = invented_id_number(950_001)


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.target = user_with("sec_admin", place.district, "target", name="钱小安")
    place.second = user_with("sec_admin", place.district, "second", name="钱小全")
    place.office = user_with("district_office", place.district, "office", name="王小联")
    return place


def access():
    """Everything by which administrators get in, as it is now: a set of rows."""
    users = User.objects.filter(person__appointments__role__in=roles.ADMINISTRATORS)
    columns = ("pk", "status", "session_epoch", "password", "calendar_digest", "person")
    posts = Appointment.objects.filter(role__in=roles.ADMINISTRATORS)
    return {*users.values_list(*columns), *posts.values_list("person", "role", "status", "starts_on", "ends_on")}


def inputs(name, place):
    """What somebody may put into the form of a step, to the administrator's harm."""
    who = place.target.person
    named = {"name": who.name, "phone": who.phone, "id_number": who.id_number}
    if name == "open_account":
        return [{**named, "username": "walk.a", "area": place.street}]
    if name == "appoint":
        return [{**named, "role": "volunteer_lead", "area": area} for area in (place.community, place.compound)]
    if name == "grant":
        given = [(role, area) for role in ("sys_admin", "sec_admin", "street_staff") for area in (place.district,)]
        return [{"person": who, "role": role, "area": area, "starts_on": clock.today()} for role, area in given]
    if name == "propose_merge":
        return [{"into": other, "note": "同一人"} for other in Person.objects.filter(name="钱小安")]
    if name == "correct":
        return [{"id_number": NUMBER, "note": "登记有误"}, {"phone": "19900009999", "note": "换号"}]
    if name in ("end", "revoke"):
        return [{"note": "离任"}]
    if name == "amend":
        return [{"ends_on": clock.today()}]
    return [{"note": "核实后办理"}]


def merger(place, turned):
    """A namesake without post or account; another street proposes to make one of the two rows of both."""
    twin = person(place.community, "钱小安")
    one, other = (place.target.person, twin) if turned else (twin, place.target.person)
    Person.objects.filter(pk=one.pk).update(merge_into=other, merge_proposed_by=place.office)


@pytest.mark.parametrize("turned", [False, True])
def test_no_step_of_one_person_ends_an_administrators_access(place, turned):
    merger(place, turned)
    taken = set()
    steps = [step.permission for flow, _ in FLOWS for step in flow.steps.values() if step.permission != CLOCK]
    for role in dict.fromkeys(role for permission in steps for role in roles.with_permission(permission)):
        actor = user_with(role, home_of(role, place), name="孙小手")
        for flow, model in FLOWS:
            for step in flow.steps.values():
                if step.permission != CLOCK:
                    taken |= take(place, actor, flow, model, step)
    assert {"governance.person.correct", "governance.user.propose_stop", "governance.user.propose_reset"} <= taken


def take(place, actor, flow, model, step):
    """Take the step on every row with every input; returns {its name} where it was taken at least once."""
    whose = {"person": "pk", "user": "person", "appointment": "person"}[model._meta.model_name]
    meant = Person.objects.filter(name=place.target.person.name)
    rows = [None] if step.creates else list(model.objects.filter(**{f"{whose}__in": meant}).order_by("pk"))
    taken = set()
    for row in rows:
        for given in inputs(step.name, place):
            before, point = access(), transaction.savepoint()
            try:
                flow.actions[step.name](row or model(), actor=User.objects.get(pk=actor.pk), **given)
            except BusinessError:
                transaction.savepoint_rollback(point)
                continue
            taken.add(f"{flow.kind}.{step.name}")
            lost = before - access()
            assert not lost, f"{actor.post_label}: {flow.kind}.{step.name} {given} changed {lost}"
            transaction.savepoint_rollback(point)
    return taken


def refused(code, step):
    before = access(), Event.objects.count()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        step()
    assert refusal.value.code == code
    assert (access(), Event.objects.count()) == before
    return refusal.value.message


def test_a_number_is_corrected_after_two_have_stopped_the_account(place):
    who, auditor = place.target.person, user_with("audit_admin", place.district, "auditor")
    given = {"actor": place.office, "note": "登记有误", "id_number": NUMBER}
    assert "另一位管理员确认停用" in refused("account_first", lambda: people.correct(who, **given))
    switching.propose_stop(place.target, actor=place.second, note="号码有误")
    refused("account_first", lambda: people.correct(who, **given))
    switching.confirm_stop(User.objects.get(pk=place.target.pk), actor=auditor)
    people.correct(who, **given)
    assert Person.objects.get(pk=who.pk).id_number == NUMBER


def test_the_form_keeps_what_was_typed_and_says_why(place, client):
    client.force_login(place.office)
    answer = client.post(place.target.person.url("correct"), {"id_number": NUMBER, "note": "登记有误"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "账号须先由一位管理员提请" in page
    assert "登记有误" in page


def test_no_merger_gives_an_administrator_business_or_ends_the_access(place):
    twin = person(place.community, "钱小安")
    given = {"actor": place.office, "note": "同一人"}
    refused("one_administrator_only", lambda: merging.propose_merge(twin, into=place.target.person, **given))
    people.appoint(
        Appointment(), actor=place.office, area=place.community, name="钱小安", phone="19900009998",
        role="volunteer_lead", starts_on=clock.today(),
    )  # fmt: skip
    busy = Person.objects.get(phone_masked="199****9998")
    words = refused("one_administrator_only", lambda: merging.propose_merge(busy, into=place.target.person, **given))
    assert "须专任" in words


def test_the_roster_gives_an_administrator_no_post(place):
    who = place.target.person
    row = {"_row": 2, "area": place.compound, "role": "片长", "name": who.name, "phone": who.phone}
    (found,) = roster.check_rows([row], place.office)
    assert found[:2] == (2, "name")
    assert "须专任" in found[2]
