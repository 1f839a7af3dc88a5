"""How a row is locked and saved, and how a refusal of the database becomes a sentence."""

from contextlib import contextmanager

import structlog
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, OperationalError, models
from psycopg2.errors import SequenceGeneratorLimitExceeded

from governance.kernel.models import together

from . import validators
from .errors import ALL, Busy, Invalid, Refused
from .wording import WORDS

NO_NUMBER = "系统没能给这条记录编号，没有保存；请稍后再试，仍不能提交的，请联系系统管理员"

log = structlog.get_logger(__name__)


@contextmanager
def numbers_left():
    """Refuse no_number, and lose nothing of the form, where a sequence has given out its last number."""
    try:
        yield
    except DataError as error:
        if not isinstance(error.__cause__, SequenceGeneratorLimitExceeded):
            raise
        log.error("sequence_used_up", words=str(error).strip())  # names the sequence
        raise Refused(NO_NUMBER, "no_number") from error


def save_valid(obj):
    """Save the row, or raise `Invalid` with the sentence of the constraint that it breaks.

    Only the database can decide whether a constraint holds: it checks them
    once, in the save itself.  As after every refusal the transaction is over.
    """
    refuse_invalid(obj, exclude=unchanged_references(obj))
    try:
        with numbers_left():
            obj.save()
    except IntegrityError as error:
        raise as_refusal(error) from error


def refuse_invalid(obj, exclude=()):
    """Raise `Invalid`, in the portal's words, where a field of the row breaks its own rule; asks no constraint.

    The limit of a long text binds here too: Django itself asks it of forms only.
    """
    try:
        obj.full_clean(exclude=exclude, validate_constraints=False)
        refuse_too_long(obj)
    except ValidationError as error:
        raise as_invalid(reworded(error, obj)) from error


def refuse_too_long(obj):
    for field in obj._meta.concrete_fields:
        text = obj.__dict__.get(field.attname) if isinstance(field, models.TextField) and field.max_length else None
        if text and len(text) > field.max_length:
            values = {"limit_value": field.max_length, "show_value": len(text)}
            raise ValidationError({field.name: ValidationError("", code="max_length", params=values)})


def within(row, name, text, *, field, what):
    """A text that a step puts together for a column of `row`.  Refuses too_long at the `field` that was filled in.

    what -- the parts, as people call them: "参加人和邀请参加的人员"
    """
    most = row._meta.get_field(name).max_length
    if len(text) > most:
        sentence = f"{what}合计最多 {most} 个字，现在是 {len(text)} 个字，请缩短"
        raise Refused(sentence, "too_long", field=field)
    return text


def require_words(text, sentence, code="reason_missing", *, field="note"):
    """A reason that a step needs in this case only, as it is kept; refuses one that says nothing (`validators.reason`).

    sentence -- what is to be written, and why here
    """
    try:
        return validators.reason(text or "")
    except ValidationError:
        raise Refused(sentence, code, field=field) from None


def reworded(error, obj):
    """What the framework says of a row's own fields, in the words of forms, each with the name of its field."""
    if not hasattr(error, "error_dict"):
        return error
    fields = {field.name: field for field in obj._meta.concrete_fields}
    return ValidationError(
        {
            name: [reworded_one(one, fields[name]) if name in fields else one for one in errors]
            for name, errors in error.error_dict.items()
        }
    )


def reworded_one(error, field):
    """One refusal in the portal's words; a sentence that the field itself declares stays."""
    label = str(field.verbose_name)
    if error.code in (field._error_messages or ()):
        return error
    if error.code in ("blank", "null", "required"):
        return ValidationError(f"请填写{label}", code="required")
    if error.code == "unique":
        return ValidationError(already_there([label]), code="unique")
    if error.code in WORDS:
        return ValidationError(f"{label}{WORDS[error.code]}", code=error.code, params=error.params)
    if "value" in (error.params or {}):  # of a wrong kind
        return ValidationError(f"{label}不正确，请核对", code=error.code)
    return error


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
    name = getattr(diagnostics, "constraint_name", "") or ""
    for model in apps.get_models():
        if name == f"{model._meta.db_table}_pkey":
            log.error("number_given_twice", constraint=name)
            return Refused(NO_NUMBER, "no_number")
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return as_invalid(ValidationError({"__all__": constraint_sentence(constraint, model)}))
    log.error("constraint_without_words", constraint=name)
    return Invalid("数据不符合规则，没有保存；请核对后再提交，仍不能提交的，请联系系统管理员")


def constraint_sentence(constraint, model):
    """The model's own sentence for a constraint; "once per these fields" where it has none."""
    is_default = constraint.violation_error_message == constraint.default_violation_error_message
    if is_default and getattr(constraint, "fields", ()) and not constraint.condition:
        return already_there(model._meta.get_field(name).verbose_name for name in constraint.fields)
    return constraint.get_violation_error_message()


def already_there(labels):
    return f"已有{'、'.join(map(str, labels))}相同的记录，请核对"


def lock(obj, keep=(), reads=()):
    """The fresh row, locked until the end of the transaction.

    keep  -- relations whose rows `obj` has loaded in the same request: while
             the row points to them still, they are not read again
    reads -- what is read beside it, behind the lock, in one question: as of `together.read`
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
    together.read(row, *reads)
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
