"""What the steps of a deliberation cost: so many questions to the database, with ten flats as with 460."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.deliberations.workflow import DELIBERATION
from governance.kernel.clock import clock
from governance.models import Deliberation
from tests.factories import deliberations as made
from tests.factories.base import make_area, user_with
from tests.factories.late import VOUCHER
from tests.factories.papers import photo
from tests.factories.rolls import keep_roll, voided

pytestmark = pytest.mark.django_db

FEW, ALL = 10, 460
MOST = 12
OWN = 2  # in a test the step's transaction is a savepoint of the test's: set and released
REVIEWS = (
    "uphold",
    "overturn",
    "review_base",
    "verify_late",
    "check_matter",
)  # taken by another than who called the meeting
DAY = made.NOTICE + timedelta(20)


def ballots(number):
    return [{"voter": f"1-{101 + n}", "choice": "no" if n % 5 == 4 else "yes"} for n in range(number)]


class Meeting:
    """Owners of one compound, led by their steps to any state; each step on a day of its own."""

    def __init__(self, secretary, reviewer, area, flats, last):
        self.secretary, self.reviewer, self.area, self.flats = secretary, reviewer, area, flats
        self.is_late, self.is_open = last == "verify_late", last == "check_matter"
        keep_roll("owners_ordinary", area, flats)
        self.row = Deliberation()
        before = dict.fromkeys(("call", "edit", "check_matter"), made.NOTICE)
        self.days = before | dict.fromkeys(("hold", "correct", "count"), DAY)

    def data(self, name):
        notice = {
            "title": "公共收益安排", "area": self.area, "body": "owners_ordinary", "matter": "common_income",
            "method": "meeting", "notice_on": made.NOTICE, "held_on": DAY, "motions": ["支出", "追加"],
        }  # fmt: skip
        if self.is_open:  # its matter is one that another person looks at
            notice |= {
                "title": "门厅张贴栏更新",
                "matter": "general",
                "owners_matters": "none",
                "motions": ["更新张贴栏"],
            }
        if name == "call":
            return notice
        if name == "edit":
            return {"title": "公共收益年度安排", "motions": ["支出", "追加预算"]}
        if name in ("hold", "correct"):
            sheet = {"sign_in": [photo()]} if name == "hold" else {}  # which is kept
            return {"held_on": DAY, "ballots": ballots(self.flats), "minutes": "逐户表决", **sheet}
        if name == "publicise":
            proof = {"photos": [photo()], "vouched_by": VOUCHER} if self.is_late else {}
            return {"publicised_on": DAY, "publicity_place": "公示栏", **proof}
        if name == "object":
            return {"raised_by": "302 室", "text": "用途不明", "raised_on": DAY + timedelta(1)}
        closing = {"answered_on": self.day(name)}
        if name in ("answer", "retract"):
            closing["objection"] = self.row.objections.open().get().pk
        if name == "answer":
            return {**closing, "answer": "已公开明细"}
        if name in ("retract", "uphold", "overturn"):
            return {**closing, "papers": [photo()], "note": "已当面说明"}
        return {"note": "已经核对"} if name in ("void", "review_base", "verify_late", "check_matter") else {}

    def day(self, name):
        if name == "finalise":
            return self.row.effective_on
        if name in ("uphold", "overturn", "review_base"):
            return self.row.effective_on + timedelta(1)
        return self.days.get(name, DAY + timedelta(9 if self.is_late else 1))

    def take(self, name):
        """Take a step on the row as a page loads it; returns what it asked the database."""
        actor = self.reviewer if name in REVIEWS else self.secretary
        if name == "review_base":
            voided(self.row.roll, self.reviewer)
        if self.row.pk:
            self.row = Deliberation.objects.select_related("area__community").get(pk=self.row.pk)
        data = self.data(name)
        with clock.travel(self.day(name)), CaptureQueriesContext(connection) as caught:
            self.row = DELIBERATION.take(name, self.row, actor=actor, version=self.row.version, **data)
        return [query["sql"] for query in caught]


PATHS = {
    "call": "call",
    "edit": "call edit",
    "hold": "call hold",
    "correct": "call hold correct",
    "count": "call hold count",
    "publicise": "call hold count publicise",
    "check_matter": "call check_matter",
    "verify_late": "call hold count publicise verify_late",
    "object": "call hold count publicise object",
    "answer": "call hold count publicise object answer",
    "retract": "call hold count publicise object retract",
    "finalise": "call check_matter hold count publicise finalise",
    "uphold": "call check_matter hold count publicise finalise object uphold",
    "overturn": "call check_matter hold count publicise finalise object overturn",
    "review_base": "call check_matter hold count publicise finalise review_base",
    "void": "call hold void",
}


def test_each_step_is_measured():
    assert set(PATHS) == set(DELIBERATION.steps)


@pytest.mark.parametrize("name", PATHS)
def test_a_step_costs_the_same_for_all_flats(place, secretary, name):
    reviewer = user_with("street_admin", place.street)
    spent = []
    for flats in (FEW, FEW, ALL):  # the first fills the tables that are kept in memory
        meeting = Meeting(secretary, reviewer, make_area(place.community, "荷苑里"), flats, name)
        spent.append([meeting.take(step) for step in PATHS[name].split()][-1])
    _, few, everybody = spent
    assert len(everybody) == len(few), "\n".join(everybody)
    assert len(everybody) - OWN <= MOST, "\n".join(everybody)
