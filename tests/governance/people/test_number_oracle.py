"""An identity number answers nobody's question about people out of sight: a number of somebody else looks free."""

import threading

import pytest
from django.db import connection, transaction

from governance.demo_world import invented_id_number
from governance.kernel.clock import clock, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.notices import Notice
from governance.kernel.steps.errors import BusinessError, Refused
from governance.models import Appointment, IdentityCheck, Person, User
from governance.people.actions import accounts, identity, merging
from governance.people.actions import posts as people
from governance.people.checks import identities_are_checked
from governance.people.workflow.rights import CHECK_IDENTITY
from tests.factories.base import make_district, person, user_with

FREE, TAKEN, OTHER = (invented_id_number(940_000 + n) for n in range(3))
NEW = "/governance/appointments/new/"


@pytest.fixture
def place(db):
    rules.load_rules()
    place = make_district()
    place.clerk = user_with("community_secretary", place.community, "clerk", name="陈小登")
    place.far = user_with("community_secretary", place.other_community, "far", name="李小远")
    place.office = user_with("district_office", place.district, "office", name="王小联")
    place.office2 = user_with("district_office", place.district, "office2", name="王小办")
    place.sysadmin = user_with("sys_admin", place.district, "sysadmin", name="赵小系")
    place.known = people.save_person(
        Person(), actor=place.far, name="张小在", phone="19900003001", id_number=TAKEN, area=place.other_compound
    )
    return place


def appoint(place, number, name="张小在", phone="19900003002", actor=None, area=None):
    given = {"name": name, "phone": phone, "id_number": number, "role": "volunteer_lead", "starts_on": clock.today()}
    area = area or place.community
    return people.appoint(Appointment(), actor=actor or place.clerk, area=area, **given).person


def settle():
    """What the outbox does with every event of a person."""
    for pk in Person.objects.order_by("pk").values_list("pk", flat=True):
        identity.follow_identity(pk)


def page_of(client, number, name, phone):
    """(status, sentences, what the list then shows) of a registration, without the numbers of rows."""
    form = {
        "name": name, "phone": phone, "id_number": number, "role": "volunteer_lead", "area": "430202001012",
        "chosen_by": "recommended", "starts_on": "2026-01-01",
    }  # fmt: skip
    answer = client.post(NEW, form, follow=True)
    text = answer.content.decode()
    post = Appointment.objects.filter(person__name=name).order_by("-pk").first()
    for row in filter(None, (post, post and post.person)):
        text = text.replace(row.get_absolute_url(), "ROW")
    return answer, text


@pytest.mark.parametrize("has_account", [False, True])
def test_a_taken_number_looks_like_a_free_one_to_the_clerk(place, client, has_account):
    if has_account:
        User.objects.create(username="known", person=place.known)
    client.force_login(place.clerk)
    shown = {}
    for number, name, phone in ((FREE, "张小甲", "19900003010"), (TAKEN, "张小乙", "19900003011")):
        answer, text = page_of(client, number, name, phone)
        assert answer.status_code == 200
        assert answer.redirect_chain
        who = Person.objects.get(name=name)
        settle()
        pages = [text, client.get(who.get_absolute_url()).content.decode(), client.get("/governance/people/?tab=twins")]
        pages += [client.get(f"/api/v1/governance/people/{who.pk}/{part}").content.decode() for part in ("", "steps/")]
        shown[number] = [plain(one, who, number) for one in pages]
    assert shown[FREE] == shown[TAKEN]
    assert Person.objects.get(name="张小乙").identity_pending
    assert not Person.objects.get(name="张小甲").identity_pending


def plain(page, who, number):
    import re

    text = page if isinstance(page, str) else page.content.decode()
    text = re.search(r"<main.*</main>", text, re.S).group() if "<main" in text else text
    text = text.replace(who.name, "NAME").replace(who.phone_masked, "PHONE").replace(f"/{who.pk}/", "/PK/")
    text = re.sub(r"\d\d:\d\d(:\d\d)?(\.\d+)?", "TIME", text)
    return re.sub(r'value="[^"]*"|"(id|version)":\d+|/\d+/|[?&]\w+=[^"&]*|编号 \d+', "", text)


def test_the_own_name_and_number_of_somebody_elsewhere_join_nobody(place):
    who = appoint(place, TAKEN, phone=place.known.phone)
    assert who != place.known
    assert who.identity_pending
    assert appoint(place, TAKEN, phone=place.known.phone, area=place.compound) == who, "the clerk sees this one"
    third = appoint(place, OTHER, phone=place.known.phone, actor=place.far, area=place.other_community, name="张小三")
    assert not third.identity_pending


def test_name_and_telephone_do_not_confirm_a_number(place):
    """One number after the other beside a name and telephone registered elsewhere: always the same answer."""
    found = [appoint(place, number, phone=place.known.phone) for number in (OTHER,)]
    assert found[0].identity_pending
    place.known.refresh_from_db()
    assert place.known.id_number == TAKEN


def test_people_in_sight_keep_their_clear_sentence(place):
    own = appoint(place, FREE, name="孙小见")
    before = Person.objects.count()
    for actor, number in ((place.clerk, FREE), (place.office, TAKEN)):
        with pytest.raises(BusinessError) as refusal:
            appoint(place, number, name="孙小误", actor=actor)
        assert "已登记在另一人名下" in refusal.value.message
    assert Person.objects.count() == before
    with pytest.raises(BusinessError), transaction.atomic():
        people.correct(own, actor=place.office, note="更正", id_number=TAKEN)


def test_a_correction_asks_nothing_either(place):
    own = appoint(place, FREE, name="孙小见")
    people.correct(own, actor=place.clerk, note="登记有误", id_number=TAKEN)
    own.refresh_from_db()
    assert (own.identity_pending, own.id_number) == (True, TAKEN)
    settle()
    people.correct(own, actor=place.clerk, note="登记有误", id_number=OTHER)
    own.refresh_from_db()
    assert not own.identity_pending
    settle()
    assert not IdentityCheck.objects.open().exists()


def test_the_district_gets_the_task_and_nobody_else(place, client):
    who = appoint(place, TAKEN, name="张小乙")
    settle()
    settle()
    check = IdentityCheck.objects.get()
    assert (check.person, check.other) == (who, place.known)
    task = Deadline.objects.open().get(task="身份证号待核对")
    assert (task.permission, task.area_id) == (CHECK_IDENTITY, place.district.pk)
    client.force_login(place.office)
    page = client.get(check.get_absolute_url()).content.decode()
    assert who.get_absolute_url() in page
    assert place.known.get_absolute_url() in page
    assert check.get_absolute_url() in client.get("/governance/identity-checks/").content.decode()
    for user in (place.clerk, place.far, place.sysadmin):
        client.force_login(user)
        assert client.get(check.get_absolute_url()).status_code == 404
        assert client.get(f"/api/v1/governance/identity-checks/{check.pk}/").status_code == 404
    assert identities_are_checked() == []


def test_one_person_is_merged_and_the_check_ends(place):
    who = appoint(place, TAKEN)
    settle()
    proposed = merging.propose_merge(who, actor=place.office, into=place.known, note="同一人")
    merging.confirm_merge(proposed, actor=place.office2)
    settle()
    who.refresh_from_db()
    assert (who.current, who.id_index, who.identity_pending) == (place.known, "", False)
    assert IdentityCheck.objects.get().status == "settled"
    assert not Deadline.objects.open().exists()
    assert place.known.appointments.active().count() == 1


def test_two_people_are_settled_by_correcting_either(place):
    who = appoint(place, TAKEN, name="张小乙")
    settle()
    people.correct(place.known, actor=place.office, note="原登记有误", id_number=OTHER)
    settle()
    who.refresh_from_db()
    assert (who.identity_pending, who.id_number) == (False, TAKEN)
    assert IdentityCheck.objects.get().status == "settled"


def test_the_registrar_is_asked_to_correct(place):
    appoint(place, TAKEN, name="张小乙")
    settle()
    check = IdentityCheck.objects.get()
    identity.ask_correction(check, actor=place.office, note="请核对证件号码")
    assert "请核对证件号码" in Notice.objects.get(recipient=place.clerk, title__startswith="请核对").body
    assert check.status == "open"


def test_no_password_is_set_while_the_identity_waits(place):
    given = {"name": "张小乙", "phone": "19900003011", "area": place.street}
    opened = {
        number: accounts.open_account(
            User(), actor=place.sysadmin, username=f"new.{n}", **{**given, **more}, id_number=number
        )
        for n, (number, more) in enumerate(((FREE, {}), (TAKEN, {"name": "张小丙", "phone": "19900003012"})))
    }
    free, waiting = (opened[number] for number in (FREE, TAKEN))
    assert bool(free.link) is bool(waiting.link) is True
    secret = waiting.link.rstrip("/").rsplit("/", 1)[1]
    with pytest.raises(Refused) as refusal:
        accounts.set_password_by_link(secret, id_number=TAKEN, password="Walk-2026-11")
    assert refusal.value.code == "identity_pending"
    assert not User.objects.get(pk=waiting.pk).has_usable_password()
    secret = free.link.rstrip("/").rsplit("/", 1)[1]
    accounts.set_password_by_link(secret, id_number=FREE, password="Walk-2026-11")


def test_no_rights_are_granted_while_the_identity_waits(place):
    own = appoint(place, FREE, name="孙小见")
    User.objects.create(username="own.one", person=own)
    people.correct(own, actor=place.clerk, note="登记有误", id_number=TAKEN)
    guard = user_with("sec_admin", place.district)
    given = {"actor": guard, "person": Person.objects.get(pk=own.pk), "area": place.street, "role": "street_staff"}
    before = Appointment.objects.count()
    with pytest.raises(BusinessError) as refusal:
        people.grant(Appointment(), **given)
    assert refusal.value.code == "identity_pending"
    assert Appointment.objects.count() == before
    people.correct(place.known, actor=place.office, note="原登记有误", id_number=OTHER)
    settle()
    people.grant(Appointment(), **given | {"person": Person.objects.get(pk=own.pk)})


def test_an_account_is_for_whom_name_and_number_say(place):
    user = accounts.open_account(
        User(), actor=place.sysadmin, username="known", name="张小在", phone="19900003001", id_number=TAKEN,
        area=place.street,
    )  # fmt: skip
    assert user.person == place.known


def test_verify_names_what_waits_without_a_check(place):
    who = person(place.compound, "周小漏")
    Person.objects.filter(pk=who.pk).update(identity_pending=True)
    assert identities_are_checked() == [f"person {who.pk}: the identity waits, and nobody is asked about it"]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_number_are_one_and_one_that_waits():
    """The look-up and the entry of a number are one: nobody is refused by the index of the table."""
    rules.load_rules()
    place = make_district()
    clerks = [
        (user_with("community_secretary", place.community, name="陈小登"), place.community),
        (user_with("community_secretary", place.other_community, name="李小远"), place.other_community),
    ]
    barrier, failed = threading.Barrier(2, timeout=20), []

    def work(n):
        clerk, area = clerks[n]
        barrier.wait()
        try:
            appoint(place, FREE, name=f"吴小{'甲乙'[n]}", phone=f"1990000309{n}", actor=clerk, area=area)
        except Exception as fault:
            failed.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[n]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    entered = Person.objects.exclude(id_index="").filter(name__startswith="吴小")
    assert sorted(entered.values_list("identity_pending", flat=True)) == [False, True]
