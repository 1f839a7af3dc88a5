"""The choice of a place in the forms of projects."""

from governance.kernel.steps.coded import CodedChoice
from governance.models import Area


class AreaChoice(CodedChoice):
    """A place."""

    def __init__(self, **options):
        super().__init__(Area.objects.none(), empty_label="请选择", **options)

    def label_from_instance(self, area):
        around = [place.name for place in (area.street, area.community) if place is not None and place.pk != area.pk]
        return f"{area.name}（{' '.join(around)}）" if around else area.name


def places(user, permission, *levels):
    """Current areas of these levels where the user holds a permission."""
    rows = Area.objects.visible_to(user, permission).current().filter(level__in=levels)
    return rows.select_related("street", "community").order_by("path")
