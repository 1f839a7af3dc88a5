"""On the whole way of a project every answer says what happened to which row, and who is next."""

import re
from datetime import date

import pytest

from governance.deliberations.actions.deliberations import finalise_due
from governance.kernel.clock import clock, rules
from governance.models import Deliberation
from projects.models import Demand, MicroProject, Visit
from tests.factories.base import make_area
from tests.factories.papers import photo
from tests.factories.projects import make_branch, picture
from tests.factories.rolls import make_members
from tests.factories.town import make_town
from tests.governance.deliberations.test_ticking import ticks

pytestmark = pytest.mark.django_db
VISITED, MET, ENDED = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 20)
NEXT = re.compile(r"下一步(由.+?办理：.+|由会议审议：.+|由走访登记需求|为.+：.+)")


class Walk:
    """A user who fills in forms and reads the answers."""

    def __init__(self, client):
        self.client, self.said = client, {}

    def take(self, user, address, **data):
        self.client.cookies.clear()  # a session of another day is over
        self.client.force_login(user)
        page = self.client.post(address, data, follow=True)
        assert page.status_code == 200, page.context["form"].errors
        [answer] = [str(one) for one in page.context["messages"]]
        step = address.rstrip("/").rsplit("/", 1)[-1]
        assert not re.fullmatch(r"\S{2,8}完成", answer)
        self.said[step] = answer, page.context["follows"]
        return page

    def next_after(self, step):
        return self.said[step][1]


def test_every_answer_on_the_way_names_who_is_next(client):
    with clock.travel(VISITED):
        rules.load_rules()
        town = make_town()
        compound = make_area(town.place.community, "桂花苑", household_count=300)
        unit = make_branch(compound)
        make_members(compound, "council", 9, day=VISITED)
        walk, me = Walk(client), town.secretary
        visit = {"area": compound.code, "summary": "1 栋楼道灯不亮，两户希望修好", "household_count": 2}
        post = me.person.appointments.get()
        walk.take(me, "/projects/visits/new/", post=post.pk, visited_on=VISITED, kind="daily", **visit)
        assert "由走访登记需求" in walk.said["new"][1]
        heard = {"visit": Visit.objects.get().pk, "channel": "visit", "title": "楼道灯不亮", "content": "晚上看不清"}
        where = {"area": compound.code, "place": "1 栋 2 单元", "category": town.category.code}
        walk.take(me, "/projects/demands/new/", **heard, **where, household_count=2)
        assert NEXT.search(walk.next_after("new"))
        demand = Demand.objects.get()
        walk.take(me, demand.url("accept"), _version=demand.version)
        assert walk.next_after("accept") == "下一步由您办理：交办需求。"
        bare = {"title": "楼道照明", "kind": "works", "support_asked": "full", "demands": [demand.pk]}
        walk.take(me, "/projects/new/", **bare, **where)
        project = MicroProject.objects.get()
        assert re.search("还差 [0-9]+ 处.*下一步由您办理：修改申报内容。", walk.next_after("new"))
        whole = {
            **bare, **where, "common_parts": "none", "household_count": 20, "need": "老人夜里看不清台阶",
            "content": "更换声控灯 100 盏", "planned_from": "2026-05-01", "planned_until": "2026-06-01",
            "implementer": unit.pk, "maintenance": "小区党支部巡查", "conflict_statement": "无利益关系",
            "lines-0-name": "声控灯", "lines-0-quantity": 100, "lines-0-unit": "盏", "lines-0-unit_price": 150,
            "sources-0-kind": "fiscal", "sources-0-amount": 15000,
        }  # fmt: skip
        walk.take(me, project.url("save"), _version=project.version, photos=picture(), **whole)
        assert walk.next_after("save") == "下一步由您办理：提交民主议事。"
        project.refresh_from_db()
        notice = {"body": "council", "notice_on": VISITED, "held_on": MET}
        walk.take(me, project.url("deliberate"), _version=project.version, **notice)
        assert re.search("下一步由.+办理：开会后登记结果", walk.next_after("deliberate"))
        project.refresh_from_db()
    council = Deliberation.objects.get()
    with clock.travel(MET):
        given = {"held_on": MET, "sign_in": photo("签到表.png"), "_version": council.version}
        walk.take(me, council.url("hold"), **given, **ticks(*["yes"] * 9))
        for step in ("count", "publicise"):
            council.refresh_from_db()
            walk.take(me, council.url(step), _version=council.version, publicised_on=MET, publicity_place="公告栏")
        for step, words in (("hold", "计票"), ("count", "公示议事结果"), ("publicise", "")):
            assert NEXT.search(walk.next_after(step)), walk.said[step]
            assert words in walk.next_after(step)
    with clock.travel(ENDED):
        finalise_due()
        project.refresh_from_db()
        page = walk.take(me, project.url("quote"), **quotes())
        assert page.context["follows"].startswith("下一步由您办理：提交申报")
        project.refresh_from_db()
        walk.take(me, project.url("submit"), _version=project.version, agrees_to_publish="on")
        assert NEXT.search(walk.next_after("submit"))
        project.refresh_from_db()
        points = dict.fromkeys(("is_needed", "is_new", "land_is_clear", "is_nobodys_duty"), "on")
        checked = project.url("check_for_community")
        walk.take(town.street_user, checked, _version=project.version, note="情况属实", **points)
        seen = {"visited_on": ENDED, "people": "街道刘敏", "finding": "楼道昏暗", "is_feasible": "1"}
        walk.take(town.street_user, project.url("visit"), **seen)
        project.refresh_from_db()
        points = dict.fromkeys(("is_legal", "budget_is_sound", "is_feasible"), "on")
        walk.take(town.street_user, project.url("review"), _version=project.version, note="同意", **points)
        for step, words in (("check_for_community", "街道审核"), ("visit", "街道审核"), ("review", "列入会议议程")):
            assert words in walk.next_after(step), walk.said[step]


def quotes():
    sent = {}
    for number, firm in enumerate(("甲灯具店", "乙灯具店", "丙灯具店")):
        sent |= {f"quotes-{number}-line_no": 1, f"quotes-{number}-supplier": firm}
        sent |= {f"quotes-{number}-amount": 15000 + number, f"quotes-{number}-paper": photo(f"报价{number}.png")}
    return sent


def test_a_demand_that_is_answered_waits_for_its_speaker(client):
    rules.load_rules()
    town = make_town()
    walk, me = Walk(client), town.secretary
    where = {"area": town.compound.code, "place": "1 栋 2 单元", "category": town.category.code}
    heard = {"channel": "visit", "title": "楼道灯不亮", "content": "晚上看不清"}
    walk.take(me, "/projects/demands/new/", **heard, **where, household_count=2)
    demand = Demand.objects.get()
    steps = (
        ("accept", {}),
        ("assign", {"level": "community"}),
        ("start", {}),
        ("answer", {"answer": "已更换声控灯，晚上试过正常", "answered_on": clock.today()}),
        ("confirm", {"rating": "very_good", "is_solved": "1"}),
    )
    for step, given in steps:
        demand.refresh_from_db()
        walk.take(me, demand.url(step), _version=demand.version, **given)
        assert NEXT.search(walk.next_after(step)), (step, walk.said[step])
