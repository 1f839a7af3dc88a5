"""Two factors: a code after the password for whoever has enrolled."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.models import RecoveryCode, SecondFactor, Session
from governance.people.actions import access, accounts
from tests.factories.base import make_district, user_with
from tests.factories.factors import code_of

PASSWORD = "Hetang-2026-Good"
ENROL = "/account/second-factor/"
WRONG = "000000"
SIGN_IN_QUERIES = 16  # as before there were second factors


@pytest.fixture
def place(db):
    place = make_district()
    place.user = user_with("street_admin", place.street, "street")
    place.sys = user_with("sys_admin", place.district, "sysadmin")
    for user in (place.user, place.sys):
        user.set_password(PASSWORD)
        user.save()
    return place


def password(user, client=None):
    client = client or Client()
    return client, client.post("/login/", {"username": user.username, "password": PASSWORD})


def enrol(user):
    """Enrol as a person does; returns the client and the recovery codes."""
    client, answer = password(user)
    assert answer.status_code == 302
    client.get(ENROL)
    page = client.post(ENROL, {"code": code_of(user), "old_password": PASSWORD})
    assert page.status_code == 200
    return client, re.findall(r"<code>([A-Z2-9-]{19})</code>", page.content.decode())


def is_in(client):
    return client.get("/account/").status_code == 200


def test_enrolment_shows_the_secret_and_asks_for_a_code_and_the_password(place):
    client, _ = password(place.user)
    page = client.get(ENROL).content.decode()
    secret = SecondFactor.objects.get().secret
    assert secret in page.replace(" ", "")
    svg = page[page.index("<svg") : page.index("</svg>")]
    assert "style" not in svg
    assert "script" not in svg
    for given in ({"code": WRONG, "old_password": PASSWORD}, {"code": code_of(place.user), "old_password": "wrong"}):
        assert client.post(ENROL, given).status_code == 422
        assert not SecondFactor.objects.exclude(confirmed_at=None).exists()
        assert not RecoveryCode.objects.exists()
        assert not Event.objects.filter(kind="governance.user.second_factor").exists()
    assert client.get(ENROL).content.decode().replace(" ", "").count(secret) == 1  # the picture stays good


def test_secrets_are_sealed_and_recovery_codes_are_digests(place):
    client, codes = enrol(place.user)
    assert len(set(codes)) == 10
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM governance_secondfactor")
        stored = cursor.fetchone()[0]
    secret = SecondFactor.objects.get().secret
    assert secret not in stored
    kept = str(list(RecoveryCode.objects.values())) + str(list(Event.objects.values()))
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]
    pages = [client.get(address).content.decode() for address in ("/account/", ENROL)]
    assert not [code for code in codes for page in pages if code in page]
    assert "恢复码还剩 10 个" in pages[0]
    assert Notice.objects.filter(recipient=place.user, title="动态验证码已启用").exists()


def test_the_code_is_asked_for_after_the_password(place):
    enrol(place.user)
    client, answer = password(place.user)
    assert answer["Location"] == "/login/code/"
    assert not is_in(client)
    with clock.travel(clock.now() + timedelta(seconds=60)):
        answer = client.post("/login/code/", {"code": code_of(place.user)})
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert is_in(client)


def test_the_way_goes_on_after_the_code(place):
    enrol(place.user)
    client = Client()
    client.post("/login/?next=/governance/people/", {"username": "street", "password": PASSWORD})
    with clock.travel(clock.now() + timedelta(seconds=60)):
        assert client.post("/login/code/", {"code": code_of(place.user)})["Location"] == "/governance/people/"


def test_a_used_code_is_not_taken_twice(place):
    enrol(place.user)
    with clock.travel(clock.now() + timedelta(seconds=90)):
        code = code_of(place.user)
        first, second = password(place.user)[0], password(place.user)[0]
        assert first.post("/login/code/", {"code": code}).status_code == 302
        assert second.post("/login/code/", {"code": code}).status_code == 422
        assert second.post("/login/code/", {"code": code_of(place.user, -1)}).status_code == 422
        assert not is_in(second)


def test_the_code_of_the_enrolment_is_used_up(place):
    enrol(place.user)
    client, _ = password(place.user)
    assert client.post("/login/code/", {"code": code_of(place.user)}).status_code == 422
    assert not is_in(client)


def test_a_recovery_code_lets_in_once(place):
    _, codes = enrol(place.user)
    client, _ = password(place.user)
    assert client.post("/login/code/", {"code": codes[0].lower().replace("-", " ")}).status_code == 302
    assert is_in(client)
    again, _ = password(place.user)
    assert again.post("/login/code/", {"code": codes[0]}).status_code == 422
    assert RecoveryCode.objects.count() == 9
    assert Notice.objects.filter(recipient=place.user, title="您的账号使用了一个恢复码").count() == 1


def test_wrong_codes_count_as_wrong_passwords_do(place):
    enrol(place.user)
    client, _ = password(place.user)
    answers = [client.post("/login/code/", {"code": WRONG}).status_code for _ in range(3)]
    _, answer = password(place.user, client)  # a right password between them begins nothing anew
    assert answer["Location"] == "/login/code/"
    answers += [client.post("/login/code/", {"code": WRONG}).status_code for _ in range(2)]
    assert answers == [422, 422, 422, 422, 429]
    with clock.travel(clock.now() + timedelta(seconds=60)):
        assert client.post("/login/code/", {"code": code_of(place.user)}).status_code == 429
        assert password(place.user)[1].status_code == 429
    assert not is_in(client)


def test_half_a_sign_in_ends_by_time_and_with_all_access(place):
    _, codes = enrol(place.user)
    client, _ = password(place.user)
    with clock.travel(clock.now() + timedelta(minutes=6)):
        assert client.post("/login/code/", {"code": codes[0]})["Location"] == "/login/"
    client, _ = password(place.user)
    access.sign_out_everywhere(place.user, actor=place.user)
    assert client.post("/login/code/", {"code": codes[0]})["Location"] == "/login/"
    assert Client().get("/login/code/")["Location"] == "/login/"
    assert RecoveryCode.objects.count() == 10


def test_enrolment_ends_every_other_access_and_keeps_its_own_session(place):
    older, _ = password(place.user)
    _, key = access.make_key(place.user, actor=place.user, name="取数")
    client, _ = enrol(place.user)
    assert (is_in(older), is_in(client), access.key_account(key)) == (False, True, None)


def test_the_owner_changes_recovery_codes_and_the_device_with_password_and_code(place):
    client, codes = enrol(place.user)
    wrong = ({"old_password": "wrong", "code": codes[0]}, {"old_password": PASSWORD, "code": WRONG})
    for address, given in zip(("/account/recovery-codes/", "/account/end-factor/"), wrong, strict=True):
        assert client.post(address, given).status_code == 422
        assert (RecoveryCode.objects.count(), SecondFactor.objects.count()) == (10, 1)
    page = client.post("/account/recovery-codes/", {"old_password": PASSWORD, "code": codes[0]}).content.decode()
    fresh = re.findall(r"<code>([A-Z2-9-]{19})</code>", page)
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
    assert client.post("/account/end-factor/", {"old_password": PASSWORD, "code": codes[1]}).status_code == 422
    assert client.post("/account/end-factor/", {"old_password": PASSWORD, "code": fresh[0]}).status_code == 302
    assert is_in(client)
    assert (RecoveryCode.objects.count(), SecondFactor.objects.count()) == (0, 0)
    assert is_in(password(place.user)[0])


def test_a_new_password_keeps_the_second_factor(place):
    enrol(place.user)
    accounts.reset(place.user, actor=place.sys)
    assert SecondFactor.objects.get().confirmed_at


def test_a_phones_clock_may_differ_by_one_step(place):
    enrol(place.user)
    with clock.travel(clock.now() + timedelta(minutes=4)):
        for half_minutes, status in ((-2, 422), (2, 422), (-1, 302), (1, 302)):
            client, _ = password(place.user)
            before = SecondFactor.objects.get().last_step
            answer = client.post("/login/code/", {"code": code_of(place.user, half_minutes)})
            assert answer.status_code == status, half_minutes
            assert (SecondFactor.objects.get().last_step == before) is (status == 422)


def test_a_secret_opens_for_its_own_account_only(place):
    enrol(place.user)
    _, codes = enrol(place.sys)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM governance_secondfactor WHERE user_id = %s", [place.user.pk])
        cursor.execute(
            "UPDATE governance_secondfactor SET secret = %s WHERE user_id = %s", [*cursor.fetchone(), place.sys.pk]
        )
    client, _ = password(place.sys)
    with clock.travel(clock.now() + timedelta(seconds=90)):
        assert client.post("/login/code/", {"code": code_of(place.user)}).status_code == 422
    assert not is_in(client)
    assert client.post("/login/code/", {"code": codes[0]}).status_code == 302
    with pytest.raises(CommandError):
        call_command("verify", verbosity=0)


def test_refusals_of_a_sign_in_write_no_session_of_the_account(place):
    enrol(place.user)
    Session.objects.all().delete()
    client, _ = password(place.user)
    events, factor = Event.objects.count(), SecondFactor.objects.values("last_step", "confirmed_at").get()
    assert client.post("/login/code/", {"code": WRONG}).status_code == 422
    assert client.post("/login/code/", {"code": ""}).status_code == 422
    assert not Session.objects.filter(user=place.user).exists()
    assert (Event.objects.count(), RecoveryCode.objects.count()) == (events, 10)
    assert SecondFactor.objects.values("last_step", "confirmed_at").get() == factor


def test_signing_in_asks_the_database_no_more_than_with_a_password_alone(place, django_assert_max_num_queries):
    client = Client()
    with django_assert_max_num_queries(SIGN_IN_QUERIES):
        password(place.user, client)


def test_recovery_codes_can_be_printed_and_downloaded_without_script(place):
    client, _ = password(place.user)
    client.get(ENROL)
    answer = client.post(ENROL, {"code": code_of(place.user), "old_password": PASSWORD})
    page = answer.content.decode()
    codes = re.findall(r"<code>([A-Z2-9-]{19})</code>", page)
    assert f'href="data:text/plain;charset=utf-8,{"%0D%0A".join(codes)}"' in page
    assert "data-print" in page
    assert answer["Cache-Control"] == "private, no-store"
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", page)


def test_a_form_of_the_second_factor_sent_twice_does_its_work_once(place):
    client, _ = password(place.user)
    client.get(ENROL)
    given = {"code": code_of(place.user), "old_password": PASSWORD, "_submission": "twice"}
    assert client.post(ENROL, given).status_code == 200
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert client.post(ENROL, given).status_code == 302
    assert set(RecoveryCode.objects.values_list("digest", flat=True)) == kept
    assert Event.objects.filter(kind="governance.user.second_factor").count() == 1
