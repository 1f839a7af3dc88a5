"""What frames every page: one current entry, five tabs under the thumb, the scope, the steps of one's own post."""

import re
from datetime import date, datetime, timedelta

import pytest

from governance.boards.comparison import measure_cells
from governance.desk.views.work import due_words
from governance.kernel.clock import clock
from governance.kernel.figures.formats import zhtime
from governance.kernel.models.deadlines import Deadline
from governance.kernel.pages.panels import Entry
from governance.kernel.pages.shell import current, thumb_bar
from governance.templatetags.details import acts, thumb_acts
from governance.templatetags.portal import in_order
from tests.clients import flat
from tests.factories.base import make_district, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_district()


def entry(url, phone="", count=""):
    return Entry("业务", url, "dot", url, lambda user: True, 1, phone, count)


ENTRIES = [entry("/"), entry("/projects/"), entry("/projects/demands/"), entry("/funds/"), entry("/funds/grants/")]


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/", "/"),
        ("/projects/7/", "/projects/"),
        ("/projects/demands/7/", "/projects/demands/"),
        ("/funds/entries/", "/funds/"),
        ("/funds/grants/3/", "/funds/grants/"),
    ],
)
def test_a_page_belongs_to_the_entry_with_the_longest_address(path, url):
    assert current(ENTRIES, path).url == url


def test_a_page_outside_the_menu_belongs_to_none():
    assert current(ENTRIES, "/account/") is None


def test_five_tabs_at_most_and_the_last_one_stays():
    tabs = [
        entry("/", "待办"),
        entry("/inbox/", "消息", "unread"),
        *(entry(f"/{n}/", n) for n in "abcd"),
        entry("/z/", "看板"),
    ]
    assert [tab.phone for tab in thumb_bar(tabs)] == ["待办", "a", "b", "c", "看板"]
    assert [tab.phone for tab in thumb_bar(tabs[:4])] == ["待办", "消息", "a", "b"]


def test_one_entry_of_the_menu_is_current_and_the_scope_is_shown(client, tree):
    client.force_login(user_with("street_admin", tree.street))
    page = client.get("/projects/demands/").content.decode()
    nav = page[page.index("ht-side") : page.index('id="main"')]
    assert re.findall(r'href="([^"]+)" aria-current', nav) == ["/projects/demands/"]
    assert f'<p class="ht-scope no-print">{tree.street.name}</p>' in page
    assert f"数据范围：{tree.street.name}" in page


def test_steps_of_other_posts_are_no_buttons():
    steps = [
        {"name": "a", "label": "退回", "url": "a/", "allowed": True, "tone": "back", "icon": "x", "reason": ""},
        {"name": "b", "label": "停用", "allowed": False, "tone": "plain", "reason": "由他人办理", "elsewhere": True},
        {"name": "c", "label": "归档", "allowed": False, "tone": "plain", "reason": "办结后可用", "elsewhere": False},
    ]
    html = acts(in_order(steps), waits_for="等待系统管理员办理")
    assert "退回" in html
    assert "办结后可用" in html
    assert "停用" not in html
    assert "等待系统管理员办理" in html
    thumb = thumb_acts(in_order(steps[1:]))
    assert "ht-sticky-act" not in thumb  # nothing to do: no bar over the page


def test_what_ends_a_row_is_never_under_the_thumb():
    """A phone's lower edge shows the main button last, and what refuses or voids only behind 更多."""
    steps = [
        {"name": name, "label": label, "url": f"{name}/", "allowed": True, "tone": tone, "icon": "x", "reason": ""}
        for name, label, tone in (("void", "作废", "refuse"), ("object", "登记异议", "back"), ("go", "生效", "primary"))
    ]
    for kept, shown in ((steps, ["登记异议", "生效"]), (steps[:2], ["登记异议"]), (steps[:1], [])):
        html = thumb_acts(in_order(kept))
        menu, bar = html.split("ht-menu-pop")[1].split("打印")
        assert "作废" in menu
        assert re.findall(r'class="btn [^"]*"[^>]*href="[^"]*"[^>]*>\s*([^<\s]+)', bar) == shown
        assert "btn-refuse" not in bar


def test_messages_say_today_and_yesterday():
    with clock.travel(datetime(2026, 11, 20, 9, 42)) as now:
        said = [zhtime(now - timedelta(days), "near") for days in range(3)]
    assert said == ["今天 09:42", "昨天 09:42", "11月18日 09:42"]


def test_rates_are_measured_against_the_whole_and_counts_against_the_longest():
    rates = [{"value": value, "weight": None, "is_rate": True} for value in (95, 90, None)]
    measure_cells(rates, None)
    assert [made["gap"] for made in rates] == [None, None, None]
    rates.pop()
    measure_cells(rates, 94)
    assert [(made["gap"], made["widest"]) for made in rates] == [(1, 4), (-4, 4)]
    counts = [{"value": n, "weight": n, "is_rate": False} for n in (10, 5, 0)]
    measure_cells(counts, 15)
    assert [(made["percent"], made["gap"]) for made in counts] == [(100, None), (50, None), (0, None)]


def test_a_search_shows_states_and_what_kind_of_place(client, tree):
    client.force_login(user_with("street_admin", tree.street))
    page = flat(client.get("/search/", {"q": tree.compound.name}).content.decode())
    assert f"{tree.compound.get_level_display()} · {tree.street.name} {tree.community.name}" in page
    assert "没有找到包含“zzzz”的记录" in client.get("/search/", {"q": "zzzz"}).content.decode()


def test_a_day_of_next_year_names_its_year():
    with clock.travel(date(2026, 11, 23)):
        words = [due_words(Deadline(due_on=day), clock.today()) for day in (date(2026, 12, 4), date(2027, 1, 4))]
    assert words == [("12月4日", ""), ("2027年1月4日", "")]
