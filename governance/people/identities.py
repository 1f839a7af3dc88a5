"""Which person of the register is meant: by identity number, else by telephone and name; else the likely ones.

The register answers about people whom the user may see (`known_to`). A number of somebody else is taken like a free one
and waits for the district (`judge_identity`), so that nobody can ask by it who is registered elsewhere.

Somebody with another telephone, but the same name in the same post of the same place, is probably the same person.
That is asked (`SAME`, `OTHER`) and never decided by the portal.
"""

from collections import defaultdict

from django.db import connection
from django.db.models import Q

from governance import roles
from governance.kernel.clock import clock
from governance.kernel.papers.sheets import Masked
from governance.kernel.steps.errors import Invalid
from governance.kernel.upkeep.crypto import blind_index, blind_indexes

from .models.numbers import refusal
from .models.people import NUMBER_TWICE, PHONE_TWICE, Person
from .models.posts import Appointment

BATCH = 2000
SAME, OTHER = "同一人", "另一人"
ANSWERS = (SAME, OTHER)


def lock_number(index):
    """Let one transaction at a time look for and enter this identity number or telephone (its keyed index)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('governance.identity'), hashtext(%s))", [index])


def has_number(id_number):
    return Q(id_index__in=blind_indexes(id_number)) if id_number else Q(pk__in=[])


def is_called(name, phone):
    return Q(name=name, phone_index__in=blind_indexes(phone)) if phone else Q(pk__in=[])


def twins(person):
    """Others of the register with this person's identity number, or name and telephone."""
    same = has_number(person.id_number) | is_called(person.name, person.phone)
    return Person.objects.entered().filter(same).exclude(pk=person.pk)


def settled_twins(person):
    """Those of them whose own identity is beyond doubt."""
    return twins(person).filter(identity_pending=False)


def judge_identity(person, actor):
    """Decide whether the identity just entered waits to be settled: somebody out of the actor's sight has it, too.

    Of people in sight it is refused (invalid).  The answer costs the same questions either way.
    """
    for value in (person.id_number, person.phone):  # always in this order
        if value:
            lock_number(blind_index(value))
    seen = twins(person).known_to(actor)
    if seen.filter(has_number(person.id_number)).exists():
        raise refusal(actor, NUMBER_TWICE, "invalid", field="id_number", kind=Invalid)
    if seen.filter(is_called(person.name, person.phone)).exists():
        raise Invalid(PHONE_TWICE)
    person.identity_pending = settled_twins(person).exists()


def judge_new(people):
    """Decide of new people with name and telephone whether each waits to be settled, as `judge_identity` does of one.

    Returns those that wait.
    """
    same = Person.objects.entered().filter(identity_pending=False, name__in={person.name for person in people})
    taken = set(same.exclude(phone_index="").values_list("name", "phone_index"))
    for person in people:
        person.identity_pending = any((person.name, index) in taken for index in blind_indexes(person.phone))
    return [person for person in people if person.identity_pending]


def likely_posts(*, names, area_ids, posts):
    """{(name, role, area id): [posts held there under this name]}."""
    rows = Appointment.objects.active().filter(person__name__in=names, area__in=area_ids, role__in=posts)
    found = defaultdict(list)
    for post in rows.select_related("person", "area").defer("person__phone", "person__id_number").order_by("id"):
        found[post.person.name, post.role, post.area_id].append(post)
    return found


def likely_words(post):
    """Who is registered already: the sentence that asks."""
    phone = f"手机{post.person.phone_masked}" if post.person.phone_masked else "未登记手机"
    return (
        f"疑似同一人：{post.area.name}已有{roles.label(post.role)}{post.person.name}"
        f"（{phone}，{clock.zh_day(post.starts_on)}任职）"
    )


class Register:
    """The people in sight whom the rows of a sheet may mean, read at once.

    rows -- dicts with name, phone, role (its value) and area_id
    """

    def __init__(self, rows, actor):
        names = {row["name"] for row in rows}
        people = Person.objects.known_to(actor).filter(name__in=names).select_related("area", "merged_into")
        self.known = {}
        for person in people.defer("phone", "id_number").order_by("-status", "-id").iterator(BATCH):
            place = person.phone_index or person.area_id  # those merged come first, the oldest in force last
            self.known[person.name, place] = person.current
        self.posts = likely_posts(
            names=names, area_ids={row["area_id"] for row in rows}, posts={row["role"] for row in rows}
        )

    def find(self, row):
        """The person whom the row means beyond doubt, or None; a masked telephone means one of those in the post."""
        if isinstance(row["phone"], Masked):
            shown = [post.person for post in self.likely(row) if post.person.phone_masked == row["phone"]]
            return shown[0] if len(shown) == 1 else None
        if row["phone"]:
            keys = [(row["name"], index) for index in blind_indexes(row["phone"])]
            return next((self.known[key] for key in keys if key in self.known), None)
        same = [post.person for post in self.likely(row) if not post.person.phone_index]
        return same[0] if same else self.known.get((row["name"], row["area_id"]))

    def likely(self, row):
        """The posts whose holders the row may mean."""
        return self.posts.get((row["name"], row["role"], row["area_id"]), [])
