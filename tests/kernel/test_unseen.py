"""Characters that nobody sees: taken out of every text, kept inside emoji, and never a reason."""

import copy
import re

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import strategies as st

from governance.kernel.papers.sheets import Column as SheetColumn
from governance.kernel.steps import cleaning, gate, validators
from governance.kernel.steps.forms import ReasonField
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField
from governance.kernel.steps.workflow import REGISTRY
from governance.kernel.upkeep import masks
from tests.kernel.test_validators import refused
from tests.unhurried import given

EMPTY = ["\u200b", "\u3000", "\u202e\u2060\ufeff", "\u00ad\u200d", "\U000e0041\u3164", " \x07\x1b "]
NOTHING_SAID = ["....", "！！！！", "1234", "哈哈哈哈", "👍👍", *EMPTY]
EMOJI = ["👍", "👩‍🌾", "❤️", "🏳️‍🌈", "1️⃣", "👨‍👩‍👧‍👦", "👍🏽", "☎️", "🇨🇳"]
REASONS = re.compile(r"(\w+_)?reason|vouched_by|answer|opinion|requirement|finding|facts|told_where|waiver_note")
NO_REASONS = ("备注", "选举会议或文号")  # of a register: a number may stand there alone

pieces = st.one_of(st.characters(), st.sampled_from([*EMPTY, *EMOJI, "\u200d", "\ufe0f", "\u20e3", "\r", "\n", "石桥"]))
texts = st.lists(pieces, max_size=12).map("".join)


# ------------------------------------------------------------ the cleaning
@given(texts, st.booleans())
def test_cleaning_twice_changes_nothing_more_and_never_lengthens(text, lines):
    clean = cleaning.words(text, lines=lines)
    assert cleaning.words(clean, lines=lines) == clean
    assert len(clean) <= len(text)
    assert clean == clean.strip()
    assert lines or not re.search(r"[\t\n]", clean)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(EMOJI),
            st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1),
            st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1),
            st.sampled_from(["，", "“好”", "２０㎡", "é", "𠮷", "〇"]),
        ),
        min_size=1,
    )
)
def test_han_latin_and_emoji_stay_as_they_are(parts):
    text = " ".join(parts)
    assert cleaning.words(text) == text


@pytest.mark.parametrize("text", EMPTY)
def test_what_nobody_sees_is_empty(text):
    assert cleaning.words(text) == cleaning.seen(text) == ""


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\u202e苑\u202c", "苑"),
        ("张\u200d三\ufe0f", "张三"),
        ("　路灯　坏了　", "路灯　坏了"),
        ("好\u200b👩‍🌾\u200d", "好👩‍🌾"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴"),
        ("一\x0b二\u2028三\x00", "一 二 三\x00"),
    ],
)
def test_invisible_marks_go_and_the_rest_stays(text, clean):
    assert cleaning.words(text) == clean


def test_a_nul_is_refused_and_not_dropped():
    refused(validators.text, "一\x00二", "control_characters")


# ------------------------------------------------------------ fields
def behind_the_gate(field, value):
    """(what is kept, sentences) of one field of a form."""
    field = copy.deepcopy(field)
    form = type("OneForm", (gate.Gated, forms.Form), {"value": field})(gate.enter({"value": value}))
    form.is_valid()
    return form.cleaned_data.get("value"), form.errors.get("value", [])


def text_fields():
    """[(where, name, field)] of the text that every step's form takes."""
    return [
        (f"{flow.kind}.{step}.{name}", name, field)
        for flow in REGISTRY.values()
        for step in flow.steps
        for name, field in flow.form(step).base_fields.items()
        if isinstance(field, forms.CharField)
    ]


def test_every_required_text_refuses_what_nobody_sees_and_every_optional_one_keeps_nothing():
    found = text_fields()
    assert len(found) > 200
    for where, _, field in found:
        for value in EMPTY:
            kept, sentences = behind_the_gate(field, value)
            assert (kept is None and len(sentences) == 1) if field.required else (kept, sentences) == ("", []), where


def test_every_reason_is_a_field_that_asks_for_words():
    for where, name, field in text_fields():
        is_note = name == "note" and field.label not in NO_REASONS
        assert isinstance(field, ReasonField) or not (is_note or REASONS.fullmatch(name)), where
        for value in NOTHING_SAID if isinstance(field, ReasonField) and field.required else ():
            kept, sentences = behind_the_gate(field, value)
            assert (kept, len(sentences)) == (None, 1), f"{where}: {value!r}"


def test_what_a_validator_returns_is_kept():
    assert behind_the_gate(forms.CharField(validators=[validators.title]), "\u202e苑　") == ("苑", [])
    assert behind_the_gate(forms.CharField(validators=[validators.phone]), "199 0000 0151") == ("19900000151", [])
    assert behind_the_gate(forms.CharField(validators=[str.upper, lambda text: text[::-1]]), "ab") == ("ba", [])
    kept, _ = behind_the_gate(forms.DecimalField(validators=[validators.money]), "１２.5")
    assert str(kept) == "12.50"


def test_too_long_a_text_is_refused_once():
    field = forms.CharField(max_length=60, validators=[validators.title])
    assert behind_the_gate(field, "长" * 61) == (None, ["最多填写 60 个字，现在是 61 个字，请缩短"])


def test_a_password_is_left_as_it_was_typed():
    field = forms.CharField(strip=False, widget=forms.PasswordInput)
    assert behind_the_gate(field, " 甲\u200b乙 ") == (" 甲\u200b乙 ", [])


def test_cells_of_rows_and_of_workbooks_keep_the_same_rules():
    rows = LinesField([Column("name", "名称"), Column("reason", "理由", required=False, is_reason=True)])
    assert behind_the_gate(rows, [{"name": "\u200b"}]) == (None, ["第 1 行没有填写名称"])
    assert behind_the_gate(rows, [{"name": "\u202e甲", "reason": "\u200b"}]) == ([{"name": "甲", "reason": ""}], [])
    assert behind_the_gate(rows, [{"name": "甲", "reason": "...."}])[1]
    assert SheetColumn("name", "名称").value("\u202e甲\x07\u200b") == "甲"
    assert SheetColumn("name", "名称", parse=lambda text: text).value("\u202e甲\u200b") == "甲"
    with pytest.raises(ValidationError, match="不能为空"):
        SheetColumn("name", "名称").value("\u2060")
    with pytest.raises(ValidationError, match="公式"):
        SheetColumn("name", "名称").value("\u200b=1+1")


# ------------------------------------------------------------ numbers and names in open text
@pytest.mark.parametrize(
    "text",
    [
        "王姨 139 1234 5678 要助餐", "139-1234-5678", "１３９１２３４５６７８", "1 3 9 1 2 3 4 5 6 7 8",
        "+86 139.1234.5678", "2026-11-28 13912341234", "身份证430202 19900101 123x", "139\u200b12345678",
        "①③⑨12345678", "13912341234/13912341235",
    ],
)  # fmt: skip
def test_numbers_of_people_are_found_however_they_are_written(text):
    assert masks.names_a_number(text)


@pytest.mark.parametrize(
    "text", ["13-1-1101 1102 两户", "2026-11-28 至 2026-12-31", "3301 1302 1303 1304", "1391234567", "139123456789", ""]
)
def test_doors_and_days_are_no_numbers_of_people(text):
    assert not masks.names_a_number(text)
    assert masks.digits(text) == text


@given(st.integers(3 * 10**9, 10**10 - 1), st.sampled_from(["", " ", "-", "—", "　", " - ", "."]))
def test_a_mobile_in_groups_is_found_and_masked(rest, between):
    number = f"1{rest}"
    text = f"电话{number[:3]}{between}{number[3:7]}{between}{number[7:]}。"
    assert masks.names_a_number(text)
    assert masks.digits(text) == f"电话{number[:3]}****{number[7:]}。"


@pytest.mark.parametrize(
    "text", ["张三丰家漏水", "张 三 丰家", "张·三·丰", "張三丰家", "張三豐家", "张\u200b三丰", "【张】三丰"]
)
def test_names_are_found_in_other_writing(text):
    assert masks.mentions(text, "张三丰")
    assert not masks.mentions("章三峰家漏水", "张三丰")
    assert masks.mentions("张三丰家", "張三豐")
