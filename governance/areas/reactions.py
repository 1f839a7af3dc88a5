"""What follows when a place is called otherwise: the rows of the place are found by its new name, too."""

from governance.kernel.steps.events import on
from governance.kernel.upkeep import jobs

from .actions import names


@on(*(f"governance.area.{step}" for step in ("rename", "merge", "receive", "split")))
def follow_names(event):
    """A worker writes the search texts anew; of a file loaded by a command nobody waits for the job."""
    if event.actor is None:
        names.refresh_below(event.object_id)
    else:
        jobs.start(
            names.KIND, title=f"{event.label}后更新搜索内容", owner=event.actor, params={"area": event.object_id}
        )
