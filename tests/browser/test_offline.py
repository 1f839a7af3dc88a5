"""Work without a network: kept on the device, sealed for its account, sent once when the network is back."""

import json
import re
from datetime import datetime, time

from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from governance.kernel.models.files import Attachment
from governance.kernel.steps import chooser
from projects.models import Demand, Visit
from tests.factories.projects import picture

from .accessibility import findings, overhang
from .conftest import PHONE, TODAY

HEARD = "三单元漏水，两户希望维修"
REPORTER = "13873300077"
LOSES_ANSWERS = """() => {
  const real = window.fetch;
  window.fetch = (address, how) => real(address, how).then(() => { throw new TypeError('the network went'); });
}"""
EVERYTHING = """async () => {
  const decode = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? Array.from(new Uint8Array(value.buffer || value), (byte) => String.fromCharCode(byte)).join('') : value;
  const open = indexedDB.open('portal-offline', 1);
  const store = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const asked = store.transaction('entries').objectStore('entries').getAll();
  const rows = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const kept = rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, decode(value)])));
  const pages = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      if (!request.url.includes('/static/')) pages.push(await (await caches.match(request)).text());
    }
  }
  return JSON.stringify({ kept, pages, local: { ...localStorage }, session: { ...sessionStorage } });
}"""


def phone(windows, user):
    """A phone whose day is that of the town, with everything that it needs without a network."""
    page = windows.open(user, size=PHONE)
    page.clock.set_system_time(datetime.combine(TODAY, time(9)))
    return ready(page)


def ready(page):
    page.goto("/")
    page.locator("meta[name=offline][data-ready]").wait_for(state="attached")
    return page


def forgive_the_network(windows):
    """The browser itself reports that the network is away, and each refusal of a token."""
    known = re.compile(r"ERR_INTERNET_DISCONNECTED|status of 403|net::ERR_FAILED")
    windows.errors[:] = [words for words in windows.errors if not known.search(words)]


def fill_visit(page, summary=HEARD):
    form = page.get_by_role("form", name="记录走访")
    form.get_by_label("走访户数").fill("2")
    form.get_by_label("走访情况").fill(summary)
    return form


def test_a_visit_and_a_demand_are_kept_and_registered_once(windows, town):
    page = phone(windows, town.branch)
    page.context.set_offline(True)
    page.goto(f"/projects/visits/new/?area={town.compound.code}")
    expect(page.get_by_role("heading", level=1)).to_have_text("离线登记")
    form = fill_visit(page)
    assert form.get_by_label("走访地点").input_value() == town.compound.code
    shot = {"name": "漏水.jpg", "mimeType": "image/jpeg", "buffer": picture("漏水.jpg").read()}
    form.locator("[name=photos]").set_input_files(shot)
    expect(form.locator("[data-gathered]")).to_contain_text("已选 1 个")
    assert not overhang(page)
    form.get_by_role("button", name="存在本机").click()
    expect(page.locator("[data-kept]")).to_contain_text("已存在本机")
    expect(page.locator("[data-net-waiting]")).to_have_text("待上传 1")
    page.get_by_role("button", name="登记需求").click()
    form = page.get_by_role("form", name="登记需求")
    for name, words in {
        "需求概述": "长椅坏了",
        "具体地点": "3 栋",
        "需求内容": "坐不下去了",
        "联系电话": REPORTER,
    }.items():
        form.get_by_label(name).fill(words)
    form.get_by_label("来源渠道").select_option("visit")
    form.get_by_label("需求类别").select_option(town.category.code)
    form.get_by_label("所在小区").select_option(town.compound.code)
    form.get_by_role("button", name="存在本机").click()
    expect(page.locator("[data-net-waiting]")).to_have_text("待上传 2")
    page.reload()
    expect(page.locator("[data-net-waiting]")).to_have_text("待上传 2")
    assert not findings(page)
    kept = page.evaluate(EVERYTHING)
    for secret in (HEARD, REPORTER, "长椅", "漏水", town.branch.name, town.secretary.name):
        assert secret not in kept
    assert len(json.loads(kept)["kept"]) == 2
    assert not Visit.objects.exists()
    page.context.set_offline(False)
    page.goto("/offline/")
    expect(page.locator("[data-list]")).to_contain_text("已登记")
    expect(page.locator("[data-list] a")).to_have_count(2)
    visit = Visit.objects.get()
    assert (visit.summary, visit.area) == (HEARD, town.compound)
    assert Attachment.objects.filter(object_type="projects.visit", object_id=visit.pk).count() == 1
    assert Demand.objects.get(title="长椅坏了").reporter_phone == REPORTER
    expect(page.locator("[data-list]")).to_contain_text(visit.number)
    page.get_by_role("link", name=re.compile(visit.number)).click()
    expect(page.locator(".ht-head")).to_contain_text("日常走访")
    forgive_the_network(windows)


def keep_offline(page, summary=HEARD):
    """A visit is written where no network is."""
    page.context.set_offline(True)
    page.goto("/offline/")
    fill_visit(page, summary).get_by_role("button", name="存在本机").click()
    expect(page.locator("[data-kept]")).to_be_visible()


def waiting(page, number):
    return expect(page.locator("[data-net-waiting]")).to_have_text(f"待上传 {number}")


def test_a_visit_with_a_place_chosen_among_many_is_kept(windows, town, monkeypatch):
    """Where a place is found by a word, only the field itself says whether one was chosen."""
    monkeypatch.setattr(chooser, "MOST", 0)
    page = phone(windows, town.branch)
    page.context.set_offline(True)
    page.goto(f"/projects/visits/new/?area={town.compound.code}")
    form = fill_visit(page)
    assert form.locator("[name=area] + .ts-wrapper, .ts-wrapper").count()
    form.get_by_role("button", name="存在本机").click()
    expect(page.locator("[data-kept]")).to_contain_text("已存在本机")
    forgive_the_network(windows)


def test_an_open_form_whose_network_goes_is_kept_and_registered_once(windows, town):
    page = phone(windows, town.branch)
    page.goto("/projects/visits/new/")
    page.get_by_label("走访情况").fill(HEARD)
    page.context.set_offline(True)
    page.get_by_role("button", name="记录走访", exact=True).click()
    expect(page.locator("[data-kept]")).to_contain_text("没有网络，已存在本机，联网后上传")
    waiting(page, 1)
    assert not Visit.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("[data-net]")).to_contain_text("1 份已上传")
    assert Visit.objects.get().summary == HEARD
    forgive_the_network(windows)


def test_an_answer_that_was_lost_is_no_second_visit(windows, town):
    """The server had registered the visit when the network went: the same form gets the first answer."""
    page = phone(windows, town.branch)
    page.goto("/projects/visits/new/")
    page.get_by_label("走访情况").fill(HEARD)
    page.evaluate(LOSES_ANSWERS)
    page.get_by_role("button", name="记录走访", exact=True).click()
    expect(page.locator("[data-kept]")).to_contain_text("已存在本机")
    assert Visit.objects.count() == 1
    page.goto("/offline/")
    expect(page.locator("[data-list]")).to_contain_text(Visit.objects.get().number)
    assert Visit.objects.count() == 1
    forgive_the_network(windows)


def test_two_windows_send_once(windows, town):
    page = phone(windows, town.branch)
    keep_offline(page)
    keep_offline(page, "第二户无异常")
    other = page.context.new_page()
    other.goto("/offline/")
    waiting(other, 2)
    page.context.set_offline(False)
    page.evaluate("portalOffline.send()")
    other.evaluate("portalOffline.send()")
    for one in (page, other):
        expect(one.locator("[data-list] a")).to_have_count(2)
        expect(one.locator("[data-net-waiting]")).to_be_hidden()
    assert Visit.objects.count() == 2
    forgive_the_network(windows)


def test_an_ended_session_locks_and_the_same_account_sends_after_signing_in(windows, town):
    page = phone(windows, town.branch)
    keep_offline(page)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.context.set_offline(False)
    expect(page.locator("[data-net]")).to_contain_text("登录后上传")
    expect(page.get_by_role("link", name="登录后上传")).to_be_visible()
    page.evaluate("localStorage.setItem('offline-seen', 0)")
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-list-words]")).to_contain_text("1 份待上传，已锁定")
    expect(page.locator("[data-list] li")).to_have_count(0)
    page.context.set_offline(False)
    enter_as(page, town.secretary, windows.address)
    ready(page)
    page.goto("/offline/")
    expect(page.locator("[data-list-words]")).to_contain_text("另有 1 份属于其他账号")
    assert HEARD not in page.evaluate(EVERYTHING)
    assert not Visit.objects.exists()
    enter_as(page, town.branch, windows.address)
    page.goto("/")
    expect(page.locator("[data-net]")).to_contain_text("1 份已上传")
    assert Visit.objects.get().created_by == town.branch
    forgive_the_network(windows)


def enter_as(page, user, address):
    client = Client()
    client.force_login(user)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    page.context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])


def test_signing_out_asks_while_something_waits(windows, town):
    page = phone(windows, town.branch)
    keep_offline(page)
    page.route("**/projects/visits/new/**", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto("/")
    waiting(page, 1)
    page.get_by_role("button", name="账号菜单").click()
    page.get_by_role("button", name="退出登录").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("本机还有 1 份没有上传")
    assert not findings(page)
    dialog.get_by_role("button", name="仍然退出").click()
    page.wait_for_url(re.compile("/login/"))
    assert len(json.loads(page.evaluate(EVERYTHING))["kept"]) == 1
    page.context.set_offline(True)
    page.goto("/projects/visits/")
    expect(page.locator("body")).to_contain_text("本机已退出登录")
    forgive_the_network(windows)


def test_a_refused_one_is_mended_with_its_photograph(windows, town):
    page = phone(windows, town.branch)
    page.context.set_offline(True)
    page.goto("/offline/")
    form = fill_visit(page, "住户电话 13873300077")
    shot = {"name": "漏水.jpg", "mimeType": "image/jpeg", "buffer": picture("漏水.jpg").read()}
    form.locator("[name=photos]").set_input_files(shot)
    form.get_by_role("button", name="存在本机").click()
    expect(page.locator("[data-kept]")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-list]")).to_contain_text("写事不写人")
    expect(page.locator("[data-kept]")).to_have_count(0)
    expect(page.get_by_role("button", name="立即上传")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-list]")).to_contain_text("没有通过，点“修改”看原因")
    assert not Visit.objects.exists()
    page.get_by_role("button", name="修改").click()
    expect(page.locator("#form-errors")).to_contain_text("写事不写人")
    expect(page.get_by_role("checkbox", name="漏水.jpg")).to_be_checked()
    page.get_by_label("走访情况").fill(HEARD)
    page.get_by_role("button", name="记录走访", exact=True).click()
    expect(page.locator(".ht-head")).to_contain_text("日常走访")
    visit = Visit.objects.get()
    assert Attachment.objects.filter(object_type="projects.visit", object_id=visit.pk).count() == 1
    expect(page.locator("[data-net-waiting]")).to_be_hidden()
    forgive_the_network(windows)


def test_a_full_phone_loses_nothing_of_the_form(windows, town):
    page = phone(windows, town.branch)
    page.context.set_offline(True)
    page.goto("/offline/")
    form = fill_visit(page)
    full = "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    page.evaluate(full)
    form.get_by_role("button", name="存在本机").click()
    expect(page.locator("#messages")).to_contain_text("手机存储已满，这一份没有存下")
    expect(form.get_by_label("走访情况")).to_have_value(HEARD)
    forgive_the_network(windows)


def test_without_https_the_form_says_why_it_is_not_kept(windows, town):
    page = windows.open(town.branch, size=PHONE)
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    for address in ("/projects/visits/new/", "/offline/"):
        page.goto(address)
        expect(page.locator("[data-cannot-keep]")).to_contain_text("没有启用 HTTPS")
