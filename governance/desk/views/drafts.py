"""The drafts of the signed-in person."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from governance.kernel.models.pages import Draft
from governance.kernel.pages import plain
from governance.kernel.pages.repeats import answer_once
from governance.kernel.pages.views import Page
from governance.kernel.steps import drafts
from governance.kernel.upkeep.crypto import Unreadable


class ShowDraft(Page):
    """What was typed into a form that is no step when the session ended: shown, and sent only by its author."""

    def get(self, request, pk):
        draft = get_object_or_404(Draft.objects.visible_to(request.user), pk=pk)
        if isinstance(draft.data, Unreadable):
            raise Http404
        return plain.show(request, draft.path, draft.values, draft=draft)


class DropDraft(Page):
    """Delete a draft; the form opens empty again, or the work page opens."""

    http_method_names = ("post",)

    def post(self, request, pk):
        def drop():
            draft = get_object_or_404(Draft.objects.visible_to(request.user).defer("data"), pk=pk)
            drafts.forget(request.user, draft.path)
            address = reverse("work") if "back" in request.POST else draft.path
            return address, redirect(address)

        return answer_once(request, drop)
