"""Why something is late: who says it, and when it is asked for."""

from datetime import date

import pytest
from django.test import Client

from governance.kernel.clock import clock, ladders, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.steps.errors import NotAllowed, Refused
from governance.supervisions import actions as acts
from tests.factories.base import appoint
from tests.factories.supervisions import (
    BEGAN,
    TODAY,
    WHY,
    address,
    api,
    begin,
    fresh,
    written,
)


# ------------------------------------------------------------ why it is late
def test_those_who_must_act_give_a_reason_which_the_timeline_keeps(place):
    acts.explain(place.late, actor=place.secretary, **WHY)
    acts.explain(place.late, actor=place.colleague, late_kind="others", late_reason="等待住建局会商")
    late = fresh(place.late)
    assert (late.late_kind, late.late_reason) == ("others", "等待住建局会商")
    notes = Event.objects.filter(object_type="governance.appointment", object_id=place.row.pk, label="说明逾期原因")
    assert [event.data["note"] for event in notes] == ["等待住建局会商", "产权证明尚未补齐"]


@pytest.mark.parametrize("who", ["leader", "office", "street_admin", "neighbour", "branch", "auditor"])
def test_nobody_else_gives_the_reason(place, client, who):
    user = getattr(place, who)
    before = written()
    with pytest.raises(NotAllowed):
        acts.explain(place.late, actor=user, **WHY)
    client.force_login(user)
    assert client.post(address(place.late, "explain"), WHY).status_code in (404, 422)
    assert client.post(api(place.late, "explain"), WHY, content_type="application/json").status_code in (403, 404)
    assert written() == before


def test_in_time_there_is_nothing_to_explain(place):
    early = begin(appoint("patch_leader", place.compound), day=TODAY)
    with pytest.raises(Refused, match="尚未逾期"):
        acts.explain(early, actor=place.secretary, **WHY)


def climb(day):
    with clock.travel(day):
        ladders.remind()
    return dict(Notice.objects.filter(key__startswith="deadline:").order_by("id").values_list("recipient_id", "url"))


def test_from_the_third_day_the_ladder_asks_for_the_reason(place):
    Deadline.objects.update(next_rung_on=date(2026, 11, 9), rung=None)
    urls = climb(date(2026, 11, 11))
    assert urls[place.secretary.pk] == place.row.get_absolute_url()
    urls = climb(date(2026, 11, 13))
    notice = Notice.objects.filter(recipient=place.secretary).first()
    assert notice.title == "逾期 3 天，请说明原因：受理需求"
    assert urls[place.secretary.pk] == address(place.late, "explain")
    assert urls[place.street_admin.pk] == place.row.get_absolute_url()  # who only supervises is not asked
    acts.explain(fresh(place.late), actor=place.secretary, **WHY)
    assert climb(date(2026, 11, 17))[place.secretary.pk] == place.row.get_absolute_url()


def asked_on_the_work_page(user, day):
    client = Client()  # a session of that day: an older one has been idle too long
    with clock.travel(day):
        client.force_login(user)
        return "说明原因" in client.get("/").content.decode()


def test_the_work_page_asks_when_the_ladder_does(place):
    assert not asked_on_the_work_page(place.secretary, date(2026, 11, 12))
    assert asked_on_the_work_page(place.secretary, date(2026, 11, 13))


def test_a_statutory_period_asks_on_the_first_day(place):
    rule = rules.get("demand_accept", BEGAN)
    type(rule).objects.filter(pk=rule.pk).update(is_statutory=True)
    rules.forget()
    Deadline.objects.update(next_rung_on=date(2026, 11, 9), rung=None)
    assert climb(date(2026, 11, 11))[place.secretary.pk] == address(place.late, "explain")
    assert asked_on_the_work_page(place.secretary, date(2026, 11, 11))
