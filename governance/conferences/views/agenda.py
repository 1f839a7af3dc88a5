"""Pages of an item of the agenda, which opens in its conference's room."""

from django.shortcuts import redirect

from governance.conferences.models.agenda import AgendaItem
from governance.conferences.workflow.agenda import ITEM
from governance.kernel.pages.steps import StepPage
from governance.kernel.pages.views import RowPage

from .sittings import SEE


class AgendaItemDetail(RowPage):
    """An item has no page of its own: it opens in its conference's room."""

    model = AgendaItem
    permission = SEE

    def get(self, request, pk):
        return redirect(self.get_object(pk).room_url)


class AgendaItemStep(StepPage):
    model, workflow = AgendaItem, ITEM
    select_related = ("conference__area", "area__community")

    def address_after(self, obj):
        """After a decision the next item opens."""
        if self.step.name == "decide":
            later = obj.conference.items.waiting().filter(no__gt=obj.no).order_by("no").first()
            later = later or obj.conference.items.waiting().order_by("no").first()
            return later.room_url if later else obj.room_url
        if self.step.name == "remove":
            return obj.conference.get_absolute_url()
        return obj.room_url
