"""The coming year in the browser: computed days off, the list of what a confirmation moves, the marks before it."""

from datetime import date

from governance.kernel.clock import clock, reminders, rules
from governance.kernel.clock.workdays import ANNOUNCED
from tests.factories.base import appoint, make_district, user_with
from tests.governance.workdays.signing import enter_year, second
from tests.governance.workdays.test_coming_year import DUE, longer
from tests.governance.workdays.test_workdays import OFFICE

from .accessibility import overhang
from .conftest import DESK, PHONE
from .test_accessibility import look

YEAR = ANNOUNCED.stop


def test_the_coming_year_is_confirmed(windows, live_server):
    rules.load_rules()
    place = make_district()
    place.office = office = user_with("district_office", place.district, "office")
    secretary = user_with("community_secretary", place.community)
    with clock.travel(date(YEAR - 1, 12, 28)):
        reminders.begin(appoint("group_leader", place.compound), DUE)
        change = enter_year(place, YEAR, longer(), OFFICE)
        wrong = []
        page = windows.open(office)
        confirm = change.url("confirm")
        for user, name, address in (
            (office, "year", f"/governance/workdays/?year={YEAR}"),
            (second(place), "confirm", confirm),
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
        page = windows.open(second(place))
        page.goto(confirm)
        page.get_by_role("button", name="确认更改").click()
        page.get_by_text("1 件在办事项的期限已重新计算").wait_for()
        assert not wrong, "\n".join(wrong)
