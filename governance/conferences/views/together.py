"""Steps that several people take on one row at the same time."""

from governance.kernel.pages.steps import StepPage


class TogetherPage(StepPage):
    """Steps that several people take on one row at the same time: a colleague's vote makes no form stale."""

    together = ()

    def take(self, obj, form):
        if self.step.name in self.together:
            self.request.POST = self.request.POST.copy()
            self.request.POST.pop("_version", None)
        return super().take(obj, form)
