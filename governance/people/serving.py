"""How tables of other concepts say that a person serves somewhere, for two rows of one person that become one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Serving:
    """Declared as `serving` on a table whose rows name a person who serves somewhere, once at a time.

    of     -- the columns that say where
    since  -- the column of the first day; until -- that of the last one, empty while the person serves
    joined -- of two such rows of one person the later ends when the person's rows are merged; else they stand in the
              way of the merger until the concept's own step has ended one
    gives_rights -- the seat lets its holder see or decide something: no administrator (三员) may hold one
    """

    of: tuple
    since: str
    until: str
    joined: bool = True
    gives_rights: bool = False

    def twins(self, model, column, person, into):
        """[(a row of the one, the row of the other for the same place)] of those that serve now."""
        serving = model._base_manager.select_related(*self.of).filter(**{self.until: None})
        there = {self.place(row): row for row in serving.filter(**{column: into})}
        return [(row, there[key]) for row in serving.filter(**{column: person}) if (key := self.place(row)) in there]

    def place(self, row):
        return tuple(getattr(row, f"{name}_id") for name in self.of)

    def words(self, row):
        """Where somebody serves, in words."""
        places = "".join(str(getattr(row, name)) for name in self.of)
        return f"{places}的{row._meta.verbose_name}"


def servings(person_model):
    """[(table, its column, Serving)] of every table that declares one."""
    found = [(relation.related_model, relation.field.name) for relation in person_model._meta.related_objects]
    return [(model, column, model.serving) for model, column in found if hasattr(model, "serving")]
