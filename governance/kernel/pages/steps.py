"""The page of a step: its form, its draft, and the step taken."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.functional import cached_property

from governance.kernel.models.scopes import Verdict
from governance.kernel.steps import chooser, cleaning, drafts, recent, stale
from governance.kernel.steps.errors import BusinessError, Refused
from governance.kernel.steps.sequels import take_all
from governance.kernel.steps.submissions import KeyReused, Repeated, content_digest, once, replay
from governance.kernel.upkeep import limits

from . import device
from .answers import answer_to
from .beside import put_beside
from .crumbs import crumbs
from .showing import state_badge
from .views import RowPage, is_refused, leave

MOST_SUGGESTIONS = 120  # a minute for one account
TOO_OFTEN = "查找太频繁，请稍等一分钟再试"
STALE_TOKEN = "您在另一页重新登录过，这一次没有提交。填写的内容都在，请核对后再点“{label}”"
GO_ON = "您填写的内容都在；仍要以您填写的为准的，核对后再点“{label}”"
SENT_BEFORE = "这张表单先前已提交过一次，这次的内容与那一次不同，尚未提交。确要另外提交的，请核对后再点“{label}”"


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
        if not self.workflow.is_open_to_people(step):
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
        if chooser.ASKED in request.GET:
            return self.suggest(obj, form)
        draft = drafts.find(request.user, self.address) if self.drafted else None
        if draft:
            drafts.restore(form, draft)
            if draft.version != self.version_of(obj):
                put_beside(form, self.form_class(obj=obj, user=request.user))
                draft.changed = stale.sentence(obj, stale.changes_since(obj, draft.version))
        return self.show_form(obj, form, draft=draft)

    def suggest(self, obj, form):
        """What one field of the form offers this user for some words; 404 where they could not fill the form in."""
        user, query = self.request.user, self.request.GET
        if obj.pk and not self.workflow.verdict(self.step.name, obj, user):
            raise Http404
        if limits.count("suggestions", user.pk, seconds=60) > MOST_SUGGESTIONS:
            return JsonResponse({"options": [], "left": TOO_OFTEN}, status=429)
        return JsonResponse(chooser.suggestions(form, query[chooser.ASKED], query.get("_words", "")))

    @property
    def address(self):
        """The form's own address, under which its draft is kept."""
        return self.request.get_full_path()

    def post(self, request, step, pk=None):
        obj = self.get_object(pk)
        is_draft = "_draft" in request.POST and self.drafted
        if device.is_from_device(request) and device.is_misdirected(request):
            return device.sent_back()
        if is_refused(request):
            return HttpResponse(status=403) if is_draft else self.come_back(obj, STALE_TOKEN)
        if is_draft:
            return self.keep_draft(obj)
        form = self.form_class(request.POST, request.FILES, obj=obj, user=request.user)
        before = self.workflow.state(obj) if obj.pk and self.workflow.states else ""
        try:
            if status := self.check(obj, form):
                return self.show_form(obj, form, status=status)
            rows, address = self.take(obj, form)
        except Repeated as repeated:
            return self.lead_on(repeated.submission.address)
        except KeyReused as other:
            return self.come_back(self.get_object(pk), SENT_BEFORE, earlier=other.submission.address)  # undone by now
        except (stale.ChangedMeanwhile, stale.VersionRequired) as refusal:
            return self.show_changed(pk, refusal)
        except BusinessError as refusal:
            form.refuse(refusal)
            if isinstance(refusal, Refused):
                self.workflow.foresee_following(obj, form, refused_by=refusal.refused_by)
            shown = obj if pk else self.get_object(None)  # a new row may have had a key before it was undone
            return self.show_form(shown, form, status=409 if refusal.status == 409 else 422)
        if not device.is_from_device(request):  # its list of what was sent tells it
            messages.success(request, answer_to(self.step, self.workflow, rows, before))
        return self.lead_on(address)

    def check(self, obj, form):
        """The status with which the form comes back before the step is tried; 0 where it may be tried.

        Before any refusal comes the answer that this very form had already (Repeated, KeyReused).
        """
        try:
            status = self.fault_of(obj, form)
        except BusinessError:
            self.replay()
            raise
        if status:
            self.replay()
        return status

    def fault_of(self, obj, form):
        if obj.pk:
            if not (verdict := self.workflow.right(self.step, obj, self.request.user)):
                form.add_error(None, verdict.reason)
                return 403
            # before the form's own faults, so that what changed stands beside what was typed
            self.workflow.refuse_stale(self.step, obj, self.request.user, self.seen)
        if not form.is_valid():
            self.workflow.foresee(self.step, obj, form)
            return 422
        return 0

    def replay(self):
        replay(self.request.user, self.token, self.request.path, self.content)

    @property
    def token(self):
        """What the form carried when it was opened: sent again, it is the same request."""
        return self.request.POST.get("_submission", "")

    def lead_on(self, address):
        """The answer to a form that was taken, now or when it was sent for the first time."""
        is_kept = device.is_from_device(self.request)
        return device.taken(self.request, address) if is_kept else leave(self.request, address)

    @property
    def seen(self):
        """The version of the row that the person had before them; a step that only adds asks for none."""
        return None if self.step.adds else cleaning.row_key(self.request.POST.get("_version"))

    def version_of(self, obj):
        """The version that the form carries, as text; "" of a new row, and where a step only adds."""
        return "" if obj.pk is None or self.step.adds else str(obj.version)

    def show_changed(self, pk, refusal):
        """The form as it was typed, what the row has now beside it, and its version, to go on on purpose."""
        user, obj = self.request.user, self.get_object(pk)
        form = self.form_class(self.request.POST, self.request.FILES, obj=obj, user=user)
        form.refuse(refusal)
        form.add_error(None, GO_ON.format(label=self.step.label))
        put_beside(form, self.form_class(obj=obj, user=user))
        return self.show_form(obj, form, status=refusal.status, is_changed=True)

    @cached_property
    def content(self):
        return content_digest(self.request.POST, self.request.FILES)

    def come_back(self, obj, sentence, earlier=""):
        """Show the form with everything that was typed and chosen, and a token of its own; nothing was done.

        earlier -- the address to which the same form led the first time
        """
        form = self.form_class(self.request.POST, self.request.FILES, obj=obj, user=self.request.user)
        form.add_error(None, sentence.format(label=self.step.label))
        return self.show_form(obj, form, status=409, earlier=earlier)

    def take(self, obj, form):
        def run():
            rows = take_all(self.workflow, self.step.name, obj, form, actor=user, version=self.seen)
            recent.remember(user, form, self.request.POST.getlist(recent.MARK))
            address = self.address_after(rows[-1])
            return 302, address, (rows, address)

        user, draft = self.request.user, drafts.of_form(self.request.user, self.address)
        return once(user, self.token, self.request.path, self.content, run, gone=draft)

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

    def show_form(self, obj, form, status=200, draft=None, earlier=None, is_changed=False):
        if device.is_from_device(self.request):
            return device.refused(form, status)
        verdict = self.workflow.verdict(self.step.name, obj, self.request.user) if obj.pk else Verdict()
        return self.show(
            self.template,
            "generic/_step.html",
            status=status,
            title=self.step.label,
            badge=state_badge(obj) if obj.pk else None,
            object=obj,
            form=chooser.may_suggest(form),
            step=self.step,
            subject=str(obj) if obj.pk else "",
            blocked=verdict.reason,
            is_closed=not verdict and not form.is_bound,  # what somebody has typed is never taken off the page
            action_url=self.request.get_full_path(),
            cancel_url=obj.get_absolute_url() if obj.pk else self.request.META.get("HTTP_REFERER", "/"),
            earlier=earlier,
            submission=(self.request.POST.get("_submission") if earlier is None else "") or uuid.uuid4().hex,
            version=self.version_of(obj) if is_changed or self.seen is None else self.seen,
            keeps_draft=self.drafted and bool(form.fields) and len(self.address) <= drafts.LONGEST_PATH,
            draft=draft,
            keeping=device.keeping(self.request.user, self.step),
            crumbs=crumbs(obj.area, self.request.user) if obj.pk else [],
        )
