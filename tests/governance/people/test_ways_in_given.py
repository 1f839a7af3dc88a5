"""`verify` asks for the event behind each key of the API, each password and each link to set one."""

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection

from governance.kernel.clock import clock
from governance.kernel.upkeep.checks import run
from governance.models import ApiKey, Area, PasswordLink, User
from governance.people.actions import access, accounts
from tests.factories.base import make_district, tell_given, user_with

pytestmark = pytest.mark.django_db
NEW = "Xinde-mima-2026!"


@pytest.fixture
def user():
    """Somebody with a key of the API, whose password is one's own; another account waits for its link."""
    user = user_with("community_secretary", make_district().community)
    accounts.change_password(user, actor=user, password=NEW)
    access.make_key(user, actor=user, name="接口")
    assert found() == []
    return user


def found():
    return [sentence for _, sentence in run(["ways in"])]


def do(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = origin")


def test_a_key_put_in_is_named(user):
    do(
        "INSERT INTO governance_apikey (user_id, name, digest, hint, resources, may_write, created_at, expires_at)"
        " SELECT user_id, name, %s, hint, resources, true, now() - interval '1 day', expires_at FROM governance_apikey",
        access.digest("guess"),
    )
    forged = ApiKey.objects.get(digest=access.digest("guess"))
    assert found() == [f"key {forged.pk} of account {user.pk}: no event gave it"]


def test_a_link_put_in_is_named(user):
    do(
        "INSERT INTO governance_passwordlink (user_id, digest, created_at, expires_at, failures)"
        " VALUES (%s, %s, %s, now() + interval '1 day', 0)",
        user.pk,
        access.digest("guess"),
        clock.now(),
    )
    link = PasswordLink.objects.get()
    assert found() == [f"link {link.pk} to set the password of account {user.pk}: no event gave it"]


@pytest.mark.parametrize("moment", [None, "later"])
def test_a_password_that_no_event_set_is_named(user, moment):
    other = user_with("grid_worker", user.person.area)
    changed = moment and clock.now()
    do(
        "UPDATE governance_user SET password = %s, password_changed_at = %s WHERE id = %s",
        make_password("guess"),
        changed,
        other.pk,
    )
    assert found() == [f"password of account {other.pk}: no event set it"]


def test_an_account_whose_password_was_reset_is_in_order(user):
    administrator = user_with("sys_admin", Area.objects.get(parent=None))
    accounts.reset(user, actor=administrator)
    assert PasswordLink.objects.filter(user=user).exists()
    assert not User.objects.get(pk=user.pk).has_usable_password()
    assert found() == []


def test_a_demo_account_needs_its_event_too(user):
    """What an account is called in its own row frees it from nothing; the demo writes the event."""
    do("UPDATE governance_user SET is_demo = true, password_changed_at = password_changed_at - interval '1 day'")
    assert found() == [f"password of account {user.pk}: no event set it"]
    tell_given()
    assert found() == []
