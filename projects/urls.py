"""Addresses of projects.  Names: <model>s, <model>, <model>_new, <model>_step."""

from django.urls import path

from projects.views import demands, micro_projects, visits

app_name = "projects"

urlpatterns = [
    path("demands/", demands.Demands.as_view(), name="demands"),
    path("demands/new/", demands.DemandStep.as_view(), {"step": "register"}, name="demand_new"),
    path("demands/<int:pk>/", demands.DemandPage.as_view(), name="demand"),
    path("demands/<int:pk>/contact/", demands.DemandReveal.as_view(), name="demand_contact"),
    path("demands/<int:pk>/<slug:step>/", demands.DemandStep.as_view(), name="demand_step"),
    path("visits/", visits.Visits.as_view(), name="visits"),
    path("visits/new/", visits.VisitStep.as_view(), {"step": "record"}, name="visit_new"),
    path("visits/<int:pk>/", visits.VisitPage.as_view(), name="visit"),
    path("visits/<int:pk>/<slug:step>/", visits.VisitStep.as_view(), name="visit_step"),
    path("categories/", demands.Categories.as_view(), name="demand_categorys"),
    path("categories/new/", demands.CategoryStep.as_view(), {"step": "add"}, name="demand_category_new"),
    path("categories/<int:pk>/", demands.CategoryPage.as_view(), name="demand_category"),
    path("categories/<int:pk>/<slug:step>/", demands.CategoryStep.as_view(), name="demand_category_step"),
    path("", micro_projects.MicroProjects.as_view(), name="micro_projects"),
    path("new/", micro_projects.MicroProjectStep.as_view(), {"step": "begin"}, name="micro_project_new"),
    path("<int:pk>/", micro_projects.MicroProjectPage.as_view(), name="micro_project"),
    path("<int:pk>/versions/", micro_projects.Versions.as_view(), name="micro_project_versions"),
    path("<int:pk>/paper/", micro_projects.ApplicationPaper.as_view(), name="micro_project_paper"),
    path("<int:pk>/<slug:step>/", micro_projects.MicroProjectStep.as_view(), name="micro_project_step"),
]
