"""Six resources with rows, and the keys of those who act on them, for the generated clients."""

from datetime import timedelta
from types import SimpleNamespace

from governance.kernel.clock import clock
from governance.people.actions import access
from tests.factories import disputes
from tests.factories.projects import accepted_demand, make_draft
from tests.factories.town import make_town, make_town_fund


def make_world():
    """A town with a draft project, a committee and a fund; `keys` are those of its people."""
    town = make_town()
    town.implementer.covers.add(town.compound)
    town.implementer.member_count = 5
    town.implementer.save()
    room = disputes.room_of(town.place)
    keeper = make_town_fund(town, amount="")
    demand = accepted_demand(town.branch, town.secretary, town.compound, town.category)
    project = make_draft(town.branch, demand, town.implementer)
    people = {
        "secretary": town.secretary,
        "branch": town.branch,
        "clerk": room.secretary,
        "head": room.head,
        "manager": keeper.manager,
    }
    keys = {name: access.make_key(user, actor=user, name="客户端")[1] for name, user in people.items()}
    return SimpleNamespace(
        town=town,
        keys=keys,
        rows={
            "area": town.compound.pk,
            "areaCode": town.compound.code,
            "organisation": town.implementer.pk,
            "project": project.pk,
            "fund": keeper.fund.pk,
        },
        today=clock.today().isoformat(),
        due=(clock.today() + timedelta(10)).isoformat(),
        parties=disputes.parties(),
    )
