"""What is typed survives the tab it was typed in."""

import re
from urllib.parse import parse_qsl

from playwright.sync_api import expect

from governance.kernel.models.pages import Draft
from projects.models import MicroProject

SAVED = re.compile(r"\d\d:\d\d 已自动保存草稿")


def kept(page, **fields):
    """Wait inside for the answer to a draft that carries these fields; one without them may go before it."""

    def carries(answer):
        if answer.request.method != "POST":
            return False
        return fields.items() <= dict(parse_qsl(answer.request.post_data)).items()

    return page.expect_response(carries)


def test_a_closed_tab_loses_nothing(windows, town):
    page = windows.open(town.branch)
    page.goto("/projects/new/")
    note = page.locator("[data-draft-note]")
    expect(note).to_be_hidden()
    page.get_by_label("项目名称").fill("楼道照明改造")
    page.get_by_label("项目名称").blur()
    expect(note).to_have_text(SAVED)
    page.get_by_role("button", name="加一行").first.click()
    with kept(page, **{"lines-1-name": "感应灯"}):
        page.get_by_label("第 2 行支出项").fill("感应灯")
        page.get_by_label("第 2 行支出项").blur()
    page.close()

    page = windows.open(town.branch)
    page.goto("/")
    page.get_by_role("link", name="新建申报草稿：楼道照明改造").click()
    expect(page.get_by_label("项目名称")).to_have_value("楼道照明改造")
    expect(page.get_by_role("group", name="预算明细").get_by_label("第 1 行支出项")).to_have_value("感应灯")
    expect(page.get_by_role("status").filter(has_text="已恢复")).to_be_visible()
    page.get_by_role("button", name="放弃草稿").click()
    expect(page.get_by_label("项目名称")).to_have_value("")
    assert not Draft.objects.exists()


def test_half_a_minute_after_a_change_it_is_kept(windows, town):
    page = windows.open(town.branch)
    page.clock.install()
    page.goto("/projects/demands/new/")
    page.get_by_label("需求概述").press_sequentially("长椅坏了")
    page.clock.run_for(29_000)
    assert not Draft.objects.exists()
    with kept(page, title="长椅坏了"):
        page.clock.run_for(2_000)
    expect(page.locator("[data-draft-note]")).to_have_text(SAVED)
    assert Draft.objects.get().typed_title == "长椅坏了"


def test_a_dialog_closed_by_mistake_comes_back(windows, town):
    page = windows.open(town.secretary)
    page.goto(town.waiting.get_absolute_url())
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="初审通过", exact=True).click()
    dialog.get_by_label("意见").fill("已到现场核实")
    with kept(page, note="已到现场核实", is_needed="on"):
        dialog.get_by_label("需求已核实").check()
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.get_by_role("button", name="初审通过", exact=True).click()
    expect(dialog.get_by_label("意见")).to_have_value("已到现场核实")
    expect(dialog.get_by_label("需求已核实")).to_be_checked()
    dialog.get_by_role("button", name="放弃草稿").click()
    expect(dialog.get_by_label("意见")).to_have_value("")
    expect(dialog.get_by_label("需求已核实")).not_to_be_checked()

    for point in ("需求已核实", "不属于重复建设", "场地权属清楚", "不属于物业企业"):
        dialog.get_by_label(point).check()
    dialog.get_by_label("意见").fill("同意")
    dialog.get_by_role("button", name="初审通过", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".ht-head")).to_contain_text("街道审核中")
    assert MicroProject.objects.get(pk=town.waiting.pk).status != "submitted"
    assert not Draft.objects.exists()


def test_a_lost_session_is_reported(windows, town):
    page = windows.open(town.branch)
    page.goto("/projects/demands/new/")
    page.get_by_label("需求概述").fill("长椅坏了")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("需求概述").blur()
    expect(page.locator("[data-draft-note]")).to_contain_text("登录已失效")
