"""Every step of every resource over HTTP, with odd values in every field: no answer may be a 500.

    script/server                                        (the demo: rows may change)
    python -m bench.odd_values http://localhost:8000 office secretary mediator fund
    python -m bench.odd_values http://localhost:8000 office --rows 5 --only projects/

For each account it opens the first rows of each resource, sends each step that
is offered with one odd value at a time, then the forms that make new rows and
every filter of the lists.  It prints what answered 500 or no JSON and ends
with status 1 when anything did.
"""

import argparse
import json
import sys
import urllib.error
import urllib.request
from collections import Counter
from urllib.parse import quote

PASSWORD = "hetang-demo"
ODD = (
    {"a": 1}, [1], [["a"]], ["a"], [], True, 5, 10**18, 10**60, "\0", "字\0", "²", "9" * 5000, "1e999", "NaN",
    "9999-12-31", "0001-01-01", "88,5", "24:61", "\u200b",
)  # fmt: skip
IN_ADDRESS = ("\0", "²", "9" * 5000, "9999-12-31", "0001-01-01", "NaN", "abc")


class Walk:
    """One account at the API; `answers` counts by status, `faults` names what must not be."""

    def __init__(self, base, account):
        self.base, self.key = base.rstrip("/"), ""
        self.answers, self.faults = Counter(), []
        given = {"username": account, "password": PASSWORD}
        self.key = self.ask("/api/v1/token/", given)[1]["token"]

    def ask(self, path, data=None):
        """(status, body) of one request; whatever is no JSON is a fault."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Token {self.key}"
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(self.base + path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, kind, text = answer.status, answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError as refusal:
            status, kind, text = refusal.code, refusal.headers["Content-Type"], refusal.read()
        self.answers[status] += 1
        if status >= 500 or "json" not in kind:
            self.faults.append(f"{status} {kind} {path[:200]} {str(data)[:120]}")
            return status, None
        return status, json.loads(text)

    def resource(self, path, filters, made_of, rows):
        """All that one resource takes: its filters, the form of a new row, the steps of its first rows."""
        for name in filters:
            for value in IN_ADDRESS:
                self.ask(f"{path}?{name}={quote(value)}")
        for name in made_of:
            for value in ODD:
                self.ask(path, {name: value})
        _, found = self.ask(path)
        rows_found = [row for row in (found or {}).get("results", ()) if "id" in row]  # a day of the calendar has none
        for row in rows_found[:rows]:
            _, steps = self.ask(f"{path}{row['id']}/steps/")
            for step in steps or ():
                for field in step["fields"]:
                    for value in ODD:
                        self.take(path, row, step, {field["name"]: value})

    def take(self, path, row, step, data):
        """One step, with the version of the row where it needs one; what was taken has made a new version."""
        seen = {"version": row["version"]} if step["needs_version"] else {}
        status, taken = self.ask(f"{path}{row['id']}/steps/{step['name']}/", data | seen)
        if status == 200:
            row["version"] = taken["version"]


def resources(walk):
    """(path, names of filters, names of the fields that make a row) of each list, from the API's own description."""
    _, described = walk.ask("/api/v1/schema/?format=json")
    for path, operations in sorted(described["paths"].items()):
        if "{" in path or "get" not in operations or path.count("/") < 5:
            continue
        filters = [one["name"] for one in operations["get"].get("parameters", ()) if one["in"] == "query"]
        body = operations.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
        yield path, filters, list(body.get("schema", {}).get("properties", {}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("accounts", nargs="+")
    parser.add_argument("--rows", type=int, default=2, help="rows of each resource")
    parser.add_argument("--only", default="", help="resources whose path contains this")
    given = parser.parse_args()
    faults = []
    for account in given.accounts:
        walk = Walk(given.base, account)
        chosen = [found for found in resources(walk) if given.only in found[0]]
        if not chosen:
            sys.exit("The API describes no such list: nothing was tried.")
        for path, filters, made_of in chosen:
            walk.resource(path, filters, made_of, given.rows)
        print(account, dict(sorted(walk.answers.items())), f"{len(walk.faults)} faults", flush=True)
        faults += walk.faults
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
