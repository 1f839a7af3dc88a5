"""Addresses: sign-in, pages of the person, boards, health, then one include for each app and the API."""

from django.apps import apps
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.urls import include, path

from governance.boards import urls as boards
from governance.boards.api import Metrics
from governance.desk import urls as desk
from governance.kernel.api.description import Documentation, SchemaView
from governance.kernel.api.errors import TITLES
from governance.kernel.api.feed import Events
from governance.kernel.api.viewsets import router
from governance.kernel.pages import offline
from governance.kernel.pages.views import FilePage, refusal_page
from governance.sign_in import urls as sign_in
from governance.sign_in.api import Token
from governance.supervisions.views import OverdueList
from portal import health, machine  # noqa: F401  what the machine says registers itself
from portal.failure import failure, is_api, problem
from portal.figures import figures

APPS = ("governance", "projects", "disputes", "funds")
OVERSIZE = {  # what the framework reads no further, {its error: (code, sentence)}
    RequestDataTooBig: ("too_big", "提交的文字过多，没有保存，请缩短，或把内容放进附件上传"),
    TooManyFieldsSent: ("too_many_fields", "一次提交的栏目过多，没有保存，请分几次提交"),
    TooManyFilesSent: ("too_many_files", "一次上传的文件过多，没有保存，请分几次上传"),
}
for app in APPS:
    apps.get_app_config(app).parts("api")  # registers its resources with the router

api = [
    path("token/", Token.as_view(), name="token"),
    path("events/", Events.as_view(), name="events"),
    path("metrics/", Metrics.as_view(), name="metrics_api"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", Documentation.as_view(url_name="schema"), name="docs"),
    path("", include(router.urls)),
]
urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", figures, name="metrics"),
    path("files/<int:pk>/", FilePage.as_view(), name="file"),
    path("files/<int:pk>/view/", FilePage.as_view(shown="view"), name="file_view"),
    path("files/<int:pk>/small/", FilePage.as_view(shown="small"), name="file_small"),
    path("dashboard/overdue/", OverdueList.as_view(), name="overdue"),
    *offline.urlpatterns,
    *sign_in.urlpatterns,
    *desk.urlpatterns,
    *boards.urlpatterns,
    path("api/v1/", include(api)),
    *[path(f"{app}/", include(f"{app}.urls")) for app in APPS],
]


def problem_page(status):
    def show(request, exception=None):
        if is_api(request):
            return problem(status, *TITLES[status])
        return refusal_page(request, exception, status)

    return show


def bad_request(request, exception=None):
    """A request that cannot be read, or is larger than the framework reads: then it says what is too much of."""
    kind = next((each for each in OVERSIZE if isinstance(exception, each)), None)
    if kind is None:
        return problem_page(400)(request, exception)
    code, sentence = OVERSIZE[kind]
    if is_api(request):
        return problem(413, sentence, code)
    return refusal_page(request, exception, 413, sentence)


handler400, handler403, handler404 = bad_request, problem_page(403), problem_page(404)
handler500 = failure
