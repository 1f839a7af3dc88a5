"""Pages of key households."""

from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.reveal import RevealPage
from governance.kernel.pages.steps import StepPage
from projects.roles import REPORT

from . import actions
from .models import KeyHousehold
from .tables import KeyHouseholdFilter, KeyHouseholdTable
from .workflow import KEY_HOUSEHOLD

AROUND = ("area__community", "area__street", "area__compound", "area__parent")


class KeyHouseholdList(ListPage):
    permission = REPORT
    model, filterset, table = KeyHousehold, KeyHouseholdFilter, KeyHouseholdTable
    title = "重点走访户"
    subtitle = "每月至少走访一次的住户，只写门牌，不写是谁"
    create = KEY_HOUSEHOLD
    tabs = (("", "走访中", "standing"), ("all", "全部"))


class KeyHouseholdDetail(DetailPage):
    permission = REPORT
    model, template, workflow = KeyHousehold, "projects/key_households/key_household.html", KEY_HOUSEHOLD
    select_related = (*AROUND, "created_by__person")

    def more_context(self, obj):
        return {"may_reveal": obj.is_opened_to(self.request.user)}


class KeyHouseholdStep(StepPage):
    model, workflow = KeyHousehold, KEY_HOUSEHOLD
    select_related = AROUND


class KeyHouseholdReveal(RevealPage):
    model, title = KeyHousehold, "查看门牌和缘由"
    permission = REPORT
    select_related = AROUND

    def blocked(self, household):
        return "" if household.is_opened_to(self.request.user) else "只有维护当地台账的岗位可以查看门牌和缘由"

    def reveal(self, household, reason):
        data = actions.reveal(household, actor=self.request.user, reason=reason)
        return [[("门牌", household.full_door), ("缘由", data["reason"])]]
