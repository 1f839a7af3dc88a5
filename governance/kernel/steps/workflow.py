"""States and steps as one table; every business change goes through a step."""

from dataclasses import dataclass
from functools import wraps
from inspect import signature

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import IntegrityError, transaction

from governance.kernel.clock import desks, reminders
from governance.kernel.models.scopes import Verdict

from . import halts, stale
from .authority import authority_before, refuse_wider
from .backdating import Proof, proven
from .entry_rules import EntryRules
from .errors import Refused, WrongState
from .events import record
from .forms import NoteForm
from .guards import first_refusal, is_asked_again
from .offers import StepView
from .saving import as_invalid, as_refusal, lock, numbers_left, save_valid
from .work import Work

CLOCK = "clock"  # permission of steps that no person takes
REGISTRY = {}  # kind -> Workflow; tests and the API walk over all of them
TONES = {  # tone of a step: the icon of its button, and whether the timeline shows it in red
    "primary": ("check2-circle", False),
    "plain": ("arrow-right-circle", False),
    "back": ("arrow-counterclockwise", True),
    "refuse": ("x-circle", True),
    "text": ("arrow-right-circle", False),
}


@dataclass(frozen=True)
class Step:
    """One allowed move.

    source     -- states it starts from
    target     -- state it leads to; None: the body of the action sets it with `work.to`, or the row stays
    permission -- "app.ability", held over the row's area, or CLOCK
    guards     -- functions (obj, user) -> "" or the reason why not, see `guards`
    creates    -- may be taken on a row that does not exist yet
    by_clock   -- the clock may take it too, when its guards allow
    hidden     -- taken from another page, never shown as a button of the row
    inner      -- taken by another step only: no button, no page and no address of the API
    prepares   -- name of a main step that often waits for this one: then this one is the main button
    tone       -- one of TONES: what kind of act it is; the timeline shows `back` and `refuse` in red
    icon       -- of its button, where the tone's own does not fit
    hint       -- the sentence above the form
    edits      -- its form shows what the row has, and the API leaves what is not sent as it is
    adds       -- it only adds to the row (a vote, a visit) and replaces nothing of another user's, see `stale`
    done       -- what the page says afterwards, where 已 before the label does not: 已保存草稿
    is_bad     -- shown in red on the timeline, whatever the tone
    offline    -- its form may be kept on a device without network and sent later, see `pages/device`
    despite_halt -- taken although the workflow's `halt` stops the row: it leads back or out
    """

    name: str
    label: str
    source: tuple
    target: str | None
    permission: str
    guards: tuple = ()
    creates: bool = False
    by_clock: bool = False
    tone: str = "plain"
    icon: str = ""
    hint: str = ""
    hidden: bool = False
    inner: bool = False
    prepares: str = ""
    edits: bool = False
    adds: bool = False
    done: str = ""
    is_bad: bool | None = None
    offline: bool = False
    despite_halt: bool | None = None

    def __post_init__(self):
        if self.tone not in TONES:
            raise ImproperlyConfigured(f"The step {self.name} has tone {self.tone!r}: use one of {list(TONES)}.")
        if not self.icon:
            object.__setattr__(self, "icon", TONES[self.tone][0])
        if self.is_bad is None:
            object.__setattr__(self, "is_bad", TONES[self.tone][1])
        if self.despite_halt is None:
            object.__setattr__(self, "despite_halt", self.tone in ("back", "refuse"))

    @property
    def needs_version(self):
        """Must pages and programs say which version they saw?  The state may stay, and more happens than adding."""
        keeps = self.edits or self.target is None or self.target in self.source
        by_people = not self.inner and self.permission != CLOCK
        return keeps and bool(self.source) and not self.adds and by_people


class Workflow(EntryRules):
    """`kind` is "app.model"; an event is named "app.model.step".

    states     -- States of the rows
    deadlines  -- {state: reminders.Due}, where the states cannot name them themselves (`State.waits_for`)
    field      -- the column that holds the state
    reuse_relations -- relations of which guards read place and name only, never a state: see `lock`
    halt       -- a guard asked before every step, known or added later, of a row that exists; only steps that lead
                  back or out (`despite_halt`) are taken in spite of it; meanwhile no deadline of the row counts
    waits      -- fn(obj) -> "" or why no deadline of a row counts, though some of its steps are open
    """

    def __init__(
        self,
        kind,
        *steps,
        states=None,
        deadlines=None,
        field="status",
        reuse_relations=("area",),
        halt=None,
        waits=None,
    ):
        self.kind, self.states, self.field, self.reuse_relations = kind, states, field, reuse_relations
        self.halt, self.waits = halt, waits
        self.steps = {step.name: step for step in steps}
        super().__init__()
        self.actions, self.bodies, self.forms, self.days, self.reads = {}, {}, {}, {}, {}
        self.deadlines = deadlines or (states.deadlines if states is not None else {})  # {state: Due}
        if kind in REGISTRY:
            raise ImproperlyConfigured(f'Two workflows are called "{kind}": call one of them after its own model.')
        REGISTRY[kind] = self

    def is_open_to_people(self, name):
        """Whether a page or a program may take the step by its name: it exists, and no other step takes it alone."""
        return name in self.actions and not self.steps[name].inner

    @property
    def first(self):
        """The step that makes a new row; None where rows are never made by hand."""
        return next((step for step in self.steps.values() if step.creates), None)

    def state(self, obj):
        return getattr(obj, self.field)

    def verdict(self, name, obj, user, *, after=False):
        """May this user take this step on this object now?  If not, why.

        after -- the work is done: conditions that it was to change are not checked again
        """
        step = self.steps[name]
        verdict = self.right(step, obj, user)
        if verdict and not self.starts(step, obj):
            return Verdict(f"当前为“{self.state_label(obj)}”，不能{step.label}", error=WrongState)
        guards = [guard for guard in self.guards_of(step, obj) if not after or is_asked_again(guard)]
        return verdict and first_refusal(guards, obj, user)

    def right(self, step, obj, user):
        """May this user take the step on this row in any state?  Asked first, so that others learn nothing of it."""
        if user is None:  # the clock
            return Verdict("" if step.permission == CLOCK or step.by_clock else "此项须由人办理")
        if step.permission == CLOCK:
            return Verdict("到期后由系统自动办理")
        return user.can(step.permission, obj)

    def guards_of(self, step, obj):
        """The guards of a step, after the one that may stop every step of the row."""
        is_halted = self.halt is not None and obj.pk is not None and not step.despite_halt
        return (self.halt, *step.guards) if is_halted else step.guards

    def starts(self, step, obj):
        """Does the step start from the row's state?  A new row starts with a step that creates."""
        return step.creates if obj.pk is None else self.state(obj) in step.source

    def state_label(self, obj):
        return getattr(obj, f"get_{self.field}_display")()

    def check(self, step, obj, user, *, after=False):
        """Raise the refusal of the verdict, if there is one."""
        if self.right(step, obj, user) and not self.starts(step, obj):
            raise WrongState(self.verdict(step.name, obj, user).reason + stale.who_was_faster(self, obj))
        self.verdict(step.name, obj, user, after=after).or_raise()

    def open_to(self, obj, user):
        """Steps leaving the current state, each with its verdict (drives buttons and the API)."""
        steps = [step for step in self.steps.values() if self.state(obj) in step.source and step.permission != CLOCK]
        verdicts = {step.name: self.verdict(step.name, obj, user) for step in steps if not (step.hidden or step.inner)}
        waiting = {name for name, verdict in verdicts.items() if not verdict and verdict.error is Refused}
        views = []
        for name, verdict in verdicts.items():
            step = self.steps[name]
            tone = "primary" if verdict and step.prepares in waiting else step.tone
            look = tone, step.icon, step.hint
            views.append(StepView(name, step.label, bool(verdict), verdict.reason, verdict.kind, *look))
        return views

    def step(self, name, *, reads=()):
        """Decorate the function that does the step's own work.

        reads -- what its guards, rules and work read beside the row, in one question behind the lock, see `together`

        The decorated function is called `action(obj, *, actor, note="", **data)`;
        `version=` (what the person saw) refuses an edit over somebody else's, see `stale`.

        Around it, in one transaction: lock the fresh row, check state, permission and guards, run the body, check
        permission again, move the state, validate, save, move the deadline, record the event (with whatever the body
        returns as its data).  A body that takes `work` sets there which state follows and what comes after the save.
        """
        if name not in self.steps:
            raise ImproperlyConfigured(
                f'{self.kind} declares no step {name!r}: add Step("{name}", …) to its Workflow in workflow.py.'
            )
        step, self.reads[name] = self.steps[name], reads

        def register(body):
            @wraps(body)
            def action(obj, *, actor, note="", version=stale.ANY, **data):
                with transaction.atomic():
                    return self.run_step(step, obj, actor, note, data, seen=version)

            action.takes_work = "work" in signature(body).parameters
            self.bodies[name], self.actions[name] = body, action
            return action

        return register

    def use_forms(self, forms):
        """Name the form of each step that needs more than an optional note: {step: form}."""
        self.forms.update(forms)

    def use_days(self, days):
        """Say of every date that the form of a step asks for what it is: {step: {field: Day}}, see `backdating`.

        A column of child rows is named "field.column".  Comes after `use_forms`.
        """
        for name, kinds in days.items():
            self.days.setdefault(name, {}).update(kinds)
            self.forms[name] = proven(self.form(name), kinds)

    def form(self, name):
        """The form of a step: its own, or an optional note."""
        return self.forms.get(name, NoteForm)

    def take(self, name, obj, /, *, actor, note="", version=None, **data):
        """The action for pages and API: `obj` was read for this request, and their transaction ends with a refusal.

        version -- of the row, as the person saw it; None where the request does not say
        """
        return self.run_step(self.steps[name], obj, actor, note, data, keep=self.reuse_relations, seen=version)

    @numbers_left()
    def run_step(self, step, obj, actor, note, data, *, keep=(), seen=stale.ANY):
        """Take one step inside the caller's transaction and return the saved row."""
        is_new = obj.pk is None
        if is_new and not step.creates:
            raise WrongState("请先保存，再办理这一步")
        if not is_new:
            obj = lock(obj, keep, self.reads[step.name])
            self.check(step, obj, actor)
            self.refuse_stale(step, obj, actor, seen)
        source, was, work = self.state(obj), desks.bearings(obj), Work()
        rested_on = reminders.anchor(self, obj) if step.edits and not is_new else None
        before = authority_before(f"{self.kind}.{step.name}", actor)
        proof = Proof(self, step, obj, data)
        try:
            facts = proof.asked_with(lambda: self.run_body(step, obj, actor, note, data, work))
            self.check(step, obj, actor, after=not is_new)  # again: the body may have moved it to another area
            target = work.target or step.target or source
            setattr(obj, self.field, target)
            save_valid(obj)
            proof.attach(obj, actor)
            for follower in work.followers:
                facts |= follower(obj) or {}
            refuse_wider(before, actor)
        except ValidationError as error:
            raise as_invalid(error) from error
        except IntegrityError as error:
            raise as_refusal(error) from error
        is_anew = step.edits and not is_new and reminders.anchor(self, obj) != rested_on
        desks.follow_step(self, obj, source, target, was, is_anew)
        facts = stale.names_changed(step, obj, facts) | facts
        data = {"from": "" if is_new else source, "to": target, "note": note, **facts}
        record(f"{self.kind}.{step.name}", obj, actor=actor, label=step.label, data=data)
        if self.waits or (self.halt and step.despite_halt):
            halts.settle(self, obj, actor=actor)
        return obj

    def run_body(self, step, obj, actor, note, data, work):
        """Run the body of the step and return the event's data.  Only the workflow changes the state."""
        extra = {"work": work} if self.actions[step.name].takes_work else {}
        self.refuse_entries(step, obj, {**data, "actor": actor, "note": note})
        before = self.state(obj)
        facts = self.bodies[step.name](obj, actor=actor, note=note, **extra, **data) or {}
        if self.state(obj) != before:
            raise ImproperlyConfigured(f"{self.kind}.{step.name} sets the state itself: say work.to(STATE) instead.")
        return facts

    def refuse_stale(self, step, obj, user, seen):
        """Refuse a step on a version that is no longer the newest; a step that is refused anyway is refused first."""
        if found := stale.refusal(step, obj, seen):
            self.check(step, obj, user)
            raise found
