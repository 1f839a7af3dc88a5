"""What belongs together with a row, in every direction; each page lists as much of it as its user may see.

    @related("projects.demand", "微项目", order=20)
    def project_of_demand(demand, user):
        return MicroProject.objects.visible_to(user).filter(pk=demand.project_id)

An app registers its own rows for the pages of others, and theirs for its
own, so a page knows nothing of the apps above it.  Whatever is given as rows
or `Lines` is read by one query, however many relations a page has.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db.models import F, IntegerField, QuerySet, Value
from django.db.models.functions import JSONObject

from governance.kernel.models import built
from governance.kernel.models.addresses import row_address
from governance.kernel.models.events import Event
from governance.kernel.steps.states import states_of

ANY = "*"  # the slot of what may belong to a row of every kind
MOST = 8  # of one relation
RELATIONS = defaultdict(list)


@dataclass(frozen=True)
class Relative:
    """One line of the card: `sub` are the small words under the title, `badge` is {"text", "kind"} or None."""

    title: str
    url: str
    sub: str = ""
    badge: dict | None = None


@dataclass(frozen=True)
class Lines:
    """Rows of which a line is made from some columns only.

    tell    -- fn(pk, **columns) -> Relative, knowing nothing else of the row; days come as "2026-03-05"
    columns -- {name: name of the column or expression}
    """

    rows: QuerySet
    tell: Callable
    columns: dict


@dataclass(frozen=True)
class Relation:
    """What a slot lists under a label; `after`: the kind of event without which a row has none of it."""

    label: str
    order: int
    find: Callable
    after: str = ""
    is_told: bool = False
    known: Callable | None = None


def related(*slots, label, order=50, after="", is_told=False, known=None):
    """Register fn(obj, user) -> rows, Lines or None; ANY as the slot for rows of every kind.

    after   -- kind of an event of the row: nothing is asked where its newest events lack it
    is_told -- fn gives Relatives itself, or None; all others are asked in one query, whose SQL is kept (`built.of_row`)
    known   -- fn(obj, user) -> the Relatives where the page has read them already, else None
    """

    def register(fn):
        for slot in slots:
            RELATIONS[slot].append(Relation(label, order, fn, after, is_told, known))
        return fn

    return register


def relatives_of(obj, user, kinds=()):
    """[(label, [Relative])] of what belongs to a row and may be seen, in the order of the work; itself never.

    kinds -- kinds of the row's events
    """
    relations = sorted([*RELATIONS[obj._meta.label_lower], *RELATIONS[ANY]], key=lambda relation: relation.order)
    relations = [relation for relation in relations if not relation.after or relation.after in kinds]
    told = {no: relation.find(obj, user) or () for no, relation in enumerate(relations) if relation.is_told}
    known = {no: relation.known(obj, user) for no, relation in enumerate(relations) if relation.known}
    told |= {no: lines for no, lines in known.items() if lines is not None}
    told |= read({no: relation for no, relation in enumerate(relations) if no not in told}, obj, user)
    seen, groups = {obj.get_absolute_url()}, defaultdict(list)
    for no, relation in enumerate(relations):
        for line in told.get(no, ()):
            if line.url not in seen:
                seen.add(line.url)
                groups[relation.label].append(line)
    return list(groups.items())


def read(asked, obj, user):
    """{number: [Relative]} of {number: Relation}: one query, the rows of each in the order in which they were made."""

    def build(row):
        given = {no: relation.find(row, user) for no, relation in asked.items()}
        lines = {no: lines_of(one) for no, one in given.items() if one is not None}
        queries = [query_of(one, no) for no, one in lines.items()]
        rows = queries[0].union(*queries[1:], all=True) if queries else Event.objects.none()
        rows.tells = {no: one.tell for no, one in lines.items()}
        return rows

    kinds = tuple((no, relation.find) for no, relation in asked.items())
    own = (user.pk, user.person_id, *user.unit_ids)
    query = built.query_of_row((read, built.standing(user), kinds), obj, build, own)
    found = defaultdict(list)
    for no, pk, words in sorted(query.rows(obj), key=lambda row: row[:2]) if query else ():
        found[no].append(query.queryset.tells[no](pk, **words))
    return found


def query_of(lines, no):
    """The first rows of some Lines as (number, key, columns)."""
    rows = lines.rows if lines.rows.query.order_by else lines.rows.order_by("pk")
    columns = {name: F(column) if isinstance(column, str) else column for name, column in lines.columns.items()}
    rows = rows.annotate(line_no=Value(no, IntegerField()), line_pk=F("pk"), line_words=JSONObject(**columns))
    return rows.values_list("line_no", "line_pk", "line_words")[:MOST]


def lines_of(rows):
    """Rows as Lines: by their title, their number and their state."""
    if isinstance(rows, Lines):
        return rows
    named = {field.name for field in rows.model._meta.fields}
    columns = {name: name for name in ("title", "number", "status") if name in named}
    return Lines(rows, partial(tell, rows.model), columns)


def tell(model, pk, title="", number="", status=""):
    """The line of a row that has a title, a number and a state."""
    return Relative(title or number, row_address(model, pk), number if title else "", badge_of(model, status))


def badge_of(model, status):
    """The badge of a state by its value; None where there is none."""
    states = states_of(model)
    return {"text": states[status].label, "kind": states[status].kind} if states is not None and status else None
