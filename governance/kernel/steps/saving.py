"""How a row is locked and saved, and how a refusal of the database becomes a sentence."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError

from .errors import ALL, Busy, Invalid


def save_valid(obj):
    """Save the row, or raise `Invalid` with the sentence of the constraint that it breaks.

    Only the database can decide whether a constraint holds: it checks them
    once, in the save itself.  As after every refusal the transaction is over.
    """
    try:
        obj.full_clean(exclude=unchanged_references(obj), validate_constraints=False)
    except ValidationError as error:
        raise as_invalid(error) from error
    try:
        obj.save()
    except IntegrityError as error:
        raise as_refusal(error) from error


def as_invalid(error):
    """Django's ValidationError as ours: one sentence, and the sentences by field."""
    fields = error.message_dict if hasattr(error, "error_dict") else {}
    errors = {(ALL if name == "__all__" else name): list(messages) for name, messages in fields.items()}
    return Invalid("；".join(error.messages), errors=errors)


def as_refusal(error):
    """What a trigger or constraint refused, for people: triggers raise Chinese sentences, models word constraints."""
    diagnostics = getattr(error.__cause__, "diag", None)
    sentence = getattr(diagnostics, "message_primary", "") or ""
    if any("\u4e00" <= char <= "\u9fff" for char in sentence):
        return Invalid(sentence)
    name = getattr(diagnostics, "constraint_name", "") or "未命名约束"
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return as_invalid(ValidationError({"__all__": constraint_sentence(constraint, model)}))
    return Invalid(f"数据不符合规则（{name}），请核对后再提交")


def constraint_sentence(constraint, model):
    """The model's own sentence for a constraint; Django's for "once per these fields"."""
    is_default = constraint.violation_error_message == constraint.default_violation_error_message
    if is_default and getattr(constraint, "fields", ()) and not constraint.condition:
        return model().unique_error_message(model, constraint.fields)
    return constraint.get_violation_error_message()


def lock(obj, keep=()):
    """The fresh row, locked until the end of the transaction.

    keep -- relations whose rows `obj` has loaded in the same request: while
            the row points to them still, they are not read again
    """
    try:
        row = obj._meta.model._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    except OperationalError as error:
        raise Busy("这条记录正在被其他人办理，请稍后再试") from error
    row.as_locked, row.as_found = references(row), columns(row)
    for field in row._meta.concrete_fields:
        is_kept = field.name in keep and field.is_relation and field.is_cached(obj)
        if is_kept and getattr(row, field.attname) == getattr(obj, field.attname):
            field.set_cached_value(row, field.get_cached_value(obj))
    return row


def lock_rows(rows):
    """These rows, fresh and locked until the end of the transaction, in the order of the query.  Refuses busy."""
    try:
        return list(rows.select_for_update(of=("self",)))
    except OperationalError as error:
        raise Busy("相关记录正在被其他人办理，请稍后再试") from error


def columns(row):
    """{field: value} of the row's own columns that people know by a name: technical ones have no Chinese label."""
    named = [field for field in row._meta.concrete_fields if not str(field.verbose_name).isascii()]
    return {field: getattr(row, field.attname) for field in named if field.name != "updated_at"}


def changed_columns(row):
    """The names of the columns that differ from the locked row, in words."""
    before, now = getattr(row, "as_found", {}), columns(row)
    return [str(field.verbose_name) for field, value in before.items() if now[field] != value]


def references(row):
    """What only a query can check: {name: value} of relations and of fields that are unique."""
    fields = [field for field in row._meta.concrete_fields if field.is_relation or field.unique]
    return {field.name: getattr(row, field.attname) for field in fields}


def unchanged_references(obj):
    """Names of the references that are as in the locked row: the database has checked them already."""
    before = getattr(obj, "as_locked", None) or {}
    return {name for name, value in references(obj).items() if value is not None and before.get(name) == value}
