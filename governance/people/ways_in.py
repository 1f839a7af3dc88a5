"""Ways into an account: keys of the API, links with which the owner sets a password, and passwords of before.

Of a secret only its digest is kept.  The secrets are random and 256 bits long, so a plain fast digest is enough.
"""

import hashlib
import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models

from governance.kernel.clock import clock

from .models import User


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
