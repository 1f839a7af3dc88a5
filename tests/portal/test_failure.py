"""A failure is answered in words, also when nothing can be asked of the database."""

import pytest
from django.db import OperationalError

from governance.sign_in import views as access


@pytest.fixture
def failing(client, monkeypatch, django_db_blocker):
    """A client that gets answers although a page fails, while the database is shut."""
    client.raise_request_exception = False

    def visit(path, error):
        def fail(*args, **kwargs):
            raise error

        monkeypatch.setattr(access.Login, "dispatch", fail)
        monkeypatch.setattr("governance.sign_in.api.Token.dispatch", fail)
        with django_db_blocker.block():
            return client.get(path)

    return visit


def test_without_the_database_the_page_reports_it(failing):
    answer = failing("/login/", OperationalError("gone"))
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "数据库暂时没有应答" in answer.content.decode()


def test_a_fault_of_ours_is_a_page_with_a_number(failing):
    answer = failing("/login/", RuntimeError("fault"))
    assert answer.status_code == 500
    assert answer["X-Request-Id"] in answer.content.decode()


def test_the_api_fails_in_its_own_form(failing):
    answer = failing("/api/v1/token/", OperationalError("gone"))
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "unavailable"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind"), [("/login/", "text/html; charset=utf-8"), ("/api/v1/token/", "application/problem+json")]
)
def test_the_fifth_wrong_password_is_refused_in_the_format_of_the_caller(client, path, kind):
    for _ in range(5):
        answer = client.post(path, {"username": "nobody", "password": "wrong"})
    assert answer.status_code == 429
    assert answer["Content-Type"] == kind
    assert answer["Retry-After"] == "1800"
