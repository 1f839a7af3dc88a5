"""The detail page of one row."""

from .showing import detail_context
from .views import RowPage


class DetailPage(RowPage):
    """One row: what it is, what may be done, what happened.

    template -- extends generic/detail.html, which by itself shows the row's own fields (`facts`)
    slot     -- of the panels that other apps lend; the model's name if not given
    unsealed -- names of sealed columns that everybody who may open this page reads in full
    """

    template = "generic/detail.html"
    workflow = None
    slot = ""
    unsealed = ()

    def get(self, request, pk):
        obj = self.get_object(pk)
        return self.show(self.template, object=obj, **detail_context(self, obj), **self.more_context(obj))

    def more_context(self, obj):
        return {}

    def lacks(self, obj):
        """Sentences of what the row still lacks for its next step, which the page reads anyhow.

        A sentence that names the step by which it is mended (`answers.Lacking`) gives this step the main button.
        """
        return ()

    def awaits(self, obj):
        """What comes next of a row on which no step of its own leads on, as a sentence; "" where one does."""
        return ""

    def heading(self, obj):
        return str(obj)
