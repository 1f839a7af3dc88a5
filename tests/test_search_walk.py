"""The search finds what the screen shows: people, places, bodies, committees and work, in each concept's finder."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disputes.models import MediationCase
from governance.areas.actions import names
from governance.areas.actions.areas import rename
from governance.kernel.pages.finding import FINDERS, findings
from governance.kernel.pages.search import search
from governance.kernel.steps.events import deliver_events
from governance.kernel.upkeep.jobs import run_jobs
from governance.models import Appointment, Area, Deliberation, Job, Organisation
from projects.models import Demand, MicroProject
from projects.visits.models import Visit
from tests.factories.base import appoint, make_area, person, user_with
from tests.factories.deliberations import final, totals
from tests.factories.disputes import make_committee, registered, room_of
from tests.factories.organisations import make_body
from tests.factories.projects import accepted_demand, make_demand, make_draft
from tests.factories.town import make_town
from tests.factories.visits import make_visit

pytestmark = pytest.mark.django_db
QUERIES = 4  # of one finder: exact rows, other rows, how many are left out, and what they refer to


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def work(town):
    """A demand, a visit, a project, a case, a body, a deliberation and a post of one compound, none of which says its
    name."""
    demand = accepted_demand(town.branch, town.secretary, town.compound, town.category, title="楼道灯不亮")
    return {
        Demand: demand,
        Visit: make_visit(town.branch),
        MicroProject: make_draft(town.branch, demand, town.implementer, title="照明改造"),
        MediationCase: registered(room_of(town.place)),
        Organisation: make_body(town.compound, "volunteer_team", "红马甲志愿队"),
        Deliberation: final(town.secretary, town.compound, totals(minutes="说到凌霄花要留")),
        Appointment: appoint("neighbour_head", town.place.building, person(town.compound, "夏平", pinyin="xia ping")),
    }


def found(question, user):
    """[(kind, row in words)] of a search."""
    exact, groups = findings(question, user)
    lines = [(row.found_as, str(row)) for row in exact]
    return lines + [(group["label"], str(row)) for group in groups for row in group["rows"]]


def kinds(question, user):
    return {kind for kind, _ in found(question, user)}


# ------------------------------------------------------------ what is found
@pytest.mark.parametrize("words", ["夏平", "夏平 邻长", "邻长 荷馨苑", "夏平　野鸭冲", "xiaping", "xp"])
def test_people_are_found_by_name_post_place_and_pinyin(town, work, words):
    assert ("人员", "夏平 邻长") in found(words, town.secretary)


def test_a_post_that_has_ended_and_people_elsewhere_are_not_found(town, work):
    assert not found("夏平", town.stranger)
    assert "人员" not in kinds("荷馨苑", user_with("finance_officer", town.place.other_street))
    Appointment.objects.filter(person__name="夏平").update(status="ended", ended_on="2026-01-01")
    assert not found("夏平", town.secretary)


def test_administrators_of_the_system_find_no_work(town, work):
    for role in ("sys_admin", "audit_admin"):
        assert not found("荷馨苑", user_with(role, town.place.district))


def test_bodies_and_committees_are_found_by_what_people_call_them(town):
    make_committee(town.place.community, "野鸭冲")
    make_body(town.compound, "volunteer_team", "红马甲志愿队", leader=person(town.compound, "莫辉"))
    assert "人民调解组织" in kinds("调委会", town.secretary)
    assert "人民调解组织" in kinds("野鸭冲调委会".replace("冲", "冲 "), town.secretary)
    for words in ("志愿者队伍", "hmj", "莫辉", "红马甲"):
        assert ("组织", "红马甲志愿队") in found(words, town.secretary), words


@pytest.mark.parametrize("words", ["荷馨苑", "野鸭冲", "hexinyuan"])
def test_every_row_is_found_by_its_places(town, work, words):
    for model, row in work.items():
        assert search(model.objects.all(), words).filter(pk=row.pk).exists(), model


def test_numbers_are_found_with_and_without_spaces(town, work):
    demand = work[Demand]
    for words in (demand.number, demand.number.lower(), f" {demand.number[:6]} {demand.number[6:]}"):
        assert search(Demand.objects.all(), words).filter(pk=demand.pk).exists(), words
    first, _ = findings(demand.number, town.secretary)
    assert first == [demand]


def test_the_whole_text_is_searched(town):
    make_demand(town.branch, town.compound, town.category, title="长文检索", content="前" * 300 + "紫藤架塌了")
    assert ("居民需求", "长文检索") in found("紫藤架", town.secretary)


def test_what_was_said_at_a_meeting_is_searched(town, work):
    assert ("民主议事", str(work[Deliberation])) in found("凌霄花", town.secretary)


def test_the_title_of_a_case_finds_it_for_its_readers_only(town):
    room = room_of(town.place)
    case = registered(room, title="祖传紫砂壶争执")
    assert ("矛盾纠纷", str(case)) in found("紫砂壶", room.secretary)
    other = town.office
    assert not found("紫砂壶", other)
    assert not found("荷馨苑 紫砂壶", other)


# ------------------------------------------------------------ how it is shown
def test_exact_places_and_people_come_first(town, work):
    make_area(town.place.community, "荷馨苑东区")
    lines = found("荷馨苑", town.secretary)
    assert lines[0] == ("区域", "荷馨苑")
    assert ("区域", "荷馨苑东区") in lines
    assert found("夏平", town.secretary)[0] == ("人员", "夏平 邻长")


def test_a_limit_says_what_it_leaves_out(client, town):
    for number in range(11):
        make_demand(town.branch, town.compound, town.category, title=f"路灯{number}")
    client.force_login(town.secretary)
    page = client.get("/search/", {"q": "路灯"}).content.decode()
    assert "还有 3 条未列出" in page
    assert "?q=%E8%B7%AF%E7%81%AF" in page


def test_the_list_behind_a_group_finds_the_same(client, town, work):
    client.force_login(town.secretary)
    for question in ("夏平 邻长", "荷馨苑", "野鸭冲"):
        for group in findings(question, town.secretary)[1]:
            page = client.get(group["more_url"])
            assert page.status_code == 200
            assert group["rows"][0].get_absolute_url() in page.content.decode(), group


def test_a_single_character_is_answered_by_a_sentence(client, town, django_assert_max_num_queries):
    client.force_login(town.secretary)
    client.get("/search/")
    assert "请至少输入 2 个字" in client.get("/search/", {"q": "水"}).content.decode()
    with django_assert_max_num_queries(0):
        assert findings("水", town.secretary) == ([], [])


def test_each_finder_asks_few_queries_however_much_is_found(town, work):
    for number in range(12):
        make_demand(town.branch, town.compound, town.category, title=f"路灯{number}")
    findings("荷馨苑", town.office)  # the scope of the user is known
    for one in FINDERS:
        with CaptureQueriesContext(connection) as asked:
            rows = one.fn("荷馨苑", town.office)
            if rows is not None:
                [one.details(row) for row in rows[:9]]
        assert len(asked) <= 1, one.label
    with CaptureQueriesContext(connection) as asked:
        findings("荷馨苑", town.office)
    assert len(asked) <= QUERIES * len(FINDERS)


def test_every_search_text_has_both_indexes():
    """Found by the indexes of the tables themselves: each search asks for no more than they hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name FROM information_schema.columns c WHERE c.column_name = 'search_text'"
            " AND c.table_schema = 'public'"
        )
        tables = {table for (table,) in cursor.fetchall()}
        cursor.execute("SELECT tablename, indexdef FROM pg_indexes WHERE indexdef ILIKE '%using gin%'")
        indexes = cursor.fetchall()
    assert len(tables) >= 9
    for table in tables:
        own = [words for name, words in indexes if name == table]
        assert any("bigrams(" in words for words in own), table
        assert any("gin_trgm_ops" in words for words in own), table


# ------------------------------------------------------------ a place that is called otherwise
def renamed(town, name="试更名苑"):
    return rename(town.compound, actor=town.street_user, name=name, note="地名批复")


def test_a_renamed_place_and_its_rows_are_found_under_both_names(town, work):
    renamed(town)
    deliver_events()
    assert not search(Demand.objects.all(), "试更名苑").exists()  # a worker does it
    run_jobs()
    assert Job.objects.get().message.startswith("已更新 ")
    for words in ("试更名苑", "荷馨苑", "sgmy"):
        assert search(Area.objects.all(), words).filter(pk=town.compound.pk).exists(), words
        for model, row in work.items():
            assert search(model.objects.all(), words).filter(pk=row.pk).exists(), (model, words)
    assert "试更名苑" in MediationCase.objects.get().place


def stored(row):
    """The row as the database holds it, sealed columns sealed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text FROM {row._meta.db_table} t WHERE id = %s", [row.pk])
        return json.loads(cursor.fetchone()[0])


def test_the_texts_are_written_in_batches_and_nothing_else_changes(town, work, monkeypatch):
    monkeypatch.setattr(names, "BATCH", 1)
    before = {model: stored(row) for model, row in work.items()}
    renamed(town)
    deliver_events()
    run_jobs()
    total = sum(
        model._base_manager.filter(area__path__startswith=town.compound.path).count() for model in names.searchable()
    )
    assert Job.objects.get().message == f"已更新 {total} 条记录的搜索内容"
    for model, row in work.items():
        after = stored(row)
        assert {name for name in after if after[name] != before[model][name]} == set(model.search_columns), model


def test_a_closed_project_follows_the_name_and_changes_in_nothing_else(town, work):
    project = work[MicroProject]
    MicroProject._base_manager.filter(pk=project.pk).update(status="withdrawn")
    names.refresh_below(town.compound.pk)
    with pytest.raises(Exception, match="不能修改或删除"):
        MicroProject._base_manager.filter(pk=project.pk).update(search_text="", title="别的")
