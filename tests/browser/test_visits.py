"""A home visit on the phone: recorded on the stairs, and the need heard there registered from it."""

from playwright.sync_api import expect

from projects.models import Demand, Visit

from .accessibility import findings
from .conftest import PHONE


def test_a_visit_and_its_need_with_one_thumb(windows, town):
    page = windows.open(town.branch, size=PHONE)
    page.goto("/")
    page.get_by_role("link", name="记录走访").click()
    page.get_by_label("走访户数").fill("3")
    page.get_by_label("走访情况").fill("楼道灯不亮，两户希望修好")
    assert not findings(page)
    page.get_by_role("button", name="记录走访").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("日常走访")
    visit = Visit.objects.get()
    assert (visit.area, visit.household_count) == (town.compound, 3)
    page.get_by_role("link", name="由走访登记需求").click()
    page.get_by_label("需求概述").fill("楼道灯不亮")
    page.get_by_label("具体地点").fill("1 栋 2 单元")
    page.get_by_label("需求类别").select_option(label=town.category.name)
    page.get_by_label("需求内容").fill("晚上看不清台阶")
    page.get_by_role("button", name="登记需求").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("楼道灯不亮")
    assert Demand.objects.get(title="楼道灯不亮").visit == visit
    page.get_by_role("link", name="日常走访").click()
    expect(page.get_by_role("link", name="楼道灯不亮", exact=True)).to_be_visible()
    page.goto(f"{town.compound.get_absolute_url()}?all=1")
    assert not findings(page)
