"""What a phone does to its queue: many entries sent twice, photographs over a reload, a full store, other people."""

from django.conf import settings
from playwright.sync_api import expect

from governance.kernel.models.files import Attachment
from governance.kernel.upkeep import devices
from projects.models import Visit
from tests.factories.projects import picture

from .test_offline import HEARD, enter_as, fill_visit, forgive_the_network, keep_offline, phone, ready, waiting

MANY = 30
WITHOUT_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined })"
BAD = "住户电话 13873300077"
MEGABYTES = """() => {
  const bytes = new Uint8Array(6e6);
  for (let at = 0; at < bytes.length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  const carrier = new DataTransfer(), field = document.querySelector('form[data-here]:not([hidden]) [name=photos]');
  carrier.items.add(new File([bytes], '大.bin'));
  field.files = carrier.files;
}"""


def photograph(name):
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture(name).read()}


def test_thirty_visits_sent_by_two_windows_at_once_are_thirty(windows, town):
    page = phone(windows, town.branch)
    page.context.add_init_script(WITHOUT_LOCKS)  # an old browser, whose windows know nothing of each other
    page.context.set_offline(True)
    page.goto("/offline/")
    for n in range(MANY):
        fill_visit(page, f"第 {n} 户无异常").get_by_role("button", name="存在本机").click()
        waiting(page, n + 1)
    other = page.context.new_page()
    other.goto("/offline/")
    waiting(other, MANY)
    page.context.set_offline(False)  # both begin
    for one in (page, other):
        expect(one.locator("[data-net-waiting]")).to_be_hidden(timeout=60_000)
        expect(one.locator("[data-list] a")).to_have_count(MANY)
    told = set(Visit.objects.values_list("summary", flat=True))
    assert (Visit.objects.count(), len(told)) == (MANY, MANY)
    forgive_the_network(windows)


def test_three_photographs_outlive_a_reload_without_a_network(windows, town):
    page = phone(windows, town.branch)
    page.context.set_offline(True)
    page.goto("/offline/")
    form = fill_visit(page)
    form.locator("[name=photos]").set_input_files([photograph(f"{n}.jpg") for n in "一二三"])
    expect(form.locator("[data-gathered]")).to_contain_text("已选 3 个")
    form.get_by_role("button", name="存在本机").click()
    waiting(page, 1)
    page.reload()
    waiting(page, 1)
    expect(page.locator("[data-list]")).to_contain_text("3 个照片或文件")
    page.context.set_offline(False)
    expect(page.locator("[data-list]")).to_contain_text("已登记")
    visit = Visit.objects.get()
    assert Attachment.objects.filter(object_type="projects.visit", object_id=visit.pk).count() == 3
    fill_visit(page, "第二户无异常").get_by_role("button", name="存在本机").click()
    expect(page.locator("[data-list] a")).to_have_count(2)
    assert Attachment.objects.filter(object_type="projects.visit").count() == 3  # the next one takes none along
    forgive_the_network(windows)


def test_whoever_must_choose_a_place_is_asked_on_the_phone(windows, town):
    page = phone(windows, town.secretary)
    page.context.set_offline(True)
    page.goto("/offline/")
    fill_visit(page).get_by_role("button", name="存在本机").click()
    expect(page.locator("#messages")).to_contain_text("请填写或更正：走访地点")
    expect(page.locator("[data-kept]")).to_have_count(0)
    forgive_the_network(windows)


def test_a_store_that_is_truly_full_keeps_the_form_and_says_what_to_do(windows, town):
    page = phone(windows, town.branch)
    page.context.set_offline(True)
    page.goto("/offline/")
    form = fill_visit(page)
    page.evaluate(MEGABYTES)
    quota = page.context.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": windows.address, "quotaSize": 5_000_000})
    form.get_by_role("button", name="存在本机").click()
    expect(page.locator("#messages")).to_contain_text("手机存储已满，这一份没有存下")
    expect(form.get_by_label("走访情况")).to_have_value(HEARD)
    assert form.locator("[name=photos]").evaluate("field => field.files.length") == 1
    quota.send("Storage.overrideQuotaForOrigin", {"origin": windows.address})
    form.get_by_role("button", name="存在本机").click()  # room was made
    waiting(page, 1)
    forgive_the_network(windows)


def test_a_mended_one_whose_network_goes_again_waits_with_its_new_words(windows, town):
    page = phone(windows, town.branch)
    page.context.set_offline(True)
    page.goto("/offline/")
    form = fill_visit(page, BAD)
    form.locator("[name=photos]").set_input_files(photograph("漏水.jpg"))
    form.get_by_role("button", name="存在本机").click()
    waiting(page, 1)
    page.context.set_offline(False)
    page.get_by_role("button", name="修改").click()
    expect(page.locator("#form-errors")).to_contain_text("写事不写人")
    page.get_by_label("走访情况").fill(HEARD)
    page.context.set_offline(True)
    page.get_by_role("button", name="记录走访", exact=True).click()
    expect(page.locator("[data-kept]")).to_be_visible()
    waiting(page, 1)
    assert not Visit.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("[data-net]")).to_contain_text("1 份已上传")
    visit = Visit.objects.get()
    assert visit.summary == HEARD
    assert Attachment.objects.filter(object_type="projects.visit", object_id=visit.pk).count() == 1
    forgive_the_network(windows)


def test_nobody_writes_on_the_page_of_another_account(windows, town):
    """Somebody else signs in after the author, and the network goes: what is written is not the author's."""
    page = phone(windows, town.branch)
    keep_offline(page)
    page.context.set_offline(False)
    expect(page.locator("[data-list]")).to_contain_text("已登记")
    enter_as(page, town.office, windows.address)
    ready(page)
    page.context.set_offline(True)
    page.goto("/projects/visits/new/")
    expect(page.get_by_role("heading", level=1)).to_have_text("离线登记")
    expect(page.locator(f"form[data-offline='{devices.account_name(town.branch.pk)}']")).to_have_count(0)
    forgive_the_network(windows)


def test_an_ended_session_leaves_the_forms_on_the_phone_and_a_locked_list_stays_locked(windows, town):
    page = phone(windows, town.branch)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto("/offline/")
    expect(page.get_by_role("form", name="记录走访")).to_have_count(0)
    page.evaluate("localStorage.setItem('offline-seen', 0)")
    keep_offline(page)  # from the page that the phone still has
    expect(page.locator("[data-list-words]")).to_contain_text("1 份待上传，已锁定")
    expect(page.locator("[data-list] li")).to_have_count(0)
    page.context.set_offline(False)
    enter_as(page, town.branch, windows.address)
    page.goto("/offline/")  # whoever signs in on the way to this page is let in
    expect(page.locator("[data-list]")).to_contain_text("已登记")
    assert Visit.objects.get().summary == HEARD
    forgive_the_network(windows)
