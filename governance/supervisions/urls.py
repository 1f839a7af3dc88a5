"""Addresses of overdue work and its supervisions."""

from governance.kernel.pages.routes import routes
from governance.models import Deadline

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
