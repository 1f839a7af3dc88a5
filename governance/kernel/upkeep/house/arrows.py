"""Imports point down: between apps, between the concepts of an app, between the files of a concept."""

WIRING = ("portal", "tests", "bench")
KERNEL = "kernel"
ROOT_APP = "governance"  # the app below all others, which hosts the kernel
ROWS = {"workflow", "querysets", "models"}
READERS = ROWS | {"papers", "tables", "metrics"}
WRITERS = ROWS | {"papers", "actions"}
# A file of a concept may import files of these names, of its own or another concept, and nouns of its app.
BELOW = {
    "workflow": {"workflow"},
    "querysets": {"workflow", "querysets"},
    "models": ROWS,
    "papers": ROWS | {"papers"},
    "actions": WRITERS,
    "forms": ROWS | {"forms"},
    "tables": ROWS | {"tables"},
    "metrics": READERS,
    "reactions": WRITERS,
    "checks": READERS,
    "tasks": WRITERS | {"reactions"},
    "middleware": WRITERS,
    "cards": READERS,
    "boards": READERS | {"boards"},
    "panels": READERS | {"forms", "panels"},
    "views": READERS | WRITERS | {"forms", "views"},
    "api": READERS | WRITERS | {"forms", "api"},
    "urls": ROWS | {"views", "urls"},
    "demo": READERS | WRITERS | {"forms", "demo"},
}
NOUN = ROWS  # and other nouns: what a concept is about, below its actions and faces
TOPS = {"apps", "urls", "tasks"}  # files of an app that tie its concepts together


def floor(module, concepts):
    """The names of files that a module may import; None where it may import any."""
    if module.concept in concepts:
        return BELOW.get(module.kind, NOUN)
    if module.concept == "templatetags":
        return NOUN
    name = module.parts[-1]
    if not module.concept and name not in TOPS:
        return BELOW["demo"] if name.startswith("demo") else NOUN
    return None


def apps_meet_below(tree):
    """An app imports itself and the app of the kernel; nobody imports the wiring or the tests."""
    for module in tree.code:
        for line, name in tree.imports(module):
            there = name.split(".")[0]
            if there in WIRING:
                yield module.fault(line, f"imports {name}: the wiring imports the apps, never the other way round.")
            elif there in tree.apps and there not in (module.app, ROOT_APP):
                yield module.fault(
                    line, f"imports {name}: apps meet by event name, panel slot or string foreign key only."
                )


def kernel_stands_alone(tree):
    """The kernel imports nothing of its app outside itself."""
    for module in tree.code:
        if (module.app, module.concept) != (ROOT_APP, KERNEL):
            continue
        for line, name in tree.imports(module):
            if name.split(".")[0] == ROOT_APP and name.split(".")[1:2] != [KERNEL]:
                yield module.fault(line, f"imports {name}: the kernel imports nothing of the apps; let them register.")


def kinds_point_down(tree):
    """A file of a concept imports only files of names below its own."""
    for module in tree.code:
        may = floor(module, tree.apps[module.app])
        if may is None:
            continue
        for line, name in tree.imports(module):
            there = tree.place(name)
            if there is None or there.concept not in tree.apps.get(there.app, ()) or there is module:
                continue
            same_folder = there.kind == module.kind and there.concept == module.concept and there.app == module.app
            if there.kind in BELOW and there.kind not in may and not same_folder:
                allowed, kind = ", ".join(sorted(may)), module.kind or module.parts[-1]
                yield module.fault(line, f"imports {name}: {kind} may import {allowed} and nouns, never {there.kind}.")


def concepts_in_order(tree):
    """A concept imports only from concepts named before it in its app's apps.py."""
    for module in tree.code:
        order = tree.apps[module.app]
        if module.concept not in order:
            continue
        for line, name in tree.imports(module):
            there = tree.place(name)
            if there is None or there.app != module.app or there.concept not in order:
                continue
            if order.index(there.concept) > order.index(module.concept):
                yield module.fault(
                    line,
                    f"imports {name}: {module.app}/apps.py names {there.concept} after {module.concept}. "
                    f"Use an event, a panel or a step body registered in {module.app}/{there.concept}.",
                )


def faces_are_for_outside(tree):
    """Outside an app its models come from `<app>.models`; inside it they come from the concept."""
    for module in tree.code:
        if module.path == f"{module.app}/models.py":
            continue
        for line, name in tree.imports(module):
            there = name.split(".")
            if there[:2] == [module.app, "models"]:
                yield module.fault(line, f"imports {name}: inside {module.app} import the concept's own models.")
            elif there[0] != module.app and there[0] in tree.apps:
                place = tree.place(name)
                if place is not None and place.kind == "models" and place.concept in tree.apps[place.app]:
                    yield module.fault(line, f"imports {name}: outside {place.app} import from {place.app}.models.")
