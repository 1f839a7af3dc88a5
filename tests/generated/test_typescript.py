"""A TypeScript client made by openapi-typescript: its types hold, and it works."""

import json

import pytest

from tests.clients import PASSWORD

from .generators import node, run, typescript
from .world import make_world

pytestmark = pytest.mark.slow


@pytest.mark.django_db(transaction=True)
def test_a_typescript_client_reads_steps_and_follows(live_server, tmp_path):
    world = make_world()
    user = world.town.secretary
    user.set_password(PASSWORD)
    user.save()
    program = typescript(tmp_path)
    told = {
        "base": live_server.url,
        "keys": world.keys,
        "rows": world.rows,
        "today": world.today,
        "due": world.due,
        "parties": world.parties,
        "login": {"username": user.username, "password": PASSWORD},
    }
    seen = json.loads(run(node(), program, folder=tmp_path, WORLD=json.dumps(told, default=str)))
    assert seen == {
        "refused": [401, "not_authenticated"],
        "token": True,
        "areas": [True, 121, True],
        "stale": ["changed_meanwhile", "edit"],
        "organisation": "荷组〔2026〕9号",
        "demand": ["new", "accepted", True],
        "followed": [["projects/demands", "register"], ["projects/demands", "accept"]],
        "nothing": 0,
        "history": ["projects.demand.accept", "projects.demand.register"],
        "project": ["邻长每周巡查", True, True],
        "dispute": ["accepted", True, 2],
        "gift": ["pledged", "王**", "invalid"],
    }
