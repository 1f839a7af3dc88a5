"""From a home visit to the submitted project by a secretary's thumb: how many taps and forms it takes.

Words and days that are typed are counted by themselves, not as taps.  A list is two taps (opened, and chosen from);
a tick, each paper, every button, 更多 and the browser's own question are one.  The way begins on the work page, signed
in, on each of its three days; others enter no vote of their own, for all nine agreed at the meeting.
"""

from datetime import date

import pytest
from playwright.sync_api import expect

from governance.deliberations.actions.deliberations import finalise_due
from governance.kernel.clock import clock
from projects.models import Demand, MicroProject
from tests.factories.base import make_area
from tests.factories.projects import make_branch, picture
from tests.factories.rolls import make_members
from tests.factories.town import make_town
from tests.worlds import remembered

from .conftest import PHONE

pytestmark = pytest.mark.slow
VISITED, MET, ENDED = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 20)
MOST_TAPS, MOST_FORMS = 17, 4  # from the form of the project on: half of what it was
WHOLE, OF_THE_PROJECT = (28, 19, 7), (17, 17, 4)  # taps, texts typed, forms sent: what is there, to be lowered only


class Thumb:
    """A finger on a phone that counts what it does: taps, texts typed, forms sent."""

    def __init__(self, page):
        self.taps = self.fields = self.forms = 0
        self.take(page)

    def take(self, page):
        self.page = page
        page.on("request", self.heard)

    def heard(self, request):
        draft = "_draft" in (request.post_data_buffer or b"").decode("latin-1")
        self.forms += request.method == "POST" and not draft

    def tap(self, place):
        self.taps += 1
        place.click()

    def pick(self, place, **choice):
        self.taps += 2
        place.select_option(**choice)

    def agree(self, question):
        """The browser's own question is answered by a tap, too."""
        self.taps += 1
        question.accept()

    def photograph(self, place, *names):
        self.taps += 1
        place.set_input_files([{"name": n, "mimeType": "image/jpeg", "buffer": picture().read()} for n in names])

    def type(self, place, words):
        self.fields += 1
        place.fill(words)

    def send(self, place):
        self.tap(place.locator("button[type=submit]").last)

    def act(self, label):
        """The button of a step under the thumb, or behind 更多."""
        bar = self.page.locator(".ht-sticky-act")
        expect(bar).to_be_visible()
        button = bar.locator("> a", has_text=label)
        if not button.count():
            self.tap(bar.get_by_role("button", name="更多", exact=True))
            button = bar.locator(".dropdown-item", has_text=label)
        self.tap(button.first)

    @property
    def counted(self):
        return self.taps, self.fields, self.forms


@remembered
def make_council_town():
    """The town with a second compound: its council of nine, its branch, and nothing else to do."""
    with clock.travel(VISITED):
        town = make_town()
        town.compound = make_area(town.place.community, "桂花苑", household_count=300)
        make_branch(town.compound)
        make_members(town.compound, "council", 9, day=VISITED)
    return town


def test_from_a_visit_to_the_submitted_project_on_a_phone(windows, live_server):
    town = make_council_town()
    with clock.travel(VISITED):
        page = windows.open(town.secretary, size=PHONE)
        thumb = Thumb(page)
        demand = visit_and_demand(thumb, page, town)
        before = thumb.counted
        project = apply(thumb, page, demand)
        page.close()
    with clock.travel(MET):
        meet(thumb, windows.open(town.secretary, size=PHONE), project)
    with clock.travel(ENDED):
        finalise_due()
        submit(thumb, windows.open(town.secretary, size=PHONE), project)
    of_the_project = tuple(whole - part for whole, part in zip(thumb.counted, before, strict=True))
    assert thumb.counted == WHOLE
    assert of_the_project == OF_THE_PROJECT
    assert OF_THE_PROJECT[0] <= MOST_TAPS
    assert OF_THE_PROJECT[2] <= MOST_FORMS


def visit_and_demand(thumb, page, town):
    page.goto("/")
    thumb.tap(page.get_by_role("link", name="记录走访").first)
    thumb.pick(page.locator("[name=area]"), value=town.compound.code)
    thumb.type(page.get_by_label("走访情况"), "1 栋楼道灯不亮，两户希望修好")
    thumb.photograph(page.locator("[name=photos]"), "IMG_1.jpg")
    thumb.send(page.locator("#main form.ht-step"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("日常走访")
    thumb.tap(page.get_by_role("link", name="由走访登记需求"))
    expect(page.get_by_label("需求概述")).to_have_value("1 栋楼道灯不亮")
    expect(page.locator("[name=visit_photos]")).to_be_checked()
    thumb.type(page.get_by_label("具体地点"), "1 栋 2 单元")
    thumb.pick(page.get_by_label("需求类别"), label=town.category.name)
    thumb.send(page.locator("#main form.ht-step"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 栋楼道灯不亮")
    thumb.act("受理需求")
    thumb.send(page.get_by_role("dialog"))
    expect(page.locator(".ht-head")).to_contain_text("已受理")
    return Demand.objects.get()


def apply(thumb, page, demand):
    """The application with its quotes, made of the demand, and the call of the council."""
    thumb.act("转为微项目")
    expect(page.locator("[name=common_parts]").first).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value(demand.title)
    thumb.tap(page.locator("[name=common_parts][value=none]"))
    thumb.type(page.locator("[name=content]"), "更换声控灯 100 盏")
    thumb.type(page.locator("[name=planned_from]"), "2026-05-01")
    thumb.type(page.locator("[name=planned_until]"), "2026-06-01")
    for name, value in (("name", "声控灯"), ("quantity", "100"), ("unit", "盏"), ("unit_price", "150")):
        thumb.type(page.locator(f"[name=lines-0-{name}]"), value)
    for row, firm in enumerate(("甲灯具店", "乙灯具店", "丙灯具店")):
        thumb.type(page.locator(f"[name=quotes-{row}-supplier]"), firm)
        thumb.type(page.locator(f"[name=quotes-{row}-amount]"), f"{15000 + row}")
        thumb.photograph(page.locator(f"[name=quotes-{row}-paper]"), f"报价{row}.jpg")
    expect(page.locator("[name=sources-0-kind]")).to_have_value("fiscal")
    expect(page.locator("[name=sources-0-amount]")).to_have_value("15000.00")
    expect(page.locator("[name=implementer] option:checked")).to_contain_text("小区党支部")  # the only one there is
    thumb.type(page.locator("[name=maintenance]"), "小区党支部巡查")
    thumb.type(page.locator("[name=conflict_statement]"), "无利益关系")
    thumb.send(page.locator("#main form.ht-step"))
    expect(page.locator("#messages")).to_contain_text("已保存草稿")
    thumb.act("提交民主议事")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[name=body]")).to_have_value("council")
    thumb.type(dialog.locator("[name=held_on]"), MET.isoformat())
    thumb.send(dialog)
    expect(page.locator(".ht-head")).to_contain_text("议事中")
    return MicroProject.objects.get()


def meet(thumb, page, project):
    """All nine agree; the result hangs at the gate on the same evening: one form."""
    thumb.take(page)
    page.goto("/")
    thumb.tap(page.get_by_role("link", name=f"开会后登记结果：{project.title}"))
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[name=sign_in]")).to_be_visible()
    page.once("dialog", thumb.agree)
    thumb.tap(dialog.get_by_role("button", name="其余都同意"))
    thumb.photograph(dialog.locator("[name=sign_in]"), "签到表.jpg")
    thumb.tap(dialog.locator("[name=is_posted]"))
    thumb.type(dialog.locator("[name=posted_at]"), "公告栏")
    thumb.send(dialog)
    expect(page.locator(".ht-head")).to_contain_text("公示中")
    page.close()


def submit(thumb, page, project):
    thumb.take(page)
    page.goto("/")
    thumb.tap(page.get_by_role("link", name=f"提交申报：{project.title}"))
    dialog = page.get_by_role("dialog")
    thumb.tap(dialog.locator("[name=agrees_to_publish]"))
    thumb.send(dialog)
    expect(page.locator(".ht-head")).to_contain_text("社区初审中")
