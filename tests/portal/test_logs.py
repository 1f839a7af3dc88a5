"""Log lines name people by number and errors by kind; they never quote what somebody typed."""

import io
import json
import logging
from datetime import datetime, timedelta

import pytest
import structlog
from django.db import IntegrityError, connection, transaction
from django.test import Client

from governance.kernel.steps.errors import Refused, error_words
from governance.people.actions import access
from portal.logs import errors_without_words, logging_to_stdout
from tests.factories.base import make_district, user_with

SECRET = "王小邻 13812345678"


@pytest.fixture
def lines():
    """What the root handler writes, as JSON."""
    made = logging_to_stdout("INFO")["formatters"]["json"]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=made["foreign_pre_chain"], processors=made["processors"])
    )
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def user(db):
    return user_with("district_office", make_district().district)


def users_of(lines):
    return [line["user"] for line in lines() if line["event"] == "request"]


def test_request_lines_name_the_user_by_session_or_by_key(user, lines):
    client = Client()
    _, key = access.make_key(user, actor=user, name="取数")
    client.get("/api/v1/governance/areas/")
    client.get("/api/v1/governance/areas/", headers={"Authorization": f"Token {key}"})
    client.get("/api/v1/governance/areas/", headers={"Authorization": "Token wrong"})
    client.force_login(user)
    client.get("/api/v1/governance/areas/")
    client.get("/inbox/")
    assert users_of(lines) == [None, user.pk, None, user.pk, user.pk]


def test_times_carry_their_zone(user, lines):
    structlog.get_logger("test").warning("ours")
    logging.getLogger("elsewhere").warning("theirs")
    times = [datetime.fromisoformat(line["timestamp"]) for line in lines()]
    assert len(times) == 2
    assert [time.utcoffset() for time in times] == [timedelta(0)] * 2


def test_a_line_has_neither_query_nor_token_nor_address(user, lines):
    client = Client()
    client.force_login(user)
    client.get("/search/", {"q": SECRET})
    client.get("/calendar/secret-token.ics")
    text = json.dumps(lines(), ensure_ascii=False)
    assert "王小邻" not in text
    assert "secret-token" not in text
    assert "127.0.0.1" not in text


def test_an_error_is_logged_by_kind_and_place(user, lines):
    log = structlog.get_logger("test")
    try:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO governance_serial (series, last) VALUES (%s, 1), (%s, 1)", [SECRET, SECRET])
        except IntegrityError as error:
            raise ValueError(SECRET) from error
    except ValueError as error:
        log.exception("broken", error=error_words(error))
        logging.getLogger("elsewhere").exception("Task raised unexpected: %r", error)
    ours, theirs = lines()
    for line in (ours, theirs):
        assert "王小邻" not in json.dumps(line, ensure_ascii=False)
        assert "ValueError" in line["exception"]
        assert "IntegrityError: 23505 governance_serial_pkey" in line["exception"]
        assert "test_an_error_is_logged_by_kind_and_place" in line["exception"]
    assert theirs["event"] == "Task raised unexpected: ValueError"


def test_named_keeps_codes_and_plain_faults():
    assert error_words(Refused(SECRET, "not_quorate")) == "Refused: not_quorate"
    assert error_words(KeyError(SECRET)) == "KeyError"
    assert error_words(AttributeError("no attribute x")) == "AttributeError: no attribute x"
    assert error_words(ConnectionRefusedError(111, SECRET)) == "ConnectionRefusedError: 111"
    assert errors_without_words(None, "info", {"event": "x", "exc_info": False}) == {"event": "x"}
