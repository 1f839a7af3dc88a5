"""Several rows at once: exported, or taken a step further, each for itself."""

from uuid import uuid4

import pytest
from lxml import html
from openpyxl import load_workbook

from governance.kernel.models.events import Event
from governance.kernel.models.notices import Notice
from governance.kernel.pages import bulk
from projects.models import Demand
from tests.clients import Person, form_of
from tests.factories.base import user_with
from tests.factories.projects import accepted_demand, make_demand
from tests.factories.town import make_town
from tests.worlds import remembered

LIST = "/projects/demands/"
MOST_BYTES = 400  # of a row: it was 840 while it said what its columns say


@pytest.fixture
def town(db):
    return make_asking_town()


@remembered
def make_asking_town():
    """The town with three demands that wait and one that was accepted."""
    town = make_town()
    town.new = [make_demand(town.branch, town.compound, town.category) for _ in range(3)]
    town.accepted = accepted_demand(town.branch, town.secretary, town.compound, town.category)
    return town


@pytest.fixture
def secretary(town):
    return Person(town.secretary)


def chosen(*rows):
    return [str(row.pk) for row in rows]


def states(*rows):
    return [row.status for row in Demand.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")]


def take(person, step, rows, **values):
    """Ask for the step on these rows, fill in, send."""
    query = "&".join(f"pick={row.pk}" for row in rows)
    form = person.form(f"{LIST}?bulk={step}&{query}")
    return person.send(LIST, form | values)


# ------------------------------------------------------------ the list
def test_rows_can_be_chosen(town, secretary):
    """The script makes the boxes (tests/browser/test_lists.py); a row says its key."""
    text = secretary.open(LIST)
    page = html.fromstring(text)
    rows = text.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr")[1:]
    assert max(len(row.encode()) for row in rows) < MOST_BYTES
    places = page.xpath("//tbody/tr/td[@data-pick]")
    assert sorted(place.get("data-pick") for place in places) == sorted(chosen(*town.new, town.accepted))
    (bar,) = page.xpath("//form[@id='picks']")
    assert bar.get("hidden") is not None
    assert bar.getparent().get("aria-live") == "polite"
    assert [button.text for button in bar.xpath(".//button[@name='bulk']")] == [
        "受理需求",
        "交办",
        "转部门办理",
        "答复需求",
        "办结",
    ]
    assert bar.xpath(".//button[@name='export']")


def test_only_steps_of_ones_own_posts_are_offered(town):
    auditor = Person(user_with("auditor", town.place.district))
    page = html.fromstring(auditor.open(LIST))
    assert not page.xpath("//form[@id='picks']//button[@name='bulk']")
    assert page.xpath("//form[@id='picks']//button[@name='export']")
    assert "所选记录" not in auditor.open(f"{LIST}?bulk=accept&pick={town.new[0].pk}")
    auditor.send(LIST, {"bulk": "accept", "pick": chosen(*town.new)})
    assert states(*town.new) == ["new"] * 3


def test_a_list_without_an_export_has_no_boxes(town, secretary):
    assert "data-pick=" not in secretary.open("/jobs/")


# ------------------------------------------------------------ export
def test_the_chosen_rows_are_exported(town, secretary, tmp_path):
    first, second, *_ = town.new
    answer = secretary.client.get(f"{LIST}?export=xlsx&status=new&pick={first.pk}&pick={second.pk}&pick=x")
    target = tmp_path / "chosen.xlsx"
    target.write_bytes(b"".join(answer.streaming_content))
    book = load_workbook(target)
    assert len(list(book.worksheets[0].values)) == 3
    about = dict(row[:2] for row in book["导出说明"].values)
    assert "所选 2 条" in about["筛选条件"]


def test_what_one_may_not_see_is_not_exported(town, tmp_path):
    stranger = Person(town.stranger)
    answer = stranger.client.get(f"{LIST}?export=xlsx&pick={town.new[0].pk}")
    target = tmp_path / "none.xlsx"
    target.write_bytes(b"".join(answer.streaming_content))
    assert len(list(load_workbook(target).worksheets[0].values)) == 1


# ------------------------------------------------------------ one step on each
def test_a_step_is_taken_on_each_row(town, secretary):
    answer = take(secretary, "accept", town.new, note="一并受理")
    assert (answer.status_code, answer.url) == (302, LIST)
    assert states(*town.new) == ["accepted"] * 3
    events = Event.objects.filter(kind="projects.demand.accept", object_id__in=[row.pk for row in town.new])
    assert {event.data["note"] for event in events} == {"一并受理"}
    assert "受理需求：已办理 3 条" in secretary.open(LIST)


def test_who_cannot_is_named_before_and_left_out(town, secretary):
    page = secretary.open(f"{LIST}?bulk=accept&pick={town.new[0].pk}&pick={town.accepted.pk}&status=")
    assert "1 条不能办理" in page
    assert f"{town.accepted.number}</span>：当前为“已受理”，不能受理需求" in page
    assert form_of(page)["pick"] == str(town.new[0].pk)


def test_a_refused_row_is_named_with_its_reason_and_the_others_go_through(town, secretary):
    first, second, third = town.new
    person = Person(town.secretary)
    form = person.form(f"{LIST}?bulk=accept&pick={first.pk}&pick={second.pk}&pick={third.pk}")
    take(secretary, "accept", [second])  # a colleague was faster
    answer = person.send(LIST, form)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "已办理 2 条，未办理 1 条" in page
    assert f"{second.number}</span>：当前为“已受理”，不能受理需求" in page
    assert states(*town.new) == ["accepted"] * 3
    assert Event.objects.filter(kind="projects.demand.accept", object_id=second.pk).count() == 1


def test_a_form_that_suits_no_row_comes_back(town, secretary):
    rows = [town.accepted, accepted_demand(town.branch, town.secretary, town.compound, town.category)]
    answer = take(secretary, "to_department", rows, unit="")
    assert answer.status_code == 422
    assert "请选择承办部门" in answer.content.decode()
    assert form_of(answer.content.decode())["pick"] == chosen(*rows)
    assert states(*rows) == ["accepted"] * 2


def test_each_row_is_checked_with_its_own_form(town, secretary):
    """Somebody of one compound cannot be given a demand of another."""
    elsewhere = accepted_demand(
        user_with("street_admin", town.place.street), town.secretary, town.place.community, town.category
    )
    answer = take(secretary, "assign", [town.accepted, elsewhere], level="compound", handler=str(town.branch.pk))
    assert answer.status_code == 200
    assert "已办理 1 条，未办理 1 条" in answer.content.decode()
    assert states(town.accepted, elsewhere) == ["assigned", "accepted"]


def test_the_same_submission_twice_is_one(town, secretary):
    form = secretary.form(f"{LIST}?bulk=accept&" + "&".join(f"pick={row.pk}" for row in town.new))
    assert secretary.send(LIST, form).status_code == 302
    assert secretary.send(LIST, form).status_code == 302
    assert Event.objects.filter(kind="projects.demand.accept").count() == 4


def test_foreign_rows_are_not_there(town):
    stranger = Person(town.stranger)
    answer = stranger.send(LIST, {"bulk": "accept", "pick": chosen(*town.new), "_submission": uuid4().hex})
    assert (answer.status_code, answer.url) == (302, LIST)
    assert "没有可以办理的记录" in stranger.open(LIST)
    assert states(*town.new) == ["new"] * 3


@pytest.mark.parametrize(
    "data", [{}, {"bulk": "accept"}, {"bulk": "merge", "pick": "1"}, {"bulk": "accept", "pick": "九"}]
)
def test_nonsense_changes_nothing(town, secretary, data):
    assert secretary.send(LIST, data).status_code == 302
    assert secretary.client.get(LIST, data).status_code == 200
    assert states(*town.new) == ["new"] * 3


def test_no_more_than_a_page_at_once(town, rf):
    request = rf.get(LIST, {"pick": [str(n) for n in range(500)]})
    assert len(bulk.picks(request.GET)) == bulk.MOST == 200


def test_choosing_costs_the_list_no_query(town, secretary, same_queries):
    same_queries(
        lambda: secretary.open(LIST),
        lambda: [make_demand(town.branch, town.compound, town.category) for _ in range(5)],
    )


# ------------------------------------------------------------ messages
def test_chosen_messages_are_read(town, secretary):
    mine = [Notice.objects.create(recipient=town.secretary, key=f"k{n}", title=f"消息{n}") for n in range(3)]
    foreign = Notice.objects.create(recipient=town.branch, key="k", title="别人的")
    assert 'aria-label="选择 消息1"' in secretary.open("/inbox/")
    secretary.send("/inbox/", {"pick": chosen(*mine[:2], foreign)})
    assert [bool(Notice.objects.get(pk=one.pk).read_at) for one in (*mine, foreign)] == [True, True, False, False]
    secretary.send("/inbox/", {})
    assert not Notice.objects.get(pk=mine[2].pk).read_at
    secretary.send("/inbox/", {"all": "1"})
    assert Notice.objects.get(pk=mine[2].pk).read_at
    assert not Notice.objects.get(pk=foreign.pk).read_at
