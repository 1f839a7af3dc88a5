"""Saved views: filters under a name, for oneself only."""

import pytest
from lxml import html

from governance.kernel.models.pages import SavedView
from governance.kernel.pages import saved
from tests.clients import Person
from tests.factories.base import user_with
from tests.factories.projects import make_demand
from tests.factories.town import make_town

LIST = "/projects/demands/"
FILTERED = f"{LIST}?status=new&area=430202&sort=-household_count&page_size=20&cursor=xyz&channel="


@pytest.fixture
def town(db):
    town = make_town()
    make_demand(town.branch, town.compound, town.category)
    return town


@pytest.fixture
def secretary(town):
    return Person(town.secretary)


def keep(person, address=FILTERED, name="待受理"):
    return person.client.post(address, {"_view": "keep", "name": name})


def tabs(page):
    """[(words, is current)] of the list's tabs."""
    found = html.fromstring(page).xpath("//nav[contains(@class, 'ht-tabs')]/a")
    return [(tab.text_content().split()[0], tab.get("aria-current") == "page") for tab in found]


def test_the_present_filters_become_a_tab(town, secretary):
    assert "保存视图" in secretary.open(FILTERED)
    answer = keep(secretary)
    view = SavedView.objects.get()
    assert view.query == "area=430202&sort=-household_count&status=new"
    assert (answer.status_code, answer.url) == (302, f"{LIST}?{view.query}")
    page = secretary.open(answer.url)
    assert tabs(page)[0] == ("在办", False)
    assert tabs(page)[-1] == ("待受理", True)
    assert "保存视图" not in page
    assert tabs(secretary.open(LIST))[0] == ("在办", True)
    assert tabs(secretary.open(LIST))[-1] == ("待受理", False)


def test_a_swapped_table_brings_its_tabs(town, secretary):
    keep(secretary)
    part = secretary.client.get(SavedView.objects.get().url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="tabs" hx-swap-oob="true"' in part
    assert tabs(part)[-1] == ("待受理", True)


def test_it_can_be_removed_by_its_owner_only(town, secretary):
    keep(secretary)
    view = SavedView.objects.get()
    other = Person(user_with("community_secretary", town.place.community))
    assert "待受理" not in [words for words, _ in tabs(other.open(LIST))[-1:]]
    other.client.post(LIST, {"_view": str(view.pk)})
    assert SavedView.objects.exists()
    assert f"移除视图“{view.name}”" in secretary.open(view.url)
    assert secretary.client.post(view.url, {"_view": str(view.pk)}).url == LIST
    assert not SavedView.objects.exists()


def test_the_same_name_is_given_anew(town, secretary):
    keep(secretary)
    keep(secretary, f"{LIST}?status=closed")
    assert [view.query for view in SavedView.objects.all()] == ["status=closed"]


def test_a_list_without_tabs_gets_them_with_the_first_view(town, secretary):
    address = "/projects/categories/"
    assert tabs(secretary.open(address)) == []
    keep(secretary, f"{address}?status=ended", "停用的")
    assert tabs(secretary.open(f"{address}?status=ended")) == [("全部", False), ("停用的", True)]
    assert tabs(secretary.open(address)) == [("启用", True), ("停用的", False)]


@pytest.mark.parametrize(
    ("address", "name", "sentence"),
    [
        (FILTERED, " ", "请填写视图名称"),
        (FILTERED, "名" * 21, "最多 20 个字"),
        (LIST, "全部", "请先设置筛选条件或选择列"),
        (f"{LIST}?tab=open", "办理中", "请先设置筛选条件"),
        (f"{LIST}?q={'x' * 1001}", "太长", "筛选条件太长"),
    ],
)
def test_refusals_write_nothing(town, secretary, address, name, sentence):
    assert keep(secretary, address, name).status_code == 302
    assert sentence in secretary.open(LIST)
    assert not SavedView.objects.exists()


def test_twice_the_same_filters_are_one_view(town, secretary):
    keep(secretary)
    keep(secretary, name="另一个名字")
    assert "当前筛选已保存为“待受理”" in secretary.open(LIST)
    assert SavedView.objects.count() == 1


def test_a_list_has_room_for_some(town, secretary, monkeypatch):
    monkeypatch.setattr(saved, "MOST", 1)
    keep(secretary)
    keep(secretary, f"{LIST}?status=closed", "第二个")
    assert "最多保存 1 个视图" in secretary.open(LIST)
    assert SavedView.objects.count() == 1


def test_parameters_of_another_time_break_nothing(town, secretary):
    for query in ("status=gone&tab=none&sort=nothing&area=xx", "colour=red&page_size=x", "category=%C2%B2"):
        view = SavedView.objects.create(user=town.secretary, path=LIST, name=query[:20], query=query)
        assert secretary.client.get(view.url).status_code == 200


def test_ones_views_of_another_list_stay_there(town, secretary):
    keep(secretary)
    assert "待受理" not in [words for words, _ in tabs(secretary.open("/projects/"))]


def test_chosen_columns_are_kept_with_the_view(town, secretary):
    chosen = f"{LIST}?col=due&col=title&col=gone"
    page = secretary.client.get(chosen)
    assert [cell["label"] for cell in page.context["table"].head] == ["期限", "需求"]
    assert "链接中有 1 列在这个列表里没有" in page.content.decode()
    assert keep(secretary, f"{LIST}?col=due&col=title", "只看期限").status_code == 302
    view = SavedView.objects.get()
    assert (view.query, view.columns, view.url) == ("", "due,title", f"{LIST}?col=due&col=title")
    page = secretary.client.get(view.url)
    assert tabs(page.content.decode())[-1] == ("只看期限", True)
    assert tabs(secretary.open(LIST))[-1] == ("只看期限", False)
    assert next(iter(page.context["table"].export_rows()))[:2] == ["期限", "需求"]
    assert "col=due&col=title" in next(iter(page.context["table"].head))["sort_url"]


def test_the_column_that_names_the_row_is_always_there(town, secretary):
    shown = secretary.client.get(f"{LIST}?col=category").context["table"].head
    assert [cell["label"] for cell in shown] == ["需求", "类别"]
    every = secretary.client.get(f"{LIST}?col=gone").context["table"]
    assert every.shown == every.columns()


def test_filters_keep_the_columns_and_columns_the_filters(town, secretary):
    page = html.fromstring(secretary.open(f"{LIST}?status=new&col=due&col=title"))
    (filters,) = page.xpath("//form[@data-filters]")
    assert filters.xpath(".//input[@type='hidden' and @name='col']/@value") == ["due", "title"]
    (columns,) = page.xpath("//form[contains(@class, 'sheet')]")
    assert columns.xpath(".//input[@type='hidden' and @name='status']/@value") == ["new"]
    assert columns.xpath(".//input[@name='col' and @checked]/@value") == ["due", "title"]
    assert not columns.xpath(".//input[@type='hidden' and @name='col']")


def test_rows_stand_as_close_as_the_cookie_says(town, secretary):
    assert "is-compact" not in secretary.open(LIST)
    secretary.client.cookies["density"] = "compact"
    assert "is-compact" in secretary.open(LIST)
