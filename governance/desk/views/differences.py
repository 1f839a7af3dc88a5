"""What an uploaded sheet would change: row by row, chosen, answered and confirmed by whoever uploaded it."""

from collections import Counter

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from governance.desk.tables import ImportRowTable
from governance.kernel.models.addresses import inner
from governance.kernel.models.imports import WRITTEN, Comparison, Outcome
from governance.kernel.models.jobs import JobState
from governance.kernel.pages.repeats import answer_once
from governance.kernel.pages.views import Page
from governance.kernel.papers import choosing, imports
from governance.kernel.papers.sheets import SHEETS
from governance.kernel.steps import cleaning
from governance.kernel.steps.errors import BusinessError


class Differences(Page):
    """The rows of one comparison by what becomes of them; nothing is written before it is confirmed here."""

    def get(self, request, pk):
        return self.answer()

    def post(self, request, pk):
        try:
            return answer_once(request, self.choose)
        except BusinessError as refusal:
            messages.error(request, refusal.message)
            return redirect(request.get_full_path())

    @cached_property
    def comparison(self):
        """The comparison of the address, if the user uploaded the sheet."""
        rows = Comparison.objects.visible_to(self.request.user).select_related("job", "writing")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def counts(self):
        """{outcome: how many rows}."""
        found = self.comparison.rows.order_by().values_list("outcome").annotate(n=Count("pk"))
        return Counter({Outcome(value): number for value, number in found})

    @cached_property
    def outcome(self):
        """The outcome that shows: the one the address names, else the first that has rows."""
        wanted = self.request.GET.get("tab", "")
        if wanted and wanted not in Outcome.values:
            raise Http404
        return Outcome(wanted) if wanted else next((one for one in Outcome if self.counts[one]), Outcome.SAME)

    @property
    def is_open(self):
        """Whether the rows may still be chosen and confirmed."""
        return self.comparison.writing is None or self.comparison.writing.state == JobState.FAILED

    # ---- what may be done
    def choose(self):
        """(where the form leads, the answer): a row left out or taken in again, a question answered, all confirmed."""
        posted, comparison = self.request.POST, self.comparison
        if "write" in posted:
            job = imports.start_writing(comparison, owner=self.request.user)
            return job.get_absolute_url(), redirect(job.get_absolute_url())
        number, _, answer = posted.get("answer", "").partition(":")
        if answer:
            choosing.answer(comparison, cleaning.row_key(number), answer)
        elif "leave" in posted or "take" in posted:
            is_left = "leave" in posted
            number = cleaning.row_key(posted["leave" if is_left else "take"])
            choosing.leave_out(comparison, comparison.rows.filter(number=number), is_left)
        elif "leave_all" in posted or "take_all" in posted:
            rows = comparison.rows.filter(outcome=self.outcome)
            choosing.leave_out(comparison, rows, "leave_all" in posted)
        back = f"{self.request.get_full_path()}#r{number}" if number else self.request.get_full_path()
        return back, redirect(back)

    # ---- what is shown
    def answer(self):
        comparison, job = self.comparison, self.comparison.job
        table = ImportRowTable(comparison.rows.filter(outcome=self.outcome), self.request)
        table.is_open = self.is_open
        taken, waiting = comparison.rows.taken().count(), comparison.rows.waiting().count()
        return self.show(
            "governance/desk/differences.html",
            title=f"导入{SHEETS[job.params['sheet']].title}：看改了什么",
            file_name=job.params["name"],
            job=job,
            comparison=comparison,
            table=table,
            outcome=self.outcome,
            strip=[(one, self.counts[one], f"?tab={one}", one == self.outcome) for one in Outcome],
            total=sum(self.counts.values()),
            is_open=self.is_open,
            is_written=Outcome(self.outcome) in WRITTEN,
            taken=taken,
            waiting=waiting,
            left=sum(self.counts[one] for one in WRITTEN) + self.counts[Outcome.ASKED] - taken - waiting,
            copy_url=reverse("job_result", args=[job.pk]) if job.result else "",
            back_url=inner(job.params.get("back_url")) or reverse("work"),
        )
