"""What grants do later because of what happened to micro-projects."""

from decimal import Decimal

from django.apps import apps

from governance.kernel.steps.events import on

from . import actions as grants


@on("projects.micro_project.approve")
def commit_share(event):
    """Set the approved project's fund share aside.  Running twice commits once."""
    amount = Decimal(event.data.get("fund_amount") or 0)
    if amount <= 0:
        return
    areas = apps.get_model("governance", "Area").objects
    code = event.data.get("community")
    grants.commit_project(
        project_id=event.object_id,
        area=areas.get(code=code) if code else event.area,
        title=event.data.get("project", ""),
        number=event.data.get("number", ""),
        amount=amount,
    )


@on("projects.micro_project.withdraw", "projects.micro_project.terminate", "projects.micro_project.drop")
def release_share(event):
    """A project that ends early frees its share.  Running twice releases once."""
    grants.release_project(event.object_id, event.data.get("note", ""))
