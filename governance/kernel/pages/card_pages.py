"""The page of a row's card: its picture, its text, and the poster."""

from django.conf import settings
from django.http import Http404

from governance.kernel.papers.qr_codes import qr_code

from .cards import PORTAL, card_of
from .crumbs import crumbs
from .views import RowPage


class CardPage(RowPage):
    """The card of one row: its picture, its text, and the poster, which is also what is printed.

    Rows come through the door of their own page (`routes`); a row without a card now is 404.
    """

    title = "转发卡片"

    def get(self, request, pk):
        obj = self.get_object(pk)
        made = card_of(obj)
        if made is None:
            raise Http404
        address = f"{settings.PORTAL_URL}{obj.get_absolute_url()}"
        return self.show(
            "generic/card.html",
            object=obj,
            card=made,
            portal=PORTAL,
            address=address,
            code=qr_code(address),
            crumbs=crumbs(obj.area, request.user),
        )
