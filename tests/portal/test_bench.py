"""The bench measures what it says: the bare project answers, aims stand once, clients count whole answers."""

import json
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from bench import aims, clients, grow, pages, report
from bench.measure import EMPTY_FLOOR, Found
from bench.results import PLACE
from governance.kernel.clock import rules
from governance.models import Appointment, Person
from tests.factories.base import make_district, user_with
from tests.factories.disputes import make_room, registered
from tests.portal.test_configuration import url_of

ASK = """
import json, sys
import django
django.setup()
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from bench.floor.sessions import begin

stranger, reader, told = Client(), Client(), {}
reader.cookies["sessionid"] = begin(sys.argv[1])
for path in ("/cases/", "/nothing/"):
    refused = stranger.get(path, HTTP_HOST="127.0.0.1").status_code
    with CaptureQueriesContext(connection) as queries:
        answer = reader.get(path, HTTP_HOST="127.0.0.1")
    told[path] = [refused, answer.status_code, len(queries), answer.content.decode()]
print(json.dumps(told))
"""


def in_floor(*command, **more):
    """What a program prints with the settings of the bare project, on the tests' database."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "bench.floor.settings",
        "DATABASE_URL": url_of(connection.settings_dict["NAME"]),
        "FLOOR_KEY": "k" * 50,
        **more,
    }
    done = subprocess.run(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.django_db(transaction=True)
def test_the_bare_project_answers_a_session_of_its_own_and_nobody_else():
    rules.load_rules()
    room = make_room()
    case = registered(room)
    told = json.loads(in_floor("-c", ASK, room.secretary.username, FLOOR_OPTIONS=""))
    refused, status, queries, page = told["/cases/"]
    assert (refused, status, queries) == (403, 200, 2)  # the session, and the cases with their places
    assert case.title in page
    assert case.area.name in page
    refused, status, queries, page = told["/nothing/"]
    assert (refused, status, queries) == (403, 200, 2)  # the session, and its account
    assert room.secretary.username in page


@pytest.mark.django_db
def test_the_bare_project_may_only_read():
    script = "import django; django.setup(); from django.db import connection as c; u = c.cursor()"
    told = in_floor("-c", f"{script}; u.execute('SHOW default_transaction_read_only'); print(u.fetchone()[0])")
    assert told.strip() == "on"


def test_the_bare_project_has_five_middlewares_of_django_and_nothing_of_the_portal():
    script = "from bench.floor import settings as s; import json; print(json.dumps([s.MIDDLEWARE, s.INSTALLED_APPS]))"
    middlewares, parts = json.loads(in_floor("-c", script))
    assert [name.split(".")[-1].removesuffix("Middleware") for name in middlewares] == [
        "Security",
        "Session",
        "Common",
        "CsrfView",
        "Authentication",
    ]
    assert all(name.startswith("django.") for name in middlewares)
    assert all(name.startswith(("django.", "bench.floor.")) for name in parts)
    for file in (settings.BASE_DIR / "bench/floor").glob("*.py"):
        imported = set(re.findall(r"^\s*(?:from|import) (\w+(?:\.\w+)?)", file.read_text(), re.M))
        assert not {name.split(".")[0] for name in imported} & {"portal", "governance", "projects", "disputes", "funds"}


def test_every_row_has_one_aim_and_the_record_shows_the_aims():
    named = [row for aim in aims.AIMS for row in aim.rows]
    assert sorted(named) == sorted(row.name for row in pages.ROWS)
    recorded = PLACE.read_text().partition("# Aims\n")[2].partition("\n# ")[0]
    assert recorded.strip().splitlines() == aims.lines()


def found(ms):
    """Found of one row, whose bare page took 10 ms."""
    one = Found(size=30_000, queries=9)
    for many in (1, 8):
        one.page[many] = clients.Taken([ms / 1000] * 20, 20, ms / 50)
        one.floor[many] = clients.Taken([0.01] * 20, 20, 0.2)
    return one


def cells(line):
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_table_prints_each_aim_and_marks_what_is_beyond():
    measured = {EMPTY_FLOOR: found(2)} | {name: found(10 * limit) for name, limit in aims.RATIOS.items()}
    head, _, _, *rows = report.alone(measured)
    assert cells(head) == list(report.HEAD)
    place = {name: number for number, name in enumerate(report.HEAD)}
    for row in map(cells, rows):
        assert row[place["aim"]] == f"≤ {aims.RATIOS[row[0]]:.1f}"
        assert row[place["ratio"]] == f"{aims.RATIOS[row[0]]:.2f}"  # at the aim: not beyond it
        assert row[place["kB"]] == "30.0"
    beyond = {name: found(10 * limit + 0.2) for name, limit in aims.RATIOS.items()}
    assert all(cells(row)[place["ratio"]].startswith("**") for row in report.alone(beyond)[2:])
    assert all(cells(row)[-1] == "1.00" for row in report.alone(measured, measured)[2:])
    grown = {pages.FIRST: found(13)}
    assert cells(report.alone(grown, {pages.FIRST: found(10)})[2])[-1] == "**1.30**"


def test_lists_beside_many_clients_are_held_against_their_share():
    (row,) = report.together({pages.FIRST: found(20)}, 8)[2:]
    assert cells(row)[:4] == [pages.FIRST, "50", "100", "50%"]
    (row,) = report.together({pages.FIRST: found(25)}, 8)[2:]
    assert cells(row)[3] == "**40%**"


class Pages:
    """A browser that finds pages in a dictionary."""

    def __init__(self, **known):
        self.known = {f"/{name}/": text for name, text in known.items()}

    def call(self, method, address):
        return 200, self.known[address].encode(), {}


def test_a_whole_scroll_is_all_that_htmx_loads_however_deep():
    browser = Pages(
        board='<div hx-get="/tree/" hx-trigger="load"></div><div data-hx-get="/low/" hx-trigger="intersect once"></div>'
        '<a hx-get="/click/">more</a><div hx-get="/poll/" hx-trigger="every 10s"></div>',
        tree="<ul></ul>",
        low='<div hx-get="/lowest/" hx-trigger="revealed, click"></div>',
        lowest="<p></p>",
    )
    assert pages.parts_of(browser, "/board/", "") == ["/board/"]
    assert pages.parts_of(browser, "/board/", "seen") == ["/board/", "/tree/"]
    assert set(pages.parts_of(browser, "/board/", "whole")) == {"/board/", "/tree/", "/low/", "/lowest/"}


def test_rows_are_chosen_by_the_beginning_of_their_names():
    assert {row.group for row in pages.chosen(["list", "board"])} == {"list", "board"}
    assert len(pages.chosen([])) == len(pages.ROWS)
    kinds = pages.first_of_each(row.name for row in pages.ROWS)
    assert kinds[:3] == ["nothing", pages.FIRST, "search, 2 characters"]
    assert len(kinds) == len({row.group for row in pages.ROWS})
    with pytest.raises(SystemExit, match="No page begins with lists"):
        pages.chosen(["lists"])


@pytest.fixture
def server():
    """Answers /whole/ with a length, /parts/ in chunks, everything else with 404; one connection stays open."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.send_response(200 if self.path in ("/whole/", "/parts/") else 404)
            if self.path == "/parts/":
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for part in (b"ab", b"cd", b""):
                    self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
                return
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"abcd")

        def log_message(self, *words):
            """Nothing is told."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield http.server_port
    http.shutdown()
    http.server_close()


def test_clients_count_whole_answers_and_refuse_others(server):
    work = pages.Work("both", server, {}, ["/whole/", "/parts/"])
    line = clients.Line(server)
    assert clients.alone(line, work) > 0
    taken = clients.rush(server, [work] * 3, 0.1)
    assert taken.count >= 6
    assert taken.seconds >= 0.1
    assert taken.count - 3 <= len(taken.times) <= taken.count  # without the first of each, with what was under way
    assert taken.ms(0.5) <= taken.ms(0.99)
    with pytest.raises(clients.Refused, match="gone: 404 in place of 200"):
        clients.alone(line, pages.Work("gone", server, {}, ["/gone/"]))
    line.close()


@pytest.mark.django_db
def test_a_post_of_one_holder_has_its_holders_of_before_where_rows_are_copied():
    place = make_district()
    user_with("branch_secretary", place.compound)
    tables = {model: model._meta.db_table for model in (Person, Appointment)}
    before = Appointment.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in tables:
            grow.copy(cursor, model, tables, 3)
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert Appointment.objects.count() == 3 * before
    assert Appointment.objects.filter(role="branch_secretary", area=place.compound).count() == 3
    assert Appointment.objects.in_office().filter(role="branch_secretary", area=place.compound).count() == 1


@pytest.mark.parametrize("labels", [grow.SCALED, grow.MANY_SCALED])
def test_copies_of_a_row_are_told_apart_wherever_rows_must_be(labels):
    models = [apps.get_model(label) for label in labels]
    tables = {model: model._meta.db_table for model in models}
    for model in models:
        fields = {field.name: field for field in model._meta.concrete_fields}
        apart = grow.unique_texts(model) | grow.single_relations(model, tables)
        apart |= {name for name, field in fields.items() if grow.is_shifted(field, tables)}
        for names in grow.uniquenesses(model):
            assert names & apart, f"Copies of {model.__name__} are alike in {names}."
