"""A state is declared once: its value, words and colour, its stage, its groups and whom it waits for.

    STATES = States(
        DRAFT := State("draft", "草稿", "wait", stage=0, groups=("open", "editable")),
        APPROVED := State("approved", "已立项", "ok", stage=4, groups=("ended", "counted")),
        stages=("申报", "议事", …),
    )

Choices, badges, the process bar, tabs, querysets, constraints, figures and the
deadlines of the workflow are read from this declaration; no state is spelled
anywhere else (`tests/house`).
"""

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models

KINDS = ("wait", "info", "ok", "warn", "danger", "")  # colours of a badge; "" is grey: over, and nothing came of it
LOOKS = ("now", "back", "")  # of the present stage on the process bar: at work, sent back, not reached
UNSET = object()


class State(str):
    """One state of a workflow; equal to its value, so rows and queries compare with it directly.

    value     -- what the column holds
    label     -- the words people see
    kind      -- colour of the badge, one of KINDS
    stage     -- index of the stage on the process bar; None: shown on none (only where the workflow has stages)
    look      -- how that stage looks while the row is here, one of LOOKS
    groups    -- names of what it belongs to ("open", "ended", "counted" …); at least one
    waits_for -- reminders.Due: what begins to run when a row enters the state; None when nobody has to act
    """

    __slots__ = ("groups", "kind", "label", "look", "stage", "waits_for")

    def __new__(cls, value, label, kind=UNSET, *, stage=UNSET, look="now", groups=(), waits_for=None):
        state = super().__new__(cls, value)
        state.label, state.kind, state.stage, state.look = label, kind, stage, look
        state.groups, state.waits_for = (groups,) if isinstance(groups, str) else tuple(groups), waits_for
        return state

    def __repr__(self):
        return str.__repr__(self)

    def __reduce__(self):  # a copy in a queue or a migration is the bare value
        return str, (str(self),)

    def __deepcopy__(self, memo):
        return self


class States:
    """All states of one workflow, in the order in which people read them.

    stages -- labels of the process bar; () when the workflow has none

    Raises ImproperlyConfigured, with what to add, for a state that lacks its
    colour, stage or group.
    """

    def __init__(self, *states, stages=()):
        self.by_value = {str(state): state for state in states}
        self.stages = tuple(stages)
        for state in states:
            self.refuse_incomplete(state)
        if len(self.by_value) != len(states):
            raise ImproperlyConfigured("Two states have the same value: give each State its own.")

    def refuse_incomplete(self, state):
        where = f'State("{state}", "{state.label}")'
        if state.kind not in KINDS:
            raise ImproperlyConfigured(f"{where} has no badge: add its colour, one of {KINDS}, after the label.")
        if not state.groups:
            raise ImproperlyConfigured(f'{where} belongs to no group: add groups=("open",) or those it counts to.')
        if self.stages:
            if state.stage is UNSET:
                raise ImproperlyConfigured(f"{where} has no stage: add stage=, an index of {self.stages}, or None.")
            if state.stage is not None and not 0 <= state.stage < len(self.stages):
                raise ImproperlyConfigured(f"{where} has stage {state.stage}: there are {len(self.stages)} stages.")
            if state.look not in LOOKS:
                raise ImproperlyConfigured(f"{where} has look {state.look!r}: use one of {LOOKS}.")

    def __iter__(self):
        return iter(self.by_value.values())

    def __contains__(self, value):
        return value in self.by_value

    def __getitem__(self, value):
        return self.by_value[value]

    @property
    def first(self):
        """The state of a new row."""
        return str(next(iter(self.by_value)))

    @property
    def choices(self):
        return [(value, state.label) for value, state in self.by_value.items()]

    @property
    def groups(self):
        return {name for state in self for name in state.groups}

    def group(self, name):
        """The values of the states that belong to a group, in order; ImproperlyConfigured for an unknown group."""
        found = tuple(value for value, state in self.by_value.items() if name in state.groups)
        if not found:
            raise ImproperlyConfigured(f"No state belongs to the group {name!r}: there are {sorted(self.groups)}.")
        return found

    @property
    def deadlines(self):
        """{state: reminders.Due} of the states that wait for somebody."""
        return {value: state.waits_for for value, state in self.by_value.items() if state.waits_for is not None}

    def process(self, value, subs=()):
        """The process bar of a row in this state: [{label, sub, state}].

        subs -- the small words under each stage, in order; at the present one its state is added below
        """
        present, steps = self[value], []
        for number, label in enumerate(self.stages):
            sub = subs[number] if number < len(subs) else ""
            if number == present.stage:
                sub = "\n".join(filter(None, (sub.split("\n")[0], present.label)))
            is_past = present.stage is not None and number < present.stage
            look = "done" if is_past else present.look if number == present.stage else ""
            steps.append({"label": label, "sub": sub, "state": look})
        return steps


class StateField(models.CharField):
    """The column of a workflow's state.

    Its choices stay out of migrations, where it is a plain CharField: a state
    that is added or renamed in words changes no table.
    """

    def __init__(self, verbose_name="状态", *, states=None, **options):
        self.states = states
        if states is not None:
            options.setdefault("max_length", 20)
            options.setdefault("default", states.first)
            options["choices"] = states.choices
        super().__init__(verbose_name, **options)

    def deconstruct(self):
        name, _, args, options = super().deconstruct()
        options.pop("choices", None)
        if isinstance(options.get("default"), str):
            options["default"] = str(options["default"])
        return name, "django.db.models.CharField", args, options


def states_of(model, field="status"):
    """The States of a model's column; None where it has none."""
    try:
        return getattr(model._meta.get_field(field), "states", None)
    except FieldDoesNotExist:
        return None


def state_of(row, field="status"):
    """The State in which a row is; None where its model declares none."""
    states = states_of(type(row), field)
    return states[getattr(row, field)] if states is not None else None


def shown_state(row):
    """The State as people read it: what the row itself says for today (`state_today`), else the one it is in."""
    return getattr(row, "state_today", None) or state_of(row)
