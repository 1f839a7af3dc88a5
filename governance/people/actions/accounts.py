"""Accounts and their passwords."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from governance.kernel.clock import clock, messages, reminders, rules
from governance.kernel.steps.errors import Refused
from governance.kernel.steps.events import record
from governance.kernel.steps.forms import assign
from governance.kernel.steps.saving import lock, refuse_invalid
from governance.kernel.upkeep.crypto import blind_indexes
from governance.people.identities import has_number
from governance.people.models.accounts import User
from governance.people.models.numbers import accept_number, refusal
from governance.people.ways_in import PasswordLink, PasswordRecord, digest
from governance.people.workflow.accounts import ACCOUNT, CONFIRMATION, holds_both_halves

from . import posts as people
from .access import LINK_HOURS, end_all_access, make_password_link

REMEMBERED = 5
EMAIL_TOLD = "您账号的电子邮箱有变动"
ADDRESS_LEFT = {True: "仍用现在的邮箱", False: "已清空，不再向邮箱发送"}  # by whether one is left
LINK = f"设置密码的链接（{LINK_HOURS} 小时内有效，只能用一次）"
HANDING_OVER = "请交给本人在自己的设备上打开，凭身份证号设置密码；离开本页后不再显示"


def must_change_password(user):
    """Whether the account has its first password, or one older than `password_max_days`; demo accounts keep theirs."""
    if user.must_change_password or user.is_demo:
        return user.must_change_password
    rule = rules.find("password_max_days")
    born = user.password_changed_at or user.created_at
    return rule is not None and clock.now() - born > timedelta(days=int(rule.value))


def take_password(user):
    """Take the password away: nobody signs in until the owner has set another one by a link."""
    user.password = make_password(None)
    user.must_change_password = True


def hand_link(user):
    """Make the link for the owner; whoever made it sees the link once, in `step_message`, and never a password."""
    user.link = settings.PORTAL_URL + reverse("set_password", args=[make_password_link(user)])
    user.step_message = f"账号 {user.username}：{LINK} {user.link} 。{HANDING_OVER}"


def tell_owner(user, title, body, mail_to=""):
    """Put what was done to an account into its owner's inbox: each time anew, also twice in one version of the row.

    mail_to -- the address that it is mailed to; the account's own without
    """
    key = f"account:{user.pk}:{secrets.token_hex(8)}"
    messages.notify([user], key=key, title=title, body=body, url=reverse("account"), level="warn", mail_to=mail_to)


@ACCOUNT.step("open_account")
def open_account(user, *, actor, work, note="", username, area, name="", phone="", id_number="", email="", person=None):
    """Open an account for a person.  Rights come with posts, never with the account.

    The person is known by identity number and telephone, so that one human being has one account.  Sets `link` on
    the returned account; it is kept nowhere.  Where the person holds rights already, or is a namesake
    (`holds_both_halves`), there is no link: another administrator has to confirm, as with a reset.

    What is wrong with the account itself is said before anybody is looked up: no refusal tells of a number in passing.

    Refusals: invalid, username_taken, identity_missing, person_has_account, and those of `known_person`.
    Event `governance.user.open_account`.  Source: domain.md §7 (三员 separation).
    """
    user.username, user.email_proposed = username.strip(), email
    if User.objects.filter(username__iexact=user.username).exists():
        raise Refused("这个账号已经有人使用，大小写不分", "username_taken", field="username")
    take_password(user)
    refuse_invalid(user, exclude=["person"])
    who = {"name": name, "phone": phone, "id_number": id_number}
    user.person = person or people.known_person(area, actor, also=named_well(name, id_number), **who)
    if not (user.person.id_index and user.person.phone_index):
        raise Refused("开通账号须登记本人的身份证号和手机号", "identity_missing", field="id_number")
    if User.objects.filter(person=user.person).exists():
        raise refusal(actor, f"{user.person.name}已经有账号，请不要重复开通", "person_has_account", field="name")
    accept_number(actor, id_number)
    facts = [["账号", username]]
    if holds_both_halves(user, actor):
        user.reset_by = actor
        work.after(ask_for_link)
        facts.append(["设置密码", "待另一位管理员确认"])
    else:
        user.link_by = actor
        work.after(hand_link)
    return {"facts": facts}


def named_well(name, id_number):
    """Whoever has this name and this identity number, or no number yet: an account is for whom its keeper names so."""
    return Q(name=name) & (Q(id_index="") | has_number(id_number))


def ask_for_link(user):
    """Put it to the other administrators to hand over the link of an account that carries rights from its first day."""
    ask_confirmation(user)
    user.step_message = (
        f"账号 {user.username} 已新建。{user.person.name}已任岗位，或与您本人、其他任职人员同名，且身份证号由您录入，"
        "设置密码的链接不经您手：已提请另一位管理员核实，核实后由其将链接转交本人"
    )


@ACCOUNT.step("edit")
def edit(user, *, actor, note="", **data):
    """Propose another e-mail address, or take the present one away; rights and the user name never change here.

    Nothing is sent to an address before its owner has taken it (`set_address`): else whoever keeps accounts would read
    by mail what he may not see.  The owner is told, at the address of before.  Source: domain.md §7 (三员 separation).
    """
    before, given = user.email, data.get("email", user.email)
    proposed = "" if given == before else given
    told = assign(user, {"email": before if given else "", "email_proposed": proposed})
    if told:
        what = f"拟改为 {proposed}，您登录后在“个人信息与岗位”中确认才启用" if proposed else ADDRESS_LEFT[bool(given)]
        tell_owner(user, EMAIL_TOLD, f"由{actor.signature()}办理：{what}；不是您本人要求的，请告知安全管理员", before)
    return told


def set_address(user, *, actor, email):
    """Set one's own e-mail address, which is the only way to one that mail is sent to; "" ends the mail.

    The address of before is told.  Event `governance.user.set_address`.
    """
    with transaction.atomic():
        locked = lock(user)
        before = locked.email
        told = assign(locked, {"email": email, "email_proposed": ""})
        if not told:
            return
        refuse_invalid(locked, exclude=["person"])
        locked.save()
        record("governance.user.set_address", locked, actor=actor, label="本人设置电子邮箱", data=told)
        tell_owner(locked, EMAIL_TOLD, "由您本人在个人信息中设置；不是您本人设置的，请立即告知安全管理员", before)
        user.email, user.email_proposed = locked.email, locked.email_proposed


def reset_password(user, actor):
    """End all access and the password, make the link and tell the owner."""
    end_all_access(user)
    take_password(user)
    user.link_by = actor
    hand_link(user)
    tell_owner(user, "您的密码已重置", f"由{actor.signature()}办理；不是您本人要求的，请立即告知安全管理员或审计管理员")


@ACCOUNT.step("reset")
def reset(user, *, actor, note=""):
    """Take the password away and make a link with which the owner sets a new one; all access ends."""
    reset_password(user, actor)


@ACCOUNT.step("propose_reset")
def propose_reset(user, *, actor, work, note):
    """Propose to reset a password that needs two: nothing changes until another administrator confirms."""
    user.reset_by = actor
    work.after(ask_confirmation)
    tell_owner(user, "有人提请重置您的密码", f"由{actor.signature()}提请，待另一位管理员确认；不是您要求的，请不予重置")


def ask_confirmation(user):
    """Put the proposal on the desk of the administrators."""
    reminders.begin(user, CONFIRMATION)


@ACCOUNT.step("confirm_reset")
def confirm_reset(user, *, actor, note=""):
    """Reset a password as another administrator has proposed; the confirmer sees the link."""
    user.reset_by = None
    reminders.close(user, CONFIRMATION.task)
    reset_password(user, actor)


@ACCOUNT.step("drop_reset")
def drop_reset(user, *, actor, note):
    """Leave the password as it is, against the proposal."""
    user.reset_by = None
    reminders.close(user, CONFIRMATION.task)


def follow_rights(user, *, takes_password, because):
    """The rights of the account have changed: all access ends, and the owner is told.

    because        -- what changed them, in words
    takes_password -- whoever becomes an administrator, or gets rights by a merger, sets a new password by a link: the
                      one who opened the account must not know the way into it

    So does whoever had the password by a link from a hand that knows the identity number (`holds_both_halves`): the
    next link is asked of another administrator at once.
    """
    locked = lock(user)
    is_known = bool(locked.link_by_id) and holds_both_halves(locked, locked.link_by)
    if locked.has_usable_password():
        ended = "为保护账号，已在各处退出登录，接口密钥、日历订阅同时失效"
        tell_owner(user, "您的岗位权限有变动", f"{because}。{ended}；与实际不符的，请立即告知安全管理员")
    end_all_access(locked, keeps_link=not (takes_password or is_known))
    if takes_password or is_known:
        take_password(locked)
    is_asked = is_known and locked.is_active and not (takes_password or locked.reset_by_id)
    if is_asked:
        locked.reset_by = locked.link_by
    locked.save()
    if is_asked:
        ask_confirmation(locked)


def follow_seat(user, because):
    """A seat gives rights without a post: a password that somebody else may have set ends, as with a post."""
    if user.link_by_id and holds_both_halves(user, user.link_by):
        follow_rights(user, takes_password=False, because=because)


def follow_identity(user, *, is_new_number, actor):
    """The person's telephone or identity number was replaced: the owner is told, and with the number all access ends.

    A link that waits would be opened with the new number: it is void.
    """
    if is_new_number:
        locked = lock(user)
        end_all_access(locked)
        locked.save()
    what = "身份证号" if is_new_number else "手机号"
    by = f"由{actor.signature()}更正" if actor else "已更正"
    tell_owner(user, f"您登记的{what}已更正", f"{by}；与本人不符的，请告知安全管理员")


def store_password(user, password):
    """Put a new password of the owner's own on the locked account.  Refuses the last five ("password_used")."""
    used = [user.password, *user.old_passwords.values_list("password", flat=True)[:REMEMBERED]]
    if any(check_password(password, old) for old in used):
        raise Refused("不能与最近五次用过的密码相同，请换一个", "password_used", field="new_password")
    PasswordRecord.objects.create(user=user, password=user.password)
    user.password, user.must_change_password, user.password_changed_at = make_password(password), False, clock.now()
    end_all_access(user)
    user.save()


def change_password(user, *, actor, password):
    """Change one's own password; every other access ends.  Refusals as `store_password`.

    Event `governance.user.password`.
    """
    with transaction.atomic():
        locked = lock(user)
        store_password(locked, password)
        for name in ("password", "must_change_password", "password_changed_at", "session_epoch", "calendar_digest"):
            setattr(user, name, getattr(locked, name))
        record("governance.user.password", locked, actor=actor, label="修改密码")


def link_account(secret):
    """The account whose password a link may set, with its person; None for a link that is used, void or too old.

    Void is also one whose maker knows the identity number of somebody with rights, whenever either came.
    """
    links = PasswordLink.objects.usable().filter(
        failures__lt=PasswordLink.MOST_FAILURES, user__in=User.objects.active()
    )
    link = links.filter(digest=digest(secret)).select_related("user__person", "user__link_by__person").first()
    user = link and link.user
    is_known = user is not None and user.link_by is not None and holds_both_halves(user, user.link_by)
    return None if is_known else user


def set_password_by_link(secret, *, id_number, password):
    """Set the password of the account behind a link, whose owner proves to be the person by the identity number.

    Refusals: link_void, wrong_identity (counted: at the fifth the link is void), and those of `store_password`.
    Event `governance.user.set_password`.
    """
    with transaction.atomic():
        link = PasswordLink.objects.select_for_update().filter(digest=digest(secret)).first()
        user = lock(link.user) if link and link_account(secret) else None
        if user is None:
            raise Refused("链接已经用过或已失效，请联系管理员重新办理", "link_void")
        own = any(constant_time_compare(index, user.person.id_index) for index in blind_indexes(id_number))
        if own and user.person.identity_pending:
            raise Refused("您的身份正由联席办核验，核验后即可设置密码，请过些时候再打开链接", "identity_pending")
        if own:
            store_password(user, password)
            record("governance.user.set_password", user, actor=user, label="本人设置密码")
            tell_owner(user, "您的密码已设置", "如果不是您本人设置的，请立即告知安全管理员或审计管理员")
            return user
        link.failures += 1
        link.save()
    raise Refused("身份证号与登记的不符，请核对；连续输错 5 次，链接作废", "wrong_identity", field="id_number")
