"""Demands that a micro-project takes up, and gives back when it ends without result (domain.md §2.12)."""

from governance.kernel.steps.errors import Refused
from projects.demands.actions.demands import resume
from projects.demands.models.demands import Demand
from projects.demands.workflow import DEMAND, TO_PROJECT
from projects.micro_projects.models.projects import MicroProject

from .application import begin


@DEMAND.step("to_project")
def to_project(demand, *, actor, project=None, note=""):
    """Take the demand up in a micro-project: in an existing draft, or in a new one made of it.

    project -- MicroProject of the same compound that is still with its applicant; None for a new one

    Refuses demand_elsewhere, project_not_open, not_a_compound.
    Event data {"project"}.
    """
    compound = demand.area.compound
    if project is None:
        project = begin(
            MicroProject(),
            actor=actor,
            title=demand.title,
            area=compound,
            category=demand.category,
            place=demand.place,
            need=demand.content[:500],
            household_count=demand.household_count or None,
        )
    if project.area_id != compound.pk:
        raise Refused(f"需求“{demand.title}”不在{project.area.name}，不能关联", "demand_elsewhere", field="demands")
    if not project.is_editable:
        raise Refused("所选项目已经提交，不能再关联需求", "project_not_open", field="project")
    demand.project = project
    return {"project": project.pk, "facts": [["微项目", project.title]]}


def release(project):
    """Return the demands of a project that ended without result to work.  Safe to repeat."""
    for demand in Demand.objects.filter(project=project, status=TO_PROJECT):
        resume(demand, actor=None)
