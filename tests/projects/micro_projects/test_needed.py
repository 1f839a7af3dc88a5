"""What the residents are asked about has its mark in the application: what is missed is what is marked."""

import pytest

from projects.micro_projects.forms.application import ApplicationForm
from projects.micro_projects.obstacles import missing_for_vote
from projects.models import MicroProject

from .cases import draft

pytestmark = pytest.mark.django_db


def marked(form):
    return {name for name, field in form.fields.items() if field.required or getattr(field, "needed_before", "")}


def test_what_an_empty_draft_lacks_is_marked_and_nothing_else(client, place):
    form = ApplicationForm(obj=MicroProject(), user=place.branch)
    bare = {"title", "area", "category", "kind", "support_asked"}  # without them there is no draft
    full = draft(place)
    asked = set(bare)
    for name in set(form.fields) - bare:
        if hasattr(full, name) and not hasattr(getattr(full, name), "all"):
            before = getattr(full, name)
            setattr(full, name, type(before)() if isinstance(before, str | int) else None)
            if missing_for_vote(full):
                asked.add(name)
            setattr(full, name, before)
    assert not missing_for_vote(full)
    assert marked(form) == asked | {"demands", "photos", "lines", "sources"}


def test_the_page_says_when_it_must_be_filled_in(client, place):
    client.force_login(place.branch)
    page = client.get("/projects/new/").content.decode()
    assert '利益关系说明<span class="ink-3 t-xs ms-1">议事前必填</span>' in page


def test_a_count_is_asked_for_by_a_count_and_the_days_by_their_own_names(client, place):
    client.force_login(place.branch)
    given = {"title": "楼道照明", "area": place.compound.code, "category": place.category.code, "kind": "works"}
    given |= {"planned_from": "2026-06-01", "planned_until": "2026-05-01", "support_asked": "full"}
    given |= {"lines-0-name": "声控灯", "lines-0-quantity": "很多", "lines-0-unit": "盏", "lines-0-unit_price": "150"}
    errors = client.post("/projects/new/", given).context["form"].errors
    assert errors["lines"] == ["第 1 行 数量：数量须为数字，如 12"]
    assert errors["planned_until"] == ["计划完工日期不能早于计划开工日期"]
    assert not MicroProject.objects.exists()
