"""Every package is held at one version, and none is held that nobody brings."""

import importlib.metadata
import json
import re

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FILES = ("requirements.txt", "requirements-demo.txt", "requirements-dev.txt")


def requirements(name):
    """The requirements a file names, without comments and the options that include other files."""
    for line in (settings.BASE_DIR / name).read_text().splitlines():
        line = re.sub(r"(^|\s)#.*", "", line).strip()
        if line and not line.startswith("-"):
            yield Requirement(line)


def applies(requirement, extras=()):
    """Whether this machine and this Python need it, for one of the extras asked for or for none."""
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def closure(roots):
    """{package: installed version} of the requirements and of everything they bring."""
    found, waiting, seen = {}, [one for one in roots if applies(one)], set()
    while waiting:
        wanted = waiting.pop()
        name, extras = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        package = importlib.metadata.distribution(name)
        found[name] = package.version
        waiting += [one for one in map(Requirement, package.requires or []) if applies(one, extras)]
    return found


def held():
    """{package: version} of constraints.txt, as far as this machine is concerned."""
    lines = [one for one in requirements("constraints.txt") if applies(one)]
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in lines}


def test_constraints_hold_exactly_what_the_requirements_bring():
    assert held() == closure(one for name in FILES for one in requirements(name))


@pytest.mark.parametrize("name", FILES)
def test_every_requirement_names_one_version_and_says_why(name):
    lines = (settings.BASE_DIR / name).read_text().splitlines()
    named = [line for line in lines if line and not line.startswith(("#", "-"))]
    assert named
    for line in named:
        assert re.fullmatch(r"[\w.-]+(\[[\w,]+\])?==[\w.]+ +# \S.*", line), line


def test_what_runs_needs_neither_the_embedded_servers_nor_the_tests():
    brought = closure(requirements("requirements.txt"))
    extra = {canonicalize_name(one.name) for name in FILES[1:] for one in requirements(name)}
    assert len(extra) > 5
    assert not extra & set(brought)


def test_the_lock_file_names_no_host_a_package_came_from():
    packages = json.loads((settings.BASE_DIR / "package-lock.json").read_text())["packages"]
    wanted = json.loads((settings.BASE_DIR / "package.json").read_text())
    assert {f"node_modules/{name}" for name in wanted["dependencies"]} < set(packages)
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name
