"""Access to an account: what opens it beside the password, and the one place that ends all of it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import OuterRef

from governance.kernel.clock import clock
from governance.kernel.steps.events import record
from governance.kernel.steps.saving import lock
from governance.people.models.accounts import posts_beside
from governance.people.ways_in import ApiKey, PasswordLink, SecondFactor, Session, digest, new_secret, sessions_of

KEY_DAYS = 30  # of a key that a program asks for with name and password
MOST_KEYS = 20  # of one account; the oldest ends when another one is made
LINK_HOURS = 24


def end_all_access(user, *, keeps_link=False):
    """End every way into the account but its password; the caller saves the account.

    Sessions, half of a sign-in and remembered devices carry the epoch; keys of the API, the calendar's address, an
    unused link to set a password and a second factor that nobody has confirmed yet are removed.  A confirmed one
    stays: it lets nobody in by itself.  Called by every change of credentials and rights.

    keeps_link -- of an account that nobody has entered yet the link stays good when its first posts are given
    """
    user.session_epoch += 1
    user.calendar_digest = ""
    ApiKey.objects.filter(user=user).delete()
    SecondFactor.objects.pending().filter(user=user).delete()
    if not keeps_link:
        PasswordLink.objects.filter(user=user).delete()


def end_sessions(user):
    """End the account's sessions only: of two sessions of an administrator the older ends.  Returns the account."""
    with transaction.atomic():
        locked = lock(user)
        locked.session_epoch += 1
        locked.save()
    return locked


def sign_out_everywhere(user, *, actor):
    """End all access to the account.  Event `governance.user.sign_out`."""
    with transaction.atomic():
        locked = lock(user)
        end_all_access(locked)
        locked.save()
        record("governance.user.sign_out", locked, actor=actor, label="退出全部设备")


def live_sessions(user, *, seen_since, began_since):
    """The sessions in which the account is signed in now, the last used first: as many as its page shows and one."""
    return sessions_of(user.pk, user.get_session_auth_hash(), clock.now(), seen_since, began_since)


def end_expired(session_key):
    """A session that is asked for after its end is remembered as ended, so that no later date lets it in again."""
    Session.objects.filter(session_key=session_key, expire_date__lte=clock.now()).delete()


def end_chosen(user, keys, *, actor):
    """End some of the account's sessions; returns how many.  Event `governance.user.end_session`."""
    with transaction.atomic():
        locked = lock(user)
        ended, _ = Session.objects.visible_to(locked).filter(session_key__in=keys).delete()
        if ended:
            facts = [["个数", str(ended)]]
            record("governance.user.end_session", locked, actor=actor, label="退出其他登录", data={"facts": facts})
    return ended


# ------------------------------------------------------------ keys of the API
def make_key(user, *, actor, name, days=KEY_DAYS, resources=(), may_write=True):
    """Make a key of the API; returns (ApiKey, the key itself, which is kept nowhere).

    Event `governance.user.make_key`.
    """
    secret = new_secret()
    with transaction.atomic():
        locked = lock(user)
        surplus = list(ApiKey.objects.filter(user=locked).values_list("pk", flat=True)[MOST_KEYS - 1 :])
        ApiKey.objects.filter(pk__in=surplus).delete()
        key = ApiKey.objects.create(
            user=locked,
            name=name[:40],
            digest=digest(secret),
            hint=secret[:6],
            resources=list(resources),
            may_write=may_write,
            expires_at=clock.now() + timedelta(days=days),
        )
        facts = [["用途", key.name], ["范围", "读取和办理" if may_write else "只读"], ["有效", f"{days} 天"]]
        record("governance.user.make_key", locked, actor=actor, label="新建接口密钥", data={"facts": facts})
    return key, secret


def end_key(key, *, actor):
    """End one key of the API.  Event `governance.user.end_key`."""
    with transaction.atomic():
        locked = lock(key.user)
        ApiKey.objects.filter(pk=key.pk).delete()
        record(
            "governance.user.end_key", locked, actor=actor, label="停用接口密钥", data={"facts": [["用途", key.name]]}
        )


def key_account(secret):
    """The usable key behind what a program sent, with account, person and posts, or None; marks the day of its use."""
    key = (
        ApiKey.objects.usable()
        .select_related("user__person", "user__second_factor")
        .annotate(posts=posts_beside(OuterRef("user__person"), clock.today()))
        .filter(digest=digest(secret))
        .first()
    )
    if key is None:
        return None
    key.user.keep_posts(key.posts)
    if key.used_on != clock.today():
        ApiKey.objects.filter(pk=key.pk).update(used_on=clock.today())
    return key


# ------------------------------------------------------------ the calendar
def renew_calendar(user, *, actor):
    """Make a new secret address of one's own deadlines as a calendar; the former one stops working.

    Event `governance.user.calendar`.  Returns the token, which is kept nowhere.
    """
    token = new_secret()
    set_calendar(user, actor, digest(token), "设置日历订阅")
    return token


def withdraw_calendar(user, *, actor):
    """Withdraw the calendar's address.  Event `governance.user.calendar`."""
    set_calendar(user, actor, "", "停用日历订阅")


def set_calendar(user, actor, kept, label):
    with transaction.atomic():
        locked = lock(user)
        locked.calendar_digest = user.calendar_digest = kept
        locked.save()
        record("governance.user.calendar", locked, actor=actor, label=label)


# ------------------------------------------------------------ links to set a password
def make_password_link(user):
    """Make the link with which the owner sets a password; returns its secret, which is kept nowhere."""
    secret = new_secret()
    PasswordLink.objects.filter(user=user).delete()
    PasswordLink.objects.create(user=user, digest=digest(secret), expires_at=clock.now() + timedelta(hours=LINK_HOURS))
    return secret
