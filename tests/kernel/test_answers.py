"""After a step the page says what happened to which row; no step of any workflow says merely that it is done."""

import pytest

from governance.kernel.clock import rules
from governance.kernel.pages.answers import done_words
from governance.kernel.steps.workflow import REGISTRY
from tests.factories.projects import accepted_demand, make_demand
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
    assert said == [f"已受理需求：{demand.number}，现为“{demand.get_status_display()}”。下一步由您办理：交办需求"]


def test_the_answer_names_who_is_next_by_when_and_what_is_still_missing(client, db):
    """A draft is no application: the answer says what it lacks; what was handed in says whose turn it is."""
    town = make_town()
    demand = accepted_demand(town.branch, town.secretary, town.compound, town.category)
    client.force_login(town.branch)
    given = {
        "title": "楼道照明",
        "area": town.compound.code,
        "category": town.category.code,
        "kind": "works",
        "support_asked": "full",
        "demands": [demand.pk],
    }
    page = client.post("/projects/new/", given, follow=True)
    [said] = [str(one) for one in page.context["messages"]]
    assert said.startswith("已保存草稿，还没有申报：楼道照明，现为“草稿”。还差 4 处：请先填写")
    for words in ("计划开工", "预算明细和资金来源", "上传现状照片", "业主共有部分"):
        assert words in said, words
    made = make_demand(town.branch, town.compound, town.category)
    page = client.post(f"{made.get_absolute_url()}amend/", form_of(client, made), follow=True)
    [said] = [str(one) for one in page.context["messages"]]
    assert f"下一步由{town.secretary.person.name}办理：受理需求（" in said


def form_of(client, demand):
    return {
        "title": "楼道灯不亮",
        "area": demand.area.code,
        "place": "1 栋",
        "category": demand.category.code,
        "content": "晚上看不清台阶",
        "channel": "visit",
        "_version": demand.version,
    }
