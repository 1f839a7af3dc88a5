"""Try every step that a row offers to somebody, with a form filled in so that it is valid, and take it back.

lies(rows, users) -> (what was offered and then refused, how many steps were tried)
"""

from datetime import time
from decimal import Decimal

from django import forms
from django.db import transaction
from django.utils.datastructures import MultiValueDict

from governance.kernel.clock import clock
from governance.kernel.pages.views import workflow_of
from governance.kernel.steps.errors import BusinessError, Invalid
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.lines import LinesField
from tests.factories.projects import picture

WORDS = "情况属实，已当面核对"


class TakeBack(Exception):
    """Ends a try: nothing of it stays."""


def flat(patterns):
    for pattern in patterns:
        yield from flat(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]


def lies(rows, users):
    """Steps shown as allowed that the very same person is then refused for who, when or what state."""
    found, tried = [], set()
    for row in rows:
        workflow = workflow_of(row)
        for user in users:
            user = type(user).objects.get(pk=user.pk)  # as a new request sees them
            seen = type(row).objects.visible_to(user).filter(pk=row.pk).first()
            for step in workflow.open_to(seen, user) if seen else ():
                if not step.allowed:
                    assert step.reason, f"{workflow.kind}.{step.name} is refused without a word"
                    continue
                outcome = attempt(workflow, step.name, seen, user)
                if outcome is None:
                    continue
                tried.add((workflow.kind, step.name, seen.status if hasattr(seen, "status") else ""))
                if outcome:
                    found.append(f"{workflow.kind}.{step.name} of {row.pk} for {user}: {outcome}")
    return found, tried


def attempt(workflow, name, row, user):
    """None: no valid form could be made; "": taken; else the refusal.  Nothing stays."""
    form_class = workflow.form(name)
    blank = form_class(obj=row, user=user)
    data, files = filled(blank)
    form = form_class(data, files, obj=type(row).objects.get(pk=row.pk), user=user)
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            workflow.actions[name](row, actor=user, **form.cleaned_data)
            raise TakeBack
    except TakeBack:
        return ""
    except Exception as fault:
        if not isinstance(fault, BusinessError):
            return f"{type(fault).__name__} {fault}"
        refusal = fault
        about_input = refusal.errors or (isinstance(refusal, Invalid) and refusal.code == "invalid")
        return "" if refusal.status == 422 and about_input else f"{refusal.status} {refusal.code} {refusal.message}"


def filled(form):
    data, files = MultiValueDict(), MultiValueDict()
    for name, field in form.fields.items():
        if isinstance(field, MultiFileField):
            if field.required:
                files[name] = picture()
            continue
        value = form.get_initial_for_field(field, name)
        if value in (None, "", []) and (field.required or isinstance(field, forms.BooleanField)):
            value = made_up(field)
        if isinstance(value, list | tuple | set) and not isinstance(field, LinesField):
            data.setlist(name, [getattr(one, "pk", one) for one in value])
        elif value not in (None, "") and value is not False:
            data[name] = plain(field, value)
    return data, files


def plain(field, value):
    if isinstance(field, LinesField):
        return [dict(row) for row in value if isinstance(row, dict)]
    return field.prepare_value(value)


def made_up(field):
    """Something a person might put there."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return list(field.queryset[:2])
    if isinstance(field, forms.ModelChoiceField):
        return field.queryset.first()
    if isinstance(field, forms.MultipleChoiceField):
        return [value for value, _ in field.choices if value]
    if isinstance(field, forms.ChoiceField):
        return next((value for value, _ in field.choices if value not in ("", None)), None)
    if isinstance(field, forms.BooleanField):
        return True
    if isinstance(field, forms.DateField):
        return clock.today()
    if isinstance(field, forms.TimeField):
        return time(9, 30)
    if isinstance(field, forms.DecimalField):
        return Decimal(field.min_value or 1)
    if isinstance(field, forms.IntegerField):
        return field.min_value or 1
    if isinstance(field, LinesField):
        return [{column.name: cell(column) for column in field.columns if column.required}]
    return WORDS[: field.max_length] if getattr(field, "max_length", None) else WORDS


def cell(column):
    if column.kind == "choice":
        return next((value for value, _ in column.options()), "")
    return {"money": "100.00", "int": 1, "decimal": "1", "date": str(clock.today()), "flag": True}.get(
        column.kind, "张三"
    )
