"""Who is meant by a name near a body."""

from collections import defaultdict

from governance.kernel.papers.sheets import Masked
from governance.people.models.people import Person

AROUND = ("area__street", "area__community", "area__compound", "area__parent")
ON_PAGE = "请在组织的页面上办理"


class Nearby:
    """The people near bodies, by their names: a body names people of its own community only."""

    def __init__(self, names, actor):
        rows = Person.objects.known_to(actor).entered().filter(name__in=set(names)).select_related("area")
        self.found = defaultdict(list)
        for person in rows.order_by("id"):
            self.found[person.name].append(person)

    def of(self, name, area, phone=""):
        """The people of a name in the community of an area; of a telephone, in full or masked, where it is given."""
        top = area.community if area.community_id else area
        near = [person for person in self.found[name] if person.area.path.startswith(top.path)]
        if isinstance(phone, Masked):
            return [person for person in near if person.phone_masked == phone]
        return [person for person in near if person.phone == phone] if phone else near


def who_fault(found, name, area):
    """Why a name means nobody here, or several; "" where it means one person."""
    where = (area.community or area).name
    if not found:
        return f"{where}没有登记“{name}”，请先在任职台账或花名册登记此人"
    return f"{where}有 {len(found)} 名{name}，{ON_PAGE}" if len(found) > 1 else ""
