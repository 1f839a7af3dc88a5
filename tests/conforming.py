"""Whether what the API takes and answers is what its description says, asked of schemathesis' own checks.

contract = Contract()
contract.read(client, "/api/v1/projects/demands/12/")
contract.faults  # sentences
"""

import json

import jsonschema_rs
import requests

from governance.kernel.api.description import described

KEY = 5  # where the key of a row stands in "/api/v1/projects/demands/12/"


class Contract:
    """The described operations, and what was found wrong with answers to them."""

    def __init__(self):
        import schemathesis  # takes longer to load than most tests take: only where they run
        from schemathesis.core.failures import Failure, FailureGroup

        self.failures = Failure, FailureGroup
        self.document = described()
        self.paths = schemathesis.openapi.from_dict(self.document)
        self.operations, self.bodies = {}, {}
        self.faults, self.answered = [], set()

    def __contains__(self, operation):
        method, path = operation
        return method.lower() in self.document["paths"].get(path, {})

    def operation(self, method, path):
        """The operation at an address; the names of its rows' keys do not matter."""
        parts = path.split("/")
        if len(parts) > KEY + 1:
            parts[KEY] = "{id}"
        named = "/".join(parts)
        if (method, named) not in self.operations:
            self.operations[method, named] = self.paths[named][method]
        return self.operations[method, named], named

    def note(self, method, path, answer):
        """Compare an answer with its description: status, kind of content, every value."""
        operation, named = self.operation(method, path)
        self.answered.add((method, named, answer.status_code))
        try:
            operation.validate_response(plain_answer(method, path, answer))
        except self.failures as failure:
            self.faults.append(f"{method} {path} {answer.status_code}: {first_words(failure)}")
        return answer

    def read(self, client, address):
        """Get an address and compare the answer."""
        return self.note("GET", address.partition("?")[0], client.get(address))

    def take(self, client, path, body):
        """Post JSON; what the portal takes, the description must not refuse."""
        _, named = self.operation("POST", path)
        answer = self.note("POST", path, client.post(path, json.dumps(body), content_type="application/json"))
        if answer.status_code == 200:
            self.faults += [f"POST {path}: the body {fault}" for fault in self.wrong_in(named, body)]
        return answer

    def wrong_in(self, named, body):
        """What the described body of a step says against one that its form takes."""
        if named not in self.bodies:
            content = self.document["paths"][named]["post"]["requestBody"]["content"]
            self.bodies[named] = jsonschema_rs.Draft202012Validator(content["application/json"]["schema"])
        return [f"{list(error.instance_path)} {error.message}"[:300] for error in self.bodies[named].iter_errors(body)]


def plain_answer(method, path, answer):
    """Django's answer as one that schemathesis reads."""
    from schemathesis.core.transport import Response

    headers = {name.lower(): [value] for name, value in answer.headers.items()}
    request = requests.Request(method, f"http://testserver{path}").prepare()
    return Response(answer.status_code, headers, answer.content, request, elapsed=0, verify=False)


def first_words(failure):
    """The reasons of a failure, without the answer that it repeats."""
    reasons = getattr(failure, "exceptions", [failure])
    return "; ".join(" ".join(str(reason).split())[:300] for reason in reasons)
