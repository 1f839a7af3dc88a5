"""The lists of gaps: since when, who answers for it, what they cost, and what two who tell at once get."""

import json
from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread

import pytest
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from governance.gaps.actions import add, remind, tell, tell_about
from governance.gaps.kinds import BODY, VACANCY, vacant
from governance.kernel.clock import clock
from governance.kernel.steps.errors import BusinessError
from governance.models import Appointment, Area, GapLine, GapNotice, PostSeat
from tests.clients import flat
from tests.factories.base import appoint, make_area, user_with

from .conftest import TODAY, body, ends, reachable, untouched
from .test_telling import API, GAPS, PAGES, told, written

QUERIES, MORE = 10, 9


def test_a_row_says_since_when_and_who_answers_with_the_work_telephone(place, client):
    left = appoint("neighbour_head", place.building, reachable(place.building), starts_on=TODAY - timedelta(300))
    Appointment.objects.filter(pk=left.pk).update(ends_on=TODAY - timedelta(20))  # 31 October, the clock not yet there
    assert VACANCY.of(PostSeat.objects.all()).get(area=place.building).since == TODAY - timedelta(20)
    client.force_login(place.street_admin)
    page = flat(client.get(GAPS).content.decode())
    assert "2026-10-31" in page
    assert "莫辉" in page
    assert "0731-00000001" in page
    sheet = load_workbook(BytesIO(client.get(GAPS, {"export": "xlsx"}).getvalue())).worksheets[0]
    cells = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"缺岗自", "社区负责人", "工作电话", "镇街", "莫辉", "0731-00000001", place.building.name} <= cells


def test_vacancies_are_found_by_the_days_since_when_they_stand(place, client):
    left = appoint("neighbour_head", place.building, reachable(place.building), starts_on=TODAY - timedelta(300))
    Appointment.objects.filter(pk=left.pk).update(ends_on=TODAY - timedelta(20))
    client.force_login(place.street_admin)

    def listed(**days):
        return [row.area for row in client.get(GAPS, days).context["table"].page.rows]

    assert place.building in listed(since_after="2026-10-31", since_before="2026-10-31")
    assert place.building not in listed(since_after="2026-11-01")


def grow(place):
    """More gaps of every kind, in another building of the compound."""
    for number in range(MORE):
        building = make_area(place.compound, f"{number + 20}栋")
        PostSeat.objects.create(area=building, role="neighbour_head", expected=1)
        post = appoint("neighbour_head", building, reachable(building))
        ends(post, 10)
        PostSeat.objects.create(area=make_area(building, "1单元"), role="neighbour_head", expected=1)
        body(make_area(place.community, f"第{number}小区"), 10)
        spare = appoint("group_leader", building, reachable(building))
        spare.person.phone = spare.person.phone_index = ""
        spare.person.save()
    for compound in Area.objects.filter(level="compound", community=place.community):
        untouched(compound)


def test_no_list_asks_more_when_there_is_more(place, client):
    client.force_login(place.street_admin)
    ends(place.head, 30)
    body(place.compound, 30)
    before = {}
    for code, page in [*PAGES.items(), ("told", "/governance/gap-notices/")]:
        told(client, page, place.seat.pk if code == "vacancy" else 0)
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        before[page] = len(asked)
    grow(place)
    for page, most in before.items():
        with CaptureQueriesContext(connection) as asked:
            shown = client.get(page)
        assert shown.context["table"].page.rows
        assert len(asked) <= QUERIES, "\n".join(one["sql"] for one in asked)
        # a list that was empty before asks what was told and who answers only now
        assert len(asked) <= most + 2, "\n".join(one["sql"] for one in asked)


def test_telling_of_many_asks_as_often_for_each(place, client):
    client.force_login(place.street_admin)
    grow(place)
    keys = list(VACANCY.of(PostSeat.objects.exclude(pk=place.elsewhere.pk)).values_list("pk", flat=True))
    costs = []
    for part in (keys[:1], keys[1:3], keys[3:7]):
        with CaptureQueriesContext(connection) as asked:
            client.post(GAPS, {"pick": part})
        costs.append(len(asked))
    assert GapLine.objects.count() == 7
    assert GapNotice.objects.count() == 1
    assert costs[2] - costs[1] <= 2 * costs[0]


def test_a_seat_reads_the_posts_of_its_own_places_only(place):
    """No seat reads all posts of its role, however many there are."""
    for number in range(160):
        building = make_area(place.compound, f"{number + 20}栋")
        PostSeat.objects.create(area=building, role="neighbour_head", expected=2)
        appoint("neighbour_head", building, reachable(building))
    rows = vacant(PostSeat.objects.all())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # so small a table would be read whole
        cursor.execute("ANALYZE governance_appointment, governance_postseat, governance_area")  # not what stood before
    plan = json.loads(rows.explain(format="json", analyze=True))
    read = [
        node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        for node in nodes(plan[0]["Plan"])
        if node.get("Relation Name") == "governance_appointment" and node["Actual Loops"]
    ]
    assert read
    assert max(read) <= 3
    assert rows.count() == 162


def nodes(plan):
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


# ------------------------------------------------------------ others' places
def test_gaps_and_notices_of_others_are_not_there(place, client):
    client.force_login(place.street_admin)
    told(client, GAPS, place.seat.pk)
    notice = GapNotice.objects.get()
    before = written()
    client.force_login(place.other)
    assert "荷馨苑" not in client.get(GAPS).content.decode()
    assert client.get(notice.get_absolute_url()).status_code == 404
    assert client.get(f"{API}{notice.pk}/").status_code == 404
    for step in ("report", "explain", "withdraw"):
        sent = {"note": "另行安排，不再补齐", "_version": notice.version}
        assert client.post(f"{notice.get_absolute_url()}{step}/", sent).status_code == 404
        answer = client.post(f"{API}{notice.pk}/steps/{step}/", json.dumps(sent), content_type="application/json")
        assert answer.status_code == 404
    client.force_login(user_with("community_staff", place.community, name="小莫"))
    withdrawn = client.post(f"{notice.get_absolute_url()}withdraw/", {"note": "误发通知", "_version": notice.version})
    assert withdrawn.status_code == 403
    assert written() == before
    client.force_login(user_with("neighbour_head", place.building))
    assert client.get(GAPS).status_code == 404


def test_steps_of_a_notice_refuse_what_is_not_its_own(place):
    other = body(place.other_compound, 30)
    notice = tell_about(VACANCY, VACANCY.of(PostSeat.objects).get(pk=place.seat.pk), actor=place.street_admin)
    before = written()
    for step, code in ((add, "other_community"), (remind, "not_told_here")):
        with pytest.raises(BusinessError) as refusal:
            step(notice, actor=place.other, kind=BODY, row=other)
        assert refusal.value.code in (code, "not_allowed")
    assert written() == before


# ------------------------------------------------------------ once more, and at once
def test_what_was_filled_and_opens_again_is_told_at_once(place, client):
    client.force_login(place.street_admin)
    told(client, GAPS, place.seat.pk)
    more = appoint("neighbour_head", place.building, reachable(place.building))
    notice = GapNotice.objects.get()
    client.force_login(place.community_secretary)
    assert client.post(f"{notice.get_absolute_url()}report/", {"_version": notice.version}).status_code == 302
    Appointment.objects.filter(pk=more.pk).update(ends_on=TODAY - timedelta(1), starts_on=TODAY - timedelta(9))
    client.force_login(place.street_admin)
    assert "已告知野鸭冲社区莫辉" in told(client, GAPS, place.seat.pk)
    assert list(GapLine.objects.values_list("is_mended", flat=True)) == [True, False]


def test_what_was_filled_since_the_page_was_shown_is_not_told(place):
    shown = VACANCY.of(PostSeat.objects).get(pk=place.seat.pk)
    appoint("neighbour_head", place.building, reachable(place.building))
    before = written()
    with pytest.raises(BusinessError) as refusal:
        tell(GapNotice(), actor=place.street_admin, kind=VACANCY, row=shown)
    assert refusal.value.code == "no_gap"
    assert "没有告知" in refusal.value.message
    assert written() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_who_tell_at_once_one_tells_and_the_other_hears_who_did(place):
    office = user_with("district_office", place.district, name="李主任")
    row = VACANCY.of(PostSeat.objects.select_related(*VACANCY.related)).get(pk=place.seat.pk)
    barrier, refused = Barrier(2), []

    def work(actor):
        close_old_connections()
        barrier.wait()
        try:
            tell_about(VACANCY, row, actor=actor)
        except BusinessError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(actor,)) for actor in (office, place.street_admin)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    line = GapLine.objects.get()
    assert [error.code for error in refused] == ["told_already"]
    assert f"{line.told_by.name}已于{clock.zh_moment(line.told_at)}告知野鸭冲社区" in refused[0].message
    assert GapNotice.objects.count() == 1
