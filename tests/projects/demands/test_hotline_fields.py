"""What only an order of the hotline has is asked of one only; an order that comes in late is taken, and said to be."""

from datetime import timedelta

import pytest

from governance.kernel.clock import clock
from projects.demands.forms.demands import RecordForm
from projects.models import Demand

pytestmark = pytest.mark.django_db
LATE = timedelta(3)


def given(place, **data):
    where = {"area": place.compound.code, "place": "1 栋", "category": place.category.code}
    return {**where, "title": "楼道灯不亮", "content": "晚上看不清台阶", "channel": "hotline", **data}


def test_the_fields_of_an_order_are_shown_with_the_hotline_only(place):
    form = RecordForm(obj=Demand(), user=place.secretary)
    for name in ("outer_number", "outer_due_on"):
        field = form.fields[name]
        assert field.widget.attrs["data-shown-with"] == "channel:hotline"
        assert not field.required


def test_they_are_not_taken_for_what_was_heard_on_a_visit(client, place):
    client.force_login(place.secretary)
    page = client.post("/projects/demands/new/", given(place, channel="visit", outer_number="GD-2026-0001"))
    assert page.status_code == 422
    assert "只在来源渠道为“12345 转办”时填写" in str(page.context["form"].errors["channel"])
    assert Demand.objects.count() == 1  # the one of the world


def test_a_late_order_is_taken_and_the_answer_says_how_late(client, place):
    client.force_login(place.secretary)
    sent = given(place, outer_number="GD-2026-0001", outer_due_on=clock.today() - LATE)
    page = client.post("/projects/demands/new/", sent, follow=True)
    demand = Demand.objects.get(outer_number="GD-2026-0001")
    [answer] = [str(one) for one in page.context["messages"]]
    assert answer.startswith(f"已登记需求：{demand.number}。")
    assert "外部期限已过 3 天" in answer
    sent |= {"_version": demand.version, "outer_due_on": clock.today() + LATE}
    page = client.post(demand.url("amend"), sent, follow=True)
    [answer] = [str(one) for one in page.context["messages"]]
    assert "外部期限" not in answer
