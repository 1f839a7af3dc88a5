"""An address that a row keeps leads nowhere outside the portal, whoever wrote it there."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse

from governance.kernel.models.addresses import AddressField, inner
from governance.kernel.models.notices import Notice
from governance.kernel.models.pages import Submission
from governance.kernel.upkeep import jobs
from tests.factories.base import make_district, user_with

OUTSIDE = (
    "https://evil.example/login",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    " /work/",
    "evil.example",
)
INSIDE = ("", "/", "/work/", "/visits/?tab=open&q=%E6%B8%97", "/jobs/1/#x", "/visits/?back=//x", "/a/?q=\\")
# Paths that are no addresses: of places in the tree of areas, and of stored files.
OTHER = {
    "governance.Area.path",
    "governance.Attachment.path",
    "governance.Attachment.small_path",
    "disputes.MediationCase.area_path",
}


@pytest.fixture
def place(db):
    place = make_district()
    place.reader = user_with("community_secretary", place.community)
    return place


def as_owner(statement, *values):
    """What the database's owner does, who takes the constraint away first."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE governance_notice DROP CONSTRAINT governance_notice_url_check")
        cursor.execute(statement, values)


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_outside_is_none(place, address):
    assert inner(address) == ""
    with pytest.raises(IntegrityError, match="governance_notice_url_check"), transaction.atomic():
        Notice.objects.create(recipient=place.reader, key="a", title="请登录", url=address)


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_kept(place, address):
    made = Notice.objects.create(recipient=place.reader, key="a", title="请办理", url=address)
    made.refresh_from_db()
    assert made.url == address


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_message_leads_nowhere_outside_although_the_row_says_so(place, client, address):
    notice = Notice.objects.create(recipient=place.reader, key="a", title="请登录", url="/work/")
    as_owner("UPDATE governance_notice SET url = %s", address)
    client.force_login(place.reader)
    answer = client.get(reverse("notice", args=[notice.pk]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("inbox"))


def test_a_kept_answer_leads_nowhere_outside(place, client):
    client.force_login(place.reader)
    sent = {"_submission": "a-token", "all": "1"}
    assert client.post(reverse("inbox"), sent)["Location"] == reverse("inbox")
    assert Submission.objects.update(body="https://evil.example/login") == 1
    assert client.post(reverse("inbox"), sent)["Location"] == reverse("work")


def test_the_way_back_from_a_job_stays_inside(place, client, monkeypatch):
    monkeypatch.setattr(jobs, "nudge", lambda: None)
    job = jobs.start("export", title="名册", owner=place.reader, params={"back_url": "https://evil.example/login"})
    client.force_login(place.reader)
    page = client.get(job.get_absolute_url())
    assert page.status_code == 200
    assert "evil.example" not in page.content.decode()


def test_every_column_for_an_address_is_guarded():
    columns = {
        field: f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if hasattr(model._meta.app_config, "concepts")
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and field.name.split("_")[-1] in ("url", "path", "link")
    }
    assert columns
    plain = {name for field, name in columns.items() if not isinstance(field, AddressField)}
    assert plain == OTHER
