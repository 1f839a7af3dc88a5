"""Pages of cases, and what keeps case text to those who need it."""

from operator import attrgetter

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from disputes.cases.models.cases import MediationCase
from disputes.cases.models.proceedings import CaseRecord
from governance.kernel.clock import rules
from governance.kernel.models.addresses import list_address, new_address
from governance.kernel.pages import proofs
from governance.kernel.pages.columns import calling
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.reveal import RevealPage
from governance.kernel.pages.showing import detail_context
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import RowPage
from governance.kernel.papers.documents import docx_response

from .papers import CONFIRM_WINDOW, print_agreement
from .tables import CaseFilter, CaseTable, OpenCaseTable
from .workflow import CASE, REGISTER, REPORT, REVEAL, SEES


class CaseList(ListPage):
    """The register of disputes; seeing a row and reading its text are two rights (`querysets`)."""

    model, filterset, table, title = MediationCase, CaseFilter, CaseTable, "矛盾纠纷"
    tab_tables = {"": OpenCaseTable, "over": OpenCaseTable}
    permission = SEES
    create = CASE
    workflow, bulk = CASE, ("accept",)
    tabs = (
        ("", "在办", "open"),
        ("mine", "我经办的", lambda rows, user: rows.handled_by(user)),
        ("over", "逾期", "overdue"),
        ("done", "已办结", "ended", False),
        ("all", "全部", None),
    )

    @property
    def subtitle(self):
        return f"在办 {self.count_of('')} 件，逾期 {self.count_of('over')} 件"

    @property
    def new_url(self):
        if self.request.user.has(REGISTER):
            return new_address(MediationCase)
        return new_address(MediationCase, "report") if self.request.user.has(REPORT) else ""

    @property
    def new_label(self):
        return "登记纠纷" if self.request.user.has(REGISTER) else "上报线索"


class CaseDetail(DetailPage):
    """One case: all of it for users who may read it; kind, place, dates and state for everybody else."""

    model, template, workflow = MediationCase, "disputes/cases/case.html", CASE
    select_related = (
        "area__street",
        "area__community",
        "committee__area__parent",
        "unit",
        "mediator",
        "station",
        "leader__person",
        "created_by__person",
        "agreement",
    )

    keeps_queries = True

    def rows(self):
        return super().rows().with_head(self.request.user)

    def get(self, request, pk):
        case = self.get_object(pk)
        may_read = case.may_read_text(request.user)
        context = detail_context(self, case)
        if not may_read:
            bare = [bare_event(event) for event in context["timeline"]]
            context |= {"timeline": bare, "people": [], "panels": [], "steps": [], "waits_for": ""}
        return self.show(self.template, object=case, may_read=may_read, **context, **self.text_of(case, may_read))

    def heading(self, case):
        return case.title if case.may_read_text(self.request.user) else str(case)

    def text_of(self, case, may_read):
        """Parties, records and agreement, for readers only."""
        if not may_read:
            return {}
        records = list(case.records.all())
        agreement = getattr(case, "agreement", None)
        return {
            "parties": list(case.parties.filter(is_current=True)),
            "may_reveal": bool(self.request.user.can(REVEAL, case)),
            "sessions": [record for record in records if record.kind == CaseRecord.Kind.SESSION],
            "inquiries": [record for record in records if record.kind == CaseRecord.Kind.INQUIRY],
            "agreement": agreement,
            "terms": list(agreement.terms.all()) if agreement else [],
            "confirm_until": rules.deadline(CONFIRM_WINDOW, agreement.effective_on) if agreement else None,
        }


def bare_event(event):
    """A line of the timeline for users who may not read the case: the step and its time."""
    return {**event, "who": "", "note": "", "facts": [], "changes": []}


def check_readable(case, user):
    """The case, if this user may read its text; PermissionDenied otherwise."""
    if case.pk and not case.may_read_text(user):
        raise PermissionDenied
    return case


# The columns that decide which users see a case's row, as far as a step may change them.
read_sight = attrgetter("area_path", "handlers", "leader_id")


class CaseStep(StepPage):
    """Every step of a case; forms show case text, so they open for readers only."""

    model, workflow = MediationCase, CASE
    select_related = ("area__community", "area__compound", "committee__area__parent", "unit", "mediator")

    def get_object(self, pk):
        case = check_readable(super().get_object(pk), self.request.user)
        self.before = read_sight(case)
        return case

    def address_after(self, case):
        user, rows = self.request.user, MediationCase.objects.all()
        seen = read_sight(case) == self.before or user.scope(rows.view_permission).covers(case.area)
        seen = seen or rows.visible_to(user).filter(pk=case.pk).exists()
        return case.get_absolute_url() if seen else list_address(MediationCase)


class CaseReveal(RevealPage):
    """The parties in full, for readers of the case's text."""

    model, title = MediationCase, "当事人明文"
    select_related = ("area",)

    def get_object(self, pk):
        return check_readable(super().get_object(pk), self.request.user)

    def blocked(self, case):
        return CASE.verdict("reveal", case, self.request.user).reason

    def reveal(self, case, reason):
        CASE.actions["reveal"](case, actor=self.request.user, reason=reason)
        return [full_facts(party) for party in case.parties.filter(is_current=True)]


class CaseContact(CaseReveal):
    """Who the parties are and their telephones, to be called: no identity number, no address."""

    title = "联系当事人"

    def reveal(self, case, reason):
        CASE.actions["reveal"](case, actor=self.request.user, reason=reason, only_phones=True)
        return [phone_facts(party) for party in case.parties.filter(is_current=True)]


class CaseAgreement(RowPage):
    """The mediation agreement as a Word file, with the parties in full; printing is recorded."""

    model = MediationCase
    select_related = ("area", "committee", "agreement")

    def get(self, request, pk):
        case = check_readable(self.get_object(pk), request.user)
        if not request.user.can(REVEAL, case):
            raise PermissionDenied
        if getattr(case, "agreement", None) is None:
            raise Http404
        asked = proofs.way_to_prove(request, request.path)
        if asked is not None:
            return asked
        with transaction.atomic():
            data = print_agreement(case, actor=request.user)
        return docx_response(data, f"人民调解协议书{case.number}")


def phone_facts(party):
    return [
        ("身份", party.get_side_display()),
        ("姓名（名称）", party.name),
        ("电话", calling(party.phone, party.name)),
    ]


def full_facts(party):
    """Everything that is known of one party, unmasked: [(label, value)]."""
    known = [
        ("身份", party.get_side_display()),
        ("姓名（名称）", party.name),
        ("证件号", party.id_number),
        ("电话", calling(party.phone, party.name)),
        ("住址", party.address),
    ]
    if party.representative:
        known.append(("代理人", f"{party.representative}（{party.representative_relation or '关系未填'}）"))
    return known
