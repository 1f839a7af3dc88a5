"""Photographs in the browser: shrunk before they are sent, gathered from several choices, shown in full."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from governance.kernel.models.files import Attachment
from governance.kernel.papers import files
from governance.kernel.papers.uploads import MEGABYTE
from projects.models import Visit
from projects.visits.attachments import PHOTO
from tests.factories.visits import make_visit
from tests.kernel.samples import pdf, upload

from .accessibility import findings, overhang
from .conftest import DESK, PHONE

MOMENT, TAKEN_AT = 0x8769, 0x9003


def photograph(width=3600, height=2700):
    """A picture as a telephone takes it: large, on its side, with the moment and the place."""
    kept, out = Image.Exif(), io.BytesIO()
    kept[0x0112], kept[0x8825] = 6, {1: "N"}
    kept[MOMENT] = {TAKEN_AT: "2026:03:20 09:29:59"}
    noise = Image.effect_noise((width // 4, height // 4), 60).convert("RGB").resize((width, height))
    noise.save(out, "JPEG", quality=95, exif=kept)
    return out.getvalue()


def of_visits():
    return Attachment.objects.filter(object_type="projects.visit")


def chosen(name, data, kind="image/jpeg"):
    return {"name": name, "mimeType": kind, "buffer": data}


@pytest.mark.slow
def test_a_photograph_is_shrunk_before_it_is_sent_and_keeps_its_moment(windows, town):
    page = windows.open(town.branch, size=PHONE)
    page.goto("/projects/visits/new/")
    given = photograph()
    assert len(given) > 2_000_000
    chooser = page.locator("[name=photos]")
    chooser.set_input_files(chosen("IMG_20260320.jpg", given))
    expect(page.get_by_role("list", name="已选文件").locator("img")).to_be_visible()
    expect(page.locator("[data-gathered]")).to_contain_text("已选 1 个")
    assert not findings(page)
    assert not overhang(page)
    page.get_by_label("走访情况").fill("楼道灯不亮")
    page.get_by_role("button", name="记录走访").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("日常走访")
    kept = of_visits().get()
    assert kept.size < len(given) / 2
    with Image.open(io.BytesIO(files.open_attachment(kept).read())) as picture:
        assert picture.size == (1920, 2560)  # upright, as it was held
        assert picture.getexif().get(0x0112, 1) == 1
        assert picture.getexif().get_ifd(MOMENT) == {TAKEN_AT: "2026:03:20 09:29:59"}
        assert 0x8825 not in picture.getexif()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_large_photograph_is_not_made_whole_by_shrinking_it(windows, town, kind):
    out = io.BytesIO()
    Image.open(io.BytesIO(photograph())).save(out, kind, **({"lossless": True} if kind == "WEBP" else {}))
    half = out.getvalue()[: len(out.getvalue()) // 2]
    assert len(half) > 1_000_000
    page = windows.open(town.branch, size=PHONE)
    page.goto("/projects/visits/new/")
    page.locator("[name=photos]").set_input_files(chosen("一半.jpg", half, f"image/{kind.lower()}"))
    expect(page.locator("[data-gathered]")).to_contain_text("已选 1 个")
    page.get_by_label("走访情况").fill("楼道灯不亮")
    page.get_by_role("button", name="记录走访").click()
    expect(page.locator("#form-errors")).to_contain_text("图片不完整")
    assert not Visit.objects.exists()


@pytest.mark.slow
def test_one_choice_joins_the_other_and_too_many_are_told(windows, town):
    """A telephone's camera gives one picture at a time; an album gives two hundred."""
    page = windows.open(town.branch, size=PHONE)
    page.goto("/projects/visits/new/")
    small = photograph(64, 48)
    chooser, said = page.locator("[name=photos]"), page.locator("[data-gathered]")
    shown = page.get_by_role("list", name="已选文件").get_by_role("listitem")
    chooser.set_input_files(chosen("1.jpg", small))
    expect(shown).to_have_count(1)
    chooser.set_input_files([chosen("2.jpg", small), chosen("3.jpg", small)])
    expect(shown).to_have_count(3)
    page.get_by_role("button", name="移除 2.jpg").click()
    expect(shown).to_have_count(2)
    chooser.set_input_files([chosen(f"album{n}.jpg", small) for n in range(200)])
    expect(shown).to_have_count(9)
    expect(said).to_have_text("最多 9 个，album7.jpg、album8.jpg、album9.jpg 等 193 个没有加入")
    page.get_by_label("走访情况").fill("楼道灯不亮")
    page.get_by_role("button", name="记录走访").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("日常走访")
    names = list(of_visits().values_list("name", flat=True))
    assert names == ["1.jpg", "3.jpg", *(f"album{n}.jpg" for n in range(7))]


def test_a_file_that_is_too_large_is_named_and_the_others_stay(windows, town):
    page = windows.open(town.branch, size=PHONE)
    page.goto("/projects/visits/new/")
    small, large = photograph(64, 48), b"GIF89a" + bytes(11 * MEGABYTE)  # a GIF is sent as it is
    page.locator("[name=photos]").set_input_files([chosen("1.jpg", small), chosen("大图.gif", large, "image/gif")])
    expect(page.get_by_role("list", name="已选文件").get_by_role("listitem")).to_have_count(1)
    expect(page.locator("[data-gathered]")).to_have_text("每个不超过 10 MB，大图.gif 没有加入")


def test_a_file_for_which_there_is_no_row_is_named_and_the_others_stay(windows, town):
    """Four papers for three quotes: the fourth is said not to come along, where it was chosen."""
    page = windows.open(town.branch, size=PHONE)
    page.goto("/projects/new/")
    grid, papers = page.locator("[data-lines=quotes]"), page.locator("[name^=quotes-][name$=-paper]")
    while papers.count() < 3:
        grid.get_by_role("button", name="加一行").click()
    rows = papers.count()
    names = [f"报价{n}.jpg" for n in range(rows + 1)]
    papers.first.set_input_files([chosen(name, photograph(64, 48)) for name in names])
    for name in names[:-1]:
        expect(grid).to_contain_text(name)
    expect(grid.get_by_role("status").first).to_have_text(f"每行一个，下面没有空行，{names[-1]} 没有加入")
    chosen_now = papers.evaluate_all("all => all.map((one) => one.files[0].name)")
    assert chosen_now == names[:-1]


@pytest.mark.slow
@pytest.mark.parametrize(("size", "theme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_photographs_are_shown_and_open_over_the_page(windows, town, size, theme):
    pictures = [upload(f"现场{n}.jpg", photograph(640, 480)) for n in range(2)]
    visit = make_visit(town.branch, photos=pictures)
    page = windows.open(town.branch, size=size, theme=theme)
    page.goto(visit.get_absolute_url())
    small = page.locator("[data-shots] img")
    expect(small).to_have_count(2)
    assert small.first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 300
    expect(page.locator("[data-shots]")).to_contain_text(PHOTO.words)
    page.locator("[data-shots] a").first.click()
    viewer = page.get_by_role("dialog", name="照片")
    expect(viewer).to_contain_text("1 / 2")
    expect(viewer).to_contain_text("现场0.jpg")
    assert viewer.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 480
    page.keyboard.press("ArrowRight")
    expect(viewer).to_contain_text("2 / 2")
    expect(viewer.get_by_role("button", name="下一张")).to_be_hidden()
    assert not findings(page)
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(page.locator("[data-shots] a").first).to_be_focused()


@pytest.mark.slow
def test_what_is_no_picture_is_sent_as_it_is_and_refused_in_words(windows, town):
    page = windows.open(town.branch, size=PHONE)
    page.goto("/projects/visits/new/")
    half, whole = photograph(640, 480)[:-9000], photograph(64, 48)
    given = {"一半.jpg": half, "公告.jpg": pdf(), "空.jpg": b"", "好.jpg": whole}
    page.locator("[name=photos]").set_input_files([chosen(name, data) for name, data in given.items()])
    expect(page.get_by_role("list", name="已选文件").get_by_role("listitem")).to_have_count(4)
    page.get_by_label("走访情况").fill("楼道灯不亮")
    page.get_by_role("button", name="记录走访").click()
    errors = page.locator("#form-errors")
    for words in ("一半.jpg：图片不完整", "公告.jpg：这是 PDF 文件", "空.jpg：文件是空的"):
        expect(errors).to_contain_text(words)
    expect(page.get_by_label("走访情况")).to_have_value("楼道灯不亮")
    assert not Visit.objects.exists()
    page.get_by_role("button", name="记录走访").click()  # what was right stays chosen, and is enough
    expect(page.get_by_role("heading", level=1)).to_contain_text("日常走访")
    assert [kept.name for kept in of_visits()] == ["好.jpg"]
