"""The coming year in the browser: computed days off, the list of what a confirmation moves, the marks before it."""

from datetime import date

from governance.kernel.clock import clock, reminders, rules
from governance.kernel.clock.workdays import ANNOUNCED
from governance.workdays import actions as workdays
from tests.factories.base import appoint, make_district, user_with
from tests.governance.workdays.test_coming_year import DUE, longer

from .accessibility import overhang
from .conftest import DESK, PHONE
from .test_accessibility import look

YEAR = ANNOUNCED.stop


def test_the_coming_year_is_confirmed(windows, live_server):
    rules.load_rules()
    place = make_district()
    office = user_with("district_office", place.district, "office")
    secretary = user_with("community_secretary", place.community)
    with clock.travel(date(YEAR - 1, 12, 28)):
        reminders.begin(appoint("group_leader", place.compound), DUE)
        workdays.plan_year(YEAR, actor=office, periods=longer())
        wrong = []
        page = windows.open(office)
        confirm = f"/governance/workdays/confirm/?year={YEAR}"
        for user, name, address in (
            (office, "year", f"/governance/workdays/?year={YEAR}"),
            (office, "confirm", confirm),
            (secretary, "work", "/"),
        ):
            page = windows.open(user)
            page.goto(address)
            look(page, name, wrong)
            page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
            if found := overhang(page):
                wrong.append(f"{name}: {found}")
            page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        assert page.get_by_text("（暂定）").count()
        page = windows.open(office)
        page.goto(confirm)
        page.get_by_label("通知文号").fill("国办发明电〔2026〕7号")
        page.get_by_role("button", name="确认工作日历").click()
        page.get_by_text("1 件在办事项的期限已重新计算").wait_for()
        assert not wrong, "\n".join(wrong)
