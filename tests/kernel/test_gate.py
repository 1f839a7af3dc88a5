"""Nothing that comes in makes a form fail: every field of every step, with whatever a program may send."""

import copy
import re
from datetime import date, time
from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict

from governance.kernel.steps import cleaning, gate, validators
from governance.kernel.steps.line_columns import Column as Line
from governance.kernel.steps.lines import LinesField
from governance.kernel.steps.workflow import REGISTRY
from governance.models import Area

BIG = "9" * 5000
OBJECT, ROWS, LIST = {"a": 1}, [[1], {"a": []}], ["a"]
ODD = [
    None, "", "\0", "字\0", "²", BIG, "٣", OBJECT, ROWS, LIST, [], [""], [True], True, False, 5, -1, 0.1, 10**18,
    10**60, float("inf"), float("nan"), "1e999", "NaN", "Infinity", "9999-12-31", "0001-01-01", "2026-02-30", "24:61",
    "\ud800",
    "\u200b", "1,2", "88,5", "'; --", "{{ 7 }}", "__import__",
]  # fmt: skip
FRAMEWORK = re.compile(r"确保|有效的选项|该字段|null|Enter|valid|Ensure|int\(\)|dict|list", re.IGNORECASE)


def fields():
    """{class and limits: a field} of all forms of steps: one of each that differs in what it takes."""
    found = {}
    for flow in REGISTRY.values():
        for step in flow.steps:
            for name, field in flow.form(step).base_fields.items():
                checks = tuple(sorted(getattr(one, "__name__", type(one).__name__) for one in field.validators))
                columns = tuple((column.name, column.kind) for column in getattr(field, "columns", ()))
                limits = getattr(field, "max_length", None), getattr(field, "max_value", None), field.required
                found.setdefault((type(field), name, checks, limits, columns), field)
    return found


def ready(field):
    """A copy that can be cleaned by itself: what its form would give it is there."""
    field = copy.deepcopy(field)
    if hasattr(field, "bind"):
        field.user, field.permission = None, None
    if isinstance(field, forms.ModelChoiceField) and field.queryset is None:
        field.queryset = Area.objects.all()
    return field


def cleaned(field, value, name="value"):
    """(what the field makes of a value, its sentences) behind the gate."""
    form = type("OneForm", (gate.Gated, forms.Form), {name: ready(field)})(gate.enter({name: value}))
    form.is_valid()
    return form.cleaned_data.get(name), form.errors.get(name, [])


@pytest.mark.django_db
def test_no_field_of_any_step_fails_on_any_value(monkeypatch):
    """Each is taken or refused in a sentence; lists and objects never become text, days stay in the calendar."""
    monkeypatch.setattr(type(Area.objects.all()), "visible_to", lambda rows, *given: rows)
    known = fields()
    assert len(known) > 250
    for (kind, name, *_), field in known.items():
        for value in ODD:
            found, sentences = cleaned(field, value)
            where = f"{kind.__name__} {name} {str(value)[:30]!r}: {found!r} {sentences}"
            assert all(re.search("[\u4e00-\u9fff]", sentence) for sentence in sentences), where
            assert not any(FRAMEWORK.search(sentence) for sentence in sentences), where
            if isinstance(field, LinesField | forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
                continue
            if value in (OBJECT, ROWS, LIST):
                assert sentences, where
            if value is True and not isinstance(field, forms.BooleanField | forms.ChoiceField):
                assert sentences, where
            if value in ("\0", "字\0", "\ud800"):
                assert sentences == [gate.NUL_SENTENCE], where
            if isinstance(found, date):
                assert validators.OLDEST <= found <= validators.LATEST, where


DAY, CLOCK_TIME = forms.DateField(), forms.TimeField()
WORDS = forms.CharField(max_length=20)
COUNT, AMOUNT = forms.IntegerField(), forms.DecimalField(max_digits=12, decimal_places=2)
CHOICE = forms.ChoiceField(choices=[("head", "邻长"), ("1", "是"), ("0", "否")])
SEVERAL = forms.MultipleChoiceField(choices=[("a", "甲"), ("b", "乙")])
PHONE = forms.CharField(max_length=20, validators=[validators.phone])


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        (DAY, "2026-01-05", date(2026, 1, 5)),
        (DAY, "20260105", date(2026, 1, 5)),
        (DAY, "２０２６－０１－０５", date(2026, 1, 5)),
        (DAY, "2026年1月5日", date(2026, 1, 5)),
        (DAY, "2026-01-05 00:00:00", date(2026, 1, 5)),
        (CLOCK_TIME, "９：０５", time(9, 5)),
        (CLOCK_TIME, "14时30分", time(14, 30)),
        (COUNT, 12, 12),
        (COUNT, "１，２３４", 1234),
        (AMOUNT, "1,234.5", Decimal("1234.5")),
        (AMOUNT, 88.5, Decimal("88.5")),
        (CHOICE, "hea\u200bd", "head"),
        (CHOICE, True, "1"),
        (CHOICE, 0, "0"),
        (SEVERAL, ["a", "b"], ["a", "b"]),
        (PHONE, "+86 199-0000-0151", "19900000151"),
        (PHONE, 19900000151, "19900000151"),
    ],
)
def test_the_usual_ways_to_write_a_value_are_read(field, value, expected):
    assert cleaned(field, value) == (expected, [])


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (DAY, OBJECT, "须为文字，写成 2026-03-05 这样"),
        (DAY, 20260105, "须为文字，写成 2026-03-05 这样"),
        (DAY, "9999-12-31", "日期须在 1900-01-01 至 2199-12-31 之间，请核对年份"),
        (CLOCK_TIME, True, "须为文字，写成 14:30 这样"),
        (WORDS, ["a"], "须为文字"),
        (WORDS, 5, "须为文字"),
        (WORDS, "一\0二", "文字中有看不见的空字符，请删除后重新填写"),
        (COUNT, True, "须为数字"),
        (COUNT, "²", "此项须为数字，如 12"),
        (AMOUNT, "88,5", "此项“88,5”中的逗号不能确定是千位还是小数，请写成 1234.50 或 1,234.50"),
        (AMOUNT, "12,34,567", "此项“12,34,567”中的逗号不能确定是千位还是小数，请写成 1234.50 或 1,234.50"),
        (SEVERAL, {"a": 1}, "须为一组值，写成列表"),
    ],
)
def test_other_kinds_of_values_are_refused_in_a_sentence(field, value, sentence):
    found, sentences = cleaned(field, value)
    assert (found, sentences[0].replace("None", "此项")) == (None, sentence)


@pytest.mark.parametrize("value", [[], None, [{}], "[]"])
def test_lines_that_are_required_cannot_be_left_empty(value):
    assert cleaned(LinesField([Line("name", "名称")]), value)[1]


def test_a_page_and_a_program_enter_alike():
    page = gate.enter(QueryDict("title=路灯&kinds=a&kinds=b"))
    program = gate.enter({"title": "路灯", "kinds": ["a", "b"]})
    assert dict(page.lists()) == dict(program.lists()) == {"title": ["路灯"], "kinds": ["a", "b"]}


def test_keys_are_decimal_digits_and_not_too_many():
    assert cleaning.row_key("17") == 17
    assert [cleaning.row_key(text) for text in ("²", "٣", BIG, "1 2", "-1", "", None)] == [None] * 7
