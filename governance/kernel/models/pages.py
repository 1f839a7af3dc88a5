"""What pages keep for one person: answered requests, drafts, saved views."""

import json
from urllib.parse import urlencode

from django.conf import settings
from django.db import models

from governance.kernel.clock import clock
from governance.kernel.upkeep.crypto import EncryptedTextField

from .addresses import AddressField, inner


class Submission(models.Model):
    """One answered request: the same caller and key get the first answer again.

    Pages send a hidden token, the API an `Idempotency-Key` header.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    path = AddressField(max_length=200)
    digest = models.CharField(max_length=64, blank=True)
    status = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "governance"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="submission_once_per_key")]

    @property
    def address(self):
        """Where the answer of a page led, which is never out of the portal, whatever the row says."""
        return inner(self.body) or "/"


class OwnQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user)


class RecentChoice(models.Model):
    """The keys of the rows of one kind that a person chose lately, the newest first; not a business row."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    keys = models.JSONField(default=list)

    class Meta:
        app_label = "governance"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="recent_choice_once_per_kind")]


class Draft(models.Model):
    """What a person typed into a form and has not sent; not a business row.

    `path` is the form's address with its query, `data` the sealed JSON of
    {field: [values]}: forms hold names, telephones, case text.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = AddressField(max_length=300)
    title = models.CharField("表单", max_length=60)
    is_new = models.BooleanField("新建", default=False)
    data = EncryptedTextField(row=("user_id", "path"))
    saved_at = models.DateTimeField("保存时间", default=clock.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="draft_once_per_form")]
        indexes = [models.Index(fields=["saved_at"], name="draft_age")]

    def __str__(self):
        return self.title

    @property
    def values(self):
        return json.loads(self.data)

    @property
    def version(self):
        """The version of the row the person had before them, as it was sent."""
        return (self.values.get("_version") or [""])[0]

    @property
    def typed_title(self):
        """What tells this draft from others of the same form: its title, as far as it is typed."""
        return (self.values.get("title") or self.values.get("name") or [""])[0][:60]


class SavedView(models.Model):
    """A list's filters and columns under a name, as a tab of the person who keeps it.

    path    -- the list's address
    query   -- its parameters in a fixed order (saved.canonical)
    columns -- names of the columns that were chosen, in their order, by commas; "" for all in the list's own order
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = AddressField(max_length=200)
    name = models.CharField("视图名称", max_length=20)
    query = models.CharField(max_length=1000)
    columns = models.CharField(max_length=400, blank=True, default="")

    objects = OwnQuerySet.as_manager()

    class Meta:
        app_label = "governance"
        constraints = [models.UniqueConstraint(fields=["user", "path", "name"], name="view_once_per_name")]

    def __str__(self):
        return self.name

    @property
    def url(self):
        chosen = urlencode([("col", name) for name in self.columns.split(",") if name])
        return f"{self.path}?{'&'.join(filter(None, (self.query, chosen)))}"
