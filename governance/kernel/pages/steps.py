"""The page of a step: its form, its draft, and the step taken."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property

from governance.kernel.models.scopes import Verdict
from governance.kernel.steps import drafts
from governance.kernel.steps.errors import BusinessError
from governance.kernel.steps.submissions import Repeated, digest, once, replay

from .showing import crumbs, state_badge
from .views import RowPage, is_fragment


class StepPage(RowPage):
    """Show one step's form, then take the step.  Serves every step of a workflow.

    permission -- of the row's own page, given by `routes`: a user who may not open the row may not open its steps.
                  A form for a new row asks for the permission of its step instead.
    drafted    -- what is typed is kept as a draft until the step is taken (drafts.py)
    """

    workflow = None
    template = "generic/step.html"
    drafted = True

    def setup(self, request, *args, step, pk=None, **kwargs):
        super().setup(request, *args, pk=pk, step=step, **kwargs)
        if step not in self.workflow.actions:
            raise Http404
        self.step = self.workflow.steps[step]

    def may_open(self, user):
        return self.kwargs["pk"] is None or super().may_open(user)

    @cached_property
    def form_class(self):
        return self.workflow.form(self.step.name)

    def get_object(self, pk):
        obj = super().get_object(pk)
        if pk is None and not (self.step.creates and self.request.user.has(self.step.permission)):
            raise Http404
        return obj

    def initial(self, obj):
        """Values a new form starts with, from the address: /projects/new/?demand=3."""
        return {name: value for name, value in self.request.GET.items() if name in self.form_class.base_fields}

    def get(self, request, step, pk=None):
        obj = self.get_object(pk)
        form = self.form_class(obj=obj, user=request.user, initial=self.initial(obj))
        draft = drafts.find(request.user, self.address) if self.drafted else None
        if draft:
            drafts.restore(form, draft)
        return self.show_form(obj, form, draft=draft)

    @property
    def address(self):
        """The form's own address, under which its draft is kept."""
        return self.request.get_full_path()

    def post(self, request, step, pk=None):
        obj = self.get_object(pk)
        if "_draft" in request.POST and self.drafted:
            return self.keep_draft(obj)
        try:
            replay(request.user, request.POST.get("_submission", ""), request.path, digest(b""))
        except Repeated as repeated:
            return self.leave(repeated.submission.body)
        form = self.form_class(request.POST, request.FILES, obj=obj, user=request.user)
        if form.is_valid():
            try:
                obj, address = self.take(obj, form)
            except Repeated as repeated:
                return self.leave(repeated.submission.body)
            except BusinessError as refusal:
                form.refuse(refusal)
                return self.show_form(obj, form, status=409 if refusal.status == 409 else 422)
            else:
                messages.success(request, getattr(obj, "step_message", f"{self.step.label}：已完成"))
                return self.leave(address)
        return self.show_form(obj, form, status=422)

    def take(self, obj, form):
        data = dict(form.cleaned_data)
        version = self.request.POST.get("_version", "")
        if obj.pk and version.isdigit():
            data["version"] = int(version)

        def run():
            taken = self.workflow.take(self.step.name, obj, actor=self.request.user, **data)
            drafts.forget(self.request.user, self.address)
            address = self.address_after(taken)
            return 302, address, (taken, address)

        return once(self.request.user, self.request.POST.get("_submission", ""), self.request.path, digest(b""), run)

    def keep_draft(self, obj):
        """Keep what is typed so far as a draft and answer with the time; nothing of the row changes."""
        user, posted = self.request.user, self.request.POST
        form = self.form_class(posted, obj=obj, user=user)
        try:
            draft = drafts.keep(user, self.address, form, posted, title=self.step.label, is_new=obj.pk is None)
        except BusinessError as refusal:
            return HttpResponse(refusal.message, status=refusal.status, content_type="text/plain; charset=utf-8")
        words = f"{timezone.localtime(draft.saved_at):%H:%M} 已自动保存草稿" if draft else ""
        return HttpResponse(words, content_type="text/plain; charset=utf-8")

    def address_after(self, obj):
        return obj.get_absolute_url()

    def leave(self, url):
        return HttpResponse(headers={"HX-Redirect": url}) if is_fragment(self.request) else redirect(url)

    def show_form(self, obj, form, status=200, draft=None):
        version = getattr(obj, "version", "") if obj.pk else ""
        verdict = self.workflow.verdict(self.step.name, obj, self.request.user) if obj.pk else Verdict()
        return self.show(
            self.template,
            "generic/_step.html",
            status=status,
            title=self.step.label,
            badge=state_badge(obj) if obj.pk else None,
            object=obj,
            form=form,
            step=self.step,
            subject=str(obj) if obj.pk else "",
            blocked=verdict.reason,
            is_closed=not verdict and not form.is_bound,  # what somebody has typed is never taken off the page
            action_url=self.request.get_full_path(),
            cancel_url=obj.get_absolute_url() if obj.pk else self.request.META.get("HTTP_REFERER", "/"),
            submission=self.request.POST.get("_submission") or uuid.uuid4().hex,
            version=self.request.POST.get("_version") or version,
            keeps_draft=self.drafted and bool(form.fields) and len(self.address) <= drafts.LONGEST_PATH,
            draft=draft,
            is_stale=bool(draft) and draft.version != str(version),
            crumbs=crumbs(obj.area) if obj.pk else [],
        )
