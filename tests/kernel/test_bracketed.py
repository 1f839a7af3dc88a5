"""A text that is put into brackets brings no doubled ones with it."""

from pathlib import Path

import pytest
from django.conf import settings

from governance.kernel.figures.formats import bracketed, with_basis
from governance.kernel.steps.grounds import Grounds


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("《民法典》第十九条", "（《民法典》第十九条）"),
        ("本区默认（可调整）", "（本区默认，可调整）"),
        ("《办法》（部令第81号）（天数为本区默认）", "（《办法》（部令第81号），天数为本区默认）"),
        ("《指引（试行）》", "（《指引（试行）》）"),
        ("《办法》（部令第81号）第十三条", "（《办法》（部令第81号）第十三条）"),
    ],
)
def test_brackets_are_not_doubled(text, shown):
    assert bracketed(text) == shown
    assert Grounds({"late": text}).said("太晚", "late") == f"太晚{shown}"


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("太晚", "太晚（《民法典》第十九条）"),
        ("还差 3 人（至少 12 人）", "还差 3 人（至少 12 人；《民法典》第十九条）"),
        ("可以请求撤销（《解释》第十二条）", "可以请求撤销（《解释》第十二条、《民法典》第十九条）"),
    ],
)
def test_no_two_brackets_stand_in_a_row(sentence, shown):
    assert with_basis(sentence, "《民法典》第十九条") == shown
    assert Grounds({"late": "《民法典》第十九条"}).said(sentence, "late") == shown


def test_a_bracket_is_never_composed_right_behind_another_one():
    """Who puts a text behind words that end with a bracket asks `with_basis`."""
    parts = ("governance", "funds", "projects", "disputes")
    files = [path for part in parts for path in Path(settings.BASE_DIR, part).rglob("*.py")]
    found = [path.name for path in files if "）{bracketed(" in path.read_text(encoding="utf-8")]
    assert len(files) > 100
    assert not found
