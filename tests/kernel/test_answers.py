"""After a step the page says what happened to which row; no step of any workflow says merely that it is done."""

import pytest

from governance.kernel.clock import rules
from governance.kernel.pages.answers import done_words
from governance.kernel.steps.workflow import REGISTRY
from tests.factories.projects import make_demand
from tests.factories.town import make_town

STEPS = [(flow.kind, step) for flow in REGISTRY.values() for step in flow.steps.values()]


@pytest.mark.parametrize(("kind", "step"), STEPS, ids=[f"{kind}.{step.name}" for kind, step in STEPS])
def test_each_step_says_what_happened(kind, step):
    words = done_words(step)
    assert words.startswith(("已", "整改已", "会议已"))
    assert not words.startswith(("已已", "已不"))
    assert "完成：" not in words


def test_the_answer_names_the_number_and_the_new_state(client, db):
    rules.load_rules()
    town = make_town()
    demand = make_demand(town.branch, town.compound, town.category)
    client.force_login(town.secretary)
    data = {"_version": demand.version, "department": "", "note": ""}
    page = client.post(f"{demand.get_absolute_url()}accept/", data, follow=True)
    demand.refresh_from_db()
    said = [str(one) for one in page.context["messages"]]
    assert said == [f"已受理需求：{demand.number}，现为“{demand.get_status_display()}”"]
