"""Empty boxes and empty rows of forms are drawn once for all; what stands in one is kept by nobody."""

import pytest
from django import forms

from governance.kernel.pages import drawn_fields, drawn_lines
from governance.kernel.pages.drawn_fields import drawn_field
from governance.kernel.pages.kept import STORE
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField

KINDS = [("a", "甲"), ("b", "乙")]


@pytest.fixture(autouse=True)
def empty():
    STORE.clear()


@pytest.fixture
def drawn(monkeypatch):
    """What is drawn and not kept."""
    found = []
    for module, name in ((drawn_fields, "drawn_whole"), (drawn_lines, "drawn_row")):
        draw = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *args, draw=draw, **given: found.append(args) or draw(*args, **given))
    return found


def make_form(data=None, help_text="", required=True, choices=KINDS, **options):
    columns = (Column("kind", "类别", "choice", choices=choices), Column("note", "说明", max_length=60))

    class Form(forms.Form):
        pass

    Form.base_fields = {
        "title": forms.CharField(label="名称", help_text=help_text, required=required, max_length=60),
        "text": forms.CharField(label="内容", widget=forms.Textarea, required=False, max_length=500),
        "day": forms.DateField(label="日期", required=False),
        "lines": LinesField(columns, label="明细", required=False),
    }
    return Form(data, **options), Form


def page(form):
    return "".join(drawn_field(form[name]) for name in form.fields)


def test_a_form_without_anything_in_it_is_drawn_once(drawn):
    _, kind = make_form()
    first, n = page(kind()), len(drawn)
    assert page(kind()) == first
    assert len(drawn) == n + 1  # the table itself, whose rows are kept
    STORE.clear()
    assert page(kind()) == first


def test_what_stands_in_a_box_is_drawn_each_time_and_kept_by_nobody():
    _, kind = make_form()
    page(kind())
    given = {
        "title": "荷馨苑 3 栋的事",
        "text": "住户说的话",
        "day": "2026-11-20",
        "lines": [{"kind": "a", "note": "张小明"}],
    }
    begun, sent = page(kind(initial=given)), page(kind({**given, "title": ""}))
    for words in ("荷馨苑 3 栋的事", "住户说的话", "2026-11-20", "张小明"):
        assert words in begun
        assert not [key for key, markup in STORE.entries.items() if words in f"{key}{markup}"]
    assert "住户说的话" in sent
    assert "is-invalid" in sent  # and what is wrong with it
    assert not [key for key, markup in STORE.entries.items() if "is-invalid" in markup]
    assert page(kind()) not in (begun, sent)


@pytest.mark.parametrize(
    "other",
    [{"help_text": "写清小区"}, {"required": False}, {"choices": [*KINDS, ("c", "丙")]}, {"auto_id": "other_%s"}],
    ids=lambda one: next(iter(one)),
)
def test_a_form_that_says_something_else_is_another_one(other):
    plain, _ = make_form()
    form, _ = make_form(**other)
    kept = page(plain), page(form)
    STORE.clear()
    assert kept == (page(plain), page(form))
    assert kept[0] != kept[1]


def test_marks_that_only_look_alike_are_not_taken_for_each_other():
    _, kind = make_form()
    one, other = kind(), kind()
    one.fields["title"].widget.attrs["data-x"], other.fields["title"].widget.attrs["data-x"] = True, 1
    assert ' data-x="1"' not in drawn_field(one["title"])
    assert ' data-x="1"' in drawn_field(other["title"])
