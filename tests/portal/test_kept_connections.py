"""A kept connection is looked at without a question, and one that the server ended is replaced before it is used."""

import psycopg2
import pytest
from django.db import OperationalError, close_old_connections, connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db(transaction=True)


def server_process():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def next_request():
    """What Django does at the beginning of one."""
    connection.health_check_enabled = True
    close_old_connections()


def end(process):
    """End it as an administrator does, and wait until it is gone."""
    name = connection.settings_dict["NAME"]
    parameters = {key: connection.settings_dict[key.upper()] for key in ("host", "port", "user", "password")}
    other = psycopg2.connect(dbname=name, **{key: value for key, value in parameters.items() if value})
    other.autocommit = True
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [process])
        assert cursor.fetchone()[0]
    other.close()


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """Connections that are kept between requests, as the portal's are."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 600)
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)
    connection.close()
    yield
    connection.close()


def test_nothing_is_asked_of_a_connection_that_works():
    before = server_process()
    next_request()
    with CaptureQueriesContext(connection) as asked:
        assert server_process() == before
    assert len(asked) == 1


def test_a_connection_that_the_server_ended_is_replaced():
    before = server_process()
    next_request()
    end(before)
    assert server_process() != before


def test_a_word_of_the_server_alone_ends_no_connection():
    before = server_process()
    with connection.cursor() as cursor:
        cursor.execute("LISTEN word")
    with psycopg2.connect(connection.connection.dsn) as other, other.cursor() as cursor:
        cursor.execute("NOTIFY word")
    other.close()
    next_request()
    assert server_process() == before


def test_one_that_ends_during_a_request_is_an_error():
    before = server_process()
    end(before)
    with pytest.raises(OperationalError):
        server_process()
