"""Pages of bodies and of the schemes they fill."""

from django.db.models import Count, Q

from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.filters import FilterSet
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage

from .models import Force, Organisation, OrgScheme
from .tables import BranchFilter, BranchTable, KindFilter, OrganisationFilter, OrganisationTable, SchemeTable
from .workflow import ORGANISATION, SCHEME


class OrganisationList(ListPage):
    """Bodies of every kind, or of one: those with a figure of their own have a list of their own."""

    model, filterset, table, title = Organisation, OrganisationFilter, OrganisationTable, "组织名录"
    permission = "governance.view"
    create = ORGANISATION
    kind = ""

    def rows(self):
        """Dissolved bodies show only when they are asked for."""
        rows = super().rows()
        rows = rows.of_kind(self.kind) if self.kind else rows
        return rows if self.request.GET.get("status") == "dissolved" else rows.living()

    def tab_links(self):
        base = "/governance/organisations/"
        tabs = (
            ("", "全部", base),
            *((page.kind, page.title, f"{base}{page.slug}/") for page in (BranchList, CommitteeList, TeamList)),
        )
        return [(label, url, None, kind == self.kind) for kind, label, url in tabs]

    @property
    def new_url(self):
        url = super().new_url
        return f"{url}?kind={self.kind}" if url and self.kind else url


class BranchList(OrganisationList):
    filterset, table, title, kind, slug = BranchFilter, BranchTable, "小区党支部", "branch", "branches"


class CommitteeList(OrganisationList):
    filterset, title, kind, slug = KindFilter, "自治委员会", "self_gov_committee", "committees"


class TeamList(OrganisationList):
    filterset, title, kind, slug = KindFilter, "志愿者队伍", "volunteer_team", "teams"


class OrganisationDetail(DetailPage):
    """One body: what is known, whom it covers, who serves in it, which places it fills."""

    model, template, workflow = Organisation, "governance/organisations/organisation.html", ORGANISATION
    permission = "governance.view"
    select_related = ("area__community", "area__street", "leader")

    def more_context(self, obj):
        return {
            "covers": obj.covers.select_related("community").order_by("path"),
            "members": obj.members.select_related("person")
            .defer("person__phone", "person__id_number")
            .order_by("ends_on", "order", "id"),
            "fills": obj.fills.filter(ends_on=None).select_related("area__community", "slot").order_by("area__path"),
        }


class OrganisationStep(StepPage):
    model, workflow = Organisation, ORGANISATION
    select_related = ("area__community",)


class SchemeFilter(FilterSet):
    class Meta:
        model = OrgScheme
        fields = ["code", "status"]


class SchemeList(ListPage):
    model, filterset, table, title = OrgScheme, SchemeFilter, SchemeTable, "组织体系"
    permission = "governance.view"
    create = SCHEME


class SchemeDetail(DetailPage):
    """A scheme with its slots, how many compounds fill each, and the six forces."""

    model, template, workflow = OrgScheme, "governance/organisations/scheme.html", SCHEME
    permission = "governance.view"

    def more_context(self, obj):
        now = Q(fills__ends_on=None, fills__organisation__status="active")
        slots = obj.slots.annotate(filled=Count("fills__area", filter=now, distinct=True)).order_by("no")
        labels = dict(Organisation.Kind.choices)
        return {
            "slots": [(slot, "、".join(str(labels.get(kind, kind)) for kind in slot.kinds)) for slot in slots],
            "forces": Force.objects.filter(is_active=True),
        }


class SchemeStep(StepPage):
    model, workflow = OrgScheme, SCHEME
