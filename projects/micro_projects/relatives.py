"""The way of a need: visit, demand, project, deliberation, agenda, money; each of its pages leads to the others."""

from datetime import date

from django.db.models import Q

from governance.kernel.clock import clock
from governance.kernel.models.among import is_one_of
from governance.kernel.pages.relatives import Lines, Relative, badge_of, related
from governance.models import AgendaItem, Deadline, Deliberation, Supervision
from projects.demands.models.demands import Demand
from projects.micro_projects.models.projects import MicroProject
from projects.places import place_words
from projects.visits.models import Visit

VISIT, DEMAND, PROJECT = "projects.visit", "projects.demand", "projects.microproject"
DELIBERATION, ITEM, SUPERVISION = "governance.deliberation", "governance.agendaitem", "governance.supervision"
GRANT, CASE = "funds.grant", "disputes.mediationcase"

# Which demands and which projects belong to a row, as conditions on their tables, by the row's table and key.
WAYS = {
    VISIT: lambda key: (Q(visit=key), Q(demands__visit=key)),
    DEMAND: lambda key: (Q(pk=key), Q(demands=key)),
    PROJECT: lambda key: (Q(project=key), Q(pk=key)),
    DELIBERATION: lambda key: (Q(project__deliberation=key), Q(deliberation=key)),
    GRANT: lambda key: (Q(project__grant=key), Q(grant=key)),
}


class Way:
    """The demands and projects that belong to a row, whoever may see them.

    Their keys are found first and once (`is_one_of`), then the few rows that they name: joined, the tables around
    them would be read whole.
    """

    def __init__(self, demands, projects):
        self.demands = Demand.objects.filter(demands)
        self.projects = MicroProject.objects.filter(projects)

    @classmethod
    def of(cls, obj):
        """The way of a row; None for a row on none: an item about another matter, a case that was no demand."""
        table = obj._meta.label_lower
        if table == ITEM:
            is_project = obj.source_type == PROJECT
            return cls(*WAYS[PROJECT](obj.source_id)) if is_project else None
        if table == CASE:
            return cls(*WAYS[DEMAND](obj.demand_id)) if obj.demand_id else None
        if table == SUPERVISION:
            urged = obj.deadline
            return cls(*WAYS[urged.object_type](urged.object_id)) if urged.object_type in WAYS else None
        return cls(*WAYS[table](obj.pk))


def on_the_way(*slots, label, order):
    """Register fn(way, user) for the pages of these slots; rows on no way have none of it."""

    def register(fn):
        @related(*slots, label=label, order=order)
        def find(obj, user):
            way = Way.of(obj)
            return fn(way, user) if way is not None else None

        return fn

    return register


@on_the_way(DEMAND, PROJECT, DELIBERATION, ITEM, SUPERVISION, GRANT, CASE, label="走访", order=10)
def visits(way, user):
    """The home visits on which the demands were heard."""
    rows = Visit.objects.visible_to(user).filter(is_one_of("pk", way.demands.values("visit")))
    above = {"compound": "area__compound__name", "parent": "area__parent__name", "depth": "area__parent__depth"}
    columns = {"number": "number", "kind": "kind", "area": "area__name", "status": "status"}
    return Lines(rows, tell_visit, columns | above)


def tell_visit(pk, number, kind, area, status, compound, parent, depth):
    where = place_words(compound, parent if compound and depth >= 3 else None, area)
    title = f"{where} {Visit.Kind(kind).label}"
    return Relative(title, Visit(pk=pk).get_absolute_url(), number, badge_of(Visit, status))


@on_the_way(DELIBERATION, ITEM, SUPERVISION, GRANT, CASE, label="居民需求", order=15)
def demands(way, user):
    """What moved the residents."""
    return Demand.objects.visible_to(user).filter(is_one_of("pk", way.demands.values("pk")))


@on_the_way(VISIT, DEMAND, SUPERVISION, CASE, label="微项目", order=20)
def projects(way, user):
    return MicroProject.objects.visible_to(user).filter(is_one_of("pk", way.projects.values("pk")))


@on_the_way(VISIT, DEMAND, SUPERVISION, GRANT, CASE, label="民主议事", order=30)
def deliberations(way, user):
    return Deliberation.objects.visible_to(user).filter(is_one_of("pk", way.projects.values("deliberation")))


@on_the_way(VISIT, DEMAND, PROJECT, DELIBERATION, SUPERVISION, GRANT, CASE, label="上会议题", order=40)
def items(way, user):
    """The items on agendas that are about the projects, also those that were deferred."""
    rows = AgendaItem.objects.visible_to(user).on_agenda().filter(source_type=PROJECT)
    columns = {"no": "no", "decision": "decision"}
    around = {"conference": "conference_id", "sitting": "conference__title", "held_on": "conference__held_on"}
    return Lines(rows.filter(is_one_of("source_id", way.projects.values("pk"))), tell_item, columns | around)


def tell_item(pk, no, decision, conference, sitting, held_on):
    item = AgendaItem(pk=pk, conference_id=conference, decision=decision)
    badge = {"text": item.get_decision_display(), "kind": item.decision_kind} if decision else None
    return Relative(sitting, item.room_url, f"{clock.zh_near(date.fromisoformat(held_on))} 第 {no} 项", badge)


@on_the_way(VISIT, DEMAND, PROJECT, DELIBERATION, ITEM, GRANT, CASE, label="督办", order=80)
def supervisions(way, user):
    """The papers by which a demand or a project was urged, also on the pages of what they came of."""
    of_demands = Deadline.objects.filter(is_one_of("object_id", way.demands.values("pk")), object_type=DEMAND)
    of_projects = Deadline.objects.filter(is_one_of("object_id", way.projects.values("pk")), object_type=PROJECT)
    urged = of_demands.values("pk").union(of_projects.values("pk"), all=True)  # each by its index, unlike "or"
    return Supervision.objects.visible_to(user).counted().filter(is_one_of("deadline_id", urged))


@related(PROJECT, label="党支部、邻长、楼栋", order=90, is_told=True)
def place_of_project(project, user):
    return [Relative(f"{project.area.name}台账", project.area.get_absolute_url())]
