"""Accounts and their passwords."""

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from rest_framework.authtoken.models import Token

from governance import roles
from governance.kernel.clock import clock, rules
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.events import record
from governance.kernel.steps.forms import assign
from governance.kernel.steps.saving import lock, save_valid
from governance.people.models import Appointment, PasswordRecord, Person, User
from governance.people.workflow import ACCOUNT, GRANT_RIGHTS

from . import posts as people

REMEMBERED = 5
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


def must_change_password(user):
    """Whether the account has its first password, or one older than `password_max_days`; demo accounts keep theirs."""
    if user.must_change_password or user.is_demo:
        return user.must_change_password
    rule = rules.find("password_max_days")
    born = user.password_changed_at or user.created_at
    return rule is not None and clock.now() - born > timedelta(days=int(rule.value))


def new_password():
    """A first password that can be read out over the telephone and satisfies the rules."""
    return "".join(secrets.choice(LETTERS) for _ in range(10)) + secrets.choice("23456789") + "Ht-"


def void_sessions(user):
    """End every session and key of the account."""
    user.session_epoch += 1
    Token.objects.filter(user=user).delete()


def give_first_password(user):
    """Give the account a first password; it is shown once, in `step_message`."""
    password = new_password()
    user.password = make_password(password)
    user.must_change_password = True
    if user.pk:
        void_sessions(user)
    user.initial_password = password
    user.step_message = (
        f"账号 {user.username} 的初始密码是 {password}，请当面告知本人；首次登录须修改，本页关闭后不再显示"
    )


@ACCOUNT.step("open_account")
def open_account(user, *, actor, note="", username, area, name="", phone="", email="", person=None):
    """Open an account for a person.  Rights come with posts, never with the account.

    Sets `initial_password` on the returned account; it is kept nowhere.  Refusals: person_has_account.
    Event `governance.user.open_account`.  Source: domain.md §7 (三员 separation).
    """
    user.username, user.email = username.strip(), email
    user.person = person or people.known_person(area, actor, name=name, phone=phone)
    if User.objects.filter(person=user.person).exists():
        raise Refused(f"{user.person.name}已经有账号，请不要重复开通", "person_has_account", field="name")
    give_first_password(user)
    return {"facts": [["账号", username]]}


@ACCOUNT.step("edit")
def edit(user, *, actor, note="", **data):
    """Change the e-mail address; rights and the user name never change here."""
    return assign(user, data)


@ACCOUNT.step("reset")
def reset(user, *, actor, note=""):
    """Give the account a new first password; all its sessions end."""
    give_first_password(user)


@ACCOUNT.step("stop")
def stop(user, *, actor, note):
    """Stop the account: it can no longer sign in, and its sessions end."""
    void_sessions(user)


@ACCOUNT.step("restart")
def restart(user, *, actor, note=""):
    """Let the account sign in again, with a new first password."""
    give_first_password(user)


def change_password(user, *, actor, password):
    """Change one's own password; the last five are refused ("password_used").  Event `governance.user.password`."""
    with transaction.atomic():
        locked = lock(user)
        used = [locked.password, *locked.old_passwords.values_list("password", flat=True)[:REMEMBERED]]
        if any(check_password(password, old) for old in used):
            raise Refused("不能与最近五次用过的密码相同，请换一个", "password_used", field="new_password")
        PasswordRecord.objects.create(user=locked, password=locked.password)
        locked.password = user.password = make_password(password)
        locked.must_change_password = user.must_change_password = False
        locked.password_changed_at = user.password_changed_at = clock.now()
        locked.save()
        record("governance.user.password", locked, actor=actor, label="修改密码")


def token_of(user):
    """The account's key to the API, made at the first request; signing out everywhere voids it."""
    return Token.objects.get_or_create(user=user)[0].key


def sign_out_everywhere(user, *, actor):
    """End all sessions of the account.  Event `governance.user.sign_out`."""
    with transaction.atomic():
        locked = lock(user)
        void_sessions(locked)
        locked.save()
        record("governance.user.sign_out", locked, actor=actor, label="退出全部设备")


def renew_calendar(user, *, actor):
    """Make a new secret address of one's own deadlines as a calendar; the former one stops working.

    Event `governance.user.calendar`.  Returns the token.
    """
    return set_calendar_token(user, actor, secrets.token_urlsafe(32), "设置日历订阅")


def withdraw_calendar(user, *, actor):
    """Withdraw the calendar's address.  Event `governance.user.calendar`."""
    return set_calendar_token(user, actor, "", "停用日历订阅")


def set_calendar_token(user, actor, token, label):
    with transaction.atomic():
        locked = lock(user)
        locked.calendar_token = user.calendar_token = token
        locked.save()
        record("governance.user.calendar", locked, actor=actor, label=label)
    return token


def found_administrators(district, accounts):
    """Open the accounts of the first administrators of an empty portal, which nobody else could open.

    accounts -- [(username, name, role)], different people: no administrator gives rights to himself

    Refusals: same_person; has_administrator once there is an account that may give rights.  Sets
    `initial_password` and `role_label` on the returned accounts.
    Event `governance.user.found`.  Source: domain.md §7 (三员 separation).
    """
    if len({name for _, name, _ in accounts}) < len(accounts):
        raise Refused("系统管理员和安全管理员须是不同的人", "same_person")
    with transaction.atomic():
        lock(district)  # two callers at once create one set of administrators
        rights = Appointment.objects.in_office().filter(role__in=roles.with_permission(GRANT_RIGHTS))
        if rights.filter(person__user__isnull=False).exists():
            raise Refused("已有安全管理员，请由系统管理员开通账号、安全管理员授予岗位", "has_administrator")
        return [found_administrator(district, *account) for account in accounts]


def found_administrator(district, username, name, role):
    user = User(username=username)
    user.person = people.save_person(Person(), actor=None, name=name, area=district)
    give_first_password(user)
    save_valid(user)
    post = Appointment(person=user.person, role=role, area=district, chosen_by=Appointment.Chosen.APPOINTED)
    save_valid(post)
    user.role_label = roles.label(role)
    record(
        "governance.user.found", user, actor=None, label="创建首位管理员", data={"facts": [["岗位", user.role_label]]}
    )
    return user
