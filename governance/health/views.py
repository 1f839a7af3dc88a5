"""The system page: every reading with its state and what to do, and the last runs of `verify` and `backup`."""

from governance.kernel.clock import clock
from governance.kernel.models.upkeep import UpkeepRun
from governance.kernel.pages.views import Page
from governance.kernel.upkeep.conditions import DATA, FAULT, NOTICE, OK, PROCESSES, WORK, readings

from .rights import SEE_HEALTH

RUNS = 10  # the last ones listed
BADGES = {
    OK: {"text": "正常", "kind": "ok"},
    NOTICE: {"text": "注意", "kind": "warn"},
    FAULT: {"text": "异常", "kind": "danger"},
}
WEIGHT = (OK, NOTICE, FAULT)


class Health(Page):
    """Nothing here changes anything, and nothing tells of the business."""

    permission = SEE_HEALTH
    title = "运行状况"

    def get(self, request):
        groups = [group_of(n, name) for n, name in enumerate((PROCESSES, DATA, WORK), 1)]
        states = [line["state"] for group in groups for line in group["lines"]]
        return self.show(
            "governance/health/health.html",
            badge=BADGES[max(states, key=WEIGHT.index)],
            at=clock.now(),
            counts=[(BADGES[state]["text"], states.count(state)) for state in (FAULT, NOTICE, OK)],
            groups=groups,
            runs=UpkeepRun.objects.visible_to(request.user)[:RUNS],
        )


def group_of(number, name):
    """One card: its readings in the order in which they were registered."""
    lines = [
        {
            "label": condition.label,
            "value": reading.value,
            "advice": reading.advice,
            "state": reading.state,
            "badge": BADGES[reading.state],
        }
        for condition, reading in readings(name)
    ]
    return {"name": name, "id": f"h-health-{number}", "lines": lines}
