"""Addresses of overdue work and its supervisions."""

from governance.kernel.models.deadlines import Deadline
from governance.kernel.pages.routes import routes

from . import views

urlpatterns = [
    *routes("deadlines", step=views.DeadlineStep, model=Deadline),
    *routes(
        "supervisions",
        views.SupervisionList,
        views.SupervisionDetail,
        views.SupervisionStep,
        parts={"paper.docx": views.SupervisionPaper},
    ),
]
