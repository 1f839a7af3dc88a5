"""What concepts declare fits together: `manage.py check` says what is missing and where to add it.

Each function takes what it looks at and returns sentences, so that a test can
hand it something broken; `errors` makes Django's system checks of them.
"""

import csv
import re

from django import forms
from django.apps import apps
from django.core import checks

from governance.kernel.clock import rules
from governance.kernel.papers.file_kinds import KINDS
from governance.kernel.steps.forms import StepFormMixin
from governance.kernel.steps.permissions import PERMISSIONS
from governance.kernel.steps.states import states_of
from governance.kernel.steps.workflow import CLOCK, REGISTRY

from .attached import evidence_has_readers, files_have_kinds, givers_read_their_files, kinds_have_readers
from .pages import list_pages, lists_have_periods, lists_keep_their_budget, lists_open_on_work, lists_show_their_order
from .reasons import reasons_say_something, step_forms
from .rules import QUICK, faults
from .tree import Tree

USED = re.compile(r"""(?:\bpermission\s*=|\.has\(|\.can\()\s*["'](\w+\.\w+)["']""")


def model_of(flow):
    """The model whose rows a workflow moves; None where there is none of that name."""
    app, name = flow.kind.split(".")
    try:
        return apps.get_model(app, name.replace("_", ""))
    except LookupError:
        return None


def folder_of(flow):
    """The concept's folder, for messages: "projects/visits"."""
    model = model_of(flow)
    return "/".join(model.__module__.split(".")[:2]) if model else flow.kind.split(".")[0]


def steps_have_actions(registry):
    """Every step has the function that does its work."""
    return [
        f'The step {flow.kind}.{name} has no action: add a function under @<WORKFLOW>.step("{name}") '
        f"to {folder_of(flow)}/actions.py."
        for flow in registry.values()
        for name in flow.steps
        if name not in flow.actions
    ]


def workflows_have_models(registry):
    return [
        f'The workflow "{flow.kind}" names no model: its kind is "app.model", as in "projects.micro_project".'
        for flow in registry.values()
        if model_of(flow) is None
    ]


def dates_of(form):
    """Names of the dates that a form asks for; a column of child rows is "field.column"."""
    for name, field in form.base_fields.items():
        if isinstance(field, forms.DateField | forms.DateTimeField):
            yield name
        for column in getattr(field, "columns", ()):
            if column.kind == "date":
                yield f"{name}.{column.name}"


def dates_are_decided(registry):
    """Of every date on the form of a step it is said whether it is a fact, a plan or a term, and only of those."""
    found = []
    for flow in registry.values():
        for name in flow.steps:
            asked, decided = set(dates_of(flow.form(name))), set(flow.days.get(name, ()))
            found += [
                f'The form of {flow.kind}.{name} asks for the date "{date}", of which nothing says what it is: add '
                f'"{name}": {{"{date}": fact() or PLAN}} to use_days in {folder_of(flow)}/forms.py.'
                for date in sorted(asked - decided)
            ]
            found += [
                f'use_days of {flow.kind}.{name} names "{date}", which its form does not ask for: drop it.'
                for date in sorted(decided - asked)
            ]
    return found


def texts_have_limits(registry):
    """Every text that the form of a step takes has a largest length."""
    found = []
    for flow in registry.values():
        for step in flow.steps:
            for name, field in flow.form(step).base_fields.items():
                if isinstance(field, forms.CharField) and not field.max_length:
                    found.append(
                        f'The text "{name}" on the form of {flow.kind}.{step} has no largest length: give it '
                        f"max_length= in {folder_of(flow)}/forms.py."
                    )
    return found


def steps_join_states(registry):
    """Every step starts from states of its workflow and leads to one."""
    found = []
    for flow in registry.values():
        model = model_of(flow)
        states = flow.states if flow.states is not None else states_of(model, flow.field)
        if states is None and model is not None:
            states = dict(model._meta.get_field(flow.field).flatchoices)
        for step in flow.steps.values():
            for end, values in (("starts from", step.source), ("leads to", (step.target,) if step.target else ())):
                found += [
                    f'The step {flow.kind}.{step.name} {end} "{value}", which is no state: '
                    f'add State("{value}", …) to States in {folder_of(flow)}/workflow.py, or correct the step.'
                    for value in values
                    if value not in (states or ())
                ]
    return found


def permissions_used(registry, tree):
    """{name of a permission: where it is asked for}."""
    used = {}
    for module in tree.code:
        for match in USED.finditer(module.text):
            line = module.text.count("\n", 0, match.start()) + 1
            used.setdefault(match.group(1), f"{module.path}:{line}")
    for flow in registry.values():
        for step in flow.steps.values():
            if step.permission != CLOCK:
                used.setdefault(step.permission, f"the step {flow.kind}.{step.name} in {folder_of(flow)}/workflow.py")
        for state, due in flow.deadlines.items():
            used.setdefault(due.permission, f"the deadline of {flow.kind} in {state}, {folder_of(flow)}/workflow.py")
    return used


def permissions_are_declared(used, declared):
    """Whatever is asked for, a concept declares."""
    return [
        f'Nothing declares the permission "{name}", which {where} asks for: '
        f'add permission("{name}", "<words>", held_by=(…)) to the concept\'s workflow.py, or correct its name.'
        for name, where in used.items()
        if name not in declared
    ]


def permissions_are_held(declared, roles, tree):
    """Every permission is held by a role, and by roles that exist."""
    found = [
        f'No role holds the permission "{permission.name}": add roles to held_by= in {declaration(permission, tree)}.'
        for permission in declared.values()
        if not permission.held_by
    ]
    return found + [
        f'The permission "{permission.name}" is held by "{role}", which is no role: '
        f"use one of LABELS in governance/roles.py in {declaration(permission, tree)}, or add the role there."
        for permission in declared.values()
        for role in permission.held_by
        if role not in roles
    ]


def declaration(permission, tree):
    """Where a permission is declared: "projects/visits/workflow.py:12"."""
    pattern = re.compile(rf"""\bpermission\(\s*["']{re.escape(permission.name)}["']""")
    for module in tree.code:
        match = pattern.search(module.text)
        if match:
            return f"{module.path}:{module.text.count(chr(10), 0, match.start()) + 1}"
    return f"its permission(…) in {permission.name.split('.')[0]}"


def catalogue():
    """The codes of all dated rules that the portal brings."""
    codes = set()
    for path in rules.CATALOGUE:
        with open(path, encoding="utf-8", newline="") as file:
            codes |= {row["code"] for row in csv.DictReader(file)}
    return codes


def deadlines_have_rules(registry, codes):
    """The rule that sets a deadline's day is in a catalogue."""
    files = " or ".join(f"governance/data/{path.name}" for path in rules.CATALOGUE)
    return [
        f'The deadline of {flow.kind} in {state} is set by the rule "{due.rule}", which is in no catalogue: '
        f"add a line to {files}, or correct Due(…) in {folder_of(flow)}/workflow.py."
        for flow in registry.values()
        for state, due in flow.deadlines.items()
        if due.rule and due.rule not in codes
    ]


def code_keeps_rules(tree):
    return [str(fault) for rule in QUICK for fault in faults(rule, tree)]


def everything(root, roles):
    """[(id, sentence)] of all that does not fit together."""
    tree, pages = Tree(root), list_pages()
    looked_at = (
        ("house.E001", steps_have_actions(REGISTRY)),
        ("house.E002", workflows_have_models(REGISTRY)),
        ("house.E003", steps_join_states(REGISTRY)),
        ("house.E004", permissions_are_declared(permissions_used(REGISTRY, tree), PERMISSIONS)),
        ("house.E005", permissions_are_held(PERMISSIONS, roles, tree)),
        ("house.E006", deadlines_have_rules(REGISTRY, catalogue())),
        ("house.E007", code_keeps_rules(tree)),
        ("house.E008", lists_show_their_order(pages)),
        ("house.E009", lists_have_periods(pages)),
        ("house.E010", dates_are_decided(REGISTRY)),
        ("house.E011", texts_have_limits(REGISTRY)),
        ("house.E012", files_have_kinds(tree)),
        ("house.E013", kinds_have_readers(KINDS, PERMISSIONS)),
        ("house.E014", evidence_has_readers(REGISTRY, KINDS)),
        ("house.E015", givers_read_their_files(REGISTRY, KINDS)),
        ("house.E016", reasons_say_something(step_forms(StepFormMixin))),
        ("house.E017", lists_open_on_work(pages)),
        ("house.E018", lists_keep_their_budget(pages)),
    )
    return [(name, sentence) for name, sentences in looked_at for sentence in sentences]


def errors(root, roles):
    """The same as errors of Django's system checks.

    root  -- folder of the source
    roles -- names of the roles that exist
    """
    return [checks.Error(sentence, id=name) for name, sentence in everything(root, roles)]
