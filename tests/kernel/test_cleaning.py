"""One cleaning for each kind of value, the same for forms, imports and the API."""

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from governance.kernel.papers.sheets import Column
from governance.kernel.steps import gate, validators
from tests.kernel.test_validators import refused


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("199-0000-0151", "19900000151"),
        ("+86 19900000151", "19900000151"),
        ("8619900000151", "19900000151"),
        ("0086-199 0000 0151", "19900000151"),
        ("（+86）19900000151", "19900000151"),
        ("１９９００００\u200b０１５１", "19900000151"),
        ("(0731)22223333", "0731-22223333"),
        ("0731－2222 3333", "0731-22223333"),
        ("073122223333", "073122223333"),
        ("'19900000151", "19900000151"),
    ],
)
def test_telephones(typed, number):
    assert validators.phone(typed) == number


@pytest.mark.parametrize("typed", ["19900000151 / 19900000152", "199000001510", "转 801", "+1 19900000151"])
def test_what_is_no_telephone_number_is_refused(typed):
    refused(validators.phone, typed, "phone")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("石　桥", "石桥"),
        ("石 岸", "石岸"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("曾〇", "曾〇"),
        ("石\ue863", "石䶮"),
        ("⽯桥", "石桥"),
        ("张\u200b三", "张三"),
        ("阿依古丽 · 买买提", "阿依古丽·买买提"),
        ("古丽米热．艾比布力", "古丽米热·艾比布力"),
        ("阿不都热合曼·买买提依明·吐尔逊阿不都热西提江", "阿不都热合曼·买买提依明·吐尔逊阿不都热西提江"),
        ("Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith"),
        ("J. K. O’Brien-Lee", "J. K. O’Brien-Lee"),
        ("Нұрлан Әбішев", "Нұрлан Әбішев"),
        ("ئالىم ئەركىن", "ئالىم ئەركىن"),
        ("བསོད་ནམས་", "བསོད་ནམས་"),
        ("김민수", "김민수"),
        ("ธนา กิจ", "ธนา กิจ"),
        ("史密斯John", "史密斯John"),
        ("名" * 40, "名" * 40),
    ],
)
def test_names(typed, name):
    assert validators.person_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("石桥、石岸", "several_names", "“、”，一处只填写一个人"),
        ("石桥／石岸", "several_names", "“/”"),
        ("石桥（兼）", "name_characters", "“(”"),
        ("石桥2", "name_characters", "“2”"),
        ("石桥😀", "name_characters", "“😀”"),
        ("·石桥", "name_characters", "两个字之间"),
        ("John  - Smith", "name_characters", "两个字之间"),
        ("石", "name_length", "现在是 1 个字"),
        ("名" * 41, "name_length", "现在是 41 个字"),
        ("石\ue000", "control_characters", "无法显示"),
    ],
)
def test_what_is_no_single_name_is_refused_by_its_sign(typed, code, says):
    with pytest.raises(ValidationError, match=re.escape(says)) as refusal:
        validators.person_name(typed)
    assert refusal.value.code == code


def test_identity_numbers():
    assert validators.id_number("１１０１０５１９４９１２３１００２ｘ") == "11010519491231002X"
    assert validators.id_number("110105 19491231-002X") == "11010519491231002X"


@pytest.mark.parametrize(
    "typed",
    [
        "2026-01-05", "2026/1/5", "2026.1.5", "20260105", "２０２６０１０５", "2026 年 1 月 5 日", "46027", "46027.0",
        "2026-01-05 00:00:00", "2026-01-05T00:00", "2026\u200b-01-05", datetime(2026, 1, 5, 9, 30),
    ],
)  # fmt: skip
def test_days(typed):
    assert validators.day(typed) == date(2026, 1, 5)


@pytest.mark.parametrize("typed", ["2026年1月", "长期", "2026-01-05 09:30", "2026-W02-1", "05/01/2026", "260105", ""])
def test_what_may_mean_another_day_is_refused(typed):
    refused(validators.day, typed, "date_format")


@pytest.mark.parametrize(
    ("typed", "says"),
    [("2026年1月", "补上日，如 2026-01-01"), ("2026.2.30", "2026 年 2 月没有 30 日"), ("20261301", "请按 2026-03-05")],
)
def test_a_day_is_refused_by_what_is_wrong_with_it(typed, says):
    with pytest.raises(ValidationError, match=re.escape(says)):
        validators.day(typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("1990000015", "现在是 10 位"),
        ("１９９００００００１５１", "现在是 12 位"),
        ("19900000151/19900000152", "现在有 2 个"),
    ],
)
def test_a_mobile_number_is_refused_by_what_is_wrong_with_it(typed, says):
    with pytest.raises(ValidationError, match=says):
        validators.mobile(typed)


@pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01", "1899-12-31", "2200-01-01"])
def test_days_lie_within_the_calendar(typed):
    refused(validators.day, typed, "date_range")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,234.5", "1234.5"),
        ("１，２３４．５", "1234.5"),
        ("1234567", "1234567"),
        ("-5", "-5"),
        ("12户", "12"),
        ("十二户", "12"),
        ("第 3 组", "3"),
        ("￥1,200元", "1200"),
        ("88.5㎡", "88.5"),
        ("'12", "12"),
    ],
)
def test_numbers(typed, number):
    assert validators.decimal(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["3万", "3万元", "十万户", "12户3人", "约12户"])
def test_a_word_that_changes_the_number_is_never_dropped(typed):
    refused(validators.decimal, typed, "not_a_number")


@pytest.mark.parametrize("typed", ["88,5", "1,23", "12,34,567", "1.234,5", ",5"])
def test_a_comma_that_groups_no_thousands_is_never_dropped(typed):
    refused(validators.area, typed, "comma")


def test_cells_of_a_workbook_are_cleaned_alike():
    def column(**given):
        return Column("value", "列", **given)

    assert column(kind="date").value(46027) == column(kind="date").value("20260105") == date(2026, 1, 5)
    assert column(parse=validators.mobile).value("＋86 199 0000 0151") == "19900000151"
    assert column(parse=validators.mobile).value(19900000151.0) == "19900000151"
    assert column(choices=("片长", "邻长")).value("邻　长\u200b") == "邻长"
    assert column(required=False).value("\u200b") is None
    with pytest.raises(ValidationError, match="逗号"):
        column(parse=validators.area).value("88,5")
    with pytest.raises(ValidationError, match="须从 片长、邻长 中选择"):
        column(choices=("片长", "邻长")).value("楼长")


def test_a_word_for_nothing_leaves_an_optional_field_of_signs_empty():
    class Form(gate.Gated, forms.Form):
        phone = forms.CharField(required=False, validators=[validators.mobile])
        day = forms.DateField(required=False)
        count = forms.IntegerField(required=False)
        words = forms.CharField(required=False)

    form = Form(gate.enter({"phone": "无", "day": "—", "count": "/", "words": "无"}))
    assert form.is_valid()
    assert form.cleaned_data == {"phone": "", "day": None, "count": None, "words": "无"}
