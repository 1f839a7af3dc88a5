"""What a step refuses of what is entered: rules that are declared once, and asked as early as they can be.

    @DONATION.entry_rule("record", "receive")
    def slip_is_named(donation, *, received_on, slip_no=""):
        if received_on and not slip_no:
            raise Refused("请填写到账凭据号", "slip_missing", field="slip_no")

A rule gets the row as the step would leave it (a copy with the entered values) and, by the names of its parameters,
the fields on which it rests; also `actor` and `note`.  It only reads.  Before the step's own work all its rules are
asked, and what they refuse is said at once.  Where fields of the form are wrong, the rules that rest on none of
these are asked too, so that a form comes back once, with everything that is wrong with it.

A step whose work finds and writes in one go asks its own checks, and gives the form a rehearsal of them:

    @VISIT.rehearsal("record")
    def rehearse_record(visit, given, faults, wrong):
        note_faults(as_entered(visit, given), given["actor"], faults)
"""

import copy
from inspect import Parameter, signature

from django.core.exceptions import FieldDoesNotExist
from django.db import transaction

from .backdating import Proof
from .errors import ALL
from .faults import Faults

BESIDE = ("actor", "note")  # what a rule may ask for beside fields of the form


class EntryRules:
    """The part of a Workflow that knows the rules of what its steps are given.

    entry_rules -- {step: [rule]}, in the order in which they are said
    rehearsals  -- {step: [rehearsal]}: functions (row, given, faults, wrong) that note what the step's own work would
                   refuse; `given` lacks the fields named in `wrong`, and what rests on these they leave out
    """

    def __init__(self):
        self.entry_rules, self.rehearsals = {}, {}

    def entry_rule(self, *names):
        """Decorate a rule of these steps."""

        def register(rule):
            for name in names:
                self.entry_rules.setdefault(name, []).append(rule)
            return rule

        return register

    def rehearsal(self, *names):
        """Decorate a rehearsal of these steps."""

        def register(rehearse):
            for name in names:
                self.rehearsals.setdefault(name, []).append(rehearse)
            return rehearse

        return register

    def refuse_entries(self, step, obj, given):
        """Refuse at once what the rules of a step refuse of `given` ({name: value}, actor and note among them)."""
        faults = Faults()
        self.note_entries(step, obj, given, faults)
        faults.refuse()

    def note_entries(self, step, obj, given, faults, wrong=frozenset()):
        """Note what the rules refuse; those that rest on a field in `wrong` are left out."""
        rules = self.entry_rules.get(step.name, ())
        if not rules:
            return
        row = as_entered(obj, given)
        for rule in rules:
            if not wrong & fields_of(rule).keys():
                with faults.noted():
                    rule(row, **values_for(rule, row, given))
        keep_relations(row, obj)

    def foresee(self, step, obj, form):
        """Say at a form with wrong fields what the step would refuse of the others.  Nothing is written.

        Of a row on which this user may not take the step now, nothing is said beside that.
        """
        if obj.pk and not self.verdict(step.name, obj, form.user):
            return
        wrong = frozenset(form.errors)
        with transaction.atomic():
            found = self.foreseen(step, obj, form.cleaned_data, form.user, wrong)
            transaction.set_rollback(True)
        for refusal in found:
            form.refuse(refusal)
        self.foresee_following(obj, form, wrong=wrong)

    def foresee_following(self, obj, form, *, refused_by="", wrong=None):
        """Say at the form what the steps that follow from it (`form.then`) would refuse; nothing is written.

        refused_by -- the following step that was refused: it said all it has to say, and those before it were taken
        wrong      -- names of the form's wrong fields, those of now where None
        """
        if not form.then:
            return
        wrong = frozenset(form.errors) if wrong is None else wrong
        following, entered = list(form.then), as_entered(obj, form.cleaned_data)
        names = [name for name, _ in following]
        refusals = []
        with transaction.atomic():
            for name, data in following[names.index(refused_by) + 1 if refused_by else 0 :]:
                their_wrong = wrong | {form.renamed.get(field, field) for field in wrong}
                for refusal in self.foreseen(self.steps[name], entered, data, form.user, their_wrong):
                    refusal.refused_by = name
                    refusals.append(refusal)
            transaction.set_rollback(True)
        for refusal in refusals:
            form.refuse(refusal)

    def foreseen(self, step, obj, data, user, wrong):
        """The refusals of a step of which some fields are wrong, of its other fields only, in a transaction to undo."""
        given, faults = {"note": "", **data, "actor": user}, Faults()
        self.note_entries(step, obj, given, faults, wrong)
        for rehearse in self.rehearsals.get(step.name, ()):
            rehearse(copy.copy(obj), given, faults, wrong)
        with faults.noted():
            Proof(self, step, obj, dict(data)).add_to({})
        for refusal in faults.found:
            errors = refusal.errors or {ALL: [refusal.message]}
            refusal.errors = {name: sentences for name, sentences in errors.items() if name not in wrong}
        return [refusal for refusal in faults.found if refusal.errors]


def fields_of(rule):
    """{name: Parameter} of what a rule asks for beside the row."""
    return {name: one for name, one in signature(rule).parameters.items() if one.kind is Parameter.KEYWORD_ONLY}


def values_for(rule, row, given):
    """The values that a rule asks for: as entered, else as the parameter's default says, else as the row has them."""
    values = {}
    for name, parameter in fields_of(rule).items():
        if name in given:
            values[name] = given[name]
        elif parameter.default is Parameter.empty:
            values[name] = getattr(row, name)
    return values


def as_entered(obj, given):
    """A copy of the row with the entered values of its own fields."""
    row = copy.copy(obj)
    for name, value in given.items():
        try:
            field = row._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if field.concrete and not field.many_to_many and name not in BESIDE:
            setattr(row, name, value)
    return row


def keep_relations(row, obj):
    """Let the row itself know the related rows that its copy has read, so that they are not read again."""
    for field in obj._meta.concrete_fields:
        is_read = field.is_relation and field.is_cached(row) and not field.is_cached(obj)
        if is_read and getattr(row, field.attname) == getattr(obj, field.attname):
            field.set_cached_value(obj, field.get_cached_value(row))
