"""Pages of bodies and of the schemes they fill."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import cached_property

from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.panels import few
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.tabs import count_rows
from governance.roles import VIEW

from .models import Force, Organisation, OrgScheme
from .tables import (
    BranchFilter,
    BranchTable,
    KindFilter,
    OrganisationFilter,
    OrganisationTable,
    SchemeFilter,
    SchemeTable,
)
from .workflow import ACTIVE, ORGANISATION, SCHEME


class OrganisationList(ListPage):
    """Bodies of every kind, or of one: each kind that has a figure has a list of its own, and all lists are tabs.

    Dissolved bodies are shown only when they are chosen in the filter.
    """

    model, filterset, table, title = Organisation, OrganisationFilter, OrganisationTable, "组织名录"
    permission = VIEW
    create = ORGANISATION
    sheets = ("organisations", "members")
    kind = ""
    tabs = (("", "现有", "living"),)

    keeps_queries = True

    def rows(self):
        return super().rows().of_kind(self.kind) if self.kind else super().rows()

    @cached_property
    def tab_counts(self):
        living = super().rows().living()
        pages = (OrganisationList, BranchList, CommitteeList, TeamList)
        return count_rows(
            self.request.user, {page.kind: living.of_kind(page.kind) if page.kind else living for page in pages}
        )

    def tab_links(self):
        tabs = (
            ("", "全部", "governance:organisations"),
            *((page.kind, page.title, page.address) for page in (BranchList, CommitteeList, TeamList)),
        )
        return [(label, reverse(address), self.count_of(kind), kind == self.kind) for kind, label, address in tabs]

    @property
    def new_url(self):
        url = super().new_url
        return f"{url}?kind={self.kind}" if url and self.kind else url


class BranchList(OrganisationList):
    filterset, table, title, kind = BranchFilter, BranchTable, "小区党支部", "branch"
    address = "governance:branches"


class CommitteeList(OrganisationList):
    filterset, title, kind, address = KindFilter, "自治委员会", "self_gov_committee", "governance:committees"


class TeamList(OrganisationList):
    filterset, title, kind, address = KindFilter, "志愿者队伍", "volunteer_team", "governance:teams"


class OrganisationDetail(DetailPage):
    """One body: its data, the areas it covers, its members, the slots it fills."""

    model, template, workflow = Organisation, "governance/organisations/organisation.html", ORGANISATION
    permission = VIEW
    select_related = ("area__community", "area__street", "leader__area")

    def more_context(self, obj):
        members = obj.members.select_related("person").defer("person__phone", "person__id_number")
        fills = obj.fills.filter(ends_on=None).select_related("area__community", "slot")
        return {
            "can_reveal": obj.leader_id and bool(self.request.user.can(EDIT_REGISTRY, obj.leader)),
            "covers": few(obj.covers.select_related("community").order_by("path"), self.request, "covers"),
            "members": few(members.order_by("ends_on", "order", "id"), self.request, "members"),
            "fills": few(fills.order_by("area__path"), self.request, "fills"),
        }


class OrganisationStep(StepPage):
    model, workflow = Organisation, ORGANISATION
    select_related = ("area__community",)


class SchemeList(ListPage):
    model, filterset, table, title = OrgScheme, SchemeFilter, SchemeTable, "组织体系"
    permission = VIEW
    create = SCHEME
    tabs = (("", "施行中", "current"), ("all", "全部"))


class SchemeDetail(DetailPage):
    """A scheme with its slots, how many compounds fill each, and the six forces."""

    model, template, workflow = OrgScheme, "governance/organisations/scheme.html", SCHEME
    permission = VIEW

    def more_context(self, obj):
        now = Q(fills__ends_on=None, fills__organisation__status=ACTIVE)
        slots = obj.slots.annotate(filled=Count("fills__area", filter=now, distinct=True)).order_by("no")
        labels = dict(Organisation.Kind.choices)
        return {
            "slots": [(slot, "、".join(str(labels.get(kind, kind)) for kind in slot.kinds)) for slot in slots],
            "forces": Force.objects.filter(is_active=True),
        }


class SchemeStep(StepPage):
    model, workflow = OrgScheme, SCHEME
