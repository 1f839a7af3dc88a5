"""The main job's key stretches in a real browser, at the desk and on the phone."""

import pytest
from playwright.sync_api import expect

from projects.models import MicroProject
from tests.clients import PASSWORD

from .conftest import DESK, PHONE

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def sign_in(page, user):
    """Through the login page: a wrong password first."""
    page.goto("/")
    for password in ("wrong", PASSWORD):
        page.get_by_label("账号", exact=True).fill(user.username)
        page.locator("#id_password").fill(password)
        page.get_by_role("button", name="登录").click()
        if password == "wrong":
            expect(page.get_by_role("alert")).to_contain_text("账号或密码不正确")
            expect(page.get_by_label("账号", exact=True)).to_have_value(user.username)
    expect(page.get_by_role("heading", name="我的待办", level=1)).to_be_visible()


@SIZES
def test_a_secretary_signs_in_and_takes_the_step_that_waits(windows, town, size):
    town.secretary.set_password(PASSWORD)
    town.secretary.save()
    page = windows.open(size=size)
    sign_in(page, town.secretary)
    page.get_by_role("link", name=town.waiting.title, exact=True).click()
    expect(page.get_by_role("heading", name=town.waiting.title, level=1)).to_be_visible()

    page.get_by_role("button", name="初审通过", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="初审通过")).to_be_visible()
    for point in ("需求已核实", "场地权属清楚", "不属于物业企业"):
        dialog.get_by_label(point).check()
    dialog.get_by_label("意见").fill("已到现场核实")
    dialog.get_by_role("button", name="初审通过", exact=True).click()
    summary = dialog.locator("#form-errors")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("重复建设")
    expect(dialog.get_by_label("意见")).to_have_value("已到现场核实")
    expect(dialog.get_by_label("需求已核实")).to_be_checked()
    assert MicroProject.objects.get(pk=town.waiting.pk).status == "submitted"

    dialog.get_by_label("不属于重复建设").check()
    dialog.get_by_role("button", name="初审通过", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".ht-tl li").first).to_contain_text("初审通过")
    expect(page.locator(".ht-tl li").first).to_contain_text("已到现场核实")
    expect(page.locator(".ht-head")).to_contain_text("街道审核中")


@SIZES
def test_the_conference_signs_in_votes_and_decides(windows, town, size):
    room = town.room.conference.get_absolute_url()
    officer = windows.open(town.late, size=size)
    officer.goto(room)
    officer.get_by_role("button", name="签到").click()
    officer.get_by_role("dialog").get_by_role("button", name="签到").click()
    officer.get_by_label("不同意", exact=True).check()
    officer.get_by_role("button", name="提交表决").click()
    expect(officer.locator("#votes")).to_contain_text("应表决 9 个单位，已表决 8 个")
    expect(officer.locator("#votes")).to_contain_text("不同意 1")

    leader = windows.open(town.leader, size=size)
    leader.goto(room)
    form = leader.locator("form[action$='/decide/']")
    form.get_by_label("会议结论").select_option(label="同意")
    form.get_by_label("支持类别").select_option(label="全额补助")
    form.get_by_label("核定财政金额").fill("7000.01")
    form.get_by_role("button", name="确认结论").click()
    expect(leader.locator("#form-errors")).to_contain_text("核定金额不能超过申请的 7,000.00 元")
    leader.get_by_label("核定财政金额").fill("7000.00")
    leader.get_by_role("button", name="确认结论").click()
    expect(leader.locator("#room")).to_contain_text("全额补助")
    assert MicroProject.objects.get(pk=town.listed.pk).status == "approved"
    leader.goto(town.listed.get_absolute_url())
    expect(leader.locator(".ht-head")).to_contain_text("已立项")
    expect(leader.locator(".ht-tl li").first).to_contain_text("会议同意立项")


def test_the_board_draws_its_charts_and_leads_to_the_rows(windows, town):
    page = windows.open(town.leader)
    page.goto("/dashboard/?all=1")
    charts = page.locator("[data-chart]")
    assert charts.count() > 0
    for chart in charts.all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator("canvas, svg").first).to_be_attached()
    page.goto("/dashboard/rows/projects_submitted/")
    expect(page.locator("#table")).to_contain_text(town.waiting.title)
