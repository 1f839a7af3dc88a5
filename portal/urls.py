"""Addresses: doors, pages of the person, boards, health, then one include for each app and the API."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from governance.api.access import Token
from governance.api.metrics import Metrics
from governance.kernel.api import router
from governance.kernel.pages import FilePage, refusal_page
from governance.views import access, boards, calendar, drafts, home, jobs, parts, supervisions
from portal import health
from portal.failure import failure

APPS = ("governance", "projects", "disputes", "funds")
for app in APPS:
    if find_spec(f"{app}.api"):
        import_module(f"{app}.api")  # registers its resources with the router

doors = [
    path("login/", access.Login.as_view(), name="login"),
    path("logout/", access.Logout.as_view(), name="logout"),
    path("account/", access.Account.as_view(), name="account"),
    path("account/password/", access.Password.as_view(), name="password"),
    path("account/calendar/", access.CalendarLink.as_view(), name="calendar_link"),
    path("account/signout-all/", access.SignOutEverywhere.as_view(), name="signout_all"),
]
own = [
    path("", home.Work.as_view(), name="work"),
    path("inbox/", home.Inbox.as_view(), name="inbox"),
    path("inbox/<int:pk>/", home.OpenNotice.as_view(), name="notice"),
    path("drafts/<int:pk>/drop/", drafts.DropDraft.as_view(), name="draft_drop"),
    path("search/", home.Search.as_view(), name="search"),
    path("files/<int:pk>/", FilePage.as_view(), name="file"),
    path("jobs/", jobs.Jobs.as_view(), name="jobs"),
    path("jobs/<int:pk>/", jobs.JobPage.as_view(), name="job"),
    path("jobs/<int:pk>/result/", jobs.JobResult.as_view(), name="job_result"),
    path("help/parts/", parts.Parts.as_view(), name="parts"),
    path("dashboard/", boards.Dashboard.as_view(), name="dashboard"),
    path("dashboard/overdue/", supervisions.Overdue.as_view(), name="overdue"),
    path("dashboard/definitions/", boards.Definitions.as_view(), name="definitions"),
    path("dashboard/rows/<slug:code>/", boards.Rows.as_view(), name="metric_rows"),
]
api = [
    path("token/", Token.as_view(), name="token"),
    path("metrics/", Metrics.as_view(), name="metrics_api"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("", include(router.urls)),
]
urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.figures, name="metrics"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar"),
    *doors,
    *own,
    path("api/v1/", include(api)),
    *[path(f"{app}/", include(f"{app}.urls")) for app in APPS],
]


def problem_page(status):
    def show(request, exception=None):
        return refusal_page(request, exception, status)

    return show


handler400, handler403, handler404 = (problem_page(status) for status in (400, 403, 404))
handler500 = failure
