"""The choices of a compound and of an implementing organisation in the forms of micro-projects."""

from functools import reduce
from operator import or_

from django.db.models import Q

from governance.models import Organisation
from projects.choices import places
from projects.roles import APPLY

IMPLEMENTERS = (Organisation.Kind.BRANCH, Organisation.Kind.SOCIAL)  # kinds that may build or serve


def compounds(user):
    """Compounds where the user may apply."""
    return places(user, APPLY, "compound")


def implementers(user, chosen=None):
    """Active branches and social organisations in the communities where the user may apply."""
    paths = [community_path(path) for path in user.scope(APPLY).paths]
    near = reduce(or_, (Q(area__path__startswith=path) for path in paths), Q(pk=None))
    near |= Q(area__level__in=("district", "street"), kind=Organisation.Kind.SOCIAL)
    rows = Organisation.objects.active().filter(near, kind__in=IMPLEMENTERS)
    return (rows | Organisation.objects.filter(pk=chosen)).order_by("kind", "area__path", "name")


def community_path(path):
    """The path of the community that contains a path: its first two levels."""
    return "/".join(path.split("/")[:3]).rstrip("/") + "/"
