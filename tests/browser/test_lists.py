"""Lists at the desk: rows chosen and dealt with together, filters kept under a name."""

import re

from playwright.sync_api import expect

from governance.kernel.clock import clock
from governance.kernel.models.pages import SavedView
from projects.models import Demand
from tests.factories.base import appoint
from tests.factories.organisations import make_forces
from tests.factories.projects import make_demand

from .accessibility import findings
from .conftest import PHONE, SUBMITTED

LIST = "/projects/demands/"


def recorded(town, n=3):
    with clock.travel(SUBMITTED):
        return [make_demand(town.branch, town.compound, town.category) for _ in range(n)]


def test_chosen_rows_are_accepted_together(windows, town):
    rows = recorded(town)
    page = windows.open(town.secretary)
    page.goto(f"{LIST}?status=new")
    bar = page.get_by_role("form", name="批量操作")
    expect(bar).to_be_hidden()
    page.get_by_label(re.compile(f"^选择 {rows[0].title} .*{rows[0].number}$")).check()
    expect(bar).to_contain_text("已选 1 条")
    every = page.get_by_label("选择本页全部")
    assert every.evaluate("box => box.indeterminate")
    every.check()
    expect(bar).to_contain_text("已选 3 条")
    expect(page.locator("tr.is-selected")).to_have_count(3)
    assert not findings(page)
    page.get_by_role("button", name="取消选择").click()
    expect(bar).to_be_hidden()

    every.check()
    with page.expect_download() as got:
        page.get_by_role("button", name="导出所选").click()
    assert got.value.suggested_filename.startswith("居民需求_")
    bar.get_by_role("button", name="受理需求").click()
    expect(page.get_by_role("region", name="所选记录")).to_contain_text(rows[2].number)
    assert not findings(page)
    page.get_by_label("意见").fill("一并受理")
    page.get_by_role("button", name="受理需求").click()
    expect(page.locator("#messages")).to_contain_text("受理需求：已办理 3 条")
    assert set(Demand.objects.filter(pk__in=[row.pk for row in rows]).values_list("status", flat=True)) == {"accepted"}


def test_another_page_of_the_list_begins_unchosen(windows, town):
    recorded(town)
    page = windows.open(town.secretary)
    page.goto(f"{LIST}?page_size=2")
    page.get_by_label("选择本页全部").check()
    page.get_by_role("link", name="下一页").click()
    expect(page.get_by_role("link", name="上一页")).to_be_visible()
    expect(page.get_by_role("form", name="批量操作")).to_be_hidden()
    page.get_by_label("选择本页全部").check()
    expect(page.get_by_role("form", name="批量操作")).to_contain_text("已选 2 条")


def test_filters_are_kept_under_a_name(windows, town):
    recorded(town)
    page = windows.open(town.secretary)
    page.goto(LIST)
    page.get_by_label("状态", exact=True).select_option(label="待受理")
    page.get_by_text("保存为常用视图").click()
    page.get_by_label("视图名称").fill("等我受理")
    page.get_by_role("button", name="保存视图").click()
    tabs = page.get_by_role("navigation", name="常用视图")
    mine = tabs.get_by_role("link", name="等我受理")
    expect(mine).to_have_attribute("aria-current", "page")
    assert not findings(page)

    page.get_by_label("状态", exact=True).select_option(label="全部状态")  # swaps the table, and the tabs with it
    expect(tabs.get_by_role("link", name="在办")).to_have_attribute("aria-current", "page")
    mine.click()
    expect(page.get_by_role("link", name="移除筛选：状态 待受理")).to_be_visible()
    page.get_by_role("button", name="移除视图“等我受理”").click()
    expect(mine).to_have_count(0)
    assert not SavedView.objects.exists()


def test_columns_are_chosen_and_ordered_and_rows_stand_closer(windows, town):
    recorded(town, 1)
    page = windows.open(town.secretary)
    page.goto(LIST)
    page.get_by_text("列 9 / 9").click()
    sheet = page.get_by_role("form", name="选择列")
    assert not findings(page)
    sheet.get_by_label("显示 类别", exact=True).uncheck()
    sheet.get_by_role("button", name="期限上移").click()
    sheet.get_by_role("button", name="按所选列显示").click()
    expect(page.get_by_text("列 8 / 9")).to_be_visible()
    heads = page.locator("#table thead th:not(.check)")
    assert [words.split()[0] for words in heads.all_inner_texts()][-2:] == ["期限", "登记日期"]
    page.get_by_text("保存为常用视图").click()
    page.get_by_label("视图名称").fill("不看类别")
    page.get_by_role("button", name="保存视图").click()
    expect(page.get_by_role("link", name="不看类别")).to_have_attribute("aria-current", "page")
    assert SavedView.objects.get().columns.endswith("due,recorded")
    page.get_by_text("列 8 / 9").click()
    page.get_by_role("button", name="紧凑行距").click()
    expect(page.locator("#table table")).to_have_class(re.compile("is-compact"))
    page.reload()
    expect(page.locator("#table table")).to_have_class(re.compile("is-compact"))


def test_the_phone_sorts(windows, town):
    recorded(town, 2)
    page = windows.open(town.secretary, size=PHONE)
    page.goto(LIST)
    page.get_by_label("排序", exact=True).select_option(label="期限，晚的在前")
    page.wait_for_url(re.compile(r"sort=-due"))
    assert not findings(page)
    page.get_by_role("link", name="反过来排").click()
    page.wait_for_url(re.compile(r"sort=due"))


def test_the_phone_has_no_boxes(windows, town):
    recorded(town, 1)
    page = windows.open(town.secretary, size=PHONE)
    page.goto(LIST)
    expect(page.locator("#table input[name=pick]")).to_have_count(page.locator("#table tbody tr").count())
    expect(page.locator("#table input[type=checkbox]").first).to_be_hidden()


def test_the_card_says_below_the_link_what_other_columns_say(windows, town):
    demand = recorded(town, 1)[0]
    page = windows.open(town.secretary, size=PHONE)
    page.goto(LIST)
    line = page.locator("#table tbody tr", has_text=demand.number).locator(".sub")
    expect(line).to_have_text(f"{demand.area.name} · {demand.number}")
    expect(line).to_be_visible()
    page.get_by_label("排序", exact=True).select_option(label="期限，晚的在前")
    page.wait_for_url(re.compile(r"sort=-due"))
    expect(line).to_have_text(f"{demand.area.name} · {demand.number}")  # once, on the swapped table, too


def test_without_scripts_spare_rows_serve_and_boxes_hide(chromium, windows, town):
    page = windows.open(town.branch)
    cookies = page.context.cookies()
    bare = chromium.new_context(base_url=windows.address, java_script_enabled=False)
    windows.contexts.append(bare)
    bare.add_cookies(cookies)
    bare_page = bare.new_page()
    bare_page.goto("/projects/new/")
    expect(bare_page.get_by_role("group", name="预算明细").get_by_label("第 4 行支出项")).to_be_visible()
    expect(bare_page.locator("[data-draft-note]")).to_be_hidden()
    bare_page.goto(LIST)
    expect(bare_page.locator("[data-pick]").first).to_be_hidden()
    expect(bare_page.locator("input[name=pick]")).to_have_count(0)
    page.goto("/projects/new/")
    expect(page.get_by_role("group", name="预算明细").get_by_label("第 1 行支出项")).to_be_visible()
    expect(page.get_by_label("第 2 行支出项")).to_have_count(0)


def test_one_of_many_is_found_by_a_word(windows, town):
    with clock.travel(SUBMITTED):
        make_forces()
        people = [appoint("neighbour_head", town.place.building).person for _ in range(14)]
    page = windows.open(town.secretary)
    page.goto(f"{town.compound.get_absolute_url()}muster/")
    first = page.locator("[data-many]").first
    first.get_by_label("输入名称查找").fill(people[5].name)
    expect(first.get_by_label(people[5].name, exact=True)).to_be_visible()
    expect(first.get_by_label(people[6].name, exact=True)).to_be_hidden()
    first.get_by_label("输入名称查找").press("Enter")
    expect(page).to_have_url(f"{windows.address}{town.compound.get_absolute_url()}muster/")
    assert not findings(page)
