"""The detail page of one row."""

from .showing import detail_context
from .views import RowPage


# ------------------------------------------------------------ details
class DetailPage(RowPage):
    """One row: what it is, what may be done, what happened."""

    template = "generic/detail.html"
    workflow = None
    slot = ""

    def get(self, request, pk):
        obj = self.get_object(pk)
        return self.show(self.template, object=obj, **detail_context(self, obj), **self.more_context(obj))

    def more_context(self, obj):
        return {}

    def heading(self, obj):
        return str(obj)
