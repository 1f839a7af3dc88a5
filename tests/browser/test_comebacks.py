"""Nothing typed is lost: no network, another session, a page gone back to."""

import re

from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from governance.kernel.models.events import Event
from governance.kernel.models.pages import Draft
from projects.models import Demand
from tests.factories.projects import accepted_demand, make_draft, picture

NEW = "/projects/demands/new/"


def fill_in(page, town, title="长椅坏了"):
    """A demand, filled in so that it can be registered."""
    page.goto(f"{NEW}?area={town.compound.code}")
    for label, words in {"需求概述": title, "具体地点": "3 栋", "需求内容": "坐不下去了"}.items():
        page.get_by_label(label).fill(words)
    page.get_by_label("来源渠道").select_option("visit")
    page.get_by_label("需求类别").select_option(town.category.code)
    return page.get_by_role("button", name="登记需求", exact=True)


def sign_in_again(page, user, address):
    """As another tab of the same browser would: a session of its own, and a token of its own."""
    client = Client()
    client.force_login(user)
    client.get(NEW)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    page.context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])


def forgive_refused_tokens(windows):
    """Chromium and htmx report each answer 403; here they are what is tried."""
    windows.errors[:] = [
        words for words in windows.errors if not re.search(r"status of 403|Status Error Code 403", words)
    ]


def test_without_a_network_a_form_that_no_device_keeps_stays_and_is_sent_later(windows, town):
    page = windows.open(town.branch)
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")  # see test_offline
    button = fill_in(page, town)
    page.context.set_offline(True)
    button.click()
    expect(page.locator("#messages")).to_contain_text("网络没有连上，内容没有提交")
    expect(page.get_by_label("需求概述")).to_have_value("长椅坏了")
    windows.errors.clear()  # the browser itself reports that the network is away
    page.context.set_offline(False)
    expect(button).to_be_enabled()
    button.click()
    expect(page.locator(".ht-head")).to_contain_text("长椅坏了")
    assert Demand.objects.filter(title="长椅坏了").count() == 1


def test_a_refused_form_of_a_page_comes_back_in_its_place(windows, town):
    page = windows.open(town.branch)
    button = fill_in(page, town, title="")
    button.click()
    expect(page.locator("#form-errors")).to_be_focused()
    expect(page.get_by_label("具体地点")).to_have_value("3 栋")
    page.get_by_label("需求概述").fill("长椅坏了")
    page.get_by_role("button", name="登记需求", exact=True).click()
    expect(page.locator(".ht-head")).to_contain_text("长椅坏了")
    page.reload()
    assert Demand.objects.filter(title="长椅坏了").count() == 1


def test_signing_in_again_in_another_tab_mends_the_old_one(windows, town):
    page = windows.open(town.branch)
    button = fill_in(page, town)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label("需求概述").fill("长椅坏了一把")
    page.get_by_label("需求概述").blur()
    expect(page.locator("[data-draft-note]")).to_contain_text("登录已失效")
    sign_in_again(page, town.branch, windows.address)
    page.get_by_label("需求概述").fill("长椅坏了两把")
    page.get_by_label("需求概述").blur()
    expect(page.locator("[data-draft-note]")).to_contain_text("已自动保存草稿")
    forgive_refused_tokens(windows)
    button.click()
    expect(page.locator(".ht-head")).to_contain_text("长椅坏了两把")
    assert not Draft.objects.exists()


def test_a_token_of_the_old_session_brings_the_form_back(windows, town):
    page = windows.open(town.branch)
    button = fill_in(page, town)
    sign_in_again(page, town.branch, windows.address)
    button.click()
    expect(page.locator("#form-errors")).to_contain_text("您在另一页重新登录过")
    expect(page.get_by_label("需求概述")).to_have_value("长椅坏了")
    page.get_by_role("button", name="登记需求", exact=True).click()
    expect(page.locator(".ht-head")).to_contain_text("长椅坏了")
    assert Demand.objects.filter(title="长椅坏了").count() == 1
    forgive_refused_tokens(windows)


def test_a_dialog_that_is_no_step_is_mended_as_well(windows, town):
    page = windows.open(town.secretary)
    page.goto(town.branch.person.get_absolute_url())
    page.locator("a[data-modal][href*='/reveal/']").first.click()
    reason, dialog = page.locator("#modal-body [name=reason]"), page.locator("#modal-body")
    reason.fill("电话核实情况")
    sign_in_again(page, town.secretary, windows.address)
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_contain_text("您在另一页重新登录过，内容没有提交，还在这里")
    expect(dialog).not_to_contain_text("没有权限")
    expect(reason).to_have_value("电话核实情况")
    assert not Event.objects.filter(kind="governance.person.reveal").exists()
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_contain_text(town.branch.person.phone)
    forgive_refused_tokens(windows)


def test_somebody_else_in_the_same_browser_gets_nothing_of_it(windows, town):
    page = windows.open(town.branch)
    fill_in(page, town)
    sign_in_again(page, town.secretary, windows.address)
    page.get_by_label("需求概述").fill("写给自己的话")
    page.get_by_label("需求概述").blur()
    expect(page.locator("[data-draft-note]")).to_contain_text("已换成另一账号登录")
    page.goto("about:blank")  # tries once more to keep its words
    assert not Draft.objects.filter(user=town.secretary).exists()
    forgive_refused_tokens(windows)


def test_gone_back_to_a_sent_form_a_second_entry_is_made_only_after_a_question(windows, town):
    page = windows.open(town.branch)
    button = fill_in(page, town)
    token = page.locator("form[data-draft] [name=_submission]").input_value()
    button.click()
    expect(page.locator(".ht-head")).to_contain_text("长椅坏了")
    button = fill_in(page, town, title="下水道堵了")
    page.locator("form[data-draft] [name=_submission]").evaluate("(field, token) => { field.value = token; }", token)
    button.click()
    expect(page.locator("#form-errors")).to_contain_text("先前已提交过一次")
    expect(page.get_by_role("link", name="查看先前提交的那一件")).to_be_visible()
    page.get_by_role("button", name="登记需求", exact=True).click()
    expect(page.locator(".ht-head")).to_contain_text("下水道堵了")
    assert Demand.objects.filter(title__in=["长椅坏了", "下水道堵了"]).count() == 2


def test_a_new_choice_takes_the_place_of_the_one_file_that_was_kept(windows, town):
    demand = accepted_demand(town.branch, town.secretary, town.compound, town.category)
    project = make_draft(town.branch, demand, town.implementer)
    page = windows.open(town.branch)
    page.goto(project.url("quote"))
    page.get_by_label("第 1 行报价单位").fill("荷塘照明")
    chooser = page.locator("input[type=file][name=quotes-0-paper]")
    chooser.set_input_files(a_file("旧报价.jpg"))
    page.get_by_role("button", name="登记报价", exact=True).click()
    kept = page.get_by_role("checkbox", name="旧报价.jpg")
    expect(kept).to_be_checked()
    chooser.set_input_files(a_file("新报价.jpg"))
    expect(page.locator("[data-replaced-by]")).to_be_hidden()
    assert not page.locator("input[name=quotes-0-paper-held]").is_checked()
    chooser.set_input_files([])
    expect(kept).to_be_checked()


def a_file(name):
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture(name).read()}
