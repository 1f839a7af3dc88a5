"""Of Bootstrap and its icons the pages get what they use: no icon is missing, no class has lost its rules."""

import re

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from governance.kernel.pages.panels import MENU
from governance.kernel.steps.workflow import REGISTRY, TONES
from portal import trimmed
from tests.styles import unstyled

NAME = trimmed.NAME
DECLARED = re.compile(
    rf"""\bbi-({NAME})|\bicon(?:_name)?=["']({NAME})["']|["']icon["']: ["']({NAME})["']|%\ icon ["']({NAME})["']"""
)
TAGS = re.compile(r"""{% (?:nothing|callout (?:"\w*"|'\w*')) ["']([\w-]+)["']""")
SHEET = "vendor/bootstrap-icons/bootstrap-icons.min.css"
FONT = "vendor/bootstrap-icons/fonts/bootstrap-icons.woff2"


def declared(text):
    """The names that a source gives icons."""
    return {name for names in DECLARED.findall(text) for name in names if name} | set(TAGS.findall(text))


def missing(names):
    """Those of the names that the sheet or the font does not have."""
    with open(finders.find(SHEET)) as sheet, TTFont(finders.find(FONT)) as font:
        points = {name: int(point, 16) for name, point in trimmed.ICON.findall(sheet.read())}
        return {name for name in names if points.get(name) not in font.getBestCmap()}


def test_every_icon_that_a_source_declares_is_in_the_sheet_and_in_the_font():
    named = set().union(*(declared(text) for _, text in trimmed.sources()))
    assert len(named) > 100
    assert not missing(named)


def test_steps_and_menu_have_their_icons():
    steps = [step for flow in REGISTRY.values() for step in flow.steps.values()]
    named = {step.icon for step in steps} | {icon for icon, *_ in TONES.values()} | {entry.icon for entry in MENU}
    assert len(named) > 50
    assert not missing(named)


@pytest.mark.parametrize(
    "source", ['icon="no-such"', '{% icon "no-such" %}', '<i class="bi bi-no-such">', '"icon": "no-such"']
)
def test_a_name_that_the_font_does_not_have_is_found(source):
    assert missing(declared(source)) == {"no-such"}


def test_a_page_that_asks_for_what_is_not_delivered_is_found():
    icons = ("bell", "no-such", "airplane")
    page = '<p class="mt-3 order-sm-5">' + "".join(f'<i class="bi bi-{name}"></i>' for name in icons)
    assert unstyled(page) == {"order-sm-5", "bi-no-such", "bi-airplane"}


def test_an_icon_that_a_style_sheet_draws_is_there():
    points = {
        int(point, 16)
        for path, text in trimmed.sources()
        if path.suffix == ".css"
        for point in trimmed.POINT.findall(text)
    }
    assert points
    with TTFont(finders.find(FONT)) as font:
        assert points <= set(font.getBestCmap())


def test_what_is_not_used_is_left_out():
    assert not missing({"bell"})
    assert missing({"airplane", "zoom-in"}) == {"airplane", "zoom-in"}
    small = {trimmed.FONT: FONT, trimmed.ICONS: SHEET, trimmed.STYLES: "vendor/bootstrap/css/bootstrap.min.css"}
    for whole, name in small.items():
        with open(finders.find(name), "rb") as copy:
            assert len(copy.read()) < whole.stat().st_size / 3


def test_the_copies_are_the_same_bytes_each_time(tmp_path):
    first, second = (trimmed.make_copies(tmp_path / name) for name in ("a", "b"))
    for name in trimmed.ADDRESSES:
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_a_copy_is_made_again_when_what_is_used_changes(tmp_path, monkeypatch):
    trimmed.make_copies.__wrapped__(tmp_path)
    monkeypatch.setattr(trimmed, "used", lambda: (frozenset({"bell"}), frozenset({"btn"})))
    monkeypatch.setattr(trimmed, "state", trimmed.state.__wrapped__)
    trimmed.make_copies.__wrapped__(tmp_path)
    assert trimmed.ICON.findall((tmp_path / SHEET).read_text()) == [("bell", "f18a")]


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        (".a{x:1}.b{x:2}", ".a{x:1}"),
        (".a,.b{x:1}", ".a{x:1}"),
        (".a .b{x:1}p{x:2}", "p{x:2}"),
        (".a:not(.b):hover{x:1}", ".a:not(.b):hover{x:1}"),
        (".a:not(:is(.b,.c),.b){x:1}", ".a:not(:is(.b,.c),.b){x:1}"),
        ("@media print{.b{x:1}}", ""),
        ("@media (min-width:1px){.b{x:1}.a{x:2}}", "@media (min-width:1px){.a{x:2}}"),
        ('@charset "UTF-8";/*! by .b */:root{x:1}', '@charset "UTF-8";/*! by .b */:root{x:1}'),
        ("@keyframes b{0%{x:1}to{x:2}}", "@keyframes b{0%{x:1}to{x:2}}"),
        ('.a{x:url("data:a{;}b")}', '.a{x:url("data:a{;}b")}'),
        (r".a-1\.5{x:1}", ""),
    ],
)
def test_rules_of_unused_classes_go(sheet, kept):
    assert trimmed.without_unused(sheet, {"a"}) == kept
