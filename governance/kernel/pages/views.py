"""Generic pages: the only place that knows about htmx, messages and downloads."""

from django.apps import apps
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.views import View

from governance.kernel.models import built
from governance.kernel.models.files import Attachment
from governance.kernel.papers import files
from governance.kernel.papers.file_kinds import may_read
from governance.kernel.steps.workflow import REGISTRY


def is_fragment(request):
    """Whether htmx requests a fragment; to restore the history it requests the whole page."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def leave(request, url):
    """Lead on from a form: by a header where it was sent from the dialog."""
    return HttpResponse(headers={"HX-Redirect": url}) if is_fragment(request) else redirect(url)


def led_by_header(request, answer):
    """A redirection as a header, where a script sent the form of a whole page: it could not see where it leads."""
    if "X-Whole-Page" in request.headers and 300 <= answer.status_code < 400:
        return HttpResponse(headers={"HX-Redirect": answer.url})
    return answer


def is_refused(request):
    """Whether the request carries a token of an earlier session: its words are shown again and nothing is done."""
    return getattr(request, "token_is_refused", False)


class Page(LoginRequiredMixin, View):
    """A page of the portal: signed in, whole or as a fragment.

    `permission` is what one must hold somewhere to open it at all.
    """

    permission = None
    title = ""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.permission and not self.may_open(request.user):
            raise Http404
        return led_by_header(request, super().dispatch(request, *args, **kwargs))

    def may_open(self, user):
        wanted = (self.permission,) if isinstance(self.permission, str) else self.permission
        return any(user.has(name) for name in wanted)

    def show(self, template, fragment=None, status=200, **context):
        chosen = fragment if fragment and is_fragment(self.request) else template
        response = render(self.request, chosen, {"page": self, "title": self.title, **context}, status=status)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def part(self, template, **context):
        """A part of a page, drawn from these values alone: without the frame, its counts and messages."""
        response = HttpResponse(render_to_string(template, context))
        patch_vary_headers(response, ["HX-Request"])
        return response


class RowPage(Page):
    """A page over rows of one model, entered through `visible_to`.

    keeps_queries -- the rows follow from who asks and from the address alone: the SQL is kept (`built`); a page with
                     `rows` of its own says so itself
    """

    model = None
    select_related = ()
    keeps_queries = True

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if "rows" in vars(cls) and "keeps_queries" not in vars(cls):
            cls.keeps_queries = False

    def rows(self):
        rows = self.model.objects.visible_to(self.request.user)
        return rows.select_related(*self.select_related) if self.select_related else rows

    def get_object(self, pk):
        if pk is None:
            return self.model()
        if not self.keeps_queries:
            return get_object_or_404(self.rows(), pk=pk)
        key = type(self), self.model, self.select_related, built.standing(self.request.user)  # one class, many models
        found = built.with_key(key, self.rows, pk)
        if found is None:
            raise Http404  # not visible and not there look the same
        return found


class FilePage(LoginRequiredMixin, View):
    """One attachment, for users who may see its row and read files of its kind: a download, or a picture in a page.

    shown -- "" for the download, "view" for the picture, "small" for its small one
    """

    shown = ""

    def get(self, request, pk):
        attachment = get_object_or_404(Attachment, pk=pk)
        model = apps.get_model(attachment.object_type)
        obj = get_object_or_404(model.objects.visible_to(request.user), pk=attachment.object_id)
        if not may_read(request.user, obj, attachment.kind):
            raise Http404
        if self.shown and not attachment.is_picture:
            raise Http404
        if self.shown == "small":
            return files.small_response(attachment)
        return files.content_response(attachment, inline=self.shown == "view")


def refusal_page(request, exception=None, status=404, message=""):
    """One template for 400, 403, 404, 413, 429 and 500; a message says more than its usual words."""
    return render(request, "error.html", {"status": status, "message": message}, status=status)


def workflow_of(obj):
    """The workflow a row goes through, by its table's name."""
    return REGISTRY.get(f"{obj._meta.app_label}.{kind_name(type(obj))}")


def kind_name(model):
    """MicroProject -> micro_project."""
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in model.__name__).lstrip("_")
