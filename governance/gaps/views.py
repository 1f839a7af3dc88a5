"""Pages of what the register lacks: one list for each kind of gap, the notices to communities, a notice."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from governance.kernel.pages.bulk import ASIDE, picks
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.repeats import answer_once
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.tabs import count_rows, count_words
from governance.kernel.steps.errors import BusinessError, Refused
from governance.kernel.steps.forms import StepForm

from .actions import tell_about
from .choice import FILLED, chosen_gaps, find_gap
from .kinds import BODY, KINDS, PHONE, STALE, TERM, VACANCY
from .models import GapNotice
from .tables import (
    BodyFilter,
    BodyTable,
    NoticeFilter,
    NoticeTable,
    PhoneFilter,
    PhoneTable,
    StaleFilter,
    StaleTable,
    TermFilter,
    TermTable,
    VacancyFilter,
    VacancyTable,
)
from .workflow import GAP_NOTICE, SEE_GAPS, TELL_GAPS


def address_of(kind):
    """The list of a kind of gap."""
    return reverse("governance:gaps" if kind is VACANCY else f"governance:gaps_{kind.code}")


class GapSections(ListPage):
    """The lists of gaps and of notices, side by side as tabs with their numbers."""

    permission = SEE_GAPS
    kind = None

    @cached_property
    def numbers(self):
        """{code of a kind, or "told": number of its rows}, in one query."""
        user = self.request.user
        rows = {kind.code: kind.visible_to(user, SEE_GAPS) for kind in KINDS}
        return count_rows(user, rows | {"told": GapNotice.objects.visible_to(user).open()})

    def tab_links(self):
        sections = [(kind.label, address_of(kind), kind.code, kind is self.kind) for kind in KINDS]
        sections.append(("已告知", reverse("governance:gap_notices"), "told", self.kind is None))
        return [(label, address, count_words(self.numbers[code]), shows) for label, address, code, shows in sections]


class GapPage(GapSections):
    """One kind of gap: the rows, whether their community was told, and one click to tell it."""

    template = "governance/gaps/gaps.html"
    title = "台账缺口"
    workflow, bulk = GAP_NOTICE, ("tell",)

    def get(self, request):
        keys = picks(request.GET)
        if request.GET.get("bulk") == "tell" and keys and request.user.has(TELL_GAPS):
            return self.ask(keys)
        return super().get(request)

    def ask(self, keys):
        """Which of the chosen gaps will be told, and which not and why."""
        ready, refused = [], []
        for chosen in chosen_gaps(self.kind, keys, self.request.user):
            (refused if chosen.reason else ready).append(chosen)
        step = GAP_NOTICE.steps["tell"]
        query = self.request.GET.copy()
        for name in ASIDE:
            query.pop(name, None)
        back = f"{self.request.path}?{query.urlencode()}" if query else self.request.path
        if not ready:
            pairs = [(chosen, chosen.reason) for chosen in refused]
            context = {"title": step.label, "step": step, "done": [], "refused": pairs, "back_url": back}
            return self.show("generic/bulk_result.html", **context)
        return self.show(
            "generic/bulk.html",
            title=step.label,
            form=StepForm(obj=None, user=self.request.user),
            step=step,
            ready=ready,
            refused=[(chosen, chosen.reason) for chosen in refused],
            action_url=back,
            cancel_url=back,
            submission=uuid.uuid4().hex,
            carried=[("pick", chosen.row.pk) for chosen in ready],
        )

    def rows(self):
        return self.model.objects.visible_to(self.request.user, SEE_GAPS)

    def more_context(self):
        return {"may_tell": self.request.user.has(TELL_GAPS), "kind": self.kind}

    def post(self, request):
        """Tell the communities of the chosen rows; a view is kept or removed as on every list."""
        keys = picks(request.POST)
        if not keys or "_view" in request.POST:
            return super().post(request)
        try:
            return answer_once(request, lambda: self.tell(keys))
        except BusinessError as refusal:
            messages.error(request, refusal.message)
            return redirect(request.get_full_path())

    def tell(self, keys):
        """Tell of each row; what is refused is named, the others go through.  (address, answer) for `answer_once`."""
        done, refused = {}, []
        for key in keys:
            try:
                notice = self.tell_of(key)
                done[notice.pk] = notice.step_message
            except Refused as refusal:
                refused.append(refusal)
        if refused and not done:
            raise refused[0]
        for words in done.values():
            messages.success(self.request, words)
        for refusal in refused:
            messages.warning(self.request, refusal.message)
        address = self.request.get_full_path()
        return address, redirect(address)

    def tell_of(self, key):
        kind, row = find_gap(self.request.user, self.kind.code, key, TELL_GAPS)
        if row is None:
            raise Refused(FILLED, "no_gap")
        return tell_about(kind, row, actor=self.request.user)


class Vacancies(GapPage):
    kind, model, filterset, table = VACANCY, VACANCY.model, VacancyFilter, VacancyTable
    tabs = (("", VACANCY.label, VACANCY.of),)


class Terms(GapPage):
    kind, model, filterset, table = TERM, TERM.model, TermFilter, TermTable
    tabs = (("", TERM.label, TERM.of),)


class Bodies(GapPage):
    kind, model, filterset, table = BODY, BODY.model, BodyFilter, BodyTable
    tabs = (("", BODY.label, BODY.of),)


class Phones(GapPage):
    kind, model, filterset, table = PHONE, PHONE.model, PhoneFilter, PhoneTable
    tabs = (("", PHONE.label, PHONE.of),)


class Stale(GapPage):
    kind, model, filterset, table = STALE, STALE.model, StaleFilter, StaleTable
    tabs = (("", STALE.label, STALE.of),)


# ------------------------------------------------------------ notices
class NoticeList(GapSections):
    """What communities were told, those not filled yet first."""

    model, filterset, table, title = GapNotice, NoticeFilter, NoticeTable, "台账缺口"
    workflow = GAP_NOTICE
    tabs = (("", "已告知", "open"), ("all", "全部"))


class NoticeDetail(DetailPage):
    """One notice: its lines, each filled or not by the register as it stands."""

    model, template, workflow = GapNotice, "governance/gaps/notice.html", GAP_NOTICE
    select_related = ("area", "created_by__person")
    permission = SEE_GAPS

    def more_context(self, obj):
        lines = list(obj.lines.select_related("told_by__person", "place", "seat__area", "post", "body"))
        left = {line.pk for line in obj.left()}
        for line in lines:
            line.is_left = line.pk in left
            line.row = getattr(line, line.of_kind.column)
        return {"lines": lines, "left": len(left)}


class NoticeStep(StepPage):
    model, workflow, select_related = GapNotice, GAP_NOTICE, ("area",)
