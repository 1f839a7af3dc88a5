"""Pages travel compressed, with a length that tells nothing; packed files and answers with a version as they are."""

import gzip

import pytest
from django.http import HttpResponse

from portal.compress import Compress
from tests.factories.base import make_district, user_with

GZIP = {"headers": {"Accept-Encoding": "gzip"}}


@pytest.fixture
def place(db):
    return make_district()


def test_a_page_is_compressed_and_the_same(client, place):
    client.force_login(user_with("district_office", place.district))
    plain = client.get("/account/")
    packed = client.get("/account/", **GZIP)
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert "个人信息与岗位" in gzip.decompress(packed.content).decode()


def test_the_length_of_a_page_is_blurred(client, db):
    answers = {len(client.get("/login/", **GZIP).content) for _ in range(12)}
    assert len(answers) > 3


@pytest.mark.parametrize(
    ("kind", "etag", "is_packed"),
    [
        ("text/html; charset=utf-8", "", True),
        ("application/json", "", True),
        ("application/json", '"7"', False),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "", False),
        ("image/jpeg", "", False),
    ],
)
def test_only_texts_without_a_version_are_compressed(rf, kind, etag, is_packed):
    response = HttpResponse(b"\xe8\x8d\xb7" * 500, content_type=kind, headers={"ETag": etag} if etag else {})
    answer = Compress(lambda request: response)(rf.get("/", HTTP_ACCEPT_ENCODING="gzip"))
    assert answer.has_header("Content-Encoding") is is_packed
    assert answer.get("ETag", "") == etag
