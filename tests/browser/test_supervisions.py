"""From the board to the answer: a leader urges in three clicks, whoever must act finds it first; nobody is kept out."""

from datetime import date

import pytest

from governance.kernel.clock import clock
from governance.models import Supervision
from tests.factories.projects import make_demand

from .accessibility import overhang
from .conftest import DESK, PHONE
from .test_accessibility import look


@pytest.mark.slow
def test_urged_in_three_clicks_and_answered(windows, town):
    with clock.travel(date(2026, 3, 2)):
        demand = make_demand(town.branch, town.compound, town.category)
    wrong = []
    page = windows.open(town.leader)
    page.goto("/dashboard/")
    page.get_by_role("link", name=f"督办：{demand.title}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="督办", exact=True).wait_for()
    assert "已逾期" in dialog.get_by_label("督办要求").input_value()
    look(page, "dialog", wrong)
    dialog.get_by_role("button", name="督办", exact=True).click()
    page.get_by_role("heading", name=f"督办：{demand.title}").wait_for()
    row = Supervision.objects.get()
    for name, address in (
        ("supervision", row.get_absolute_url()),
        ("supervisions", "/governance/supervisions/"),
        ("overdue", "/dashboard/overdue/"),
    ):
        page.goto(address)
        look(page, name, wrong)
        for width in (PHONE[0], 320):
            page.set_viewport_size({"width": width, "height": PHONE[1]})
            if found := overhang(page):
                wrong.append(f"{name} at {width}: {found}")
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})

    page = windows.open(town.secretary)
    page.goto("/")
    look(page, "work", wrong)
    page.get_by_role("link", name=f"说明原因：{demand.title}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("逾期原因").select_option("papers")
    dialog.get_by_label("具体说明").fill("照片没有补齐")
    dialog.get_by_role("button", name="说明逾期原因", exact=True).click()
    page.get_by_text("已说明逾期原因").wait_for()
    look(page, "urged demand", wrong)
    page.get_by_role("link", name="答复督办", exact=True).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("办理情况").fill("明天上门")
    dialog.get_by_label("承诺办结日期").fill("2026-03-31")
    dialog.get_by_role("button", name="答复督办", exact=True).click()
    page.get_by_text("已答复").first.wait_for()
    row.refresh_from_db()
    assert (row.status, row.deadline.late_kind) == ("answered", "papers")
    assert not wrong, "\n".join(wrong)
