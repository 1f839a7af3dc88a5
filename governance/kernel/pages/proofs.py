"""Before much is given out at once, whoever is signed in may be asked to prove anew who they are.

Exports of lists, masked data in full and keys of the API ask `way_to_prove`.
How it is proved, and by whom, knows the app of the sign-ins, which registers
itself with `proved_by`.
"""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect

from governance.kernel.steps.errors import NotAllowed

from .views import is_fragment

ASKED = []  # fn(request) -> the address of the page that takes the proof, "" where none is missing
FIRST = "请先重新输入动态验证码：在另一窗口打开“个人信息与岗位”，验证后回来再提交，本页内容不会丢失"
BY_PROGRAM = "此项内容须在网页上输入动态验证码后办理，接口密钥不能代替"


def proved_by(ask):
    """Register who decides whether a proof is missing; see `ASKED`."""
    ASKED.append(ask)
    return ask


def is_missing(request):
    """Whether this person must first prove anew who they are."""
    return any(ask(request) for ask in ASKED)


def way_to_prove(request, back):
    """The answer that leads to the page which takes the proof, and from there back; None where none is missing."""
    page = next(filter(None, (ask(request) for ask in ASKED)), "")
    if not page:
        return None
    address = f"{page}?{urlencode({'next': back})}"
    if is_fragment(request):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def refuse_unproved(request):
    """Refuse a program, which can show no proof.  Raises NotAllowed "recent_code_required"."""
    if is_missing(request):
        raise NotAllowed(BY_PROGRAM, "recent_code_required")
