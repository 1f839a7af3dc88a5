"""What a person may type, how it is masked, how it is sealed, and amounts in words."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import FieldError, ValidationError
from hypothesis import strategies as st

from governance.kernel.clock import clock
from governance.kernel.figures.amounts import yuan_words
from governance.kernel.steps import validators
from governance.kernel.upkeep import crypto, masks
from tests.unhurried import given


def refused(check, value, code):
    with pytest.raises(ValidationError) as refusal:
        check(value)
    assert refusal.value.code == code
    assert re.search(r"[\u4e00-\u9fff]", refusal.value.messages[0])


# ------------------------------------------------------------ identity numbers
@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x", " 11010519491231002X "])
def test_identity_numbers_follow_the_standard(number):
    assert validators.id_number(number) == "11010519491231002X"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("11010519491231002", "id_format"),
        ("110105194912310021", "id_check_digit"),
        ("110105194902300029", "id_birth_date"),
        ("440524188001010014", "id_birth_date"),
        ("11010519491231 02X", "id_format"),
        ("", "id_format"),
    ],
)
def test_wrong_identity_numbers_say_what_is_wrong(number, code):
    refused(validators.id_number, number, code)


def test_nobody_is_born_tomorrow():
    stem = "43020220261121001"
    number = stem + validators.check_digit(stem)
    with clock.travel(date(2026, 11, 20)):
        refused(validators.id_number, number, "id_born_in_future")
    with clock.travel(date(2026, 11, 21)):
        assert validators.id_number(number) == number


@given(
    st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999), st.sampled_from(["430202", "810000", "830000"])
)
def test_one_wrong_digit_is_always_noticed(born, serial, place):
    stem = f"{place}{born:%Y%m%d}{serial:03}"
    number = stem + validators.check_digit(stem)
    assert validators.id_number(number) == number
    wrong = str((int(number[16]) + 1) % 10)
    with pytest.raises(ValidationError):
        validators.id_number(number[:16] + wrong + number[17])


# ------------------------------------------------------------ the other fields
def test_credit_codes():
    assert validators.uscc("91110000600037341L") == "91110000600037341L"
    refused(validators.uscc, "91110000600037342L", "uscc")
    refused(validators.uscc, "abc", "uscc")


def test_telephones():
    assert validators.mobile("138 0013-8000") == "13800138000"
    assert validators.phone("0731-28881234") == "0731-28881234"
    refused(validators.mobile, "12800138000", "mobile")
    refused(validators.phone, "110", "phone")


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12,500.5", "12500.50"),
        ("0.01", "0.01"),
        (10**10, "10000000000.00"),
        ("１２３．４５", "123.45"),
        (Decimal("3.10"), "3.10"),
    ],
)
def test_amounts_are_exact(typed, amount):
    found = validators.money(typed)
    assert str(found) == amount


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0", "amount_not_positive"),
        ("-5", "amount_not_positive"),
        ("1.005", "amount_decimals"),
        ("10000000000.01", "amount_too_large"),
        ("一百", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("1e999999", "not_a_number"),
        ("1E99", "number_out_of_range"),
        ("", "not_a_number"),
        (True, "not_a_number"),
    ],
)
def test_wrong_amounts_are_refused(typed, code):
    refused(validators.money, typed, code)


@given(st.one_of(st.text(max_size=40), st.floats(), st.integers()))
def test_money_either_cleans_or_refuses_never_breaks(value):
    try:
        amount = validators.money(value)
    except ValidationError:
        return
    assert 0 < amount <= validators.MOST_YUAN
    assert amount.as_tuple().exponent == -2


def test_texts_are_trimmed_normal_and_free_of_control_characters():
    assert validators.text("  e\u0301a ") == "\u00e9a"
    assert validators.text("一\r\n二", lines=True) == "一\n二"
    assert validators.text("\ufeff张\u200b三\u202e") == "张三"
    assert validators.text("一\r\n二\t三\x07") == "一 二 三"
    refused(validators.text, "一\x00二", "control_characters")
    refused(validators.title, "字" * 61, "too_long")
    refused(validators.title, "  ", "required")


def test_names():
    assert validators.person_name(" 阿卜杜拉•买买提 ") == "阿卜杜拉·买买提"
    assert validators.person_name("𠮷田") == "𠮷田"
    refused(validators.person_name, "张", "name_length")
    refused(validators.person_name, "张三1", "name_characters")
    refused(validators.person_name, "张" * 41, "name_length")


def test_days():
    assert validators.day("2026年3月5日") == validators.day("2026/03/05") == validators.day(date(2026, 3, 5))
    refused(validators.day, "2026-02-30", "date_format")
    refused(validators.day, "0001-01-01", "date_range")
    with clock.travel(date(2026, 11, 20)):
        refused(validators.not_in_future, "2026-11-21", "date_in_future")
    with pytest.raises(ValidationError):
        validators.in_order(date(2026, 1, 2), date(2026, 1, 1))


# ------------------------------------------------------------ masks
@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masks.phone, "13800138000", "138****8000"),
        (masks.phone, "0731-28881234", "0731-******34"),
        (masks.id_number, "430202199001011234", "430***********1234"),
        (masks.name, "张三", "张*"),
        (masks.name, "张小明", "张**"),
        (masks.name, "欧阳修远", "欧阳**"),
        (masks.name, "单", "单*"),
        (masks.bank, "6222 0212 3456 7890", "************7890"),
        (masks.address, "株洲市荷塘区月塘街道阳光里小区3栋2单元501室", "株洲市荷塘区月塘街道阳光里小区3栋"),
        (masks.address, "红旗路88号601室", "红旗路88号"),
    ],
)
def test_masks_show_the_least(mask, value, shown):
    assert mask(value) == shown
    assert mask("") == mask(None) == ""


@given(st.text("0123456789X", max_size=30))
def test_masks_never_show_a_short_value(value):
    assert masks.id_number(value).count("*") >= min(len(value), 1)


# ------------------------------------------------------------ sealed fields
PLACE = "a table, a column and a row"


def test_sealed_values_open_and_differ_every_time(settings):
    settings.FIELD_KEY = "one secret"
    first, second = crypto.seal("430202", PLACE), crypto.seal("430202", PLACE)
    assert first != second
    assert "430202" not in first
    assert crypto.unseal(first, PLACE) == crypto.unseal(second, PLACE) == "430202"


def test_turning_the_key_keeps_old_values_readable(settings):
    settings.FIELD_KEY = "old"
    sealed, index = crypto.seal("张三", PLACE), crypto.blind_index("张三")
    settings.FIELD_KEY = "new,old"
    assert crypto.unseal(sealed, PLACE) == "张三"
    assert crypto.seal("张三", PLACE)[:8] != sealed[:8]
    assert index in crypto.blind_indexes("张三")
    settings.FIELD_KEY = "new"
    assert crypto.unseal(crypto.seal("李四", PLACE), PLACE) == "李四"
    with pytest.raises(RuntimeError, match="FIELD_KEY"):
        crypto.unseal(sealed, PLACE)


def test_a_first_field_key_still_opens_what_the_secret_key_sealed(settings):
    settings.FIELD_KEY = ""
    sealed = crypto.seal("张三", PLACE)
    settings.FIELD_KEY = "first"
    assert crypto.unseal(sealed, PLACE) == "张三"


def test_changed_bytes_are_noticed():
    sealed = crypto.seal("张三", PLACE)
    other = "A" if sealed[20] != "A" else "B"
    with pytest.raises(RuntimeError):
        crypto.unseal(sealed[:20] + other + sealed[21:], PLACE)


def test_blind_indexes_find_without_opening():
    assert crypto.blind_index("11010519491231002x") == crypto.blind_index(" 11010519491231002X")
    assert crypto.blind_index("1") != crypto.blind_index("1", "phone") != crypto.blind_index("2", "phone")
    assert crypto.blind_index("") == crypto.blind_index(None) == ""


def test_sealed_columns_cannot_be_searched():
    field = crypto.EncryptedTextField()
    field.name = "id_number"
    assert field.get_lookup("isnull")
    with pytest.raises(FieldError):
        field.get_lookup("exact")


# ------------------------------------------------------------ amounts in words
@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1230", "壹仟贰佰叁拾元整"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.5", "伍角整"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("680000", "陆拾捌万元整"),
        ("4420000", "肆佰肆拾贰万元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("1000000001", "壹拾亿零壹元整"),
        ("10010010", "壹仟零壹万零壹拾元整"),
        ("-3.2", "负叁元贰角整"),
    ],
)
def test_amounts_in_words(amount, words):
    assert yuan_words(Decimal(amount)) == f"人民币{words}"


def spoken(words):
    """The fen that words name: reads them back, for the property below."""
    total = group = digit = 0
    for char in words.removeprefix("人民币").removesuffix("整"):
        if char in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(char)
        elif char in "拾佰仟":
            group, digit = group + digit * {"拾": 10, "佰": 100, "仟": 1000}[char], 0
        elif char in "万亿元":
            group, digit = group + digit, 0
            if char == "元":
                total, group = (total + group) * 100, 0
            else:
                total, group = (total + group) if char == "元" else total + group * {"万": 10**4, "亿": 10**8}[char], 0
        else:
            total, digit = total + digit * {"角": 10, "分": 1}[char], 0
    return total


@given(st.integers(0, 10**14 - 1))
def test_words_name_exactly_the_amount(fen):
    words = yuan_words(Decimal(fen) / 100)
    assert spoken(words) == fen
    assert "零零" not in words


def test_amounts_with_parts_of_a_fen_have_no_words():
    with pytest.raises(ValueError, match=r"0\.001"):
        yuan_words(Decimal("0.001"))


# ------------------------------------------------------------ numbers of other offices
def test_the_number_of_another_office_is_one_however_it_is_typed():
    assert validators.outer_number(" hx２０26-0001 ") == "HX2026-0001"
    assert validators.outer_number("株荷〔2026〕12号") == "株荷〔2026〕12号"
    for number in ("12", "-12345", "A/2026/1", "1" * 41):
        refused(validators.outer_number, number, "outer_number")
