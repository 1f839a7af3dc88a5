"""The demo's part of projects: the catalogue is whole and every plan's budget can be written."""

import csv
from types import SimpleNamespace

from projects.demands.demo.catalogue import DEMANDS
from projects.demands.demo.categories import DATA
from projects.micro_projects.demo.catalogue import PLANS
from projects.micro_projects.demo.draws import CHARGING, ORDER, OTHERS, PACE, Draw
from projects.micro_projects.demo.money import draw_money
from projects.micro_projects.workflow.states import STATES


def rows(name):
    with open(DATA / name, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_list_of_approved_projects_makes_the_printed_sum():
    listed = rows("demo_microprojects.csv")
    assert len(listed) == 21
    assert sum(int(row["fiscal_yuan"]) for row in listed) == 680_000


def test_nine_categories_each_with_demands():
    codes = [row["code"] for row in rows("demand_categories.csv")]
    assert len(codes) == 9
    assert set(codes) == set(DEMANDS)
    assert {plan.category for plan in PLANS} <= set(codes)


def test_every_plan_adds_up():
    place = SimpleNamespace(community=SimpleNamespace(name="野鸭冲社区"))
    for plan, state in [(plan, "draft") for plan in PLANS] + [(CHARGING, "over_cap")]:
        lines, sources = draw_money(Draw(plan, place, state, None))
        assert sum(n * price for *_, n, _, price in lines) == sum(amount for _, amount, _ in sources)
        assert all(amount > 0 for _, amount, _ in sources)


def test_every_state_has_a_project():
    states = {state for state, *_ in OTHERS} - {"over_cap"}
    assert states | {"approved", "in_conference"} == set(STATES)
    assert list(PACE) == list(ORDER)
