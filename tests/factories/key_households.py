"""Key households, marked by the real action."""

from projects.key_households import actions as key_households
from projects.models import KeyHousehold
from tests.worlds import remembered

REASON = "子女在外地，约定每周上门看看"


@remembered
def make_household(actor, area, door="301", **data):
    """A door of a place that is to be visited every month."""
    data = {"category": "elderly", "reason": REASON, **data}
    return key_households.mark(KeyHousehold(), actor=actor, area=area, door=door, **data)
