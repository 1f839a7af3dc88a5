"""Every file that is kept has a declared kind, and every kind says who may read it."""

import ast
from inspect import unwrap
from types import CodeType

from django import forms
from django.apps import apps

from governance.kernel.papers.file_kinds import EVIDENCE, FileKind
from governance.kernel.steps.permissions import roles_with
from governance.kernel.steps.workflow import CLOCK

ATTACH = {"attach", "attach_all"}
FIELD = "evidence_photos"


def model_of(kind):
    try:
        return apps.get_model(kind.table)
    except (LookupError, ValueError):
        return None


def texts_of(module):
    """Names that a module gives to texts: {"PHOTO": "photo"}."""
    return {
        target.id: node.value.value
        for node in module.find(ast.Assign)
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def is_attach(call):
    """files.attach(…) and files.attach_all(…)."""
    target = call.func
    return (
        isinstance(target, ast.Attribute)
        and target.attr in ATTACH
        and isinstance(target.value, ast.Name)
        and target.value.id == "files"
    )


def files_have_kinds(tree):
    """Wherever a file is kept, its kind is a declared one and no text."""
    found = []
    for module in tree.code:
        if "attach" not in module.text:
            continue
        texts = texts_of(module)
        for call in filter(is_attach, module.find(ast.Call)):
            kind = next((word.value for word in call.keywords if word.arg == "kind"), None)
            named = texts.get(kind.id) if isinstance(kind, ast.Name) else None
            if kind is None or named is not None or isinstance(kind, ast.Constant | ast.JoinedStr):
                said = (
                    "no kind"
                    if kind is None
                    else f'the kind "{named or getattr(kind, "value", None) or ast.unparse(kind)}"'
                )
                found.append(
                    f"{module.path}:{call.lineno} keeps a file of {said}, which nothing declares: add "
                    f'<KIND> = file_kind("<app.model>", "<name>", "<words>", readers=over(<PERMISSION>)) to '
                    f"{'/'.join(module.parts[:2])}/attachments.py and say kind=<KIND>; until then nobody could read it."
                )
    return found


def kinds_have_readers(kinds, permissions):
    """Every kind is of rows that exist and says who may read it by what exists."""
    found = []
    for kind in kinds.values():
        named, model = f'The kind of files "{kind.name}" of {kind.table}', model_of(kind)
        readers = kind.readers
        if model is None:
            found.append(f'{named} is of no model: correct file_kind("app.model", …).')
            continue
        place = f"{'/'.join(model.__module__.split('.')[:2])}/attachments.py"
        if readers.method and not hasattr(model, readers.method):
            found.append(f"{named} is read by whom its row names: add {readers.method}(user) to {model.__name__}.")
        if readers.permissions and not hasattr(model, "area"):
            found.append(f"{named} is read by permission, and its rows have no area: say as_row_says(…) in {place}.")
        if not readers.permissions and not readers.words:
            found.append(f"{named} says of nobody that they may read it: give over() a permission in {place}.")
        found += [
            f'{named} is read by holders of "{name}", which nothing declares: correct readers= in {place}.'
            for name in readers.permissions
            if name not in permissions
        ]
    return found


def evidence_has_readers(registry, kinds):
    """Rows of which facts may be entered late with a paper say who may read that paper."""
    return [
        f"The form of {flow.kind}.{step} takes papers of facts entered late, and nothing says who may read them: add "
        f'file_kind("{flow.kind}", "{EVIDENCE}", "补录证明材料", readers=…) to the concept\'s attachments.py.'
        for flow in registry.values()
        for step in flow.steps
        if takes_late_papers(flow, step) and (flow.kind.replace("_", ""), EVIDENCE) not in kinds
    ]


def takes_late_papers(flow, step):
    """Whether a step takes papers of facts that are entered late, in the field that is there for them."""
    asked = isinstance(flow.form(step).base_fields.get(FIELD), forms.Field)
    return asked and any(day.is_fact for day in flow.days.get(step, {}).values())


def kinds_named_by(code, names):
    """The kinds of files that a function speaks of, its inner functions included.

    code -- its code object; names -- the module's
    """
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    found = {names[name] for name in code.co_names if isinstance(names.get(name), FileKind)}
    return found.union(*(kinds_named_by(one, names) for one in inner))


def readers_of(kind):
    """The roles that read files of a kind by permission."""
    return {role for name in kind.readers.permissions for role in roles_with(name)}


def givers_read_their_files(registry, kinds):
    """Whoever takes a step may open again the files that it keeps with its row."""
    found = []
    for flow in registry.values():
        table = flow.kind.replace("_", "")
        for step in flow.steps.values():
            if step.permission == CLOCK:
                continue
            action = unwrap(flow.actions[step.name])
            given = {kind for kind in kinds_named_by(action.__code__, action.__globals__) if kind.table == table}
            if takes_late_papers(flow, step.name) and (table, EVIDENCE) in kinds:
                given.add(kinds[table, EVIDENCE])
            found += [
                f'The step {flow.kind}.{step.name} keeps files of the kind "{kind.name}", which whoever takes it may '
                f"not open again: add {step.permission} to over(…) in the concept's attachments.py."
                for kind in given
                if kind.readers.permissions and set(roles_with(step.permission)) - readers_of(kind)
            ]
    return sorted(found)
