"""Rows are written in actions, and no code writes into a namespace by name."""

import ast
import re
from functools import cache

WRITERS = {"actions", "kernel", "management", "migrations", "demo"}  # names of folders or files
# Written by whatever they are called on; `super().save()` within a model's own save aside.
ROW_WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
# Written when called on a queryset or on a relation's manager; sets and dictionaries have them too.
SET_WRITES = {"update", "add", "remove", "set", "clear"}
EXECUTES = {"execute", "executemany"}
LOOKED_AT = ROW_WRITES | SET_WRITES | EXECUTES | {f"a{name}" for name in (*ROW_WRITES, *SET_WRITES)}
QUERIES = {
    *("all", "annotate", "defer", "distinct", "exclude", "filter", "only", "order_by", "prefetch_related"),
    *("select_for_update", "select_related", "union", "using", "visible_to", "as_manager", "get_queryset"),
}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
OWN_SAVE = {"save", "delete"}  # a model's own methods of these names may write its row
ONCE = {"once", "answer_once"}  # the doors by which a repeated form gets the first answer
REPEATABLE = {  # pages that may take a form twice, and why
    "governance.kernel.pages.reveal.RevealPage": "each view of masked data is put on record, and no answer is kept",
    "governance.kernel.pages.sheets.SheetInFull": "each time a register is given out in full is put on record",
    "governance.sign_in.views.door.LoginCode": "nobody is signed in yet; the code can be used once",
    "governance.sign_in.views.door.Logout": "the first ends the session",
    "governance.sign_in.views.account.SignOutEverywhere": "the first ends the session",
    "governance.sign_in.views.passwords.SetPassword": "nobody is signed in yet; the link can be used once",
    "governance.sign_in.api.Token": "nobody is signed in yet; each call is to give a key of its own",
}
TO_MANY = {"ManyToManyField", "GenericRelation"}
TO_ONE = {"ForeignKey"}
SQL_WRITE = re.compile(r"^\s*(insert\s+into|update|delete\s+from|truncate)\b", re.IGNORECASE)
NAMESPACES = {"vars", "globals", "locals"}
NAMESPACE_WRITES = {"update", "setdefault", "pop", "clear", "__setitem__"}


def is_writer(module):
    names = {module.concept, module.kind, *module.parts[1:]}
    return bool(WRITERS & names) or any(name.startswith("demo") for name in names)


def relations(tree):
    """The names by which rows reach many others: related names, and columns to many."""
    tables = [module for module in tree.code if module.kind == "models" or module.concept == "kernel"]
    return {name for module in tables for name in relations_of(module)}


@cache
def relations_of(module):
    found = set()
    for node in module.find(ast.Assign):
        call = node.value
        field = name_of(call.func) if isinstance(call, ast.Call) else ""
        if field in TO_MANY:
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        if field in TO_MANY | TO_ONE:
            found |= {
                keyword.value.value
                for keyword in call.keywords
                if keyword.arg == "related_name" and isinstance(keyword.value, ast.Constant)
            }
    return found


def name_of(node):
    """The last name of `a`, `b.a`."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def is_query(node, related, known=()):
    """Is an expression a queryset, or a manager of rows, by its spelling?

    known -- names of the function that hold one
    """
    if isinstance(node, ast.Call):
        if name_of(node.func) in QUERIES and isinstance(node.func, ast.Attribute):
            return True
        return is_query(node.func.value, related, known) if isinstance(node.func, ast.Attribute) else False
    if isinstance(node, ast.Attribute):
        return node.attr in MANAGERS or node.attr.endswith("_set") or node.attr in related
    return isinstance(node, ast.Name) and node.id in known


def rows_are_written_in_actions(tree):
    """Outside actions, the kernel, commands, migrations and demo data nothing creates, changes or deletes rows."""
    related = relations(tree)
    for module in tree.code:
        if is_writer(module):
            continue
        calls = [node for node in module.find(ast.Call) if getattr(node.func, "attr", "") in LOOKED_AT]
        own, known = (own_saves(module), queries_of(module, related)) if calls else ((), ())
        for node in calls:
            if id(node) in own:
                continue
            method, owner = node.func.attr, node.func.value
            plain = method if method in SET_WRITES else method.removeprefix("a")
            row_write = plain in ROW_WRITES and name_of(getattr(owner, "func", None)) != "super"
            set_write = plain in SET_WRITES and (is_query(owner, related, known) or updates_columns(node, plain))
            if row_write or set_write:
                yield module.fault(node.lineno, f"writes rows with {method}(): move it into an action.")
            elif method in EXECUTES and node.args and writes_sql(node.args[0]):
                yield module.fault(node.lineno, "writes rows in SQL: move it into an action.")


def queries_of(module, related):
    """The names to which a module assigns a queryset."""
    return {
        target.id
        for node in module.find(ast.Assign)
        if is_query(node.value, related)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def updates_columns(node, method):
    """`rows.update(status=…)` of a name nobody can tell: dictionaries are updated with `|=` or a dictionary."""
    return method == "update" and not node.args and any(keyword.arg for keyword in node.keywords)


def writes_sql(node):
    if isinstance(node, ast.JoinedStr) and node.values:
        node = node.values[0]
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(SQL_WRITE.match(node.value))


def own_saves(module):
    """The ids of the calls within a model's own save() and delete()."""
    if module.kind != "models":
        return set()
    methods = [node for node in module.find(ast.FunctionDef) if node.name in OWN_SAVE]
    return {id(call) for method in methods for call in ast.walk(method) if isinstance(call, ast.Call)}


def namespaces_are_left_alone(tree):
    """No `globals().update(…)`, `vars(x)[…] = …`, `vars(x).update(…)`: a name is assigned where it is read.

    Only a descriptor's own __set__ has nowhere else to put the value.
    """
    for module in tree.code:
        setters = own_setters(module)
        for node in module.find(ast.Attribute):
            if node.attr in NAMESPACE_WRITES and is_namespace(node.value):
                yield module.fault(node.lineno, f"writes into {ast.unparse(node.value)}: say the names openly.")
        for node in module.find(ast.Subscript):
            if isinstance(node.ctx, ast.Store | ast.Del) and is_namespace(node.value) and id(node) not in setters:
                yield module.fault(node.lineno, f"writes into {ast.unparse(node.value)}: say the names openly.")
        for node in module.find(ast.AugAssign):
            if is_namespace(node.target):
                yield module.fault(node.lineno, f"writes into {ast.unparse(node.target)}: say the names openly.")


def own_setters(module):
    """The ids of the assignments within a descriptor's __set__."""
    methods = [node for node in module.find(ast.FunctionDef) if node.name == "__set__"]
    return {id(target) for method in methods for target in ast.walk(method) if isinstance(target, ast.Subscript)}


def is_namespace(node):
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in NAMESPACES
    return isinstance(node, ast.Attribute) and node.attr == "__dict__"


def actions_never_see_the_request(tree):
    """An action takes the actor: it works the same for a page, the API, the clock and a command."""
    for module in tree.code:
        if module.kind == "actions":
            for node in module.find(ast.arg):
                if node.arg == "request":
                    yield module.fault(node.lineno, "takes a request: pass actor= and the values of the form.")


def forms_are_taken_once(tree):
    """Whatever takes a form or a program's body goes through `once` or `answer_once`: a repeat does nothing twice."""
    for module in tree.code:
        for page in module.find(ast.ClassDef):
            methods = [node for node in page.body if isinstance(node, ast.FunctionDef) and takes_a_body(node)]
            method = next((node for node in methods if "request" in {arg.arg for arg in node.args.args}), None)
            if method is None:
                continue
            named = {node.id for node in ast.walk(page) if isinstance(node, ast.Name)}
            passes_on = "super().post(" in ast.unparse(method)
            if f"{module.dotted}.{page.name}" in REPEATABLE:
                continue
            if not named & ONCE and not passes_on:
                sentence = f"{page.name} takes a form and names neither of {', '.join(sorted(ONCE))}: a double click"
                yield module.fault(method.lineno, f"{sentence} would do its work twice.")


def takes_a_body(method):
    """A page's `post`, a resource's `create` and its own actions by POST."""
    return method.name in ("post", "create") or any("'post'" in ast.unparse(one) for one in method.decorator_list)


def days_to_come_are_refused_in_one_place(tree):
    """What has happened already is not dated after today: `refuse_future` says so, with the field and the code."""
    for module in tree.code:
        if module.kind != "actions":
            continue
        for node in module.find(ast.If):
            compared = ast.unparse(node.test).endswith("> clock.today()")
            if compared and len(node.body) == 1 and isinstance(node.body[0], ast.Raise):
                yield module.fault(node.lineno, "refuses a day after today by hand: refuse_future.")
