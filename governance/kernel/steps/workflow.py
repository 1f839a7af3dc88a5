"""States and steps as one table; every business change goes through a step."""

from dataclasses import dataclass
from functools import wraps

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction

from governance.kernel.clock import clock, reminders
from governance.kernel.models.events import Event
from governance.kernel.models.scopes import Verdict

from .errors import Busy, Invalid, Refused, WrongState
from .events import record
from .guards import asked_again, said

CLOCK = "clock"  # permission of steps that no person takes
REGISTRY = {}  # kind -> Workflow; tests and the API walk over all of them


@dataclass(frozen=True)
class Step:
    """One allowed move.

    source     -- states it starts from
    target     -- state it leads to; None: the body of the action sets it
    permission -- "app.ability", held over the row's area, or CLOCK
    guards     -- functions (obj, user) -> "" or the reason why not, see `guards`
    creates    -- may be taken on a row that does not exist yet
    by_clock   -- the clock may take it too, when its guards allow
    hidden     -- taken from another page, never shown as a button of the row
    prepares   -- name of a main step that often waits for this one: then this one is the main button
    tone, icon, hint -- how the button looks and what the form says first
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
    icon: str = "arrow-right-circle"
    hint: str = ""
    hidden: bool = False
    prepares: str = ""


@dataclass(frozen=True)
class StepView:
    """A step as one user sees it on one row; `kind` says why it is refused, see `scopes`."""

    name: str
    label: str
    allowed: bool
    reason: str
    kind: str
    tone: str
    icon: str
    hint: str
    url: str = ""


def save_valid(obj):
    """Save, or refuse in words: constraint messages become `Invalid`.

    Only the database knows for certain whether a constraint holds: it is asked
    once, by the save itself.  As after every refusal the transaction is over.
    """
    try:
        obj.full_clean(exclude=unchanged(obj), validate_constraints=False)
    except ValidationError as error:
        raise invalid(error) from error
    try:
        obj.save()
    except IntegrityError as error:
        raise violated(error) from error


def invalid(error):
    """Django's ValidationError as ours: one sentence, and the sentences by field."""
    fields = error.message_dict if hasattr(error, "error_dict") else {}
    errors = {("" if name == "__all__" else name): list(messages) for name, messages in fields.items()}
    return Invalid("；".join(error.messages), errors=errors)


def violated(error):
    """What a trigger or constraint refused, for people: triggers raise Chinese sentences, models word constraints."""
    diagnostics = getattr(error.__cause__, "diag", None)
    sentence = getattr(diagnostics, "message_primary", "") or ""
    if any("\u4e00" <= char <= "\u9fff" for char in sentence):
        return Invalid(sentence)
    name = getattr(diagnostics, "constraint_name", "") or "未命名约束"
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return invalid(ValidationError({"__all__": worded(constraint, model)}))
    return Invalid(f"数据不符合规则（{name}），请核对后再提交")


def worded(constraint, model):
    """The model's own sentence for a constraint; Django's for "once per these fields"."""
    is_default = constraint.violation_error_message == constraint.default_violation_error_message
    if is_default and getattr(constraint, "fields", ()) and not constraint.condition:
        return model().unique_error_message(model, constraint.fields)
    return constraint.get_violation_error_message()


def lock(obj, keep=()):
    """The fresh row, locked until the end of the transaction.

    keep -- relations whose rows `obj` has at hand from the same request: while
            the row points to them still, they are not read again
    """
    try:
        row = obj._meta.model._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    except OperationalError as error:
        raise Busy("这条记录正在被其他人办理，请稍后再试") from error
    row.as_locked = references(row)
    for field in row._meta.concrete_fields:
        is_kept = field.name in keep and field.is_relation and field.is_cached(obj)
        if is_kept and getattr(row, field.attname) == getattr(obj, field.attname):
            field.set_cached_value(row, field.get_cached_value(obj))
    return row


def references(row):
    """What only a query can check: {name: value} of relations and of fields that are unique."""
    fields = [field for field in row._meta.concrete_fields if field.is_relation or field.unique]
    return {field.name: getattr(row, field.attname) for field in fields}


def unchanged(obj):
    """References as they were in the locked row: the database vouches for them."""
    before = getattr(obj, "as_locked", None) or {}
    return {name for name, value in references(obj).items() if value is not None and before.get(name) == value}


class Workflow:
    """`kind` is "app.model"; an event is named "app.model.step".

    deadlines -- {state: reminders.Due}: what begins to run when a row enters the state
    beside    -- relations that guards ask for place and name only, never for a state: see `lock`
    """

    def __init__(self, kind, *steps, field="status", deadlines=None, beside=("area",)):
        self.kind, self.field, self.beside = kind, field, beside
        self.steps = {step.name: step for step in steps}
        self.actions, self.bodies = {}, {}
        self.deadlines = deadlines or {}
        REGISTRY[kind] = self

    @property
    def first(self):
        """The step that makes a new row; None where rows are never made by hand."""
        return next((step for step in self.steps.values() if step.creates), None)

    def state(self, obj):
        return getattr(obj, self.field)

    def verdict(self, name, obj, user, *, after=False):
        """May this user take this step on this object now?  If not, why.

        after -- the work is done: what it was to change is not asked again
        """
        step = self.steps[name]
        if not self.starts(step, obj):
            return Verdict(f"当前为“{self.state_label(obj)}”，不能{step.label}")
        if user is None:  # the clock
            verdict = Verdict("" if step.permission == CLOCK or step.by_clock else "此项须由人办理")
        elif step.permission == CLOCK:
            verdict = Verdict("到期后由系统自动办理")
        else:
            verdict = user.can(step.permission, obj)
        for guard in step.guards:
            if verdict and (not after or asked_again(guard)):
                verdict = said(guard, obj, user)
        return verdict

    def starts(self, step, obj):
        """Does the step start where the row is?  A new row starts with a step that creates."""
        return step.creates if obj.pk is None else self.state(obj) in step.source

    def state_label(self, obj):
        return getattr(obj, f"get_{self.field}_display")()

    def check(self, step, obj, user, *, after=False):
        if not self.starts(step, obj):
            raise WrongState(self.verdict(step.name, obj, user).reason + self.who_was_faster(obj))
        self.verdict(step.name, obj, user, after=after).or_raise()

    def who_was_faster(self, obj):
        """Who took the last step, and when, for the person who came second."""
        own = Event.objects.filter(kind__in=[f"{self.kind}.{name}" for name in self.steps])
        last = own.filter(object_type=obj._meta.label_lower, object_id=obj.pk).first()
        if last is None or last.actor_id is None:
            return ""
        return f"（{last.actor_name}已于{clock.zh_moment(last.created_at)}办理“{last.label}”）"

    def open_to(self, obj, user):
        """Steps leaving the current state, each with its verdict (drives buttons and the API)."""
        state = self.state(obj)
        steps = [step for step in self.steps.values() if state in step.source and step.permission != CLOCK]
        verdicts = {step.name: self.verdict(step.name, obj, user) for step in steps if not step.hidden}
        waiting = {name for name, verdict in verdicts.items() if not verdict and verdict.error is Refused}
        views = []
        for name, verdict in verdicts.items():
            step = self.steps[name]
            tone = "primary" if verdict and step.prepares in waiting else step.tone
            shown = tone, step.icon, step.hint
            views.append(StepView(name, step.label, bool(verdict), verdict.reason, verdict.kind, *shown))
        return views

    def step(self, name):
        """Decorate the function that does the step's own work.

        The decorated function is called `action(obj, *, actor, note="", **data)`;
        `version=` (what the person saw) refuses an edit over somebody else's.

        Around it, in one transaction: lock the fresh row, check state,
        permission and guards, run the body, move the state, validate, save,
        move the deadline, record the event (with whatever the body returns
        as extra data).
        """
        step = self.steps[name]

        def register(body):
            @wraps(body)
            def action(obj, *, actor, note="", **data):
                with transaction.atomic():
                    return self.taken(step, obj, actor, note, data)

            self.bodies[name], self.actions[name] = body, action
            return action

        return register

    def take(self, name, obj, /, *, actor, note="", **data):
        """The action for pages and API: `obj` was read for this request, and their transaction ends with a refusal."""
        return self.taken(self.steps[name], obj, actor, note, data, keep=self.beside)

    def taken(self, step, obj, actor, note, data, keep=()):
        body, new = self.bodies[step.name], obj.pk is None
        expected = data.pop("version", None)
        if new and not step.creates:
            raise WrongState("请先保存，再办理这一步")
        if not new:
            obj = lock(obj, keep)
            self.check(step, obj, actor)
            if expected is not None and obj.version != expected:
                raise WrongState(
                    "这条记录刚刚被修改过，请核对最新内容后再提交" + self.who_was_faster(obj), "changed_meanwhile"
                )
        source = self.state(obj)
        try:
            extra = body(obj, actor=actor, note=note, **data) or {}
            if step.target is not None:
                setattr(obj, self.field, step.target)
            target = self.state(obj)
            setattr(obj, self.field, source)
            self.check(step, obj, actor, after=not new)  # again: the body may have moved it to another area
            setattr(obj, self.field, target)
            save_valid(obj)
            after = extra.pop("_after", None)  # child rows that need the parent's key
            if after:
                extra |= after(obj) or {}
        except ValidationError as error:
            raise invalid(error) from error
        except IntegrityError as error:
            raise violated(error) from error
        if new or source != target:
            reminders.move(self, obj, target, is_new=new)
        facts = {"from": "" if new else source, "to": target, "note": note, **extra}
        record(f"{self.kind}.{step.name}", obj, actor=actor, label=step.label, data=facts)
        return obj


__all__ = ["CLOCK", "REGISTRY", "Step", "StepView", "Workflow", "lock", "save_valid"]
