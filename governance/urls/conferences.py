"""Addresses of the joint conference."""

from django.urls import path

from governance.views import conferences as views

urlpatterns = [
    path("conferences/", views.Conferences.as_view(), name="conferences"),
    path("conferences/new/", views.ConferenceStep.as_view(), {"step": "plan"}, name="conference_new"),
    path("conferences/<int:pk>/", views.Room.as_view(), name="conference"),
    path("conferences/<int:pk>/minutes.docx", views.MinutesFile.as_view(), name="conference_minutes"),
    path("conferences/<int:pk>/<slug:step>/", views.ConferenceStep.as_view(), name="conference_step"),
    path("agenda-items/new/", views.ItemStep.as_view(), {"step": "list"}, name="agenda_item_new"),
    path("agenda-items/new/urge/", views.ItemStep.as_view(), {"step": "urge"}, name="agenda_item_urge"),
    path("agenda-items/new/propose/", views.ItemStep.as_view(), {"step": "propose"}, name="agenda_item_propose"),
    path("agenda-items/<int:pk>/", views.ItemPage.as_view(), name="agenda_item"),
    path("agenda-items/<int:pk>/<slug:step>/", views.ItemStep.as_view(), name="agenda_item_step"),
    path("action-items/", views.Actions.as_view(), name="action_items"),
    path("action-items/new/", views.ActionStep.as_view(), {"step": "open"}, name="action_item_new"),
    path("action-items/<int:pk>/", views.ActionPage.as_view(), name="action_item"),
    path("action-items/<int:pk>/<slug:step>/", views.ActionStep.as_view(), name="action_item_step"),
    path("conference-units/", views.Units.as_view(), name="conference_units"),
    path("conference-units/new/", views.UnitStep.as_view(), {"step": "add"}, name="conference_unit_new"),
    path("conference-units/<int:pk>/", views.UnitPage.as_view(), name="conference_unit"),
    path("conference-units/<int:pk>/<slug:step>/", views.UnitStep.as_view(), name="conference_unit_step"),
    path("budgets/", views.Budgets.as_view(), name="budgets"),
    path("budgets/new/", views.BudgetStep.as_view(), {"step": "set"}, name="budget_new"),
    path("budgets/<int:pk>/", views.BudgetPage.as_view(), name="budget"),
    path("budgets/<int:pk>/<slug:step>/", views.BudgetStep.as_view(), name="budget_step"),
]
