"""What a person may type: identity numbers, telephones, money, names, each refused in a sentence.

Every function cleans one value and returns it, or raises Django's
ValidationError.  They serve as form validators, model validators and cell
parsers of imports alike; how a value may be written is in `cleaning`.
Source: domain.md §7, input validators.
"""

import re
from datetime import date
from decimal import Decimal
from unicodedata import category

from django.core.exceptions import ValidationError
from stdnum.cn import uscc as credit_code
from stdnum.exceptions import ValidationError as NotValid

from governance.kernel.clock import clock
from governance.kernel.figures.formats import some_of

from . import cleaning

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
OLDEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)  # of every day in the portal: sums of days stay in the calendar
MOST_YUAN = Decimal(10) ** 10
CENT = Decimal("0.01")
LONGEST_NAME = 40  # characters
WITHIN_NAMES = "〇·'’-. \u0f0b"  # no letters by their category; the last one parts the syllables of Tibetan
SEVERAL = re.compile(r"[、,;/|&\\]")  # stand between two names
STRAY = re.compile(r"^[·'’. -]|[·'’ -]$|[·'’ -]{2}")
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(E[+-]?[0-9]{1,2})?", re.IGNORECASE)
LONGEST_NUMBER = 60  # characters
HAN = re.compile(r"[\u3400-\u9fff]")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
MOBILE_WITHIN = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
YEAR_AND_MONTH = re.compile(r"((?:19|20|21)[0-9]{2})[-/.年]([0-9]{1,2})月?")
LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}")
LETTER = re.compile(r"[^\W\d_]")
UNDECODED = "\ufffd"  # stands for bytes that were no UTF-8
UNSHOWN = re.compile("[\0\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]")  # NUL, halves of characters, private use


def text(value, most=None, *, lines=False):
    """Text as `cleaning.words` writes it; refuses what cannot be shown, and more than `most` characters.

    lines -- keep line breaks and tabs (long texts)
    """
    clean = cleaning.words(value, lines=lines)
    if UNDECODED in clean:
        raise ValidationError(
            "文字中有无法识别的字符“�”，多半是编码不对：请按 UTF-8 提交，或者删除后重新输入", code="undecodable"
        )
    if UNSHOWN.search(clean):
        raise ValidationError("文字中有无法显示的控制字符，请删除后重新输入", code="control_characters")
    if most and len(clean) > most:
        raise ValidationError(
            f"最多填写 {most} 个字，现在是 {len(clean)} 个字，请缩短", code="too_long", params={"most": most}
        )
    return clean


def title(value):
    """A title of at most 60 characters."""
    clean = text(value, 60)
    if not clean:
        raise ValidationError("请填写标题", code="required")
    return clean


def reason(value):
    """Words that say something, of any kind: two different letters or Chinese characters at least."""
    clean = text(value, lines=True)
    if len(set(LETTER.findall(clean.lower()))) < 2:
        raise ValidationError("请用文字写清楚，不能只填符号、数字或者重复的字", code="says_nothing")
    return clean


def sentence(value):
    """A reason or a legal basis that says something: six characters or more, four different Chinese ones among them."""
    clean = text(value, lines=True)
    if len(clean) < 6 or len(set(HAN.findall(clean))) < 4:
        raise ValidationError("请用一句话写清楚，至少 6 个字，不能只填符号、数字或者重复的字", code="not_a_sentence")
    return clean


def person_name(value):
    """A person's name in any script, 2 to 40 characters: 石桥, 阿依古丽·买买提, John O'Brien, Нұрлан Әбішев."""
    clean = text(cleaning.name(value))
    if found := SEVERAL.search(clean):
        raise ValidationError(f"姓名中有“{found[0]}”，一处只填写一个人的姓名", code="several_names")
    if sign := next((char for char in clean if category(char)[0] not in "LM" and char not in WITHIN_NAMES), ""):
        raise ValidationError(
            f"姓名中有“{sign}”，只能填写文字；少数民族姓名中间用“·”分隔，外国人姓名中间空一格", code="name_characters"
        )
    if not 2 <= len(clean) <= LONGEST_NAME:
        raise ValidationError(f"姓名须为 2 至 {LONGEST_NAME} 个字，现在是 {len(clean)} 个字", code="name_length")
    if STRAY.search(clean):
        raise ValidationError("姓名中的“·”、空格和连接号只能写在两个字之间", code="name_characters")
    return clean


def id_number(value):
    """An 18-digit identity number (residence permits included), upper case.  Source: GB 11643."""
    number = text(cleaning.code(value))
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise ValidationError("身份证号须为 18 位，前 17 位是数字，末位是数字或 X", code="id_format")
    born = birth_date(number)
    if born is None or born < OLDEST:
        raise ValidationError("身份证号第 7 至 14 位不是有效的出生日期，请核对", code="id_birth_date")
    if born > clock.today():
        raise ValidationError("身份证号中的出生日期晚于今天，请核对", code="id_born_in_future")
    if check_digit(number) != number[17]:
        raise ValidationError("身份证号校验位不符，请核对是否输错", code="id_check_digit")
    return number


def check_digit(number):
    """The 18th character that belongs to the first 17 digits."""
    return CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11]


def birth_date(number):
    """The date of birth in an identity number, None where there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def uscc(value):
    """A unified social credit code of an organisation.  Source: GB 32100."""
    code = text(cleaning.code(value))
    try:
        return credit_code.validate(code)
    except NotValid:
        raise ValidationError("统一社会信用代码不正确，须为 18 位且校验位相符，请对照证照核对", code="uscc") from None


def mobile(value):
    """A mobile number, eleven digits."""
    number = text(cleaning.telephone(value))
    if not MOBILE.fullmatch(number):
        raise ValidationError(mobile_fault(number), code="mobile")
    return number


def mobile_fault(number):
    """What keeps a text from being one mobile number."""
    if (count := len(MOBILE_WITHIN.findall(number))) > 1:
        return f"一处只能填写一个手机号，现在有 {count} 个"
    sentence = "手机号须为 11 位数字，以 13 至 19 开头"
    is_long = number.isdecimal() and len(number) != 11
    return f"{sentence}，现在是 {len(number)} 位" if is_long else sentence


def phone(value):
    """A mobile number or a landline with its area code (0731-12345678)."""
    number = text(cleaning.telephone(value))
    if LANDLINE.fullmatch(number):
        return number
    try:
        return mobile(number)
    except ValidationError:
        raise ValidationError("电话须为 11 位手机号，或带区号的固定电话（如 0731-12345678）", code="phone") from None


def money(value):
    """An amount in yuan: more than 0, at most 10,000,000,000, no more than two decimals; never a float."""
    amount = decimal(value, "金额")
    if amount <= 0:
        raise ValidationError("金额须大于 0", code="amount_not_positive")
    if amount > MOST_YUAN:
        raise ValidationError("金额不能超过 100 亿元，请核对单位是否为元", code="amount_too_large")
    if amount != amount.quantize(CENT):
        raise ValidationError("金额最多保留两位小数（精确到分）", code="amount_decimals")
    return amount.quantize(CENT)


def area(value, most=10**7):
    """A floor area in square metres: more than 0, not more than `most`, at most two decimals."""
    size = decimal(value, "面积")
    if size <= 0:
        raise ValidationError("面积须大于 0", code="area_not_positive")
    if size > most:
        raise ValidationError(f"面积不能超过 {most:,} ㎡，请核对小数点", code="area_range")
    if size != size.quantize(CENT):
        raise ValidationError("面积最多保留两位小数", code="area_decimals")
    return size.quantize(CENT)


def decimal(value, what="数值", example="12500.00"):
    """An exact number from text ("12,500.00", full-width digits), int or Decimal; a float is read as written."""
    if isinstance(value, bool):
        raise ValidationError(f"{what}须为数字", code="not_a_number")
    clean = cleaning.number(value)
    if "," in clean:
        raise ValidationError(
            f"{what}“{clean[:20]}”中的逗号不能确定是千位还是小数，请写成 1234.50 或 1,234.50", code="comma"
        )
    if len(clean) > LONGEST_NUMBER or not NUMBER.fullmatch(clean):
        raise ValidationError(f"{what}须为数字，如 {example}", code="not_a_number")
    number = Decimal(clean)
    if abs(number) >= Decimal(10) ** 20 or number.as_tuple().exponent < -20:
        raise ValidationError(f"{what}超出可以登记的范围，请核对", code="number_out_of_range")
    return number


def integer(value, least=0, most=10**9, what="数量"):
    """A whole number from `least` to `most`."""
    number = decimal(value, what, "12")
    if number != number.to_integral_value():
        raise ValidationError(f"{what}须为整数", code="not_whole")
    if not least <= number <= most:
        raise ValidationError(f"{what}须在 {least} 至 {most} 之间", code="out_of_range")
    return int(number)


def day(value, *, future=True):
    """A date from a date, an instant or text as people write dates (2026-03-05, 20260305, 2026年3月5日).

    future -- False for facts, which cannot lie after today
    """
    if hasattr(value, "year"):
        found = clock.local_date(value) if getattr(value, "tzinfo", None) else date(value.year, value.month, value.day)
    else:
        clean = cleaning.day(text(value))
        try:
            found = date(*map(int, ISO_DAY.fullmatch(clean).groups()))
        except (AttributeError, ValueError):
            raise ValidationError(day_fault(clean), code="date_format") from None
    if not OLDEST <= found <= LATEST:
        raise ValidationError(f"日期须在 {OLDEST} 至 {LATEST} 之间，请核对年份", code="date_range")
    if not future and found > clock.today():
        raise ValidationError("日期不能晚于今天", code="date_in_future")
    return found


def day_fault(clean):
    """What keeps a text, as `cleaning.day` writes it, from being a day."""
    parts = ISO_DAY.fullmatch(clean)
    if parts and 1 <= int(parts[2]) <= 12:
        return f"日期不正确：{int(parts[1])} 年 {int(parts[2])} 月没有 {int(parts[3])} 日，请按 2026-03-05 的格式填写"
    if month := YEAR_AND_MONTH.fullmatch(clean):
        return f"日期只写到月份，请补上日，如 {month[1]}-{int(month[2]):02}-01"
    return "日期不正确，请按 2026-03-05 的格式填写"


def outer_number(value):
    """The number under which another office keeps a matter, in upper case: 4 to 40 letters, digits, Chinese
    characters, hyphens and brackets.  Raises ValidationError (outer_number).
    """
    number = re.sub(r"\s", "", cleaning.narrow(value)).upper()
    if not re.fullmatch(r"[0-9A-Z\u4e00-\u9fff][0-9A-Z\u4e00-\u9fff()\[\]〔〕-]{3,39}", number):
        raise ValidationError(
            "编号须为 4 至 40 位字母、数字、汉字，中间可有横线和括号，请照原件填写", code="outer_number"
        )
    return number


def not_in_future(value):
    """Refuses a date after today: facts have already happened."""
    return day(value, future=False)


def choice(value, allowed):
    """One of the allowed words."""
    found = cleaning.choice(value, allowed)
    if found not in allowed:
        raise ValidationError(f"须从 {some_of(allowed, 8)} 中选择", code="invalid_choice")
    return found


def in_order(first, last, what="结束日期", than="开始日期"):
    """Refuses an end before its beginning; either may be missing.  what, than -- what the form calls the two."""
    if first and last and last < first:
        raise ValidationError(f"{what}不能早于{than}", code="dates_out_of_order")
