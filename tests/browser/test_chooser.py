"""Long choices are found by a word: by keyboard on the desk, by touch on the phone, and as a code without scripts."""

import pytest
from playwright.sync_api import expect

from governance.kernel.steps import chooser
from governance.models import Organisation
from tests.factories.base import person

from .accessibility import dress, findings, overhang
from .conftest import DESK, PHONE

NEW = "/governance/organisations/new/"


@pytest.fixture
def crowded(town, monkeypatch):
    """More people than a page holds."""
    monkeypatch.setattr(chooser, "MOST", 15)
    for number in range(20):
        person(town.compound, f"夏平{'一二三四五六七八九十'[number % 10]}", pinyin="xia ping")
    person(town.compound, "莫辉", pinyin="mo hui")
    return town


def finder(page, label):
    return page.get_by_role("combobox", name=label)


def test_a_person_is_found_by_keyboard(windows, crowded):
    page = windows.open(crowded.office, size=DESK)
    page.goto(NEW)
    leader = finder(page, "负责人")
    leader.focus()
    expect(page.get_by_role("status").filter(has_text="未列出")).to_be_visible()
    page.keyboard.type("mohui")
    expect(page.get_by_role("option", name="莫辉")).to_be_visible()
    expect(page.get_by_role("option", name="夏平")).to_have_count(0)
    assert not findings(page)
    dress(page, "dark", DESK)
    assert not findings(page)
    page.keyboard.press("Enter")
    expect(page.locator(".ts-wrapper .item", has_text="莫辉")).to_be_visible()
    assert page.url.endswith(NEW)  # Enter chose and sent nothing
    page.get_by_label("类别").select_option("volunteer_team")
    page.get_by_label("名称").fill("红马甲")
    page.get_by_label("所在区域").select_option(
        label=page.locator("#id_area option", has_text="荷馨苑").first.inner_text()
    )
    page.get_by_role("button", name="登记组织").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("红马甲")
    body = Organisation.objects.get(name="红马甲")
    assert (body.kind, body.leader.name) == ("volunteer_team", "莫辉")
    page.goto(NEW)
    finder(page, "负责人").focus()
    expect(page.get_by_text("最近选过")).to_be_visible()


def test_a_person_is_found_by_touch(windows, crowded):
    page = windows.open(crowded.office, size=PHONE)
    page.goto(NEW)
    leader = finder(page, "负责人")
    leader.scroll_into_view_if_needed()
    leader.click()
    leader.fill("莫辉")
    page.get_by_role("option", name="莫辉").click()
    expect(page.locator(".ts-wrapper .item", has_text="莫辉")).to_be_visible()
    assert not findings(page)
    assert not overhang(page)
    page.get_by_role("button", name="清除负责人").click()
    expect(page.locator("input[name=leader]")).to_have_value("")
    page.get_by_role("button", name="负责人：我").click()
    expect(page.locator("input[name=leader]")).to_have_value(str(crowded.office.person_id))


def test_the_finder_works_in_a_dialog(windows, crowded):
    body = Organisation.objects.create(kind="volunteer_team", name="绿马甲", area=crowded.compound, status="active")
    page = windows.open(crowded.street_user, size=DESK)
    page.goto(body.get_absolute_url())
    page.get_by_role("link", name="登记成员").or_(page.get_by_role("button", name="登记成员")).first.click()
    dialog = page.get_by_role("dialog")
    chosen = dialog.get_by_role("combobox", name="人员")
    chosen.focus()
    page.keyboard.type("莫辉")
    expect(dialog.get_by_role("option", name="莫辉")).to_be_visible()
    assert not findings(page)
    page.keyboard.press("Enter")
    expect(dialog.locator(".item", has_text="莫辉")).to_be_visible()
