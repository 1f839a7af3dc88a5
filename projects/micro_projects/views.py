"""Pages of micro-projects."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from governance.kernel.models import built
from governance.kernel.models.events import Event
from governance.kernel.pages.answers import Lacking
from governance.kernel.pages.crumbs import crumbs
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.showing import next_of
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import RowPage
from governance.kernel.papers.documents import docx_response
from projects.demands.views import find_demand
from projects.micro_projects.models.projects import MicroProject
from projects.roles import VIEW

from . import figures
from .obstacles import find_obstacles, missing_for_vote
from .papers import print_application
from .tables import MicroProjectFilter, MicroProjectTable
from .versions import difference
from .workflow.guards import basis_stands
from .workflow.states import DELIBERATING, DRAFT, IN_CONFERENCE, STATES
from .workflow.steps import PROJECT

JOINED = ("area__community", "area__street", "area__compound", "category")


class MicroProjectList(ListPage):
    permission = VIEW
    model, filterset, table = MicroProject, MicroProjectFilter, MicroProjectTable
    title = "微项目"
    subtitle = "小区申报提出需求，民主议事确定项目，提请项目申报，联席会议审议"
    create = PROJECT
    workflow, bulk = PROJECT, ("list",)
    tabs = (
        ("", "在办", ("unsubmitted", "in_review", "returned")),
        ("review", "审核中", "in_check"),
        ("returned", "退回补正", "returned"),
        ("waiting", "待上会、上会中", "conference"),
        ("drafts", "未申报", "unsubmitted"),
        ("approved", "已立项", "approved", False),
        ("ended", "已终结", "ended", False),
        ("all", "全部"),
    )


def with_lines(sources):
    return sources.select_related("line")


def with_places(demands):
    return demands.select_related("area").order_by("id")


CHILDREN = {
    "lines": None,
    "lines__quotes": None,
    "sources": with_lines,
    "demands": with_places,
    "versions": None,
    "visits": None,
    "payments": None,
}


class MicroProjectDetail(DetailPage):
    permission = VIEW
    model, template, workflow = MicroProject, "projects/micro_projects/micro_project.html", PROJECT
    select_related = (
        *JOINED,
        "implementer",
        "deliberation",
        "agenda_item__conference",
        "applicant__person",
        "checked_by__person",
        "created_by__person",
        "over_cap_approved_by__person",
    )

    def get_object(self, pk):
        """The project with its child rows, which the page reads in several places."""
        project = super().get_object(pk)
        talk = project.deliberation
        built.load_families((project, CHILDREN), *([(talk, {"motions": None})] if talk else []))
        if talk and talk.area_id == project.area_id:
            talk.area = project.area
        return project

    def more_context(self, obj):
        user = self.request.user
        versions = list(obj.versions.all())
        return {
            "budget": figures.budget(obj, self.request.user),
            "decided": figures.deliberation(obj),
            "demands": obj.demands.all(),
            "versions": versions,
            "changes": difference(versions[-2].data, versions[-1].data) if len(versions) > 1 else [],
            "refused": self.refused(obj),
            "missing": self.lacks(obj),
            "alike": self.similar_projects(obj, user),
            "visits": obj.visits.all(),
            "paid": figures.paid(obj),
            "halt": basis_stands(obj, None),
        }

    def refused(self, obj):
        """The event by which a returned or refused application got there: who, when and why."""
        if obj.status not in STATES.group("refused"):
            return None
        kinds = [f"{PROJECT.kind}.{step.name}" for step in PROJECT.steps.values() if step.target == obj.status]
        return Event.objects.filter(object_type=obj._meta.label_lower, object_id=obj.pk, kind__in=kinds).first()

    def lacks(self, obj):
        """What is needed before the next step, read once; only while the project is with the applicant."""
        if not hasattr(obj, "lacking"):
            obj.lacking = missing(obj)
        return obj.lacking

    def awaits(self, obj):
        """While the residents deliberate, or the conference, their own next deed is the project's."""
        if obj.status == DELIBERATING and obj.deliberation_id:
            return next_of(obj.deliberation, self.request.user)
        if obj.status == IN_CONFERENCE and obj.agenda_item_id:
            return f"下一步由会议审议：{obj.agenda_item.conference}"
        return ""

    def similar_projects(self, obj, user):
        """Earlier projects it may repeat, with a link where this user may see them."""
        if obj.status in STATES.group("settled"):
            return []
        scope = user.scope(VIEW)
        return [(earlier, scope.covers(earlier.area)) for earlier in obj.earlier_alike()]


def missing(obj):
    """The sentences by which the vote, or then the submission, of an application would be refused now."""
    if obj.status == DRAFT:
        return [Lacking(sentence, "save") for sentence in missing_for_vote(obj)]
    if obj.status not in STATES.group("submittable"):
        return []
    return [Lacking(obstacle.sentence, obstacle.step) for obstacle in find_obstacles(obj)]


class MicroProjectStep(StepPage):
    model, workflow = MicroProject, PROJECT
    select_related = JOINED

    @property
    def template(self):
        return (
            "projects/micro_projects/application.html" if self.step.name in ("begin", "save") else "generic/step.html"
        )

    def initial(self, obj):
        """From a demand (?demand=3) or, on an agenda, for a sitting (?conference=5)."""
        given = super().initial(obj)
        if self.step.name == "begin" and (number := self.request.GET.get("demand")):
            given |= application_of_demand(find_demand(self.request, number))
        return given


def application_of_demand(demand):
    """The initial values that a new application takes from a demand."""
    if demand is None:
        return {}
    return {
        "title": demand.title,
        "area": demand.area.compound,
        "category": demand.category_id,
        "place": demand.place,
        "need": demand.content[:500],
        "household_count": demand.household_count,
        "demands": [demand.pk],
    }


class MicroProjectVersions(RowPage):
    """All submissions, each compared with the one before it."""

    permission = VIEW
    model, title = MicroProject, "修改记录"
    select_related = JOINED

    def get(self, request, pk):
        project = self.get_object(pk)
        rows = list(project.versions.select_related("submitted_by__person"))
        steps = [
            {"version": row, "changes": difference(rows[number - 1].data, row.data) if number else []}
            for number, row in enumerate(rows)
        ]
        return self.show(
            "projects/micro_projects/versions.html",
            object=project,
            versions=reversed(steps),
            crumbs=crumbs(project.area, self.request.user),
        )


class ApplicationPaper(RowPage):
    """The application as .docx (微项目申报表); each print is on record."""

    permission = VIEW
    model = MicroProject
    select_related = JOINED

    def get(self, request, pk):
        project = get_object_or_404(self.rows(), pk=pk)
        if project.status == DRAFT and not project.lines.exists():
            raise Http404
        data = print_application(project, actor=request.user)
        return docx_response(data, f"微项目申报表_{project.number or project.title}")
