"""One click tells the community, once in some days; the register itself says when it is filled."""

from datetime import date, timedelta

import pytest

from governance.gaps.actions import check_off_all
from governance.kernel.clock import clock
from governance.kernel.models.deadlines import Deadline
from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.steps.events import deliver_events
from governance.models import GapLine, GapNotice
from tests.clients import flat
from tests.factories.base import appoint, user_with

from .conftest import TODAY, body, ends, reachable, untouched

GAPS, API = "/governance/gaps/", "/api/v1/governance/gap-notices/"
PAGES = {
    "vacancy": GAPS,
    "term": f"{GAPS}terms/",
    "body": f"{GAPS}bodies/",
    "phone": f"{GAPS}phones/",
    "stale": f"{GAPS}registers/",
}


def told(client, page, *keys):
    return flat(client.post(page, {"pick": keys}, follow=True).content.decode())


def written():
    return [list(model.objects.order_by("pk").values()) for model in (GapNotice, GapLine, Event, Deadline, Notice)]


# ------------------------------------------------------------ telling
def test_one_click_puts_a_deadline_on_the_communitys_desk_and_says_who_was_told(place, client):
    client.force_login(place.street_admin)
    assert f'form="tell" name="pick" value="{place.seat.pk}">告知社区</button>' in flat(
        client.get(GAPS).content.decode()
    )
    page = told(client, GAPS, place.seat.pk)
    assert "已告知野鸭冲社区莫辉：荷馨苑 1栋缺邻长 1 名，12月4日前补齐" in page
    notice = GapNotice.objects.get()
    assert f'href="{notice.get_absolute_url()}">11月20日 邓健告知莫辉</a>' in page
    assert 'value="' + str(place.seat.pk) + '">告知社区' not in page
    running = Deadline.objects.get(object_type="governance.gapnotice")
    assert (running.desk, running.due_on, running.task) == (place.community, date(2026, 12, 4), "补齐台账缺口")
    event = Event.objects.get(kind="governance.gap_notice.tell")
    assert event.data["facts"] == [["告知对象", "野鸭冲社区 莫辉"], ["内容", "荷馨苑 1栋缺邻长 1 名"]]
    deliver_events()
    message = Notice.objects.get(recipient=place.community_secretary)
    assert (message.title, message.body) == ("请补齐台账：野鸭冲社区", "荷馨苑 1栋缺邻长 1 名；全部内容见通知")
    client.force_login(place.community_secretary)
    assert "补齐台账缺口" in client.get("/").content.decode()
    assert "荷馨苑 1栋缺邻长 1 名" in client.get(notice.get_absolute_url()).content.decode()


@pytest.mark.parametrize("kind", list(PAGES))
def test_every_kind_of_gap_is_told_by_one_click(place, client, kind):
    ends(place.head, 30)
    committee = body(place.compound, 30)
    place.head.person.phone_index = place.head.person.phone = ""
    place.head.person.save()
    untouched(place.compound)
    row = {"vacancy": place.seat, "term": place.head, "body": committee, "phone": place.head, "stale": place.compound}
    client.force_login(place.street_admin)
    assert "已告知野鸭冲社区莫辉" in told(client, PAGES[kind], row[kind].pk)
    line = GapLine.objects.get()
    assert (line.kind, line.row_id) == (kind, row[kind].pk)


def test_what_one_tells_on_one_day_is_one_notice_and_one_message(place, client):
    ends(place.head, 30)
    client.force_login(place.street_admin)
    told(client, GAPS, place.seat.pk)
    told(client, PAGES["term"], place.head.pk)
    notice = GapNotice.objects.get()
    assert [line.kind for line in notice.lines.all()] == ["vacancy", "term"]
    deliver_events()
    assert Notice.objects.filter(recipient=place.community_secretary).count() == 1
    assert Deadline.objects.filter(object_type="governance.gapnotice").count() == 1
    client.logout()  # the session would be days old
    with clock.travel(TODAY + timedelta(1)):
        client.force_login(place.street_admin)
        committee = body(place.compound, 30)
        told(client, PAGES["body"], committee.pk)
    assert GapNotice.objects.count() == 2


def test_nobody_is_told_twice_within_some_days_and_the_refusal_says_who_was_faster(place, client):
    client.force_login(place.street_admin)
    told(client, GAPS, place.seat.pk)
    client.logout()  # the session would be days old
    with clock.travel(TODAY + timedelta(6)):
        client.force_login(place.street_admin)
        before = written()
        page = told(client, GAPS, place.seat.pk)
        assert "邓健已于11月20日 09:00告知野鸭冲社区莫辉，7 天内不重复告知" in page
        assert written() == before
    client.logout()  # the session would be days old
    with clock.travel(TODAY + timedelta(7)):
        client.force_login(place.street_admin)
        assert "再次告知</button>" in flat(client.get(GAPS).content.decode())
        assert "已再次告知野鸭冲社区莫辉" in told(client, GAPS, place.seat.pk)
    line = GapLine.objects.get()  # the same line of the same notice
    assert line.times == 2
    assert Event.objects.filter(kind="governance.gap_notice.remind").count() == 1


def test_many_rows_are_asked_first_and_told_with_a_verdict_each(place, client):
    second = body(place.compound, 30)
    third = body(place.street, 30)
    client.force_login(place.street_admin)
    told(client, PAGES["body"], second.pk)
    fourth = body(place.community, 20)
    keys = [second.pk, third.pk, fourth.pk]
    page = flat(client.get(PAGES["body"], {"bulk": "tell", "pick": keys}).content.decode())
    assert "2 条不能办理" in page
    assert "没有可告知的社区" in page
    assert "7 天内不重复告知" in page
    assert f'name="pick" value="{fourth.pk}"' in page
    assert f'name="pick" value="{third.pk}"' not in page
    page = told(client, PAGES["body"], *keys)
    assert "已告知野鸭冲社区莫辉" in page
    assert "没有可告知的社区" in page
    assert GapLine.objects.count() == 2


def test_a_double_click_tells_once(place, client):
    client.force_login(place.street_admin)
    for _ in range(2):
        client.post(GAPS, {"pick": place.seat.pk, "_submission": "one-click"})
    assert GapLine.objects.count() == 1
    assert not any("不重复告知" in str(message) for message in client.get(GAPS).context["messages"])


def test_what_is_no_gap_or_lies_elsewhere_is_not_told(place, client):
    client.force_login(place.street_admin)
    appoint("neighbour_head", place.building, reachable(place.building))
    for key in (place.seat.pk, place.elsewhere.pk, 999_999):
        before = written()
        assert "没有告知" in told(client, GAPS, key)
        assert written() == before
    client.force_login(place.community_secretary)
    page = flat(client.get(GAPS).content.decode())
    assert "告知社区" not in page
    before = written()
    told(client, GAPS, place.seat.pk)
    assert written() == before


# ------------------------------------------------------------ filling
def test_what_is_filled_is_ticked_off_by_itself(place, client):
    ends(place.head, 30)
    client.force_login(place.street_admin)
    told(client, GAPS, place.seat.pk)
    told(client, PAGES["term"], place.head.pk)
    notice = GapNotice.objects.get()
    appoint("neighbour_head", place.building, reachable(place.building))
    page = client.get(notice.get_absolute_url()).content.decode()
    assert (page.count("已补齐</span>"), page.count("未补齐</span>")) == (1, 1)
    assert check_off_all() == 1
    notice.refresh_from_db()
    assert notice.status == "told"
    assert list(notice.lines.values_list("kind", "is_mended")) == [("vacancy", True), ("term", False)]
    ends(place.head, 900)
    assert check_off_all() == 1
    notice.refresh_from_db()
    assert notice.status == "mended"
    assert not Deadline.objects.open().filter(object_type="governance.gapnotice").exists()
    assert check_off_all() == 0


def test_a_step_that_fills_it_ticks_it_off_soon_afterwards(place, client):
    client.force_login(place.street_admin)
    told(client, GAPS, place.seat.pk)
    form = {"name": "张三", "phone": "19900009999", "role": "neighbour_head", "area": place.building.code}
    client.force_login(place.community_secretary)
    answer = client.post(
        "/governance/appointments/new/", {**form, "chosen_by": "recommended", "starts_on": "2026-11-20"}
    )
    assert answer.status_code == 302
    deliver_events()
    assert GapNotice.objects.get().status == "mended"


def test_the_community_reports_only_what_is_filled_and_explains_the_rest(place, client):
    client.force_login(place.street_admin)
    told(client, GAPS, place.seat.pk)
    notice = GapNotice.objects.get()
    client.force_login(place.community_secretary)
    before = written()
    answer = client.post(f"{notice.get_absolute_url()}report/", {"_version": notice.version})
    assert answer.status_code == 422
    assert "还没有补齐：荷馨苑 1栋缺邻长 1 名" in answer.content.decode()
    assert written() == before
    words = "邻长人选正在征求居民意见，下月推选"
    answer = client.post(f"{notice.get_absolute_url()}explain/", {"note": words, "_version": notice.version})
    assert answer.status_code == 302
    notice.refresh_from_db()
    assert (notice.status, notice.answer) == ("explained", words)
    line = notice.lines.get()
    assert (line.closed_on, line.is_mended) == (TODAY, False)
    client.force_login(place.street_admin)
    assert "邓健告知莫辉，已说明" in flat(client.get(GAPS).content.decode())


def test_who_sees_a_notice_and_who_may_do_what(place, client):
    client.force_login(place.street_admin)
    told(client, GAPS, place.seat.pk)
    notice = GapNotice.objects.get()
    for user, steps in ((place.street_admin, {"withdraw"}), (place.community_secretary, {"explain"})):
        client.force_login(user)
        offered = client.get(f"{API}{notice.pk}/steps/").json()
        assert steps <= {one["name"] for one in offered if one["allowed"]}
    sent = {"note": "街道自己说明，不要社区答复", "_version": notice.version}
    colleagues = user_with("street_admin", place.street), user_with("district_office", place.district)
    for user in (place.street_admin, *colleagues):
        client.force_login(user)
        answer = client.post(f"{notice.get_absolute_url()}explain/", sent)
        assert answer.status_code == 422
        assert "须由被告知的社区办理" in answer.content.decode()
    notice.refresh_from_db()
    assert (notice.status, notice.answer) == ("told", "")
    client.force_login(place.other)
    assert client.get(notice.get_absolute_url()).status_code == 404


# ------------------------------------------------------------ API, sheet, cost
def test_a_program_tells_of_one_gap(place, client):
    client.force_login(place.street_admin)
    asked = {"kind": "vacancy", "item": place.seat.pk}
    answer = client.post(API, asked, content_type="application/json")
    assert answer.status_code == 201
    assert answer.json()["lines"][0]["words"] == "荷馨苑 1栋缺邻长 1 名"
    again = client.post(API, asked, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (422, "told_already")
    other = client.post(API, asked | {"item": place.elsewhere.pk}, content_type="application/json")
    assert other.status_code == 422
    assert GapNotice.objects.count() == 1


def test_a_page_costs_the_same_however_many_gaps_there_are(place, client, django_assert_max_num_queries):
    client.force_login(place.street_admin)
    for _ in range(12):
        post = appoint("group_leader", place.compound, reachable(place.compound))
        ends(post, 20)
    client.get(PAGES["term"])
    told(client, PAGES["term"], *[post.pk for post in type(post).objects.filter(role="group_leader")[:6]])
    with django_assert_max_num_queries(10):
        page = flat(client.get(PAGES["term"]).content.decode())
    assert page.count("邓健告知莫辉") == 6
