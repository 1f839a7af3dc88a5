"""What of a row may be sent on to residents: a card, as a picture and as text, and a poster with a QR code.

@card("projects.demand", when=lambda demand: demand.is_settled)
def answer_of(demand):
    return Card("需求办理答复", demand.title, …)

A concept declares it in its `cards.py`; `routes` then gives its rows the address `<pk>/card/`, and their pages the
button.  Nobody is named on a card: names of people who belong to the row, their numbers and the doors of flats are
masked in whatever a concept puts there.  Source: domain.md §7, masking.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.apps import apps
from django.contrib.auth import get_user_model

from governance.kernel.models.events import Event
from governance.kernel.models.sealed import PersonalName
from governance.kernel.upkeep import masks, sentences
from governance.kernel.upkeep.crypto import EncryptedTextField

CARDS = {}
SHORTEST_NAME = 2  # characters; one alone is no name that could be told from a word
PORTAL = "株洲市荷塘区基层治理平台"


@dataclass(frozen=True)
class Card:
    """What stands on the card of a row, in plain words.

    kind   -- what it is, the large line of a poster: 需求办理答复
    title  -- what it is about
    lead   -- the sentence below: 您反映的“楼道灯不亮”已答复
    facts  -- [(label, text)]; an empty text is left out
    way    -- how to object or to ask again; "" where there is none
    number -- of the row; never masked
    """

    kind: str
    title: str
    lead: str = ""
    facts: list = field(default_factory=list)
    way: str = ""
    number: str = ""

    @property
    def text(self):
        """The card as it is pasted into a group: a line for each fact."""
        lines = [f"{label}：{text}" for label, text in self.facts]
        number = f"编号：{self.number}" if self.number else ""
        return "\n".join(filter(None, [f"【{self.kind}】", self.title, self.lead, *lines, number, self.way, PORTAL]))

    def without_people(self, names):
        """The same with these names, numbers of people and flats masked, and without empty facts."""

        def plain(text):
            return masks.people(sentences.doors(sentences.long_runs(masks.digits(str(text)))), names).strip()

        return replace(
            self,
            title=plain(self.title),
            lead=plain(self.lead),
            facts=[(label, plain(text)) for label, text in self.facts if text not in (None, "")],
            way=plain(self.way),
        )


@dataclass(frozen=True)
class Maker:
    """How a kind of row becomes a card; `when` asks no database."""

    when: Callable
    write: Callable
    names: Callable


def card(table, *, when, names=lambda row: ()):
    """Register fn(row) -> Card for the rows of a table, "projects.demand".

    when  -- fn(row): whether it may be sent on now
    names -- fn(row): further names of people that its columns and events do not give
    """

    def register(fn):
        CARDS[table] = Maker(when, fn, names)
        return fn

    return register


def has_cards(model):
    return model._meta.label_lower in CARDS


def card_url(row):
    """The address of a row's card; "" where it has none now."""
    maker = CARDS.get(row._meta.label_lower)
    return row.url("card") if maker is not None and maker.when(row) else ""


def card_of(row):
    """The card of a row without any person on it; None where it has none now."""
    if not card_url(row):
        return None
    maker = CARDS[row._meta.label_lower]
    told = (word.strip() for word in [*people_of(row), *maker.names(row)] if word)
    return maker.write(row).without_people({word for word in told if len(word) >= SHORTEST_NAME})


# ------------------------------------------------------------ whom a row names
def people_of(row):
    """Names and numbers of everybody whom a row's columns name, and of those who took its steps."""
    Person, User = apps.get_model("governance", "Person"), get_user_model()
    linked = {Person: set(), User: set()}
    for column in row._meta.concrete_fields:
        if column.related_model in linked:
            linked[column.related_model].add(getattr(row, column.attname))
    events = Event.objects.filter(object_type=row._meta.label_lower, object_id=row.pk, actor__isnull=False)
    linked[User].update(events.values_list("actor", flat=True))
    people = {user.person for user in User.objects.filter(pk__in=linked[User] - {None}).select_related("person")}
    people |= set(Person.objects.filter(pk__in=linked[Person] - {None}))
    return [*private_words(row), *(word for person in people for word in (person.name, *private_words(person)))]


def private_words(row):
    """What stands in a row's columns of private people."""
    kept = (EncryptedTextField, PersonalName)
    columns = [column.attname for column in row._meta.concrete_fields if isinstance(column, kept)]
    values = [getattr(row, name) for name in columns]
    return [value for value in values if isinstance(value, str) and value != masks.UNREADABLE]
