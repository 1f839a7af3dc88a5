"""The words of dated rules: units, kinds, what a period does, whose it is, and in which state a version is."""

import re
from decimal import Decimal

from django.db import models

from governance.kernel.steps.states import State, States

NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
INTEGER = r"^-?[0-9]+$"
DAY_OF_YEAR = re.compile(r"[0-9]{2}-[0-9]{2}")  # a text that names a day of every year
AGE = "_age"  # how the code of a rule ends whose value is somebody's age
FRACTION = r"^[0-9]+/[1-9][0-9]*$"


class Unit(models.TextChoices):
    """What a rule's value counts."""

    DAYS = "d", "自然日"
    WORKDAYS = "wd", "工作日"
    MONTHS = "month", "个月"
    YEARS = "year", "年"
    MINUTES = "minute", "分钟"
    YUAN = "yuan", "元"
    PERCENT = "percent", "%"
    COUNT = "count", "个"
    SHARE = "share", "比例"
    TEXT = "text", "文本"


class RuleKind(models.TextChoices):
    """What a period does: a limit must be met by its day, a minimum may not end before it."""

    LIMIT = "limit", "办理期限"
    MINIMUM = "minimum", "最短期间"
    RIGHT = "right", "权利期间"
    SETTING = "setting", "参数"


class Moves(models.TextChoices):
    """Where the last day of a period goes when nobody works on it."""

    NONE = "none", "不顺延"
    HOLIDAY = "holiday", "遇法定节假日顺延"
    REST_DAY = "rest_day", "遇休息日顺延"


class Nature(models.TextChoices):
    """Whose period or limit it is: what law lays on an organ or a body, what a person may do, or the district's own."""

    DUTY = "duty", "法定职责"
    RIGHT = "right", "个人权利"
    CUSTOM = "custom", "本区约定"


class BoundSide(models.TextChoices):
    """On which side of the statutory value a version must stay."""

    LEAST = "least", "不低于"
    MOST = "most", "不超过"
    EXACT = "exact", "不可变更"


SIDES_OF_A_DAY = {BoundSide.LEAST: "不早于", BoundSide.MOST: "不晚于"}  # of a day of the year


class Comparison(models.TextChoices):
    """Whether a share includes its own number (民法典 1259)."""

    AT_LEAST = ">=", "不低于"
    MORE_THAN = ">", "超过"


class Base(models.TextChoices):
    """The whole a share is taken of."""

    ALL = "all", "全体应到"
    PRESENT = "present", "到会（参与）"


WORDS = {  # how a value reads with its unit
    Unit.DAYS: "{} 天",
    Unit.WORKDAYS: "{} 个工作日",
    Unit.MONTHS: "{} 个月",
    Unit.YEARS: "{} 年",
    Unit.MINUTES: "{} 分钟",
    Unit.PERCENT: "{}%",
}
PERIODS = (Unit.DAYS, Unit.WORKDAYS, Unit.MONTHS, Unit.YEARS)
COUNTED = (*PERIODS, Unit.MINUTES, Unit.COUNT)  # of which there is few or much: 不少于, where a price is 不低于


def read_aloud(value, unit, *, is_age=False):
    """A value with its unit, as people read it: 3 个工作日, 提前 90 天, 30,000.00 元, 3月31日."""
    if unit == Unit.YUAN:
        return f"{Decimal(value):,.2f} 元"
    if unit == Unit.TEXT and DAY_OF_YEAR.fullmatch(value):
        month, day = value.split("-")
        return f"{int(month)}月{int(day)}日"
    words = "{} 周岁" if is_age else WORDS.get(unit, "{}")
    if unit in PERIODS and value == "0":
        return "当日"
    return f"提前 {words.format(value[1:])}" if value.startswith("-") else words.format(value)


def bound_words(side, words, unit, *, is_age=False):
    """On which side of a value, in words, a version must stay: 不晚于3月31日, 不少于 15 天, 不低于 18 周岁."""
    if unit == Unit.TEXT:
        return f"{SIDES_OF_A_DAY[side]}{words}"
    if unit in COUNTED and side == BoundSide.LEAST and not is_age:
        return f"不少于 {words}"
    return f"{side.label} {words}"


# Whom a state waits for says the workflow (`rules_table.workflow`): a deadline is counted by the rules themselves.
STATES = States(
    PUBLISHED := State("published", "已发布", "ok", groups=("standing", "followed")),
    PROPOSED := State("proposed", "待确认", "wait", groups=("open",)),
    LEAVING := State("leaving", "拟撤回", "warn", groups=("standing", "open")),
    REFUSED := State("refused", "未予确认", "", groups=("ended",)),
    WITHDRAWN := State("withdrawn", "已撤回", "", groups=("ended",)),
)
STANDING = STATES.group("standing")
