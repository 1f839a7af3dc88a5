"""The fields of a row, read from its model: the body of a detail page that has no template of its own.

A column is shown when it has a label in Chinese (`verbose_name`): one without
is technical, such as `search_text`.  Left out are the key, the state and the
number (they are in the head of the page), structured data (JSON), the mark of
demo rows, and sealed columns that the page does not name in `unsealed`.
"""

from django.conf import settings
from django.db import models
from django.urls import NoReverseMatch

from governance.kernel.figures.formats import dash, yuan, zhdate, zhtime
from governance.kernel.models.sealed import PersonalName
from governance.kernel.steps.states import StateField
from governance.kernel.upkeep.crypto import EncryptedTextField

LONG = 200  # characters from which on a text is a paragraph of its own
IN_HEAD = ("number", "status")
TECHNICAL = ("id", "is_demo", "version")
RECORD = {"created_by": "登记人", "created_at": "登记时间", "updated_at": "更新时间"}
HIDDEN_ROW = "不在您的查看范围内"


def fact_groups(obj, user, unsealed=()):
    """[{name, title, facts, texts}]: the row's short facts and long texts, then who recorded it and when.

    A fact is {label, value, url, is_number}; `url` is the page of the row to which a foreign key points.

    unsealed -- names of sealed columns that are shown to everybody who may open the page
    """
    fields = [field for field in obj._meta.concrete_fields if is_shown(field, unsealed)]
    own = [field for field in fields if field.name not in RECORD]
    groups = [
        {
            "name": "facts-own",
            "title": "基本情况",
            "facts": [fact(obj, field, user) for field in own if not is_long(field)],
            "texts": [fact(obj, field, user) for field in own if is_long(field)],
        },
        {
            "name": "facts-record",
            "title": "登记信息",
            "facts": [fact(obj, field, user) for field in obj._meta.concrete_fields if field.name in RECORD],
            "texts": [],
        },
    ]
    return [group for group in groups if group["facts"] or group["texts"]]


def is_shown(field, unsealed=()):
    """Whether a column is shown on the page of its row, see the rule above."""
    if isinstance(field, EncryptedTextField):
        return field.name in unsealed
    is_left_out = field.primary_key or field.name in (*IN_HEAD, *TECHNICAL) or isinstance(field, StateField)
    return not is_left_out and not isinstance(field, models.JSONField) and not str(field.verbose_name).isascii()


def is_long(field):
    """Whether a column holds paragraphs rather than a few words."""
    return isinstance(field, models.TextField) or (getattr(field, "max_length", None) or 0) >= LONG


def fact(obj, field, user):
    """One column of the row as {label, value, url, is_number}."""
    value, url = related(obj, field, user) if field.is_relation else (value_text(obj, field), "")
    return {
        "label": RECORD.get(field.name) or field.verbose_name,
        "value": dash(value),
        "url": url,
        "is_number": isinstance(field, models.DateField | models.DecimalField | models.IntegerField),
    }


def value_text(obj, field):
    """The value of a plain column in words; None where there is none."""
    value = getattr(obj, field.attname)
    if value is None or value == "":
        return None
    if isinstance(field, PersonalName):
        return field.shown(value)
    display = getattr(obj, f"get_{field.name}_display", None)  # Django's of choices, or the model's own
    if display is not None:
        return display()
    if isinstance(field, models.BooleanField):
        return "是" if value else "否"
    if isinstance(field, models.DateTimeField):
        return zhtime(value, "full")
    if isinstance(field, models.DateField):
        return zhdate(value, "full")
    if isinstance(field, models.DecimalField):
        return f"{yuan(value)} 元" if "amount" in field.name else f"{value:,f}"
    return str(value)


def related(obj, field, user):
    """(words, address) of the row to which a foreign key points; accounts are named as people are, without a link.

    A row that the user may not see is not named.
    """
    row = getattr(obj, field.name)
    if row is None:
        return None, ""
    if row._meta.label == settings.AUTH_USER_MODEL:
        return row.name, ""
    door = getattr(type(row)._default_manager.all(), "visible_to", None)
    if door is not None and not door(user).filter(pk=row.pk).exists():
        return HIDDEN_ROW, ""
    return str(row), page_address(row)


def page_address(row):
    """The address of a row's own page; "" where its concept has none."""
    try:
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    except NoReverseMatch:
        return ""
