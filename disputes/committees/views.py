"""Pages of mediation committees."""

from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.panels import few
from governance.kernel.pages.steps import StepPage

from .models import MediationCommittee
from .querysets import VIEW
from .tables import CommitteeFilter, CommitteeTable
from .workflow import COMMITTEE


class CommitteeList(ListPage):
    model, filterset, table, title = MediationCommittee, CommitteeFilter, CommitteeTable, "人民调解委员会"
    permission = VIEW
    create = COMMITTEE
    tabs = (("", "履职中", "in_office"), ("all", "全部"))


class CommitteeDetail(DetailPage):
    model, template, workflow = MediationCommittee, "disputes/committees/committee.html", COMMITTEE
    select_related = ("area",)
    permission = VIEW

    def more_context(self, committee):
        mediators = committee.mediators.filter(left_on=None).select_related("person").order_by("id")
        return {"mediators": few(mediators, self.request, "mediators")}


class CommitteeStep(StepPage):
    model, workflow, select_related = MediationCommittee, COMMITTEE, ("area",)
