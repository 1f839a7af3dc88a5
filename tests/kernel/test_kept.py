"""Kept markup is drawn from the named values alone, once for all who have the same."""

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from governance.kernel.pages.kept import MOST, STORE, kept
from tests.factories.base import make_district, user_with

TEMPLATE = "{% kept shell.name shell.n %}<b>{{ shell.name }}</b>{{ shell.n }}{{ secret }}{{ shell.secret }}{% endkept %}"


@pytest.fixture(autouse=True)
def empty():
    STORE.clear()


def draw(template, **values):
    return template.render(Context(values))


def test_only_the_named_values_are_there():
    template = Template(TEMPLATE)
    for _ in range(2):
        assert draw(template, shell={"name": "甲", "n": 1, "secret": "x"}, secret="y") == "<b>甲</b>1"
        assert draw(template, shell={"name": "乙", "n": 1}) == "<b>乙</b>1"
        assert draw(template) == "<b>None</b>None"


def test_values_that_are_equal_but_of_another_kind_are_another_entry():
    template = Template(TEMPLATE)
    assert draw(template, shell={"name": mark_safe("<i>"), "n": 1}) == "<b><i></b>1"
    assert draw(template, shell={"name": "<i>", "n": 1}) == "<b>&lt;i&gt;</b>1"
    assert draw(template, shell={"name": "<i>", "n": True}) == "<b>&lt;i&gt;</b>True"


def test_a_form_within_has_the_token_of_each_answer():
    template = Template("{% kept name %}<form>{% csrf_token %}{{ name }}</form>{% endkept %}")
    answers = [draw(template, name="甲", csrf_token=token) for token in ("one", "two")]
    assert answers == [
        f'<form><input type="hidden" name="csrfmiddlewaretoken" value="{token}">甲</form>' for token in ("one", "two")
    ]


def test_it_is_drawn_once_and_the_oldest_goes():
    drawn = []
    for _ in range(2):
        assert kept("key", lambda: drawn.append(1) or "<b>") == "<b>"
    assert drawn == [1]
    for number in range(MOST):
        kept(number, lambda: "")
    kept("key", lambda: drawn.append(1) or "<b>")
    assert drawn == [1, 1]


@pytest.mark.django_db
def test_two_people_never_share_what_tells_of_one(client):
    place = make_district()
    people = [user_with("community_secretary", place.community), user_with("street_admin", place.street)]
    for user in people * 2:
        client.force_login(user)
        page = client.get("/account/").content.decode()
        for one in people:
            assert (one.person.name in page) == (one == user)
