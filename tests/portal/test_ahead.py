"""What searchable fields load comes along with the page, behind what paints it, and only where there is one."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from portal.ahead import Ahead
from tests.factories.town import make_town

FIELDS = '<select data-chooser="{0}"></select><input data-chooser="{0}">'
PAGE = f"<html><head><title>t</title></head><body>{FIELDS}</body></html>"
PART = '<select data-chooser="/static/a.css /static/b.js"></select>'


def passed(response):
    return Ahead(lambda request: response)(None)


def test_each_file_is_named_once_at_the_end_of_the_head():
    page = passed(HttpResponse(PAGE.format("/static/a.css /static/b.js"))).content.decode()
    style = '<link rel="preload" href="/static/a.css" as="style" fetchpriority="low">'
    script = '<link rel="preload" href="/static/b.js" as="script" fetchpriority="low">'
    assert f"</title>{style}{script}</head><body>" in page
    assert page.count("preload") == 2


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(PART),
        HttpResponse("<html><head></head><body>data-chooser</body></html>"),
        HttpResponse(f"<html><head></head>{PART}", content_type="text/plain"),
        HttpResponse(),
    ],
    ids=["part", "no field", "text", "nothing"],
)
def test_other_answers_stay_as_they_are(response):
    before = response.content
    assert passed(response).content == before


def test_a_streamed_answer_is_not_read():
    response = StreamingHttpResponse(iter([b"a", b"b"]), content_type="text/html")
    assert b"".join(passed(response).streaming_content) == b"ab"


def test_a_form_with_searchable_choices_names_what_they_load(client, db):
    town = make_town()
    client.force_login(town.secretary)
    page = client.get("/projects/visits/new/").content.decode()
    assert ("data-chooser=" in page) == ('as="script" fetchpriority="low"' in page)
    assert "preload" not in client.get("/inbox/").content.decode()


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br", "*"])
def test_an_answer_is_as_long_as_it_says_however_it_travels(client, db, encoding):
    """Else the rest of a page would stand before the next answer of the connection."""
    client.force_login(make_town().secretary)
    for address in ("/", "/account/", "/projects/demands/", "/projects/visits/new/", "/offline/", "/nowhere/"):
        answer = client.get(address, headers={"Accept-Encoding": encoding})
        if answer.has_header("Content-Length"):
            assert answer["Content-Length"] == str(len(answer.content)), address


def test_a_page_that_became_longer_says_so():
    page = PAGE.format("/static/a.css /static/b.js")
    answer = passed(HttpResponse(page, headers={"Content-Length": str(len(page))}))
    assert len(answer.content) > len(page)
    assert answer["Content-Length"] == str(len(answer.content))
