"""Several rows of a list at once: export of those chosen, or one step on each of them.

Each row is its own transaction with its own verdict; a refused row is
named with the reason, the others go through.  The form carries the version of
each row as it was shown, so a row that was changed meanwhile is one of those
refused (`steps.stale`).
"""

import uuid

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.functional import cached_property

from governance.kernel.steps import cleaning, stale
from governance.kernel.steps.errors import BusinessError
from governance.kernel.steps.submissions import Repeated, content_digest, once

from .keyset import PAGE_SIZES

MOST = PAGE_SIZES[-1]  # rows at once: the largest page
ASIDE = ("pick", "bulk", "export", "cursor", "totals")  # parameters that say nothing of which list it is


def picks(data):
    """The chosen rows' keys, at most a page of them; what is no number is left out."""
    keys = map(cleaning.row_key, data.getlist("pick")[:MOST])
    return [key for key in keys if key is not None]


def seen_versions(data):
    """{key of a row: the version of it that the form was shown with}, from texts such as "17:3"."""
    pairs = (map(cleaning.row_key, one.partition(":")[::2]) for one in data.getlist("seen")[:MOST])
    return dict(pairs)


def offered_steps(page):
    """[(step, label)] of the steps this person may take on several rows of the list."""
    if not page.bulk:
        return []
    steps = (page.workflow.steps[name] for name in page.bulk)
    return [(step.name, step.label) for step in steps if page.request.user.has(step.permission)]


def list_query(request):
    """[(name, value)] of the list's own parameters, without what was chosen in it."""
    return [(name, value) for name, values in request.GET.lists() if name not in ASIDE for value in values if value]


class Selection:
    """A step over the chosen rows of a ListPage: its form by GET, the step by POST."""

    def __init__(self, page, data):
        self.page, self.request, self.user = page, page.request, page.request.user
        self.step = page.workflow.steps[data["bulk"]]
        rows = page.rows().filter(pk__in=picks(data)).order_by("pk")
        self.rows = list(rows.select_related(*page.table.related) if page.table.related else rows)
        self.seen = seen_versions(data)
        query = self.request.GET.copy()
        for name in ASIDE:
            query.pop(name, None)
        self.back_url = f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    @property
    def form_class(self):
        return self.page.workflow.form(self.step.name)

    @cached_property
    def content(self):
        """The digest of what was sent, the same for every row."""
        return content_digest(self.request.POST)

    def sort_rows(self):
        """(rows that may take the step, [(row, why not)])."""
        ready, blocked = [], []
        for row in self.rows:
            verdict = self.page.workflow.verdict(self.step.name, row, self.user)
            if verdict:
                ready.append(row)
            else:
                blocked.append((row, verdict.reason))
        return ready, blocked

    def show_question(self):
        """The form of the step, with who will take it and who cannot."""
        ready, blocked = self.sort_rows()
        if not ready:
            return self.show_result([], blocked, 200)
        return self.show_form(self.form_class(obj=ready[0], user=self.user), ready, blocked)

    def take(self):
        """Take the step on each row; the same submission sent twice takes it once."""
        done, refused, first = [], [], None
        for row in self.rows:
            for upload in self.request.FILES.values():
                upload.seek(0)
            form = self.form_class(self.request.POST, self.request.FILES, obj=row, user=self.user)
            reason = self.take_row(row, form)
            if reason:
                refused.append((row, reason))
                first = first or (form if form.errors else None)
            else:
                done.append(row)
        if not done and first:  # what was filled in suits none of them: it comes back to be corrected
            ready, blocked = self.sort_rows()
            if ready:
                return self.show_form(first, ready, blocked, status=422)
        if refused:
            return self.show_result(done, refused, 200 if done else 422)
        messages.success(self.request, f"{self.step.label}：已办理 {len(done)} 条")
        return redirect(self.back_url)

    def take_row(self, row, form):
        """ "" when the row took the step, else why not."""
        verdict = self.page.workflow.verdict(self.step.name, row, self.user)
        token = self.request.POST.get("_submission", "")[:60]
        seen = None if self.step.adds else self.seen.get(row.pk)
        if verdict and not form.is_valid():
            return "；".join(sentence for sentences in form.errors.values() for sentence in sentences)

        def run():
            if not verdict:
                raise BusinessError(verdict.reason)
            taken = self.page.workflow.take(self.step.name, row, actor=self.user, version=seen, **form.cleaned_data)
            return 302, row.get_absolute_url(), taken

        try:
            once(self.user, f"{token}:{row.pk}" if token else "", self.request.path, self.content, run)
        except Repeated:
            return ""
        except (stale.ChangedMeanwhile, stale.VersionRequired) as refusal:
            form.add_error(None, f"{row}：{refusal.message}")  # comes back with what was typed, where no row took it
            return refusal.message
        except BusinessError as refusal:
            return refusal.message
        return ""

    # ---- what is shown
    def show_form(self, form, ready, blocked, status=200):
        return self.page.show(
            "generic/bulk.html",
            status=status,
            title=self.step.label,
            form=form,
            step=self.step,
            ready=ready,
            refused=blocked,
            action_url=self.back_url,
            cancel_url=self.back_url,
            submission=self.request.POST.get("_submission") or uuid.uuid4().hex,
            carried=[
                ("bulk", self.step.name),
                *(("pick", row.pk) for row in ready),
                *(("seen", f"{row.pk}:{row.version}") for row in ready),
            ],
        )

    def show_result(self, done, refused, status):
        return self.page.show(
            "generic/bulk_result.html",
            status=status,
            title=self.step.label,
            step=self.step,
            done=done,
            refused=refused,
            back_url=self.back_url,
        )


def selection_of(page, data):
    """The Selection that a request names; None when it names no step of this list, no row, or a step not permitted."""
    if data.get("bulk") not in dict(offered_steps(page)):
        return None
    selection = Selection(page, data)
    return selection if selection.rows else None
