"""The document of the API names every resource that there is, and none that there is not."""

import re
from pathlib import Path

from django.conf import settings

from governance.kernel.api.description import described
from governance.kernel.api.viewsets import router

DOCUMENT = Path(settings.BASE_DIR, "docs", "api.md").read_text(encoding="utf-8")


def test_every_resource_is_named_once():
    named = re.findall(r"^\| `([a-z]+/[a-z-]+)` \|", DOCUMENT, re.MULTILINE)
    assert len(named) == len(set(named))
    assert set(named) == {prefix for prefix, _, _ in router.registry}


def test_the_schema_groups_operations_by_resource():
    paths = described()["paths"].items()
    tags = {path: operation["tags"] for path, methods in paths for operation in methods.values()}
    assert tags["/api/v1/projects/visits/"] == tags["/api/v1/projects/visits/{id}/events/"] == ["projects/visits"]
    assert tags["/api/v1/token/"] == tags["/api/v1/metrics/"] == ["portal"]
    resources = {prefix for prefix, _, _ in router.registry}
    assert {tag for found in tags.values() for tag in found} == resources | {"portal"}
