"""After a step the page says what happened to which row, what it still lacks and who is next; no step says merely
that it is done."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.kernel.clock import rules
from governance.kernel.pages.answers import blocked_words, done_words, what_follows
from governance.kernel.steps.offers import leads_ahead
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


@pytest.fixture
def town(db):
    rules.load_rules()
    return make_town()


def answered(client, row, name, **data):
    """(the answer to a step, what stands below it) on the page that follows; both stand there together."""
    page = client.post(f"{row.get_absolute_url()}{name}/", {"_version": row.version, "note": "", **data}, follow=True)
    return said(page)


def said(page):
    [answer] = [str(one) for one in page.context["messages"]]
    follows = page.context["follows"]
    box = page.content.decode().partition('id="messages"')[2].partition("</p>" if follows else "</div>")[0]
    assert answer.partition("“")[0] in box
    assert follows in box
    return answer, follows


def test_the_answer_names_the_number_and_the_new_state_and_ones_own_next_step(client, town):
    demand = make_demand(town.branch, town.compound, town.category)
    client.force_login(town.secretary)
    answer, follows = answered(client, demand, "accept", department="")
    demand.refresh_from_db()
    assert answer == f"已受理需求：{demand.number}，现为“{demand.get_status_display()}”"
    assert follows == "下一步由您办理：交办需求。"
    again = client.get(demand.get_absolute_url()).content.decode()
    assert follows not in again, "what follows is said with the answer, once"


def test_below_it_stands_who_else_is_next_and_by_when(client, town):
    demand = make_demand(town.branch, town.compound, town.category)
    client.force_login(town.branch)
    _, follows = answered(client, demand, "amend", **form_of(demand))
    assert follows.startswith(f"下一步由{town.secretary.person.name}办理：受理需求（")
    assert follows.endswith("前）。")


def test_a_draft_is_no_application_and_the_page_says_what_it_lacks(client, town):
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
    answer, follows = said(client.post("/projects/new/", given, follow=True))
    assert answer == "已保存草稿，还没有申报：楼道照明，现为“草稿”"
    assert follows.startswith("还差 4 处：请先填写")
    for words in ("计划开工", "预算明细和资金来源", "上传现状照片", "业主共有部分"):
        assert words in follows, words


def test_a_row_at_its_end_waits_for_nobody(client, town):
    demand = make_demand(town.branch, town.compound, town.category)
    client.force_login(town.secretary)
    answer, follows = answered(client, demand, "invalidate", note="与小区无关，已当面说明")
    demand.refresh_from_db()
    assert demand.get_status_display() in answer
    assert follows == ""


def test_the_answer_costs_the_page_no_question(client, town):
    """The page after a step asks what it asks anyhow."""
    demand = make_demand(town.branch, town.compound, town.category)
    client.force_login(town.secretary)
    address = demand.get_absolute_url()
    client.post(f"{address}accept/", {"_version": demand.version, "note": "", "department": ""})
    client.get(address)  # what a process keeps in memory
    client.post(f"{address}assign/", {"_version": demand.version + 1, "level": "community"})
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        asked.append([query["sql"] for query in caught if "session" not in query["sql"]])
    assert len(asked[0]) == len(asked[1]), "\n".join(asked[0])


def test_a_blocked_step_of_ones_own_says_why():
    step = {"tone": "primary", "elsewhere": False, "allowed": False, "label": "办结公示", "reason": "公示期未满。"}
    assert what_follows((), [step], None, "") == "还不能办结公示：公示期未满。"
    assert what_follows(("请先填写报价",), [step], None, "") == "还差 1 处：请先填写报价。"
    assert blocked_words([step, step | {"allowed": True}]) == ""
    assert blocked_words([step | {"elsewhere": True}]) == ""


def form_of(demand):
    return {
        "title": "楼道灯不亮",
        "area": demand.area.code,
        "place": "1 栋",
        "category": demand.category.code,
        "content": "晚上看不清台阶",
        "channel": "visit",
    }


LINES = (
    "projects.visit",
    "projects.demand",
    "projects.micro_project",
    "governance.deliberation",
    "governance.joint_conference",
    "governance.agenda_item",
)
AT_REST = ("ended", "void", "removed", "decided", "approved", "reviewable")  # nobody has to act


@pytest.mark.parametrize("kind", LINES)
def test_in_every_state_of_the_main_line_the_answer_can_say_who_is_next(kind):
    flow = REGISTRY[kind]
    silent = []
    for state in flow.states:
        row = SimpleNamespace(**{flow.field: str(state)})
        leads = [step for step in flow.steps.values() if state in step.source and step.tone == "primary"]
        is_led = any(leads_ahead(flow, step.name, row) for step in leads)
        if not (is_led or state.waits_for or set(state.groups) & set(AT_REST) or (kind, str(state)) in SAID_BY_PAGES):
            silent.append(str(state))
    assert not silent


SAID_BY_PAGES = {  # `DetailPage.awaits`, or a deadline of another kind (of the answer to a demand)
    ("projects.visit", "recorded"),
    ("projects.visit", "corrected"),
    ("projects.visit", "missed"),  # nothing was heard
    ("projects.micro_project", "deliberating"),
    ("projects.micro_project", "in_conference"),
    ("projects.demand", "to_department"),
    ("projects.demand", "to_mediation"),
    ("projects.demand", "to_petition"),
    ("projects.demand", "reopened"),
}


def test_one_s_own_next_step_is_said_where_no_deadline_runs():
    step = {"tone": "primary", "elsewhere": False, "allowed": True, "label": "提交申报", "reason": "", "is_ahead": True}
    assert what_follows((), [step], None, "") == "下一步由您办理：提交申报。"
    assert what_follows((), [step | {"is_ahead": False}], None, "") == ""
    other = step | {"allowed": False, "elsewhere": True, "reason": "由社区（村）书记办理"}
    assert what_follows((), [other], None, "") == "下一步为提交申报：由社区（村）书记办理。"
    assert what_follows((), [other], None, "", "下一步由会议审议：第 3 次") == "下一步由会议审议：第 3 次。"
