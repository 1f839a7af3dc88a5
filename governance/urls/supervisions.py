"""Addresses of overdue work and its supervisions."""

from django.urls import path

from governance.views import supervisions as views

urlpatterns = [
    path("deadlines/<int:pk>/<slug:step>/", views.DeadlineStep.as_view(), name="deadline_step"),
    path("supervisions/", views.Supervisions.as_view(), name="supervisions"),
    path("supervisions/<int:pk>/", views.SupervisionPage.as_view(), name="supervision"),
    path("supervisions/<int:pk>/paper.docx", views.SupervisionPaper.as_view(), name="supervision_paper"),
    path("supervisions/<int:pk>/<slug:step>/", views.SupervisionStep.as_view(), name="supervision_step"),
]
