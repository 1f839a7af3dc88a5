"""Pages of the member units."""

from governance.conferences.models.units import ConferenceUnit
from governance.conferences.tables import ConferenceUnitFilter, ConferenceUnitTable
from governance.conferences.workflow.rights import RUN
from governance.conferences.workflow.units import UNIT
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage


class ConferenceUnitList(ListPage):
    model, filterset, table, title = ConferenceUnit, ConferenceUnitFilter, ConferenceUnitTable, "联席会议成员单位"
    permission = RUN
    create = UNIT
    tabs = (("", "成员单位", "listed"), ("all", "全部"))


class ConferenceUnitDetail(DetailPage):
    model, workflow, template = ConferenceUnit, UNIT, "governance/conferences/conference_unit.html"
    permission = RUN
    select_related = ("area", "unit", "person", "next_person")


class ConferenceUnitStep(StepPage):
    model, workflow = ConferenceUnit, UNIT
