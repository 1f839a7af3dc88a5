"""Ways into an account: keys of the API, links that set a password, second factors, sessions, passwords of before.

Of a secret only its digest is kept.  The secrets are random and 256 bits long, so a plain fast digest is enough.  That
of an authenticator must be known to compute its codes: it is sealed.
"""

import hashlib
import secrets
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from governance.kernel.clock import clock
from governance.kernel.models.prepared import Prepared
from governance.kernel.models.sealed import SealedRow
from governance.kernel.upkeep.crypto import EncryptedTextField

from .models.accounts import User

ENDED_FOR = timedelta(
    days=8
)  # for which an ended session is remembered, as the trigger says: longer than SESSION_MAX_HOURS may be


def new_secret():
    return secrets.token_urlsafe(32)


def digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


class WayInQuerySet(models.QuerySet):
    def visible_to(self, user, permission=None):
        """Everybody sees one's own."""
        return self.filter(user=user)

    def usable(self):
        return self.filter(expires_at__gt=clock.now())

    def confirmed(self):
        """Second factors in force."""
        return self.filter(confirmed_at__isnull=False)

    def pending(self):
        """Second factors that were shown and wait for their first code."""
        return self.filter(confirmed_at=None)


class ApiKey(models.Model):
    """A key with which a program acts as the account: over some resources or all, reading or also taking steps.

    resources -- "app/plural" of each, [] for all; hint -- the first characters of the key, to tell keys apart
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="api_keys")
    name = models.CharField("用途", max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField("开头", max_length=8)
    resources = ArrayField(models.CharField(max_length=60), verbose_name="资源", default=list)
    may_write = models.BooleanField("可以办理", default=False)
    created_at = models.DateTimeField("新建时间", default=clock.now)
    expires_at = models.DateTimeField("有效期至")
    used_on = models.DateField("最近使用", null=True)

    objects = WayInQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        ordering = ["-id"]
        verbose_name = "接口密钥"

    def __str__(self):
        return self.name

    def allows(self, resource, is_reading):
        """Whether the key may be used for this request."""
        return (is_reading or self.may_write) and (not self.resources or resource in self.resources)


class PasswordLink(models.Model):
    """A link with which the owner of an account sets its password once, after proving who she is.

    failures -- how often the identity number was wrong; at MOST_FAILURES the link is void
    """

    MOST_FAILURES = 5

    user = models.OneToOneField(User, models.PROTECT, related_name="password_link")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)

    objects = WayInQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        verbose_name = "设置密码的链接"

    def __str__(self):
        return self.user.username


class PasswordRecord(models.Model):
    """A password an account once had, so that the last five are not used again (domain.md §7)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="old_passwords")
    password = models.CharField(max_length=128)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "governance"
        ordering = ["-id"]


class SecondFactor(SealedRow):
    """The secret shared with an authenticator of the owner, whose codes are asked for after the password (TOTP).

    confirmed_at -- empty until the owner has shown one code; last_step -- the half minute of the last code taken:
    no code of that half minute or before is taken again.  Source: RFC 6238 §5.2.
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="second_factor", primary_key=True)
    secret = EncryptedTextField()
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)

    objects = WayInQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        verbose_name = "动态验证码"

    def __str__(self):
        return self.user.username


class RecoveryCode(models.Model):
    """A code that replaces the authenticator once; used ones are removed."""

    user = models.ForeignKey(User, models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)

    objects = WayInQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        verbose_name = "恢复码"

    def __str__(self):
        return self.user.username


class EndedSessionQuerySet(models.QuerySet):
    def over(self):
        """Those that no session could outlast any more; the database keeps all others."""
        return self.filter(ended_at__lt=clock.now() - ENDED_FOR)


class EndedSession(models.Model):
    """A session that has ended, by whatever way: its row, put in again, lets nobody in.

    A trigger keeps each that is removed; another lets none go within ENDED_FOR.

    session_key -- as the row of the session had it
    """

    session_key = models.CharField(max_length=40, primary_key=True)
    ended_at = models.DateTimeField(default=clock.now, db_index=True)

    objects = EndedSessionQuerySet.as_manager()

    class Meta:
        app_label = "governance"

    def __str__(self):
        return self.session_key[:20]


class SessionQuerySet(WayInQuerySet):
    def running(self, now):
        """Those that have neither ended nor expired."""
        return self.filter(expire_date__gt=now).exclude(self.was_ended())

    def put_back(self):
        """Those whose row is there although they have ended."""
        return self.filter(self.was_ended())

    @staticmethod
    def was_ended():
        return models.Exists(EndedSession.objects.filter(session_key=models.OuterRef("session_key")))


class Session(AbstractBaseSession):
    """A session of a browser; those of a signed-in account say whose, from where and since when.

    session_key -- the digest of the key that the browser's cookie holds
    mark -- what the session took from the account when it began: it changes with password and epoch, and the
    session has ended where it differs
    """

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="sessions")
    mark = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta:
        app_label = "governance"
        verbose_name = "登录设备"

    @classmethod
    def get_session_store_class(cls):
        return import_module(settings.SESSION_ENGINE).SessionStore

    @staticmethod
    def kept_key(key):
        """The digest by which the table knows a key, as long as the column of Django's model is."""
        return digest(key)[:40]

    @property
    def number(self):
        """What names the session on a page."""
        return self.session_key[:20]


SHOWN = 20  # sessions of an account on its page; all others end with one button

keys_of = Prepared(lambda account: ApiKey.objects.filter(user_id=account))
sessions_of = Prepared(  # of an account, with this mark, alive at an instant, used and begun since two others
    lambda account, mark, now, seen, began: (
        Session.objects.running(now)
        .filter(user_id=account, mark=mark, seen_at__gte=seen, began_at__gte=began)
        .order_by("-seen_at")[: SHOWN + 1]
    )
)
