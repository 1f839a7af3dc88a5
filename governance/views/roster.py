"""Roster import: fetch the template, upload, try, import; the errors come back in a copy of the sheet."""

from django.http import HttpResponse
from django.shortcuts import redirect

from governance.actions.roster import ROSTER
from governance.forms.roster import RosterForm
from governance.kernel import imports
from governance.kernel.pages import Page
from governance.kernel.records_jobs import Job
from governance.kernel.uploads import EXCEL


class RosterTemplate(Page):
    """The empty sheet with its help page and lists to choose from."""

    permission = "governance.edit_registry"

    def get(self, request):
        from governance.kernel import workbooks  # openpyxl is heavy: only who fetches the sheet needs it

        response = HttpResponse(workbooks.template(ROSTER), content_type=EXCEL)
        response["Content-Disposition"] = (
            "attachment; filename*=UTF-8''%E8%8A%B1%E5%90%8D%E5%86%8C%E6%A8%A1%E6%9D%BF.xlsx"
        )
        return response


class RosterImport(Page):
    """Upload a roster: a dry run by default, the real import when asked for."""

    title = "导入花名册"
    permission = "governance.edit_registry"

    def get(self, request):
        return self.answer(RosterForm(obj=None, user=request.user))

    def post(self, request):
        form = RosterForm(request.POST, request.FILES, obj=None, user=request.user)
        if not form.is_valid():
            return self.answer(form, status=422)
        job = imports.start(
            ROSTER, form.cleaned_data["file"][0], owner=request.user, dry_run=request.POST.get("do") != "import"
        )
        return redirect(f"/jobs/{job.pk}/")

    def answer(self, form, status=200):
        recent = Job.objects.visible_to(self.request.user).filter(kind="import")[:5]
        return self.show("governance/roster.html", status=status, form=form, recent=recent, sheet=ROSTER)
