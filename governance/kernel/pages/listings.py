"""A list as an Excel sheet: at once when it is short, by a job of its own when it is long.

The job opens the very page the person saw, by its address and in that
person's name, so it writes exactly the rows they may see when it runs.
"""

from django.db import transaction
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import redirect
from django.urls import resolve

from governance.kernel.clock import clock
from governance.kernel.models.jobs import Job
from governance.kernel.papers import exports
from governance.kernel.steps.errors import NotAllowed
from governance.kernel.steps.events import record

from . import proofs
from .keyset import capped_count

AT_ONCE = 10_000  # rows written while the person waits
NAME = "list"
GONE = "您的岗位已不能查看这个列表，没有导出"


def export_list(page):
    """The download, or the way to the job that makes it.

    page -- a page with `listed()` -> Table, `title`, and `about()` -> [(what, value)]
    """
    table, user = page.filtered_table(), page.request.user
    if way := proofs.way_to_prove(page.request, table.url(export=None, cursor=None)):
        return way
    put_on_record(user, page.title)
    if not capped_count(table.queryset, AT_ONCE)[1]:
        return redirect(queue_export(page, table, user).get_absolute_url())
    about = [("导出人", user.signature()), ("导出时间", clock.now()), *page.about()]
    return exports.xlsx_response(f"{page.title}_{clock.today():%Y%m%d}.xlsx", table.export_rows(), about=about)


def put_on_record(user, title):
    """Record which user exported which list; the filters are not recorded."""
    with transaction.atomic():
        record(f"{user._meta.label_lower}.export", user, actor=user, label=f"导出{title}"[:60])


def queue_export(page, table, user):
    """The job that writes this list; a second click finds the first one's job."""
    query = page.request.GET.copy()
    for name in ("export", "cursor"):
        query.pop(name, None)
    params = {"path": page.request.path, "query": query.urlencode()}
    same = Job.objects.visible_to(user).unfinished().filter(kind="export", params__params=params).first()
    return same or exports.start(
        NAME, title=page.title, owner=user, params=params, back_url=table.url(export=None, cursor=None)
    )


def reopen_page(owner, params):
    """The page of an address as its owner sees it now.  Raises NotAllowed when they no longer do."""
    match = resolve(params["path"])
    request = HttpRequest()
    request.method, request.user = "GET", owner
    request.path = request.path_info = params["path"]
    request.GET = QueryDict(params["query"])
    page = match.func.view_class(**match.func.view_initkwargs)
    page.setup(request, *match.args, **match.kwargs)
    if not owner.is_active or (page.permission and not page.may_open(owner)):
        raise NotAllowed(GONE)
    return page


def reopen_table(owner, params):
    """The table of an address as its owner sees it now.  Raises NotAllowed."""
    try:
        return reopen_page(owner, params).filtered_table()
    except Http404:  # the user may no longer see the row to which these lines belong
        raise NotAllowed(GONE) from None


exports.exporter(
    NAME,
    rows=lambda owner, params: reopen_table(owner, params).export_rows(),
    count=lambda owner, params: reopen_table(owner, params).queryset.order_by().count(),
    about=lambda owner, params: reopen_page(owner, params).about(),
)
