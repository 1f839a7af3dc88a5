"""Pages of home visits."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404

from governance.kernel.models.addresses import new_address
from governance.kernel.pages.details import DetailPage
from governance.kernel.pages.lists import ListPage
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import Page, RowPage
from governance.kernel.papers.qr_codes import qr_code
from governance.kernel.steps import cleaning
from governance.models import Area, Level
from projects.key_households.models import KeyHousehold
from projects.places import place_name
from projects.roles import REPORT, VIEW

from .homes import homes_of
from .models import Visit
from .rounds import COMMUNITY, places_of, round_of
from .staircases import houses_of, unfinished
from .tables import VisitFilter, VisitTable
from .workflow import STANDING, VISIT

MOST_PLACES, MOST_CODES = 200, 120  # choices of a round, codes of a sheet
DOORS = (Level.BUILDING, Level.UNIT)


class VisitList(ListPage):
    permission = VIEW
    model, filterset, table = Visit, VisitFilter, VisitTable
    title = "走访记录"
    subtitle = "邻长、片长、支部和社区书记入户走访，看到和听到的"
    create = VISIT
    sheets = ("visits",)
    lifted_by = ("visited", "visited_after", "visited_before")
    tabs = (
        ("month", "本月", "this_month"),
        ("mine", "我的", lambda rows, user: rows.of(user)),
        ("all", "全部"),
    )


class VisitDetail(DetailPage):
    permission = VIEW
    model, template, workflow = Visit, "projects/visits/visit.html", VISIT
    select_related = (
        "area__community",
        "area__street",
        "area__compound",
        "area__parent",
        "post__person",
        "created_by__person",
    )

    def more_context(self, obj):
        found = KeyHousehold.objects.visible_to(self.request.user).filter(pk=obj.key_household_id)
        return {"household": found.select_related("area__compound", "area__parent").first()}

    def awaits(self, obj):
        """What was heard on a visit goes on as a demand."""
        may_report = obj.status in STANDING and self.request.user.scope(REPORT).covers(obj.area)
        return "有需要解决的，下一步由走访登记需求" if may_report else ""


class VisitStep(StepPage):
    model, workflow = Visit, VISIT
    select_related = (
        *("area__community", "area__street", "area__compound", "area__parent"),
        *("post__person", "post__area", "key_household__area__compound", "key_household__area__parent"),
    )

    def initial(self, obj):
        """A visit to a key household begins with its place, as far as that is still one."""
        given = super().initial(obj)
        key = cleaning.row_key(given.pop("key_household", ""))
        rows = KeyHousehold.objects.visible_to(self.request.user, REPORT).standing().select_related("area")
        household = rows.filter(pk=key).first() if key else None
        if household is None:
            return given
        place = {"area": household.area.code} if household.area.is_current else {}
        return {"kind": Visit.Kind.CARE, **place, **given, "key_household": household.pk}


class VisitRound(Page):
    """今日走访: where nobody was this month, at one place of the user's."""

    permission = REPORT
    title = "今日走访"
    REASON = "走访前电话联系"

    def get(self, request):
        places = list(places_of(request.user)[:MOST_PLACES])
        wanted = request.GET.get("area") or (places[0].code if places else "")
        area = Area.objects.visible_to(request.user, REPORT).current().filter(code=wanted).first()
        if area is None or area.depth < COMMUNITY:
            raise Http404
        houses = houses_of(area, request.user)
        return self.show(
            "projects/visits/round.html",
            places=places if len(places) > 1 else [],
            round=round_of(area, request.user),
            houses=houses,
            unfinished=unfinished(houses),
            homes=homes_of(area, request.user),
            may_reveal=request.user.scope("governance.edit_registry").covers(area),
            reason=urlencode({"reason": self.REASON}),
        )


class VisitCodes(RowPage):
    """走访码: a sheet for doors and stairs, each code leads to the form of a visit with the place filled in."""

    model, permission, title = Area, REPORT, "走访码"
    select_related = ("compound", "parent")

    def rows(self):
        return super().rows().visible_to(self.request.user, REPORT).filter(compound__isnull=False)

    def get(self, request, pk):
        area = self.get_object(pk)
        below = Area.objects.visible_to(request.user, REPORT).current().below(area).filter(level__in=DOORS)
        places = list(below.select_related("compound", "parent").order_by("path")[: MOST_CODES + 1])
        codes = [(place_name(place), code_of(place)) for place in [area, *places][:MOST_CODES]]
        return self.show("projects/visits/codes.html", object=area, codes=codes, is_cut=len(places) >= MOST_CODES)


def code_of(place):
    return qr_code(f"{settings.PORTAL_URL}{new_address(Visit)}?{urlencode({'area': place.code})}")
