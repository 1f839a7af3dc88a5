"""The levels of the tree at which rows of a kind stand: a post, a body, a committee, a fund, a roll.

    POSTS = Levels("governance.appointment", "role", roles.LEVELS)   # beside the workflow
    POSTS.check(post.role, post.area)                                # in its steps; refuses wrong_level in words
    self.fields["area"].bind(user, permission, given, POSTS.of(allowed))

A right reaches from its place downwards, so a row above the level where it belongs would widen it.  The database
refuses such a row too, by a trigger with `guard_level` and what `argument` gives (a test compares them), and `verify`
names the rows that stand elsewhere.
"""

import json
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Q

from governance.kernel.steps.errors import Refused

DECLARED = []  # every Levels, in the order of declaration


class Levels:
    """Where rows of a model stand, by one of its columns.

    kind   -- "app.model"; column -- name of the field that decides, beside `area`
    levels -- {value of the column: levels}; a value that is not named stands anywhere
    says   -- the sentence of the refusal, with {what} (the label of the value) and {where}
    """

    def __init__(self, kind, column, levels, says="{what}只设在{where}，请改选区域"):
        self.kind, self.column, self.says = kind, column, says
        self.levels = {str(value): tuple(map(str, found)) for value, found in levels.items()}
        DECLARED.append(self)

    @property
    def model(self):
        return apps.get_model(self.kind)

    def of(self, values):
        """The levels at which rows of any of these values stand, the highest first."""
        wanted = {level for value in values for level in self.levels[str(value)]}
        return [level for level in level_words() if level in wanted]

    def where(self, value):
        """The places in words: "小区、楼栋或单元"."""
        *first, last = [words for level, words in level_words().items() if level in self.levels[str(value)]]
        return f"{'、'.join(first)}或{last}" if first else last

    def sentence(self, value):
        """What people read when a row of this value stands elsewhere."""
        labels = {str(key): words for key, words in self.model._meta.get_field(self.column).choices}
        return self.says.format(what=labels[str(value)], where=self.where(value))

    def refusal(self, value, area):
        """The reason why such a row does not stand at this place; "" where it does."""
        allowed = self.levels.get(str(value))
        return self.sentence(value) if allowed and area.level not in allowed else ""

    def check(self, value, area):
        """Refuse a row that does not belong to the level of its place (wrong_level)."""
        if reason := self.refusal(value, area):
            raise Refused(reason, "wrong_level", field="area")

    def misplaced(self):
        """The rows that stand at a level where they do not belong, oldest first."""
        fits = [Q(**{self.column: value, "area__level__in": levels}) for value, levels in self.levels.items()]
        rows = self.model._base_manager.filter(**{f"{self.column}__in": list(self.levels)})
        return rows.exclude(reduce(or_, fits)).select_related("area").order_by("pk")

    def argument(self):
        """What the trigger is given, as JSON: {value: [the sentence, and the levels]}."""
        return json.dumps({value: [self.sentence(value), *levels] for value, levels in self.levels.items()})


def level_words():
    """{level: its word}, from the district down."""
    return dict(apps.get_model("governance.area")._meta.get_field("level").choices)
