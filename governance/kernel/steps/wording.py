"""Refusals of form fields in the portal's own words, in place of the framework's."""

from django import forms
from django.core.validators import MaxValueValidator

MOST = 10**9  # of a whole number that says no more; the database holds twice as much
WORDS = {
    "max_length": "最多填写 %(limit_value)d 个字，现在是 %(show_value)d 个字，请缩短",
    "min_length": "至少填写 %(limit_value)d 个字",
    "max_value": "不能大于 %(limit_value)s",
    "min_value": "不能小于 %(limit_value)s",
    "max_digits": "数字太长，最多 %(max)s 位",
    "max_whole_digits": "数字太大，小数点前最多 %(max)s 位",
    "max_decimal_places": "最多保留 %(max)s 位小数",
    "invalid_choice": "请从列表中选择一项",
    "invalid_list": "须为一组值，写成列表",
    "invalid_pk_value": "请从列表中选择",
}
INVALID = (  # the first that fits
    (forms.DecimalField, "须为数字，如 12500.00"),
    (forms.IntegerField, "须为整数，如 12"),
    (forms.DateTimeField, "时间不正确，请按 2026-03-05 14:30 的格式填写"),
    (forms.DateField, "日期不正确，请按 2026-03-05 的格式填写"),
    (forms.TimeField, "时间不正确，请按 14:30 的格式填写"),
    (forms.EmailField, "邮箱地址不正确，请核对"),
)


def prepare(field, label):
    """Give a field our sentences, and a whole number that has no bound the common one; what it brings itself stays."""
    ask_by_name(field, label)
    if type(field) is forms.IntegerField and field.max_value is None:
        field.max_value = MOST
        field.validators.append(MaxValueValidator(MOST))
    usual = {}
    for base in reversed(type(field).__mro__):
        if base.__module__.startswith("django."):
            usual |= vars(base).get("default_error_messages", {})
    invalid = next((sentence for kind, sentence in INVALID if isinstance(field, kind)), None)
    for code, sentence in {**WORDS, "invalid": invalid}.items():
        if sentence and field.error_messages.get(code) == usual.get(code):
            field.error_messages[code] = sentence


def ask_by_name(field, label):
    """An empty required field says what to fill in, not only that it is required."""
    usual = forms.Field.default_error_messages["required"]
    if field.required and field.error_messages.get("required") == usual:
        verb = "请选择" if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else "请填写"
        field.error_messages["required"] = f"{verb}{label}"
