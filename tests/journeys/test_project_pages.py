"""The main job through the pages, as browsers post their forms."""

from decimal import Decimal

from governance.kernel.clock import clock
from governance.kernel.models.events import Event
from governance.kernel.models.files import Attachment
from projects.models import Demand, MicroProject
from tests.clients import Person, Program, complaints, form_of
from tests.factories.base import user_with
from tests.factories.projects import picture
from tests.factories.town import submitted
from tests.journeys.application import CHECKED, LINES, SOURCES, TEXTS
from tests.journeys.desk import TUESDAY


def test_the_pages_carry_a_demand_to_the_community(town):
    """Forms as a browser posts them: wrong input comes back whole, a second click changes nothing."""
    with clock.travel(TUESDAY):
        branch, secretary = Person(town.branch), Person(town.secretary)
        given = {
            "title": "楼道灯不亮",
            "area": town.compound.code,
            "place": "3 栋 2 单元",
            "category": town.category.code,
            "content": "晚上看不清台阶",
            "channel": "visit",
            "reporter_name": "张小明",
            "reporter_phone": "123",
        }
        wrong = branch.fill("/projects/demands/new/", status=422, **given)
        kept = form_of(wrong.content.decode())
        assert {name: kept[name] for name in given} == given
        assert "电话" in complaints(wrong)
        assert not Demand.objects.exists()
        assert not Event.objects.filter(kind__startswith="projects.demand").exists()

        values = kept | {"reporter_phone": "19900001234"}
        first = branch.send("/projects/demands/new/", values)
        second = branch.send("/projects/demands/new/", values)
        (demand,) = Demand.objects.all()
        assert first.url == second.url == demand.get_absolute_url()
        assert Event.objects.filter(kind="projects.demand.register").count() == 1

        assert "受理需求" in secretary.open("/")
        secretary.fill(f"{demand.get_absolute_url()}accept/")
        new = branch.client.get(f"{demand.get_absolute_url()}to_project/").url
        assert new.endswith(f"?demand={demand.pk}"), "a demand leads straight to its application"
        filled = a_filled_form(branch.form(new), town)
        short = branch.send(new, filled | {"sources-0-amount": "8999.00"})
        assert short.status_code == 422
        assert "还差 1.00 元" in complaints(short)
        assert form_of(short.content.decode())["lines-1-name"] == "楼道扶手"
        held = form_of(short.content.decode())
        assert held["photos-held"], "the photograph has to be chosen again"
        assert not MicroProject.objects.exists()
        done = branch.send(new, held | {"sources-0-amount": "9000.00"})
        assert done.status_code == 302, complaints(done)
        project = MicroProject.objects.get()
        assert (project.total_amount, project.sources.count()) == (Decimal("14190.00"), 3)
        assert Attachment.objects.of(project).count() == 1


def a_filled_form(values, town):
    """The application typed into its page."""
    typed = {name: str(value) for name, value in TEXTS.items()}
    typed |= {"title": "荷馨苑楼道照明改造", "implementer": str(town.implementer.pk), "photos": picture()}
    for field, rows in (("lines", LINES), ("sources", SOURCES)):
        typed |= {
            f"{field}-{number}-{name}": str(cell) for number, row in enumerate(rows) for name, cell in row.items()
        }
    return values | typed


def test_of_two_reviewers_the_second_reads_the_name_of_the_first(town):
    with clock.travel(TUESDAY):
        pk = submitted(town).pk
        colleague = user_with("community_secretary", town.place.community, name="方副书记")
        address = f"/projects/{pk}/check/"
        one, other = Person(town.secretary), Person(colleague)
        mine, theirs = (who.form(address) | dict.fromkeys(CHECKED, "on") for who in (one, other))
        assert one.send(address, mine | {"note": "情况属实"}).status_code == 302
        events = Event.objects.count()
        late = other.send(address, theirs | {"note": "不同意见"})
        assert late.status_code == 409
        words = complaints(late)
        assert "陈芳" in words
        assert "3月17日 09:00" in words
        assert "不同意见" in late.content.decode()
        assert Event.objects.count() == events


def test_a_foreign_area_is_not_there(town):
    with clock.travel(TUESDAY):
        pk = submitted(town).pk
        program, stranger = Program(town.stranger), Person(town.stranger)
        before = Event.objects.count()
        for address in (f"/projects/{pk}/", f"/projects/{pk}/check/", f"/projects/{pk}/versions/"):
            stranger.open(address, status=404)
        assert stranger.send(f"/projects/{pk}/check/", CHECKED | {"note": "同意"}).status_code == 404
        assert program.refused("projects/micro-projects", pk, "check", note="同意", **CHECKED)["status"] == 404
        assert not program.rows("projects/micro-projects")
        elsewhere = {"title": "楼道灯不亮", "area": town.compound.code, "place": "3 栋", "category": "facility"}
        refused = program.post("projects/demands/", elsewhere | {"content": "看不清", "channel": "visit"})
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["area"])
        assert Event.objects.count() == before
