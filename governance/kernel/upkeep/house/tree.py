"""The source of the portal as the checkers read it: modules with their parsed code and their imports."""

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+[.\w]+[ \t]+import[ \t]*(?:\([^)]*\)|[^\n(]+)|import[ \t]+[^\n]+)", re.MULTILINE
)
OWN_FOLDERS = ("portal", "tests", "bench")
LEFT_OUT = {"migrations", "__pycache__"}


@dataclass(frozen=True)
class Fault:
    """One place that breaks a rule, with what to do about it."""

    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line} {self.message}"


class Module:
    """One file of Python code, read once and parsed at its first use.

    path    -- relative to the root, with slashes
    dotted  -- its full name; a package's `__init__` has the package's
    app     -- first part of that name
    concept -- the package in the app ("kernel" for the kernel); "" at the app's top
    kind    -- the file name below the concept ("actions"), also for the files of a folder of that name; "" elsewhere
    """

    def __init__(self, root, path):
        self.path = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8")
        names = path.relative_to(root).with_suffix("").parts
        self.is_package = names[-1] == "__init__"
        self.parts = names[:-1] if self.is_package else names
        self.dotted = ".".join(self.parts)
        self.app = self.parts[0]
        self.concept = self.parts[1] if len(names) > 2 else ""
        self.kind = self.parts[2] if len(self.parts) > 2 else ""

    def fault(self, line, message):
        return Fault(self.path, line, message)

    @cached_property
    def tree(self):
        return ast.parse(self.text)

    @cached_property
    def nodes(self):
        """{class of node: [node]} of the whole module."""
        found = defaultdict(list)
        for node in ast.walk(self.tree):
            found[type(node)].append(node)
        return found

    def find(self, *classes):
        return [node for one_class in classes for node in self.nodes[one_class]]

    @cached_property
    def import_statements(self):
        """[(line, node)] of every import, wherever it is in the file; found without parsing the rest."""
        found = []
        for match in IMPORT.finditer(self.text):
            line = self.text.count("\n", 0, match.start()) + 1
            line += match.group().startswith("\n")
            try:
                body = ast.parse(match.group().strip()).body
            except SyntaxError:  # words of a docstring
                continue
            found += [(line, node) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
        return found

    @cached_property
    def docstrings(self):
        """The ids of the string nodes that document modules, classes and functions."""
        holders = self.find(ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        first = [holder.body[0] for holder in holders if holder.body]
        return {id(node.value) for node in first if isinstance(node, ast.Expr)}


class Tree:
    """All source below a root: the apps (folders whose apps.py names concepts), and what is wired around them."""

    def __init__(self, root):
        self.root = Path(root)
        self.apps = dict(named_apps(self.root))
        self.modules = {module.path: module for module in self.read(self.apps)}

    def read(self, folders):
        for folder in folders:
            for path in sorted((self.root / folder).rglob("*.py")):
                if not LEFT_OUT & set(path.relative_to(self.root).parts):
                    yield Module(self.root, path)

    @cached_property
    def code(self):
        """The modules of the apps."""
        return list(self.modules.values())

    @cached_property
    def all_code(self):
        """The modules of the apps and of what is wired around them, tests included."""
        return [*self.code, *self.read(folder for folder in OWN_FOLDERS if (self.root / folder).is_dir())]

    @cached_property
    def templates(self):
        """{path relative to templates/: text}."""
        folder = self.root / "templates"
        return {
            path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(folder.rglob("*.html"))
        }

    @cached_property
    def names(self):
        return {module.dotted: module for module in self.code}

    def at(self, root, *changed):
        """The tree below another root that has the same files but for those named: these are read again."""
        other = object.__new__(Tree)
        other.root = Path(root)
        other.apps = dict(named_apps(other.root))
        other.modules = dict(self.modules)
        for name in changed:
            if name.endswith(".py"):
                other.modules[name] = Module(other.root, other.root / name)
        return other

    def template_fault(self, path, line, message):
        return Fault(f"templates/{path}", line, message)

    def imports(self, module):
        """[(line, full name of a module or of what it holds)] that a module imports.

        Relative imports are resolved; `from app import name` gives the module
        app.name where there is one.
        """
        found = []
        for line, node in module.import_statements:
            if isinstance(node, ast.Import):
                found += [(line, alias.name) for alias in node.names]
                continue
            base = node.module or ""
            if node.level:
                package = module.parts if module.is_package else module.parts[:-1]
                package = package[: len(package) - node.level + 1]
                base = ".".join([*package, *([node.module] if node.module else [])])
            for alias in node.names:
                full = f"{base}.{alias.name}"
                found.append((line, full if full in self.names else base))
        return found

    def place(self, dotted):
        """The module of the tree that a full name belongs to; None for libraries."""
        while dotted:
            if dotted in self.names:
                return self.names[dotted]
            dotted = dotted.rpartition(".")[0]
        return None


def named_apps(root):
    """[(app, its concepts)] of the folders whose apps.py names concepts."""
    for path in sorted(root.glob("*/apps.py")):
        concepts = declared_concepts(path.read_text(encoding="utf-8"))
        if concepts is not None:
            yield path.parent.name, concepts


def declared_concepts(text):
    """The concepts that an apps.py names in its class, lowest first; None where it names none."""
    found = None
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "concepts" for target in node.targets):
            found = ast.literal_eval(node.value) or found
    return found
