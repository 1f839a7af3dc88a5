"""What the value of a rule may be: checked and written one way, by its unit."""

import re
from datetime import date
from decimal import Decimal

from governance.kernel.models.rule_words import DAY_OF_YEAR
from governance.kernel.models.rules import PERIODS, Unit
from governance.kernel.steps import cleaning
from governance.kernel.steps.errors import Refused

LONGEST = {Unit.DAYS: 3650, Unit.WORKDAYS: 2500, Unit.MONTHS: 240, Unit.YEARS: 100, Unit.MINUTES: 1440}
MOST = 1_000_000_000
FINEST = 100  # the largest denominator of a share
AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
WHOLE = re.compile(r"-?[0-9]{1,10}")
TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
PARTS = re.compile(r"[0-9]+(/[0-9]+)+")
PREFIX = re.compile(r"[A-Z]{1,6}(-[A-Z]{1,8})?")
OFFICIAL = re.compile(r"[\u4e00-\u9fff]{2,8}")
SHAPES = (  # words of a rule keep the shape that they have: the shape, and what to say of others
    (TIME_OF_DAY, "请按“时:分”填写 00:00 到 23:59 之间的时间，例如 17:30"),
    (PREFIX, "编号前缀填大写字母，可加一个短横，例如 HT-WXM"),
    (OFFICIAL, "请填写 2 至 8 个汉字，例如 荷督"),
)


def parse_value(value, unit, before):
    """A new value of a rule as the table keeps it.  Raises Refused, whose sentence describes what would fit.

    before -- the value it takes over from: a period that counts back goes on
              counting back, words of a fixed shape ("05-31", "40/40/20") keep it
    """
    text = cleaning.number(value or "")
    if not text:
        raise unfit_value("请填写数值")
    if unit == Unit.SHARE:
        return parse_share(text)
    if unit in (Unit.YUAN, Unit.PERCENT):
        return parse_amount(text, unit)
    if unit == Unit.TEXT:
        return parse_words(text, before)
    return parse_whole(text, unit, before)


def unfit_value(sentence):
    return Refused(sentence, "value_does_not_fit_unit", field="value")


def parse_share(text):
    parts = text.replace(" ", "").split("/")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
        raise unfit_value("比例填分数，例如 2/3")
    num, den = int(parts[0]), int(parts[1])
    if not 0 < num <= den <= FINEST:
        raise unfit_value(f"比例须大于 0、不超过 1，分母不超过 {FINEST}，例如 2/3")
    return f"{num}/{den}"


def parse_amount(text, unit):
    if "," in text:
        raise unfit_value("数值中的逗号不能确定是千位还是小数，请写成 1234.50 或 1,234.50")
    if not AMOUNT.fullmatch(text):
        raise unfit_value("请填写数字，最多两位小数，例如 30000")
    number = Decimal(text)
    if number > MOST:
        raise unfit_value(f"须在 0 到 {MOST:,} 之间")
    if unit == Unit.PERCENT and number > 100:
        raise unfit_value("百分比须在 0 到 100 之间")
    return f"{number:f}"


def parse_whole(text, unit, before):
    if not WHOLE.fullmatch(text):
        raise unfit_value("请填写整数，例如 15")
    number, most = int(text), LONGEST.get(unit, MOST)
    if before.startswith("-"):
        if not -most <= number < 0:
            raise unfit_value(f"这是倒数的期间，请填写 -{most} 到 -1 之间的整数")
        return str(number)
    least = 0 if unit == Unit.COUNT or (unit in PERIODS and before == "0") else 1
    if not least <= number <= most:
        raise unfit_value(f"请填写 {least} 到 {most} 之间的整数")
    return str(number)


def parse_words(text, before):
    if DAY_OF_YEAR.fullmatch(before):
        try:
            date.fromisoformat(f"2023-{text}")  # a common year: 29 February comes only now and then
        except ValueError:
            raise unfit_value("请按“月-日”填写，例如 05-31") from None
        if not DAY_OF_YEAR.fullmatch(text):  # a week (W10-1) is a date to Python
            raise unfit_value("请按“月-日”填写，例如 05-31")
    elif PARTS.fullmatch(before):
        check_parts(text, len(before.split("/")))
    else:
        shape = next((one for one in SHAPES if one[0].fullmatch(before)), None)
        if shape is None and text != before:
            raise unfit_value("这项规定的文字由法律写明，不能改写")
        if shape is not None and not shape[0].fullmatch(text):
            raise unfit_value(shape[1])
    return text


def check_parts(text, number):
    """As many parts as before, each more than nothing, which add up to 100."""
    parts = text.split("/") if PARTS.fullmatch(text) else []
    if len(text) > 60 or len(parts) != number or sum(map(int, parts)) != 100 or not all(map(int, parts)):
        raise unfit_value(f"填 {number} 个大于 0 的整数，用 / 隔开，相加等于 100，例如 40/40/20")
