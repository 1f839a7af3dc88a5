"""Places."""

from django.urls import path

from governance.views import areas

urlpatterns = [
    path("areas/", areas.AreaRoot.as_view(), name="areas"),
    path("areas/find/", areas.Areas.as_view(), name="area_find"),
    path("areas/new/", areas.AreaStep.as_view(), {"step": "create"}, name="area_new"),
    path("areas/<int:pk>/", areas.AreaPage.as_view(), name="area"),
    path("areas/<int:pk>/tree/", areas.Tree.as_view(), name="area_tree"),
    path("areas/<int:pk>/tree/below/", areas.TreeBranch.as_view(), name="area_tree_below"),
    path("areas/<int:pk>/<slug:step>/", areas.AreaStep.as_view(), name="area_step"),
    path("compounds/", areas.Compounds.as_view(), name="compounds"),
]
