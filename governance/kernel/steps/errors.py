"""The refusals of the portal, one family of exceptions; and how an error is named in a log."""

ALL = "_all"  # in place of a field's name: the sentence belongs to no single one
PLAIN = {"AttributeError", "ImportError", "ModuleNotFoundError", "NameError", "OperationalError", "TypeError"}


class BusinessError(Exception):
    """A rule refused the request; nothing was written.

    message -- sentence for people, in Chinese
    code    -- stable snake_case word for machines and tests ("wrong_state")
    field   -- form field the sentence belongs to, if one
    errors  -- {field: [sentences]} when several fields are wrong
    title   -- the heading where the sentence is a page of its own, for want of a form that shows it
    refused_by -- the step that refused, where a form took several and it was not the first; see `sequels`
    """

    refused_by = ""

    title = "现在不能办理"
    status = 409
    code = "conflict"
    details = {}  # what a program is told beside the sentence, under names of its own

    def __init__(self, message, code=None, *, field=None, errors=None):
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.field = field
        self.errors = errors or ({field: [message]} if field else {})


class WrongState(BusinessError):
    """The row is no longer where this step starts: usually somebody was faster."""

    code = "wrong_state"


class NotAllowed(BusinessError):
    """This person may not take this step here."""

    status = 403
    code = "not_allowed"


class Refused(BusinessError):
    """A rule of the domain refuses the step."""

    status = 422
    code = "refused"


class Invalid(Refused):
    """The row would break a field rule or a database constraint."""

    code = "invalid"


class Busy(BusinessError):
    """Somebody else holds the row right now."""

    code = "busy"


def error_words(error):
    """An error for the log: its kind, its code or the constraint it broke; never words that may quote personal data."""
    kind = type(error).__name__
    diagnostics = getattr(error.__cause__ or error, "diag", None)
    details = (
        getattr(error, "code", None) if isinstance(error, BusinessError) else None,
        getattr(diagnostics, "sqlstate", None),
        getattr(diagnostics, "constraint_name", None),
        getattr(error, "errno", None),
        str(error).strip() if kind in PLAIN else None,
    )
    words = " ".join(str(detail) for detail in details if detail)
    return f"{kind}: {words}" if words else kind
