"""The README's map names every room of the machine, and no room that is gone."""

import re

import pytest
from django.conf import settings

KERNEL = settings.BASE_DIR / "governance" / "kernel"
WINGS = sorted(place.name for place in KERNEL.iterdir() if (place / "__init__.py").exists())
BY_NOUN = {"models"}  # its tables are named by the nouns of the other wings


@pytest.mark.parametrize("wing", [wing for wing in WINGS if wing not in BY_NOUN])
def test_the_map_names_each_file_of_a_wing_and_no_other(wing):
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    (line,) = re.findall(rf"^\| `{wing}/` \| (.*) \|$", readme, re.M)
    named = set(re.findall(r"`(\w+)`", line)) - {"verify"}
    assert named == {path.stem for path in (KERNEL / wing).glob("*.py")} - {"__init__"}


def test_the_map_says_who_lends_parts_to_the_board():
    readme = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
    sentence = readme[readme.index("The leaders' board is lent its parts") :].partition("`verify`")[0]
    lenders = {path.parent.name for path in settings.BASE_DIR.glob("*/*/boards.py")}
    assert set(re.findall(r"`(\w+)`", sentence)) == lenders


def test_the_tour_calls_buttons_and_pages_as_they_are_called():
    tour = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8").partition("## A tour")[2].partition("\n## ")[0]
    rooms = ("governance", "projects", "disputes", "funds", "templates")
    kinds = (".py", ".html")
    texts = [
        path.read_text(encoding="utf-8")
        for room in rooms
        for path in (settings.BASE_DIR / room).rglob("*")
        if path.suffix in kinds
    ]
    called = {re.sub(r"\s*\d+$", "", words) for words in re.findall(r"(?<!\*)\*([^*\n]*[一-龥][^*\n]*)\*(?!\*)", tour)}
    assert called
    assert not {words for words in called if not any(words.removesuffix("表格") in text for text in texts)}
