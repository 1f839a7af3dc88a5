"""Log lines: one JSON object a line on stdout, without personal data.

A line names people by their row's number only; addresses are logged without
their query, which may carry a searched name, and errors without their words,
which may quote what somebody typed.
"""

import logging.config
import sys
import time
import traceback
import uuid

import structlog

from governance.kernel.steps.errors import error_words
from governance.kernel.upkeep import callers

log = structlog.get_logger("portal.request")

SECRET_PATHS = ("/calendar/", "/account/set-password/")

SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def errors_without_words(logger, method, line):
    """Where an error happened and of what kind it is, its causes too; never what it quotes."""
    info = line.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if not isinstance(error, BaseException):
        return line
    for words in filter(None, (repr(error), str(error))):
        line["event"] = str(line.get("event", "")).replace(words, type(error).__name__)
    causes = []
    while error is not None and len(causes) < 5:
        causes.append("".join([*traceback.format_tb(error.__traceback__)[-30:], error_words(error)]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    line["exception"] = "\nbecause of\n".join(causes)
    return line


def logging_to_stdout(level):
    """Django's LOGGING: everything, also of libraries, through one JSON formatter."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    errors_without_words,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            },
        },
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},  # 4xx are in our own line
            "django.server": {"handlers": ["stdout"], "level": "WARNING", "propagate": False},
            "axes": {"level": "WARNING"},
            "celery": {"level": "WARNING"},
            "apprise": {"level": "CRITICAL"},  # its lines name addresses, and these hold secrets
        },
    }


def configure(config):
    """Set up the standard library and structlog as one."""
    logging.config.dictConfig(config)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


class RequestLog:
    """Gives each request a number, carried by all its lines and the answer, and logs its end."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        number = uuid.uuid4().hex[:16]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=number)
        start = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-Id"] = number
        log.info(
            "request",
            method=request.method,
            path=address_without_secret(request.path),
            status=response.status_code,
            ms=round((time.perf_counter() - start) * 1000, 1),
            user=callers.account_of(request),
        )
        return response


def address_without_secret(path):
    """The address without the secret some carry: a calendar's token, a link to set a password."""
    return next((f"{begin}…" for begin in SECRET_PATHS if path.startswith(begin)), path)
