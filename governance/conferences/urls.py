"""Addresses of the joint conference."""

from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    *routes(
        "conferences",
        views.ConferenceList,
        views.ConferenceDetail,
        views.ConferenceStep,
        parts={"minutes.docx": views.ConferenceMinutes},
    ),
    *routes("agenda-items", detail=views.AgendaItemDetail, step=views.AgendaItemStep),
    *routes("action-items", views.ActionItemList, views.ActionItemDetail, views.ActionItemStep),
    *routes("conference-units", views.ConferenceUnitList, views.ConferenceUnitDetail, views.ConferenceUnitStep),
    *routes("budgets", views.BudgetList, views.BudgetDetail, views.BudgetStep),
]
