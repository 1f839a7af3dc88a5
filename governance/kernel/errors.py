"""Every "no" the portal can say, in one family."""


class BusinessError(Exception):
    """A rule refused the request; nothing was written.

    message -- sentence for people, in Chinese
    code    -- stable snake_case word for machines and tests ("wrong_state")
    field   -- form field the sentence belongs to, if one
    errors  -- {field: [sentences]} when several fields are wrong
    """

    status = 409
    code = "conflict"

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
    """A rule of the domain says no."""

    status = 422
    code = "refused"


class Invalid(Refused):
    """The row would break a field rule or a database constraint."""

    code = "invalid"


class Busy(BusinessError):
    """Somebody else holds the row right now."""

    code = "busy"
