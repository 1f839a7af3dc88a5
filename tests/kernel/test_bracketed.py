"""A text that is put into brackets brings no doubled ones with it."""

import pytest

from governance.kernel.figures.formats import bracketed
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
