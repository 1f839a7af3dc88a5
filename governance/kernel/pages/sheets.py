"""The pages of a sheet (`papers.sheets`): template, export to be corrected, import.

urlpatterns = [*sheet_routes("roster", ROSTER), …]

    roster/            roster           upload a workbook; it is compared and shown before anything is written
    roster/template/   roster_template  the empty workbook
    roster/export/     roster_export    what the register holds, masked, in the shape of the template
    roster/full/       roster_full      the same in full, for a reason that is put on record
"""

import re

from django.shortcuts import redirect
from django.urls import path, reverse

from governance.kernel.clock import clock
from governance.kernel.models.jobs import Job
from governance.kernel.papers import copies, exports, imports
from governance.kernel.papers.sheets import SHEETS
from governance.kernel.steps.errors import BusinessError
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import RevealForm, StepForm

from . import listings, proofs
from .repeats import answer_once
from .views import Page

RECENT = 5


def sheet_routes(segment, kind=""):
    """The patterns of a sheet's pages below `segment`, and their names by it; `kind` of the sheet, if it is another."""
    name = re.sub(r"\W", "_", segment)
    parts = {"": SheetImport, "template": SheetTemplate, "export": SheetExport, "full": SheetInFull}
    return [
        path(
            f"{segment}/{part}/" if part else f"{segment}/",
            view.as_view(kind=kind or name),
            name=f"{name}_{part}" if part else name,
        )
        for part, view in parts.items()
    ]


class SheetForm(StepForm):
    """One workbook, made from the template or exported before."""

    file = MultiFileField(extensions=("xlsx",), label="表格", most=1, least=1)


class SheetPage(Page):
    """A page of one sheet, for users who may change what it holds."""

    kind = ""

    @property
    def sheet(self):
        return SHEETS[self.kind]

    @property
    def permission(self):
        return self.sheet.permission

    def address(self, part=""):
        """The address of this or another page of the sheet."""
        return reverse(f"{self.sheet.page}_{part}" if part else self.sheet.page)

    def file_name(self, what):
        return f"{self.sheet.title}{what}_{clock.today():%Y%m%d}.xlsx"

    def workbook(self, data, what):
        """Bytes of a workbook as a download."""
        return exports.download(self.file_name(what), lambda target: target.write(data))


class SheetTemplate(SheetPage):
    """The empty sheet with its help page, lists to choose from and the names that may be written."""

    def get(self, request):
        from governance.kernel.papers import workbooks  # openpyxl is heavy and needed only here

        beside = self.sheet.beside(request.user) if self.sheet.beside else None
        return self.workbook(workbooks.template(self.sheet, beside=beside), "模板")


class SheetExport(SheetPage):
    """What the register holds in the user's places, masked, to be corrected and imported again."""

    def get(self, request):
        if way := proofs.way_to_prove(request, request.path):
            return way
        listings.put_on_record(request.user, self.sheet.title)
        if self.sheet.rows(request.user).count() > listings.AT_ONCE:
            return redirect(copies.start_export(self.sheet, owner=request.user, back_url=self.address()))
        return self.workbook(copies.exported(self.sheet, request.user), "")


class SheetInFull(SheetPage):
    """The export with nothing masked: who asked, when and why stays on record.  Source: domain.md §7."""

    form_class = RevealForm

    def get(self, request):
        return proofs.way_to_prove(request, request.path) or self.ask(RevealForm(obj=None, user=request.user))

    def post(self, request):
        form = RevealForm(request.POST, obj=None, user=request.user)
        if not form.is_valid():
            return self.ask(form, status=422)
        if proofs.is_missing(request):
            form.add_error(None, proofs.FIRST)
            return self.ask(form, status=422)
        try:
            data = copies.given_out(self.sheet, request.user, form.cleaned_data["reason"])
        except BusinessError as refusal:
            form.refuse(refusal)
            return self.ask(form, status=422)
        return self.workbook(data, "（明文）")

    def ask(self, form, status=200):
        return self.show(
            "generic/sheet_full.html", status=status, form=form, masked=self.masked, back_url=self.address()
        )

    @property
    def title(self):
        return f"导出{self.sheet.title}（明文）"

    @property
    def masked(self):
        """The heads of the columns that the other export masks."""
        return [column.header for column in self.sheet.columns if column.mask]


class SheetImport(SheetPage):
    """Upload a workbook: it is compared with the register, and the page of its differences leads on."""

    @property
    def title(self):
        return f"导入{self.sheet.title}"

    def get(self, request):
        return self.answer(SheetForm(obj=None, user=request.user))

    def post(self, request):
        form = SheetForm(request.POST, request.FILES, obj=None, user=request.user)
        if not form.is_valid():
            return self.answer(form, status=422)

        def start():
            upload = form.cleaned_data["file"][0]
            job = imports.start_comparing(self.sheet, upload, owner=request.user, back_url=request.path)
            return job.get_absolute_url(), redirect(job.get_absolute_url())

        return answer_once(request, start, ask=lambda sentence: self.come_back(form, sentence))

    def come_back(self, form, sentence):
        form.add_error(None, sentence)
        return self.answer(form, status=409)

    def answer(self, form, status=200):
        jobs = Job.objects.visible_to(self.request.user).filter(kind__in=imports.KINDS, params__sheet=self.sheet.kind)
        masked = [column.header for column in self.sheet.columns if column.mask]
        recent = list(jobs.select_related("comparison")[:RECENT])
        return self.show(
            "generic/sheet.html",
            status=status,
            form=form,
            recent=recent,
            sheet=self.sheet,
            masked=masked,
            template_url=self.address("template"),
            export_url=self.address("export") if self.sheet.rows else "",
            full_url=self.address("full") if self.sheet.rows and masked else "",
        )
