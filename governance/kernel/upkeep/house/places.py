"""Where code belongs: the length of files, the top of an app, concepts and their folders, fragments and their users."""

import re
from collections import defaultdict

from .tree import Fault

LONGEST = 300  # lines of a module, a script or a test
TOP_FILES = {"__init__", "apps", "models", "urls", "roles", "tasks"}
TOP_FOLDERS = {"migrations", "management", "templatetags", "data"}
USED = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")
NAMED = re.compile(r"""["']([\w/.-]+\.html)["']""")
TAG = re.compile(r"@register\.\w+(?:\([^)]*\))?\s+def (\w+)")
CALLED = re.compile(r"{%\s*(\w+)")
EXAMPLES = "parts/examples/"


def files_stay_short(tree):
    """No module, script or test has more than 300 lines, migrations aside."""
    scripts = [(path.relative_to(tree.root).as_posix(), path.read_text()) for path in tree.root.glob("script/*")]
    for path, text in [*((module.path, module.text) for module in tree.all_code), *scripts]:
        length = len(text.splitlines())
        if length > LONGEST:
            yield Fault(
                path, LONGEST + 1, f"has {length} lines: split it into a folder of files named by what they hold."
            )


def concepts_have_folders(tree):
    """Each folder of an app is one of its concepts, and each concept has its folder."""
    for app, concepts in tree.apps.items():
        folders = {path.parent.name for path in (tree.root / app).glob("*/__init__.py")} - TOP_FOLDERS
        if (tree.root / app / "kernel").is_dir():
            folders.discard("kernel")
        for name in sorted(folders - set(concepts)):
            yield Fault(f"{app}/apps.py", 1, f'does not name {app}/{name}: add "{name}" to concepts, lowest first.')
        for name in concepts:
            if name not in folders:
                yield Fault(
                    f"{app}/apps.py", 1, f'names the concept "{name}": add {app}/{name}/__init__.py or drop it.'
                )


def tops_hold_shared_nouns(tree):
    """At an app's top lie its wiring and nouns that two concepts or more import; the rest is a concept's."""
    users = defaultdict(set)
    for module in tree.code:
        for _, name in tree.imports(module):
            there = tree.place(name)
            if there is not None and not there.concept and module.concept not in ("", *TOP_FOLDERS):
                users[there.path].add((module.app, module.concept))
    for module in tree.code:
        name = module.parts[-1]
        if module.concept or len(module.parts) == 1 or name in TOP_FILES:
            continue
        count = len(users[module.path])
        if count < 2:
            yield module.fault(
                1, f"is imported by {count} concepts: at the top of {module.app} lie nouns that two share; move it."
            )


def fragments_are_used(tree):
    """Every fragment and part is included somewhere or drawn by a tag, and every included file is there."""
    named = {match for module in tree.code for match in NAMED.findall(module.text)}
    included = defaultdict(set)
    for path, text in tree.templates.items():
        for name in USED.findall(text):
            included[name].add(path)
            if name not in tree.templates:
                line = text[: text.index(name)].count("\n") + 1
                yield tree.template_fault(path, line, f'names "{name}": there is no templates/{name}.')
    tags = {name for module in tree.code if module.concept == "templatetags" for name in TAG.findall(module.text)}
    for path in tree.templates:
        if path.startswith(EXAMPLES):
            name = path.removeprefix(EXAMPLES).removesuffix(".html")
            called = {name, *CALLED.findall(tree.templates[path])}
            if not tags & called and not USED.search(tree.templates[path]):
                yield tree.template_fault(
                    path, 1, f"shows a part that no tag draws: add the tag {name} to governance/templatetags/parts.py."
                )
        elif ("/_" in path or path.startswith("parts/")) and path not in named and not included[path] - {path}:
            yield tree.template_fault(
                path, 1, "is used by no tag, page or template: add its inclusion tag to templatetags, or remove it."
            )


def templates_hold_no_script_or_style(tree):
    """Scripts and styles come as files: the policy of the pages allows nothing inline."""
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\son\w+=|\sstyle=", re.IGNORECASE)
    for path, text in tree.templates.items():
        for match in inline.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield tree.template_fault(path, line, f"has {match.group().strip()} inline: move it into static/.")
