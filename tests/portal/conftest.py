"""The portal's web server as a program of its own."""

import os

import pytest
from django.conf import settings as portal
from django.db import connection

from portal.provide import listen
from portal.web import Web


@pytest.fixture
def server(transactional_db, tmp_path):
    """The portal's web server on the database of the tests."""
    database = connection.settings_dict
    host = database["HOST"]
    inside, query = ("", f"?host={host}") if host.startswith("/") else (f"{host}:{database['PORT'] or 5432}", "")
    secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{database['USER']}{secret}@{inside}/{database['NAME']}{query}",
        "ALLOWED_HOSTS": "localhost",
        "SECRET_KEY": portal.SECRET_KEY,
        "VAR": str(tmp_path),
        "WEB_WORKERS": "1",
        "WEB_THREADS": "2",
    }
    web = Web(listen("127.0.0.1", 0), log=tmp_path / "web.log", env=environment, cwd=portal.BASE_DIR)
    web.launch()
    try:
        web.wait_until_it_answers()
        yield web
    finally:
        web.ask_to_stop()
        web.see_it_end()
