"""Pages of mediation committees."""

from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage

from .models import MediationCommittee
from .tables import CommitteeFilter, CommitteeTable
from .workflow import COMMITTEE


# ------------------------------------------------------------ committees
class CommitteeList(ListPage):
    model, filterset, table, title = MediationCommittee, CommitteeFilter, CommitteeTable, "人民调解委员会"
    permission = "governance.view"
    create = COMMITTEE


class CommitteeDetail(DetailPage):
    model, template, workflow = MediationCommittee, "disputes/committees/committee.html", COMMITTEE
    select_related = ("area",)
    permission = "governance.view"

    def more_context(self, committee):
        mediators = committee.mediators.select_related("person").order_by("left_on", "id")
        return {"mediators": [one for one in mediators if one.left_on is None]}


class CommitteeStep(StepPage):
    model, workflow, select_related = MediationCommittee, COMMITTEE, ("area",)
