"""A browser for measurements, without anything to see: one connection that stays open, and its cookies."""

import re
from http.client import HTTPConnection
from urllib.parse import urlencode

PORT = 8391
PASSWORD = "hetang-demo"


class Browser:
    """One signed-in keep-alive connection."""

    def __init__(self, username=None, port=None):
        self.connection = HTTPConnection("127.0.0.1", port or PORT, timeout=60)
        self.cookies = {}
        self.headers = {}
        if username:
            self.sign_in(username)

    def sign_in(self, username):
        page = self.call("GET", "/login/")[1].decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
        form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
        status, *_ = self.call("POST", "/login/", urlencode(form))
        if status != 302:
            raise SystemExit(f"cannot sign in as {username}: {status}")

    def call(self, method, path, body=None, **headers):
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **self.headers, **headers}
        if body:
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, content, answer.headers
