"""Drafts: what was typed and not sent is kept when a tab closes, a phone sleeps or a session ends.

The page sends the form every half minute and when a field is left
(static/drafts.js); opened again, the form shows what was typed.  Files and
passwords are never kept.  Only its author sees a draft; it is removed by the
step that sends the form.
"""

import json
import re
from datetime import timedelta

from django import forms
from django.conf import settings
from django.db import connection, transaction
from django.http import QueryDict

from governance.kernel.clock import clock
from governance.kernel.models import built
from governance.kernel.models.pages import Draft, Submission
from governance.kernel.models.prepared import Prepared
from governance.kernel.upkeep.crypto import Unreadable

from .errors import BusinessError
from .lines import LinesField
from .submissions import whole

MOST = 50  # of one person; the oldest make room
LARGEST = 200_000  # characters of one draft
LONGEST_PATH = 300
ORDER = "_order"  # of a draft: the form that sent it, and which of its requests it was


class TooLong(BusinessError):
    """More than a draft holds."""

    status = 413
    code = "draft_too_long"


# ------------------------------------------------------------ what is kept
def fields_of(form):
    """{name: field} of what a draft keeps: no files, no passwords, nothing that cannot be changed."""
    return {
        name: field
        for name, field in form.fields.items()
        if not isinstance(field.widget, forms.FileInput | forms.PasswordInput) and not field.disabled
    }


def is_kept(fields, key):
    """Whether a posted name is one of the fields, a cell of its rows or a part of its control."""
    if key in fields:
        return True
    cell = re.fullmatch(r"(.+)-\d{1,4}-[a-z_][a-z0-9_]*", key)
    if cell and isinstance(fields.get(cell[1]), LinesField):
        return True
    part = re.fullmatch(r"(.+)_[a-z0-9]+", key)
    return bool(part) and isinstance(getattr(fields.get(part[1]), "widget", None), forms.MultiWidget)


def keep(user, path, form, posted, *, title, is_new):
    """Keep what was posted; returns the Draft, or None when the form was sent meanwhile.

    Of one opened form (`_submission`) the newest counts (`_draft` is its number), whichever arrives last.
    Raises TooLong.
    """
    fields = fields_of(form)
    kept = {key: posted.getlist(key) for key in posted if key == "_version" or is_kept(fields, key)}
    token, number = posted.get("_submission", ""), posted.get("_draft", "")
    order = int(number) if re.fullmatch("[0-9]{1,9}", number) else 0
    data = json.dumps({**kept, ORDER: [token, order]}, ensure_ascii=False)
    if len(data) > LARGEST:
        raise TooLong("内容太长，没有自动保存，请尽快提交")
    if token and Submission.objects.filter(user=user, key=whole(token)).exists():
        return None  # this request was overtaken by the form itself
    draft = Draft(user=user, path=path, title=title[:60], is_new=is_new, data=data, saved_at=clock.now())
    with transaction.atomic():
        one_at_a_time(user)
        before = find(user, path)
        if before and token and is_older(token, order, before):
            return before
        Draft.objects.bulk_create(
            [draft],
            update_conflicts=True,
            unique_fields=["user", "path"],
            update_fields=["title", "is_new", "data", "saved_at"],
        )
        make_room(user)
    return draft


def one_at_a_time(user):
    """Whoever leaves a field and the page at once sends two requests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('portal.draft'), %s)", [user.pk])


def is_older(token, order, draft):
    """Whether the same opened form has sent something newer already."""
    kept_token, kept_order = draft.values.get(ORDER) or ("", 0)
    return kept_token == token and order < kept_order


def make_room(user):
    oldest = Draft.objects.filter(user=user).order_by("-saved_at", "-id").values("pk")[MOST:]
    Draft.objects.filter(pk__in=oldest).delete()


# ------------------------------------------------------------ and shown again
draft_at = Prepared(lambda user, path: Draft.objects.filter(user=user, path=path))


def find(user, path):
    """The person's draft of this form; None without one, and for one that no key opens any more."""
    draft = draft_at.first(user.pk, path[:LONGEST_PATH])
    return draft if draft and not isinstance(draft.data, Unreadable) else None


def restore(form, draft):
    """Show the form as it was typed."""
    posted = QueryDict(mutable=True)
    for name, values in draft.values.items():
        posted.setlist(name, values)
    for name, field in fields_of(form).items():
        key = form.add_prefix(name)
        if not field.widget.value_omitted_from_data(posted, {}, key):
            form.initial[name] = field.widget.value_from_datadict(posted, {}, key)


def of_form(user, path):
    """The draft of a form, as rows: it goes in the transaction of the step by which the form is sent."""
    return Draft.objects.filter(user=user, path=path[:LONGEST_PATH])


def forget(user, path):
    """The person throws the draft away."""
    of_form(user, path).delete()


def unsent(user, most=6):
    """The newest drafts of rows that do not exist yet, without those that no key opens any more."""

    def newest():
        return Draft.objects.visible_to(user).filter(is_new=True).order_by("-saved_at")[:most]

    drafts = built.rows((unsent, user.pk, most), newest)
    return [draft for draft in drafts if not isinstance(draft.data, Unreadable)]


def sweep():
    """Remove drafts that were not changed for settings.DRAFT_DAYS.  Nightly; returns how many went."""
    oldest = clock.now() - timedelta(settings.DRAFT_DAYS)
    return Draft.objects.filter(saved_at__lt=oldest).delete()[0]
