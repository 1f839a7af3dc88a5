"""Home visits: who may record what, what is refused, and what other pages and figures make of them."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from governance.kernel.clock import clock
from governance.kernel.figures.metrics import METRICS, Period
from governance.kernel.models.events import Event
from governance.kernel.models.figures import Serial
from governance.kernel.models.files import Attachment
from governance.kernel.steps.errors import BusinessError, NotAllowed
from governance.models import Appointment, PostSeat
from projects.models import Demand, Visit
from projects.visits import actions as visits
from tests.factories import projects as make
from tests.factories.base import appoint, dated, make_area, user_with
from tests.walks import lies

pytestmark = pytest.mark.django_db
HEARD = "楼道灯不亮，两户希望加装扶手"


def post_of(user):
    return Appointment.objects.get(person=user.person)


def visit(actor, **data):
    """A visit of the actor's own to the place of their post."""
    data = {"post": post_of(actor), "area": None, "household_count": 2, "summary": HEARD, **data}
    data = {name: value for name, value in data.items() if value is not None}
    return visits.record(Visit(), actor=actor, **data)


def typed(place, **change):
    """The form as a browser posts it."""
    given = {
        "post": post_of(place.branch).pk,
        "area": place.building.pk,
        "place": "2 单元",
        "visited_on": clock.today(),
        "household_count": "3",
        "kind": "safety",
        "summary": HEARD,
    }
    return {**given, **change}


# ------------------------------------------------------------ recorded
def test_a_visit_is_numbered_and_told(place):
    first, second = visit(place.branch), visit(place.secretary, area=place.building)
    year = clock.today().year
    assert [first.number, second.number] == [f"HT-ZF-{year}-00001", f"HT-ZF-{year}-00002"]
    assert (first.area, first.kind, first.status) == (place.compound, "daily", "recorded")  # the place of the post
    assert not first.is_on_behalf
    event = Event.objects.get(kind="projects.visit.record", object_id=first.pk)
    assert ["走访户数", "2 户"] in event.data["facts"]


def test_a_refused_number_is_given_again(place):
    with pytest.raises(BusinessError):
        visit(place.branch, household_count=9999)
    assert not Serial.objects.filter(series__startswith="visit:").exists()
    assert visit(place.branch).number.endswith("-00001")


@pytest.fixture
def lead(place):
    """A neighbour head without an account, for one stair unit."""
    place.unit = make_area(place.building, "1单元", household_count=12)
    return appoint("neighbour_head", place.unit, block="1栋 1单元", group_no=1, household_count=12)


REFUSALS = [
    ("tomorrow", {"visited_on": timedelta(1)}, "visit_in_future"),
    ("too old", {"visited_on": timedelta(-61)}, "visit_too_old"),
    ("nobody reached", {"household_count": 0}, "no_household"),
    ("more than live there", {"household_count": 121}, "too_many_households"),
    ("more than in the building", {"area": "building", "household_count": 25}, "too_many_households"),
    ("nothing heard", {"summary": "  "}, "summary_missing"),
    ("a telephone", {"summary": "王姨 13812345678 要助餐"}, "names_somebody"),
    ("an identity number", {"place": "430202194001011234"}, "names_somebody"),
    ("elsewhere", {"area": "other_compound"}, "visitor_elsewhere"),
    ("a whole community", {"area": "community"}, "place_missing"),
    ("somebody else's lead", {"post": "foreign"}, "visitor_not_below"),
    ("the secretary above", {"post": "secretary"}, "visitor_not_below"),
    ("on behalf, without the paper", {"post": "lead"}, "behalf_unproven"),
    ("before the term", {"post": "new", "visited_on": timedelta(-9)}, "visitor_not_in_office"),
]


@pytest.mark.parametrize(("_case", "change", "code"), REFUSALS, ids=[case for case, *_ in REFUSALS])
def test_refusals_write_nothing(place, lead, _case, change, code):
    known = {
        "building": place.building,
        "other_compound": place.other_compound,
        "community": place.community,
        "foreign": appoint("neighbour_head", place.other_compound),
        "secretary": post_of(place.secretary),
        "lead": lead,
        "new": appoint("group_leader", place.compound, starts_on=clock.today()),
    }
    before = Event.objects.count(), Visit.objects.count()
    data = {name: known.get(value, value) for name, value in dated(change).items()}
    with pytest.raises(BusinessError) as refusal:
        visit(place.branch, **data)
    assert refusal.value.code == code
    assert (Event.objects.count(), Visit.objects.count()) == before
    assert not Serial.objects.filter(series__startswith="visit:").exists()


@pytest.mark.parametrize(
    ("who", "code"), [("leader", "not_allowed"), ("manager", "not_allowed"), ("stranger", "visitor_elsewhere")]
)
def test_who_has_no_post_there_records_nothing(place, who, code):
    actor = user_with("fund_manager", place.community) if who == "manager" else getattr(place, who)
    before = Event.objects.count()
    for post, expected in ((post_of(actor), code), (post_of(place.branch), "visitor_not_below")):
        with pytest.raises(BusinessError) as refusal:
            visit(actor, area=place.compound, post=post, behalf_note="口述")
        assert refusal.value.code == expected
    assert not Visit.objects.exists()
    assert Event.objects.count() == before


def test_a_lead_without_an_account_is_entered_with_a_word_or_the_paper(place, lead):
    noted = visit(place.branch, post=lead, behalf_note="纸质走访记录本")
    pictured = visit(place.secretary, post=lead, photos=[make.picture()])
    assert (noted.area, noted.is_on_behalf, pictured.is_on_behalf) == (place.unit, True, True)
    assert Attachment.objects.of(pictured).count() == 1


def test_a_visit_of_a_lead_who_left_is_entered_for_the_days_before(place, lead):
    Appointment.objects.filter(pk=lead.pk).update(status="ended", ended_on=clock.today() - timedelta(5))
    lead.refresh_from_db()
    with pytest.raises(BusinessError, match="不担任邻长"):
        visit(place.branch, post=lead, behalf_note="口述")
    assert visit(place.branch, post=lead, behalf_note="口述", visited_on=clock.today() - timedelta(6)).pk


# ------------------------------------------------------------ put right, void
def test_its_author_corrects_it_within_the_days_of_the_rule(place):
    row = visit(place.branch)
    row = visits.correct(row, actor=place.branch, household_count=4)
    assert (row.household_count, row.status) == (4, "corrected")
    assert Event.objects.get(kind="projects.visit.correct").data["changes"] == [["走访户数", "2", "4"]]
    with pytest.raises(NotAllowed):
        visits.correct(row, actor=place.secretary, household_count=5)
    with clock.travel(clock.today() + timedelta(8)), pytest.raises(BusinessError) as refusal:
        visits.correct(row, actor=place.branch, household_count=5)
    row.refresh_from_db()
    assert (refusal.value.code, row.household_count) == ("too_late", 4)


def test_a_correction_keeps_the_rules_of_the_day_it_was_written(place):
    row = visit(place.branch, visited_on=clock.today() - timedelta(60))
    with clock.travel(clock.today() + timedelta(3)):
        assert visits.correct(row, actor=place.branch, household_count=3).household_count == 3
    with pytest.raises(BusinessError) as refusal:
        visits.correct(row, actor=place.branch, visited_on=clock.today() - timedelta(61))
    assert refusal.value.code == "visit_too_old"


def test_a_void_visit_is_kept_and_counts_nowhere(place):
    row, other = visit(place.branch), visit(place.branch)
    with pytest.raises(BusinessError) as refusal:
        visits.void(row, actor=place.branch, note=" ")
    assert refusal.value.code == "reason_missing"
    visits.void(row, actor=place.branch, note="重复登记")
    with clock.travel(clock.today() + timedelta(30)):
        with pytest.raises(BusinessError):
            visits.void(other, actor=place.branch, note="记错了")
        visits.void(other, actor=place.secretary, note="核实没有走访")
    assert Visit.objects.filter(status="void").count() == 2
    assert METRICS["visit_n"].figure(Period(place.district)).value == 0
    with pytest.raises(BusinessError):
        visits.correct(row, actor=place.branch, household_count=1)


def test_what_is_offered_is_kept(place, lead):
    rows = [visit(place.branch), visit(place.secretary, post=lead, behalf_note="口述")]
    rows.append(visits.void(visit(place.lead), actor=place.secretary, note="重复"))
    with clock.travel(clock.today() + timedelta(20)):
        later = visit(place.lead)
        users = [place.branch, place.secretary, place.street_user, place.lead, place.leader, place.office]
        found, tried = lies([*rows, later], users)
    assert not found, "\n".join(found)
    assert {step for _, step, _ in tried} == {"correct", "void"}


# ------------------------------------------------------------ need scope
def test_one_sees_the_visits_of_ones_place_and_ones_own(place, lead):
    here, above = visit(place.branch, post=lead, behalf_note="口述"), visit(place.lead)
    there = visit(place.stranger, area=place.other_compound)
    unit_head = user_with("neighbour_head", place.unit)
    auditor = user_with("auditor", place.district)

    def seen(user):
        return set(Visit.objects.visible_to(user))

    assert seen(place.secretary) == seen(place.street_user) == seen(place.branch) == {here, above}
    assert seen(unit_head) == {here}
    assert seen(place.stranger) == {there}
    assert seen(place.leader) == seen(auditor) == {here, above, there}
    assert seen(user_with("mediator", place.community)) == seen(user_with("sys_admin", place.district)) == set()


def test_pages_open_for_who_may_and_are_not_there_for_others(place, client):
    row = visit(place.branch)
    for user in (place.branch, place.secretary, place.street_user, place.leader):
        client.force_login(user)
        assert client.get("/projects/visits/").status_code == 200
        assert HEARD in client.get(row.get_absolute_url()).content.decode()
        new = client.get("/projects/visits/new/").status_code
        assert new == (200 if user.has("projects.report") else 404)
    client.force_login(place.stranger)
    for address in (row.get_absolute_url(), f"{row.get_absolute_url()}void/", f"/api/v1/projects/visits/{row.pk}/"):
        assert client.get(address).status_code == 404
    client.force_login(user_with("mediator", place.community))
    assert client.get("/projects/visits/").status_code == 404


def test_faces_are_for_the_author_and_the_community(place):
    row = visit(place.branch, photos=[make.picture()], has_faces=True)
    assert Attachment.objects.of(row).get().is_private
    shown = [user for user in (place.branch, place.secretary, place.lead, place.leader) if row.shows_private_to(user)]
    assert shown == [place.branch, place.secretary]


# ------------------------------------------------------------ faces
def test_the_form_records_a_visit_and_comes_back_with_what_is_wrong(place, client):
    client.force_login(place.branch)
    answer = client.post("/projects/visits/new/", typed(place))
    made = Visit.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert (made.area, made.kind, made.household_count) == (place.building, "safety", 3)
    for change, words in (
        ({"household_count": "25"}, "请减少 1 户"),
        ({"visited_on": clock.today() + timedelta(1)}, "不能晚于今天"),
        ({"summary": ""}, "请填写走访情况"),
        ({"area": place.other_compound.pk}, "走访地点"),
        ({"kind": "party"}, "走访类型"),
        ({"post": "x"}, "走访人"),
    ):
        answer = client.post("/projects/visits/new/", typed(place, **change))
        assert answer.status_code == 422, change
        page = answer.content.decode()
        assert words in page, change
        assert "2 单元" in page
    assert Visit.objects.count() == 1


def test_the_form_offers_the_nearest_posts_and_places_first(place, lead, client):
    client.force_login(place.branch)
    page = client.get("/projects/visits/new/").content.decode()
    own = post_of(place.branch)
    assert f'<option value="{own.pk}" selected>周建国（小区党支部书记，荷馨苑）' in page
    assert f"{lead.person.name}（邻长，1栋 1单元）" in page
    assert f'<option value="{place.unit.pk}">荷馨苑 1栋 1单元' in page
    assert "桂苑" not in page
    client.force_login(place.street_user)  # too many leads to choose from: only one's own post
    page = client.get("/projects/visits/new/").content.decode()
    assert lead.person.name not in page
    assert f'<option value="{place.unit.pk}">' not in page
    assert f'<option value="{place.compound.pk}">荷馨苑' in page


def test_the_list_filters_searches_and_exports_what_it_shows(place, lead, client):
    last_month = clock.month_start(clock.today()) - timedelta(3)
    visit(place.branch, kind="care", summary="需要助餐服务")
    visit(place.branch, post=lead, behalf_note="口述")
    visit(place.secretary, area=place.compound, visited_on=last_month)
    client.force_login(place.secretary)

    def listed(**query):
        page = client.get("/projects/visits/", query).content.decode()
        return page.count('class="main" href="/projects/visits/')

    assert listed() == 3
    assert listed(tab="month") == 2
    assert listed(tab="mine") == 1
    assert listed(kind="care") == listed(q="助餐") == listed(q="助餐服务") == 1
    assert listed(person=lead.person.name) == listed(area=place.unit.code) == 1
    assert listed(month=f"{last_month:%Y-%m}") == 1
    assert listed(month="1999-01") == listed(area="nowhere") == 0
    answer = client.get("/projects/visits/", {"tab": "month", "export": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]
    cells = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    head = next(n for n, row in enumerate(cells) if row[:1] == ["走访地点"])
    rows = [row for row in cells[head + 1 :] if len(row) > 5]
    assert sorted(row[0] for row in rows) == ["荷馨苑", "荷馨苑 1栋 1单元"]
    assert sum(row[cells[head].index("走访户数")] for row in rows) == 4


def test_the_api_keeps_the_same_rules(place, client):
    client.force_login(place.branch)
    body = {"post": post_of(place.branch).pk, "area": place.building.code, "visited_on": str(clock.today()),
            "household_count": 2, "kind": "daily", "summary": HEARD}  # fmt: skip

    def send(**change):
        return client.post("/api/v1/projects/visits/", {**body, **change}, content_type="application/json")

    made = send()
    assert (made.status_code, made.json()["visitor"], made.json()["area"]) == (201, "周建国", place.building.code)
    for change, code in (
        ({"household_count": 99}, "too_many_households"),
        ({"summary": "电话 13812345678"}, "names_somebody"),
        ({"area": place.other_compound.code}, "invalid"),
    ):
        refused = send(**change)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    row = made.json()["id"]
    steps = {one["name"]: one["allowed"] for one in client.get(f"/api/v1/projects/visits/{row}/steps/").json()}
    assert steps == {"correct": True, "void": True}
    assert (
        client.get(f"/api/v1/projects/visits/?area={place.community.code}&kind=daily").json()["results"][0]["id"] == row
    )
    void = f"/api/v1/projects/visits/{row}/steps/void/"
    assert client.post(void, {}, content_type="application/json").status_code == 422
    assert client.post(void, {"note": "重复"}, content_type="application/json").json()["status"] == "void"
    assert client.post(void, {"note": "重复"}, content_type="application/json").status_code == 409
    client.force_login(place.leader)
    assert send().status_code == 403
    assert Visit.objects.count() == 1


# ------------------------------------------------------------ demands
def test_a_demand_is_registered_from_a_visit(place, client):
    row = visit(place.branch, area=place.building, place="2 单元 301")
    client.force_login(place.branch)
    page = client.get(row.get_absolute_url()).content.decode()
    address = f"/projects/demands/new/?visit={row.pk}"
    assert address in page
    form = client.get(address).content.decode()
    assert f'<option value="{place.compound.pk}" selected' in form
    assert 'value="1栋 2 单元 301"' in form
    assert f'name="visit" value="{row.pk}"' in form
    assert '<option value="visit" selected' in form
    answer = client.post(address, {
        "title": "加装扶手", "area": place.compound.pk, "place": "1栋 2 单元", "category": place.category.pk,
        "content": "老人上下楼不便", "channel": "visit", "visit": row.pk,
    })  # fmt: skip
    made = Demand.objects.get(title="加装扶手")
    assert (answer.status_code, made.visit) == (302, row)
    assert row.number in client.get(made.get_absolute_url()).content.decode()
    assert "加装扶手" in client.get(row.get_absolute_url()).content.decode()
    assert client.get(f"/api/v1/projects/demands/{made.pk}/").json()["visit"] == row.pk
    below = user_with("neighbour_head", place.building)  # sees the demand recorded there, not the visit around it
    above = visit(place.branch)
    own = make.make_demand(place.branch, place.building, place.category, visit=above)
    client.force_login(below)
    assert client.get(above.get_absolute_url()).status_code == 404
    assert above.number not in client.get(own.get_absolute_url()).content.decode()
    form = {"title": "楼道灯不亮", "area": place.building.pk, "place": "1栋", "category": place.category.pk,
            "content": "三位老人上下楼不便", "channel": "visit", "visit": above.pk}  # fmt: skip
    assert client.post(f"{own.get_absolute_url()}amend/", form).status_code == 302
    own.refresh_from_db()
    assert (own.visit, own.content) == (above, "三位老人上下楼不便")


def test_a_visit_one_may_not_see_begins_nothing(place, client):
    foreign = visit(place.stranger, area=place.other_compound)
    client.force_login(place.branch)
    assert client.get(f"/projects/demands/new/?visit={foreign.pk}").status_code == 404
    assert client.get("/projects/demands/new/?visit=nonsense").status_code == 200
    answer = client.post("/projects/demands/new/", {
        "title": "加装扶手", "area": place.compound.pk, "place": "1栋", "category": place.category.pk,
        "content": "老人上下楼不便", "channel": "visit", "visit": foreign.pk,
    })  # fmt: skip
    assert answer.status_code == 422
    assert not Demand.objects.filter(title="加装扶手").exists()


def test_a_demand_stands_where_its_visit_was(place):
    row = visit(place.branch)
    gone = visits.void(visit(place.branch), actor=place.branch, note="重复")
    other = make_area(place.community, "另一小区", household_count=50)
    before = Demand.objects.count()
    for change, code in (
        ({"visit": gone}, "visit_void"),
        ({"visit": row, "channel": "hotline"}, "visit_other_channel"),
        ({"visit": row, "area": other}, "visit_elsewhere"),
    ):
        area = change.pop("area", place.compound)
        with pytest.raises(BusinessError) as refusal:
            make.make_demand(place.secretary, area, place.category, **change)
        assert refusal.value.code == code
    assert Demand.objects.count() == before
    heard = visit(place.secretary, area=place.compound)
    make.make_demand(place.secretary, place.compound, place.category, visit=heard)
    with pytest.raises(BusinessError) as refusal:
        visits.correct(heard, actor=place.secretary, area=other)
    assert refusal.value.code == "demands_elsewhere"


# ------------------------------------------------------------ the register
def test_the_people_of_a_compound_show_their_visits_of_the_month(place, lead, client):
    PostSeat.objects.create(area=place.building, role="neighbour_head", expected=2)
    make_area(place.building, "2单元")
    for day in (0, 0, 40):
        if clock.today() - timedelta(day) >= clock.month_start(clock.today()) or day == 40:
            visit(place.branch, post=lead, behalf_note="口述", visited_on=clock.today() - timedelta(day))
    visits.void(visit(place.branch, post=lead, behalf_note="口述"), actor=place.branch, note="重复")
    for user, page in ((place.secretary, place.compound), (place.branch, place.building)):
        client.force_login(user)
        people = client.get(page.get_absolute_url()).content.decode().partition('id="people"')[2]
        row = people[people.index(lead.person.name) :].partition("</tr>")[0]
        assert "本月走访" in people
        assert row.count(">2</a>") == 1
        assert "联系户 </span>12" in row
        vacant = people[people.index("空缺") :].partition("</tr>")[0]
        assert "本月走访 </span>0" in vacant
    shown = client.get("/projects/visits/", {"tab": "month", "person": lead.person.name, "area": place.compound.code})
    assert shown.content.decode().count("已登记") == 2  # the void one says 已作废
    client.force_login(user_with("mediator", place.community))  # reads the register, not the visits
    page = client.get(place.compound.get_absolute_url()).content.decode()
    assert lead.person.name in page
    assert "本月走访" not in page


def test_lists_and_registers_ask_no_more_for_more_visits(place, lead, client, same_queries):
    client.force_login(place.secretary)
    visit(place.branch)

    def grow():
        for n in range(12):
            unit = make_area(place.building, household_count=9)
            post = appoint("neighbour_head", unit, group_no=1)
            row = visit(place.branch, post=post, behalf_note="口述")
            if n % 3 == 0:
                make.make_demand(place.branch, place.compound, place.category, visit=row)

    same_queries(lambda: client.get("/projects/visits/?page_size=200"), grow)
    same_queries(lambda: client.get(place.compound.get_absolute_url()), grow)
    same_queries(lambda: client.get(place.building.get_absolute_url()), grow)
    same_queries(lambda: client.get("/projects/visits/new/"), grow)
    same_queries(lambda: client.get("/api/v1/projects/visits/?page_size=200"), grow)


# ------------------------------------------------------------ figures
def test_figures_come_from_rows(place, lead, client):
    before = clock.month_start(clock.today()) - timedelta(1)
    visit(place.branch, household_count=5)
    visit(place.branch, post=lead, behalf_note="口述", household_count=3)
    visit(place.lead, household_count=4, visited_on=before)
    visit(place.stranger, area=place.other_compound, household_count=7)
    here = Period(place.community, since=clock.month_start(clock.today()))
    assert METRICS["visit_n"].figure(here).value == 8
    assert METRICS["visit_n"].figure(Period(place.community)).value == 12
    assert METRICS["visit_n"].figure(Period(place.community, until=before)).value == 4
    rate = METRICS["visit_lead_rate"].figure(here)
    assert (rate.numerator, rate.denominator, rate.text) == (1, 2, "50.00")
    assert METRICS["visit_lead_rate"].figure(Period(place.other_street)).value is None
    client.force_login(place.secretary)
    rows = client.get(METRICS["visit_n"].figure(here).rows_url).content.decode()
    assert rows.count('class="main" href="/projects/visits/') == 2
    assert "合计" in rows
    page = client.get(place.community.get_absolute_url()).content.decode()
    assert "走访户次" in page
    assert "50.00" in page
    assert client.get(METRICS["visit_lead_rate"].figure(here).rows_url).status_code == 200
    page = client.get(place.building.get_absolute_url()).content.decode()
    assert "走访户次" in page
    assert "片组邻长走访率" not in page  # leads are counted by compound; the building lists its own
    assert "日常走访" in client.get(lead.get_absolute_url()).content.decode()


def test_the_work_page_offers_the_step_to_who_goes_from_door_to_door(place, client):
    for user in (place.branch, place.secretary, place.lead):
        client.force_login(user)
        assert "/projects/visits/new/" in client.get("/").content.decode()
    for user in (place.office, place.street_user, place.leader):
        client.force_login(user)
        assert "/projects/visits/new/" not in client.get("/").content.decode()
