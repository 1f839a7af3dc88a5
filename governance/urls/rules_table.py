"""Dated rules."""

from django.urls import path

from governance.views import rules_table

urlpatterns = [
    path("rules/", rules_table.Rules.as_view(), name="rules"),
    path("rules/<int:pk>/", rules_table.RulePage.as_view(), name="rule"),
    path("rules/<int:pk>/<slug:step>/", rules_table.RuleStep.as_view(), name="rule_step"),
    path("thresholds/", rules_table.Thresholds.as_view(), name="thresholds"),
]
