"""What is sent on: the picture is drawn, the text is copied, the poster is all that is printed; at both widths."""

import re

import pytest
from playwright.sync_api import expect

from governance.kernel.clock import clock
from tests.factories.sent_on import PHONE as TELEPHONE
from tests.factories.sent_on import REPORTER, SUBMITTED, make_sent_on

from .accessibility import COLOURS, dress, findings, overhang
from .conftest import DESK, PHONE

# how many pixels of the canvas are paper, and how many are not; its size
DRAWN = """() => {
    const canvas = document.querySelector("[data-card-canvas]");
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let paper = 0, ink = 0;
    for (let at = 0; at < data.length; at += 4) (data[at] + data[at + 1] + data[at + 2] > 740 ? paper++ : ink++);
    return {paper, ink, width: canvas.width, height: canvas.height};
}"""
SHOWN = """() => [...document.querySelectorAll("body *")].filter(one => one.checkVisibility()
    && one.getBoundingClientRect().right > 0
    && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    && !one.closest(".ht-poster")).map(one => one.textContent.trim())"""


@pytest.fixture
def world(live_server):
    world = make_sent_on()
    with clock.travel(SUBMITTED):
        yield world


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_picture_and_a_text_are_sent_on(windows, world, size):
    page = windows.open(world.town.secretary, size=size)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    demand = world.rows["projects.demand"]
    page.goto(demand.get_absolute_url())
    page.get_by_role("link", name="转发卡片").click()
    expect(page.get_by_role("img", name="居民需求办理结果", exact=False)).to_be_visible()
    drawn = page.evaluate(DRAWN)
    assert drawn["width"] == 1080
    assert drawn["height"] > 600
    assert drawn["ink"] > 10_000, "nothing is drawn"
    assert drawn["paper"] > drawn["ink"], "the picture is light, in both looks"
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_text("已复制，到聊天里粘贴即可")).to_be_visible()
    text = page.evaluate("() => navigator.clipboard.readText()")
    assert f"编号：{demand.number}" in text
    assert "您反映的“欧阳**家门口楼道灯不亮”已答复。" in text
    assert REPORTER not in text
    assert TELEPHONE not in text
    with page.expect_download() as saved:
        page.get_by_role("button", name="保存图片").click()
    assert saved.value.suggested_filename == f"居民需求办理结果-{demand.number}.png"
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")


def test_the_text_is_copied_where_there_is_no_clipboard(windows, world):
    """A page without https has only the old one, and somebody may have mended the words before."""
    page = windows.open(world.town.secretary)
    page.context.grant_permissions(["clipboard-read"])
    page.add_init_script("Object.defineProperty(navigator.clipboard, 'writeText', {value: undefined})")
    page.goto(world.rows["projects.demand"].url("card"))
    page.get_by_role("textbox", name="文字").fill("楼道灯已更换")
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_text("已复制，到聊天里粘贴即可")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == "楼道灯已更换"


def test_the_picture_goes_to_another_program_of_the_phone(windows, world):
    page = windows.open(world.town.secretary, size=PHONE)
    page.add_init_script(
        """navigator.canShare = data => data.files.length === 1;
        navigator.share = data => { window.given = data.files[0]; return Promise.resolve(); };"""
    )
    page.goto(world.rows["projects.microproject"].url("card"))
    page.get_by_role("button", name="发送图片").click()
    expect(page.get_by_text("已交给所选的程序")).to_be_visible()
    assert page.evaluate("() => [window.given.type, window.given.size > 10000]") == ["image/png", True]


def test_a_poster_of_the_usual_length_is_one_sheet(windows, world):
    page = windows.open(world.town.street_user)
    for row in world.rows.values():
        page.goto(row.url("card"))
        assert len(re.findall(rb"/Type */Page\b", page.pdf(prefer_css_page_size=True))) == 1, row


def test_only_the_poster_is_printed(windows, world):
    page = windows.open(world.town.secretary)
    page.goto(world.rows["projects.microproject"].url("card"))
    page.emulate_media(media="print")
    expect(page.get_by_label("海报")).to_be_visible()
    assert page.evaluate(SHOWN) == []
    assert page.locator(".ht-poster .code svg").bounding_box()["width"] > 140  # pixels: 40 mm
    assert world.town.secretary.person.name not in page.locator(".ht-poster").inner_text()


@pytest.mark.slow
def test_every_card_keeps_nobody_out(windows, world):
    wrong = []
    page = windows.open(world.town.street_user)
    for table, row in world.rows.items():
        page.goto(row.url("card"))
        expect(page.locator("[data-card-picture]")).to_be_visible()
        for size in (DESK, PHONE):
            for theme, rules in (("light", None), ("dark", COLOURS)):
                dress(page, theme, size)
                wrong += [f"{table} {size} {theme} {one}" for one in findings(page, rules)]
            if found := overhang(page):
                wrong.append(f"{table} {size}: {found}")
    assert not wrong, "\n".join(wrong)
