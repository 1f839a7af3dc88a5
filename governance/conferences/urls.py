"""Addresses of the joint conference."""

from governance.kernel.pages.routes import routes

from .views import action_items, agenda, budgets, sittings, units

urlpatterns = [
    *routes(
        "conferences",
        sittings.ConferenceList,
        sittings.ConferenceDetail,
        sittings.ConferenceStep,
        parts={"minutes.docx": sittings.ConferenceMinutes},
    ),
    *routes("agenda-items", detail=agenda.AgendaItemDetail, step=agenda.AgendaItemStep),
    *routes("action-items", action_items.ActionItemList, action_items.ActionItemDetail, action_items.ActionItemStep),
    *routes("conference-units", units.ConferenceUnitList, units.ConferenceUnitDetail, units.ConferenceUnitStep),
    *routes("budgets", budgets.BudgetList, budgets.BudgetDetail, budgets.BudgetStep),
]
