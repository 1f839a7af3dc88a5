"""The page that shows masked data in full, once, for a reason that is put on record."""

from django.core.exceptions import PermissionDenied

from governance.kernel.steps.errors import BusinessError, NotAllowed
from governance.kernel.steps.forms import RevealForm

from . import proofs
from .crumbs import crumbs
from .views import RowPage

STEP = {"name": "reveal", "label": "查看明文并留痕", "tone": "primary", "hint": "查看人、时间和理由会记入办理记录。"}


class RevealPage(RowPage):
    """Ask for the reason, then show; nothing of the answer is kept, neither by us nor by the browser.

    A page defines `reveal(obj, reason)`: it takes the action and returns what to show,
    [[(label, value)] for each group]; `blocked(obj)` is why this person may
    not see it, "" when they may.  `form_class` asks for the reason, `step` is its button with the words above it.
    """

    title = "查看明文"
    form_class, step = RevealForm, STEP
    template = "generic/step.html"

    def blocked(self, obj):
        return ""

    def get(self, request, pk):
        obj = self.get_object(pk)
        given = {"reason": request.GET.get("reason", "")}  # a link that says for what, such as a call
        form = self.form_class(obj=None, user=request.user, initial=given)
        return proofs.way_to_prove(request, request.path) or self.ask(obj, form)

    def post(self, request, pk):
        obj, form = self.get_object(pk), self.form_class(request.POST, obj=None, user=request.user)
        if not form.is_valid():
            return self.ask(obj, form, status=422)
        if proofs.is_missing(request):
            form.add_error(None, proofs.FIRST)
            return self.ask(obj, form, status=422)
        try:
            groups = self.reveal(obj, form.cleaned_data["reason"])
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except BusinessError as refusal:
            form.refuse(refusal)
            return self.ask(obj, form, status=422)
        return self.show(
            "generic/revealed.html",
            "generic/_revealed.html",
            object=obj,
            groups=groups,
            crumbs=crumbs(obj.area, self.request.user),
        )

    def ask(self, obj, form, status=200):
        blocked = self.blocked(obj)
        return self.show(
            self.template,
            "generic/_step.html",
            status=status,
            object=obj,
            subject=str(obj),
            form=form,
            step=self.step,
            blocked=blocked,
            is_closed=bool(blocked) and not form.is_bound,
            meta=getattr(obj, "number", ""),
            action_url=self.request.path,
            cancel_url=obj.get_absolute_url(),
            crumbs=crumbs(obj.area, self.request.user),
        )
