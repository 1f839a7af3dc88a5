"""A form whose token or session is no longer valid is never lost: its words come back to whoever typed them.

A token is refused after its author signed in again in another tab: the form
is shown again, with everything in it (`token_refused`).  A session that ended
while somebody typed: what is posted is kept as a draft of that person, shown
after signing in, never sent by itself (`keep_typed`).  Forms that are no step
come back as their words, with a button that sends them (`plain`).

Whose form it is says its mark, which the page puts beside the token: signed, of
no use without that person's page.  A form that another account sends is not
taken, and its words are shown to its author only (`another_refused`).
"""

from functools import lru_cache
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.http import Http404
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import render
from django.urls import resolve

from governance.kernel.clock import clock
from governance.kernel.steps.submissions import MARK

from . import device, plain
from .steps import StepPage
from .views import Page, is_fragment

log = structlog.get_logger(__name__)

SALT = "author-of-forms"
KEPT = 500  # marks of a process, some hundred bytes each
STEADY = 600  # seconds for which the mark of an account stays the same
WHY = "X-Refused"  # tells scripts why a form was refused: "token" or "address" (static/portal.js)
NOT_TRUSTED = REASON_BAD_ORIGIN.partition("%s")[2]  # how Django's reasons end that find an address wrong


def is_own_form(request):
    """Whether a form of the portal's own pages sent this; another site's words are shown to nobody."""
    origin = request.headers.get("Origin", "")
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or origin.partition("://")[2] == request.get_host()


def token_refused(request, reason=""):
    """The answer to a form of another address or with a token of another session: settings.CSRF_FAILURE_VIEW."""
    if reason.endswith(NOT_TRUSTED):
        return address_refused(request)
    if device.is_from_device(request):
        return device.sent_back()
    if request.user.is_authenticated and is_own_form(request) and (answer := taken_back(request)):
        return answer
    context = {"status": 403, "title": "没有提交", "message": "登录状态已经变化，请返回上一页，刷新后重新提交。"}
    return refusal(request, context, "token")


def taken_back(request):
    """The form as it was typed, for whoever typed it; None where its page still holds every word or it has none."""
    if is_anothers(request):
        return another_refused(request)
    page, match = page_at(request)
    if is_step(page):
        request.token_is_refused = True
        return match.func(request, *match.args, **match.kwargs)
    if page is not None and not is_sent_by_script(request) and (values := plain.typed(request.POST)):
        return plain.show(request, request.get_full_path(), values, has_files=bool(request.FILES), status=409)
    return None


def address_refused(request):
    """A form from an address that the settings do not name; the administrator reads in the log which one it was."""
    log.warning(
        "address_refused",
        origin=request.headers.get("Origin", request.headers.get("Referer", ""))[:200],
        host=request.get_host(),
        portal_url=settings.PORTAL_URL,
        advice="name the address in PORTAL_URL or CSRF_TRUSTED_ORIGINS; behind a proxy see PROXIES"
        " / 请在 PORTAL_URL 或 CSRF_TRUSTED_ORIGINS 中写上这个地址；经过代理的，核对 PROXIES",
    )
    message = f"您打开的网址不是本系统登记的访问地址，内容没有办理。请改用 {settings.PORTAL_URL} 打开后重新提交。"
    foot = "系统管理员：确需用现在的网址的，写入 PORTAL_URL 或 CSRF_TRUSTED_ORIGINS；经过代理的，核对 PROXIES"
    actions = [("打开登记的地址", settings.PORTAL_URL)]
    context = {"status": 403, "title": "没有提交", "message": message, "foot": foot, "actions": actions}
    return refusal(request, context, "address")


def refusal(request, context, why):
    answer = render(request, "error.html", context, status=403)
    answer[WHY] = why
    return answer


def mark_of(user):
    """What the forms of a person's pages carry: the account, and how often all its sessions were ended."""
    return signed_mark(user.pk, user.session_epoch, int(clock.now().timestamp()) // STEADY)


@lru_cache(maxsize=KEPT)
def signed_mark(account, epoch, slot):
    return signing.dumps([account, epoch], salt=SALT)


def marked(request):
    """(account, epoch) of the mark that a posted form carries; (None, None) without one that is still good."""
    try:
        return signing.loads(request.POST.get(MARK, ""), salt=SALT, max_age=settings.SESSION_MAX_HOURS * 3600)
    except signing.BadSignature:
        return None, None


def author_of(request):
    """The account from whose page a form was posted, if it may still sign in and did not end all its sessions."""
    account, epoch = marked(request)
    user = get_user_model().objects.filter(pk=account, session_epoch=epoch).first() if account else None
    return user if user is not None and user.is_active and not user.must_change_password else None


def is_anothers(request):
    """Whether a signed-in person sends a form that another account opened."""
    account, _ = marked(request)
    return account is not None and request.user.is_authenticated and account != request.user.pk


def another_refused(request):
    """Nothing is done with a form of another account; its words are kept for whoever typed them."""
    kept = keep_typed(request, author_of(request))
    words = "刚才填写的内容已存为填写人的草稿，由填写人重新登录后提交。" if kept else "请由填写人重新登录后办理。"
    message = f"本浏览器现在登录的是另一账号（{request.user.name}），这份内容没有办理。{words}"
    return refusal(request, {"status": 403, "title": "没有提交", "message": message}, "token")


def is_sent_by_script(request):
    """Whether the page with the form is still open before its author, with every word in it."""
    return is_fragment(request) or "X-Whole-Page" in request.headers


def way_back(request):
    """Where somebody who must sign in again goes on: the page they were on, with its query."""
    if is_fragment(request) and request.method == "GET":
        return own_path(request, request.headers.get("HX-Current-URL", "")) or request.get_full_path()
    if request.method in ("GET", "HEAD") or is_step(page_at(request)[0]):
        return request.get_full_path()
    return own_path(request, request.headers.get("Referer", "")) or "/"


def own_path(request, url):
    """The path and query of an address of this portal; "" for another's."""
    parts = urlsplit(url)
    if parts.netloc != request.get_host():
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def page_at(request):
    """(page, its match) at the request's address that takes a form; (None, None) where there is none."""
    try:
        match = resolve(request.path_info)
    except Http404:
        return None, None
    page = getattr(match.func, "view_class", None)
    takes_forms = page is not None and issubclass(page, Page) and hasattr(page, "post")
    return (page, match) if takes_forms else (None, None)


def is_step(page):
    """Whether it is the page of a step, which shows its form again by itself; the others are `plain`."""
    return page is not None and issubclass(page, StepPage)


def keep_typed(request, author):
    """Keep what was posted after the session's end as a draft of its author.

    Returns the address where it is shown again, "" where there was nothing to keep.
    """
    if request.method != "POST" or author is None or not is_own_form(request) or device.is_from_device(request):
        return ""  # what a device keeps is not kept twice
    page, match = page_at(request)
    if page is not None and not is_step(page):
        return plain.keep(author, request.get_full_path(), request.POST, has_files=bool(request.FILES))
    if page is None or not page.drafted:
        return ""
    view, caller = page(**match.func.view_initkwargs), request.user
    request.user = author
    try:
        view.setup(request, *match.args, **match.kwargs)
        if not view.may_open(author):
            return ""
        is_kept = view.keep_draft(view.get_object(match.kwargs.get("pk"))).status_code == 200
        return request.get_full_path() if is_kept else ""
    except Http404:
        return ""
    finally:
        request.user = caller
