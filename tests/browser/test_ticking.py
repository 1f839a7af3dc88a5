"""All at once is an act that asks how many it means; nothing is ticked or chosen before somebody said so."""

import pytest

from tests.factories.funds import ask, donate, make_fund_case, opined

pytestmark = pytest.mark.slow


def answered(page, how):
    """Answer the next question of the page; returns the list into which its words go."""
    asked = []

    def answer(dialog):
        asked.append(dialog.message)
        dialog.accept() if how else dialog.dismiss()

    page.once("dialog", answer)
    return asked


def test_the_names_of_a_consensus_are_ticked_by_one_act_that_asks(windows, town):
    page = windows.open(town.leader)
    page.goto(town.item.room_url)
    boxes, button = page.locator("[name=agreed]"), page.get_by_role("button", name="到会单位全部同意")
    ticked = page.locator("[name=agreed]:checked")
    assert (boxes.count(), ticked.count()) == (8, 0)
    boxes.first.check()
    asked = answered(page, how=False)
    button.click()
    assert asked == ["到会单位全部同意：7 项还没有勾选，确定都勾选吗？"]
    assert ticked.count() == 1
    answered(page, how=True)
    button.click()
    assert ticked.count() == 8


def test_the_votes_of_a_committee_are_filled_by_one_act_that_asks(windows, live_server):
    case = make_fund_case()
    donate(case, "1000")
    grant = opined(case, ask(case, "300"))
    page = windows.open(case.manager)
    page.goto(grant.url("vote"))
    votes = page.locator("select[name^=votes-][name$=-choice]")
    assert votes.evaluate_all("all => all.map(one => one.value)") == [""] * 5
    votes.first.select_option("no")
    button = page.get_by_role("button", name="其余全部同意")
    asked = answered(page, how=False)
    button.click()
    assert asked == ["其余全部同意：4 行还没有填写，确定都这样登记吗？"]
    assert votes.evaluate_all("all => all.map(one => one.value)") == ["no", "", "", "", ""]
    answered(page, how=True)
    button.click()
    assert votes.evaluate_all("all => all.map(one => one.value)") == ["no", *["yes"] * 4]
