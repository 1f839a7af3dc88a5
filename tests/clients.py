"""Who uses the portal in a journey: a program at the API, and a person at the pages."""

import json
import re
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import Resolver404, resolve
from lxml import html

from governance.kernel.clock import clock
from tests.styles import unstyled

PASSWORD = "yidian-jiu-Tong-2026"


class Reader(Client):
    """A client that has read the row it is about to change, as pages and programs do: it sends the version along.

    What a test sends by itself, an old version or another, stays as it is.  Every page that it opens gets the style
    and the icons that it asks for.
    """

    def request(self, **request):
        response = super().request(**request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and not response.has_header("Content-Encoding"):
            assert not (lost := unstyled(response.content.decode())), f"{request.get('PATH_INFO')}: no style for {lost}"
        return response

    def post(self, path, data=None, content_type=MULTIPART_CONTENT, **rest):
        seen = version_wanted(path)
        if seen is not None and path.startswith("/api/"):
            if "version" not in (data if isinstance(data, str | dict | list) else str(data)):
                rest["headers"] = {"If-Match": f'"{seen}"', **(rest.get("headers") or {})}
        elif seen is not None:
            data = {"_version": str(seen), **(data or {})}
        return super().post(path, data, content_type, **rest)


def version_wanted(address):
    """The version of the row whose step is at this address, where the step needs one; else None."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    page = getattr(match.func, "cls", None) or getattr(match.func, "view_class", None)
    workflow, pk = getattr(page, "workflow", None), match.kwargs.get("pk")
    step = workflow and workflow.steps.get(match.kwargs.get("step"))
    if not step or not pk or not step.needs_version:
        return None
    model = page.queryset.model if hasattr(page, "queryset") else page.model
    return model._base_manager.filter(pk=pk).values_list("version", flat=True).first()


class Program:
    """A program with somebody's token of the day; it fills in only what the listing of steps offers it."""

    def __init__(self, user):
        user.set_password(PASSWORD)
        user.save()
        self.client, self.user, self.signed_on = Reader(), user, None
        assert self.headers

    @property
    def headers(self):
        if self.signed_on != clock.today():
            type(self.user).objects.filter(pk=self.user.pk).update(password_changed_at=clock.now())
            given = {"username": self.user.username, "password": PASSWORD}
            answer = self.client.post("/api/v1/token/", given, content_type="application/json")
            assert answer.status_code == 200, answer.content.decode()
            self.signed_on, self.key = clock.today(), {"Authorization": f"Token {answer.json()['token']}"}
        return self.key

    def get(self, address, **query):
        answer = self.client.get(f"/api/v1/{address}", query, headers=self.headers)
        assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.content.decode()}"
        return answer.json()

    def rows(self, resource, **query):
        return self.get(f"{resource}/", **query)["results"]

    def post(self, address, data, key=""):
        """The bare answer; JSON, or multipart as soon as a file is among the values."""
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        if any(is_file(value) for value in data.values()):
            return self.client.post(f"/api/v1/{address}", multipart(data), headers=headers)
        return self.client.post(
            f"/api/v1/{address}", json.dumps(data, default=str), content_type="application/json", headers=headers
        )

    def make(self, resource, **data):
        """A new row by the workflow's first step."""
        answer = self.post(f"{resource}/", data)
        assert answer.status_code == 201, f"{resource}: {answer.status_code} {answer.content.decode()}"
        return answer.json()

    def steps(self, resource, pk):
        return {step["name"]: step for step in self.get(f"{resource}/{pk}/steps/")}

    def offered(self, resource, pk, name):
        """{field: its description} of a step that must be open to this caller."""
        step = self.steps(resource, pk)[name]
        assert step["allowed"], f"{name}: {step['reason']}"
        return {field["name"]: field for field in step["fields"]}

    def take(self, resource, pk, name, **data):
        """Take a step with fields from its listing; the row as it is then."""
        fields = self.offered(resource, pk, name)
        named = {field.partition("-")[0] for field in data}  # files of rows are parts called field-row-column
        assert named <= fields.keys(), f"{name} offers {sorted(fields)}"
        missing = {field for field, one in fields.items() if one["required"]} - data.keys()
        assert not missing, f"{name} needs {sorted(missing)}"
        answer = self.post(f"{resource}/{pk}/steps/{name}/", data)
        assert answer.status_code == 200, f"{name}: {answer.status_code} {answer.content.decode()}"
        return answer.json()

    def refused(self, resource, pk, name, **data):
        """The problem a step is answered with: its status, code and errors by field."""
        answer = self.post(f"{resource}/{pk}/steps/{name}/", data)
        assert answer.headers["Content-Type"] == "application/problem+json", answer.content.decode()
        problem = answer.json()
        assert problem["status"] == answer.status_code
        return problem

    def history(self, resource, pk):
        """The steps taken so far, oldest first."""
        return [event["kind"].rsplit(".", 1)[-1] for event in reversed(self.get(f"{resource}/{pk}/events/"))]

    def figure(self, code, **query):
        return self.get("metrics/", code=code, **query)["results"][0]

    def inbox(self):
        """[(title, address)] of the messages, newest first."""
        return [(notice["title"], notice["url"]) for notice in self.rows("governance/reminders")]


def is_file(value):
    return isinstance(value, list) and any(isinstance(one, SimpleUploadedFile) for one in value)


def multipart(data):
    """Values as a form would send them: rows as JSON, several values repeated."""

    def plain(value):
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return json.dumps(value, default=str)
        return value

    return {name: plain(value) for name, value in data.items() if value is not None}


class Person:
    """Somebody at the pages, whose forms are sent as a browser sends them: every field there is, hidden ones too."""

    def __init__(self, user):
        self.client = Reader()
        self.client.force_login(user)

    def open(self, address, status=200):
        answer = self.client.get(address)
        assert answer.status_code == status, f"{address}: {answer.status_code}"
        return answer.content.decode() if status == 200 else ""

    def form(self, address):
        """The values of the step's form at this address, as shown."""
        return form_of(self.open(address))

    def send(self, address, values):
        return self.client.post(address, values)

    def fill(self, address, status=302, **values):
        """Open a form, change some fields, send it; the answer."""
        answer = self.send(address, self.form(address) | values)
        assert answer.status_code == status, f"{address}: {answer.status_code} {complaints(answer)}"
        return answer


def form_of(page):
    """{name: value or values} of the form of a step."""
    found = html.fromstring(page).xpath("//form[contains(concat(' ', @class, ' '), ' ht-step ')]")
    assert found, "no form of a step on this page"
    values = {}
    for name, value in found[0].form_values():
        values.setdefault(name, []).append(value.removeprefix("\n"))  # a text area begins on its second line
    return {name: many[0] if len(many) == 1 else many for name, many in values.items()}


def complaints(answer):
    """The summary of what was wrong, in one line."""
    if not answer.content:
        return ""
    return " ".join(
        one.text_content() for one in html.fromstring(answer.content.decode()).xpath("//*[@id='form-errors']")
    )


def flat(html):
    """A page without the spaces that its templates leave beside tags."""
    return re.sub(r"(?<=>)\s+|\s+(?=<)", "", html)
