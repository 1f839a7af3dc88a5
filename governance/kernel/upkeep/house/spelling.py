"""What may be spelled in one place only: states in workflows, addresses in urls, domain words above the kernel."""

import ast
import re

KERNEL = "kernel"
# Words of the portal's domain that no concept is called by; those of the concepts' names come on top.
DOMAIN_WORDS = {
    *("conference", "petition", "supervision", "urge", "demand", "donation", "mediation", "mediator", "micro_project"),
    *("deliberation", "dispute", "grassroots", "foundation", "resident", "ballot", "agenda"),
}
# Concepts named by a word that the kernel knows in a sense of its own.
NEUTRAL = {
    *("area", "people", "board", "desk", "log", "workday", "registry", "sign_in", "rules_table", "case", "fund"),
    *("book", "grant", "organisation", "committee", "visit", "gap"),
}
PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# The first part of every address that pages have; those of the apps come on top.
TOP_ADDRESSES = {
    "dashboard",
    "inbox",
    "jobs",
    "files",
    "search",
    "account",
    "login",
    "logout",
    "help",
    "wall",
    "drafts",
}
SPELLS_ADDRESSES = {"urls", "routes", "settings"}  # names of files
STATE_NAMES = {"status"}  # of variables and columns that hold a state, besides the columns that are declared so


def amounts_carry_their_unit(tree):
    """A fact of the timeline that is an amount says 元, in its words or in its label."""
    for module in tree.code:
        bare = {
            name.asname or name.name
            for node in module.find(ast.ImportFrom)
            for name in node.names
            if (node.module or "").endswith("figures.formats") and name.name == "yuan"
        }
        for pair in module.find(ast.List, ast.Tuple):
            if len(pair.elts) != 2 or not isinstance(pair.elts[0], ast.Constant):
                continue
            label, value = str(pair.elts[0].value), pair.elts[1]
            called = isinstance(value, ast.Call) and getattr(value.func, "id", "") in bare
            is_format = isinstance(value, ast.JoinedStr) and len(value.values) == 1 and ",.2f" in ast.unparse(value)
            if (called or is_format) and "元" not in label:
                yield module.fault(pair.lineno, f'gives "{label}" without its unit: use formats.in_yuan.')


def singular(word):
    return word[:-3] + "y" if word.endswith("ies") else word[:-1] if word.endswith("s") else word


def pieces(identifier):
    """The words of an identifier in lower case: split at underscores and capitals."""
    return [piece.lower() for part in identifier.split("_") for piece in PIECES.findall(part)]


def forms(word):
    """The forms in which a word is met: urge, urges, urged, urging."""
    stem = word.removesuffix("e")
    plural = word[:-1] + "ies" if word.endswith("y") else word + "s"
    return {word, plural, stem + "ed", stem + "ing"}


def domain_words(tree):
    """[(word, its pieces in every form)] that the kernel may not know."""
    concepts = {singular(concept) for concepts in tree.apps.values() for concept in concepts}
    return [(word, [forms(part) for part in word.split("_")]) for word in sorted(DOMAIN_WORDS | concepts - NEUTRAL)]


def identifiers(module):
    """[(line, name)] of everything a module names."""
    for node in module.find(ast.Name):
        yield node.lineno, node.id
    for node in module.find(ast.Attribute):
        yield node.lineno, node.attr
    for node in module.find(ast.arg, ast.keyword):
        if node.arg:
            yield node.lineno, node.arg
    for node in module.find(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
        yield node.lineno, node.name
    for node in module.find(ast.Import, ast.ImportFrom):
        for alias in node.names:
            yield node.lineno, alias.asname or alias.name


def kernel_knows_no_domain_words(tree):
    """The kernel could serve another portal: nothing in it is named by a word of this one's domain."""
    words, known = domain_words(tree), {}
    for module in tree.code:
        if module.concept != KERNEL:
            continue
        for line, name in sorted({*identifiers(module), (1, module.parts[-1])}):
            if name not in known:
                parts = pieces(name)
                known[name] = next((word for word, wanted in words if contains(parts, wanted)), "")
            if known[name]:
                yield module.fault(
                    line, f'names {name}: "{known[name]}" is a word of the domain; move it to its concept.'
                )


def contains(parts, wanted):
    """Do the words of an identifier hold those wanted, one after the other?"""
    return any(
        all(part in found for part, found in zip(parts[start:], wanted, strict=False))
        for start in range(len(parts) - len(wanted) + 1)
    )


# --- states


def states_of(tree):
    """(values of all states, names of the columns that hold them)."""
    values, columns = set(), set(STATE_NAMES)
    for module in tree.code:
        for node in module.find(ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called == "State" and node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value:
                values.add(node.args[0].value)
        for node in module.find(ast.Assign):
            called = node.value.func if isinstance(node.value, ast.Call) else None
            if getattr(called, "id", getattr(called, "attr", "")) == "StateField":
                columns |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return values, columns


def states_have_one_home(tree):
    """The value of a state is spelled in its workflow; everything else reads constants and groups."""
    values, columns = states_of(tree)
    for module in tree.code:
        if module.kind == "workflow":
            continue
        for line, text in spelled_states(module, columns):
            if text in values:
                yield module.fault(line, f'spells the state "{text}": use the constant or a group of its workflow.')
    comparison = re.compile(
        rf"\.(?:{'|'.join(sorted(columns))})\s*(?:==|!=|in)\s*[\"'](\w+)[\"']|[\"'](\w+)[\"']\s*(?:==|!=)\s*[\w.]*"
        rf"\.(?:{'|'.join(sorted(columns))})\b"
    )
    for path, line, match in template_lines(tree, comparison):
        text = match.group(1) or match.group(2)
        if text in values:
            yield tree.template_fault(path, line, f'spells the state "{text}": use a property of the row.')


def spelled_states(module, columns):
    """[(line, text)] of every text that is used as the value of a column of states."""
    for node in module.find(ast.keyword):
        if node.arg and column_of(node.arg) in columns:
            yield from texts(node.value)
    for node in module.find(ast.Compare):
        sides = [node.left, *node.comparators]
        if any(last_name(side) in columns for side in sides):
            for side in sides:
                yield from texts(side)
    for node in module.find(ast.Assign):
        if any(last_name(target) in columns for target in node.targets):
            yield from texts(node.value)
    for node in module.find(ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str) and column_of(key.value) in columns:
                yield from texts(value)
    for node in module.find(ast.Match):
        if last_name(node.subject) in columns:
            for inner in ast.walk(node):
                if isinstance(inner, ast.MatchValue):
                    yield from texts(inner.value)


def column_of(lookup):
    """The column of a lookup: "project__status__in" -> "status"."""
    names = lookup.split("__")
    return names[-2] if len(names) > 1 and names[-1] in ("in", "exact", "iexact") else names[-1]


def last_name(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def texts(node):
    """[(line, text)] of a constant, or of the constants of a tuple, list, set or choice between two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for element in node.elts:
            yield from texts(element)
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from texts(value)


# --- addresses


def addresses_are_reversed(tree):
    """Nobody spells an address of the portal: rows know their own, others are reversed by name."""
    first = "|".join(sorted(TOP_ADDRESSES | set(tree.apps)))
    in_python = re.compile(rf"^(?:\{{\}})?/(?:{first})(?:/|$)")
    for module in tree.code:
        if module.parts[-1] in SPELLS_ADDRESSES or "management" in module.parts:
            continue
        for node in module.find(ast.Constant):
            if isinstance(node.value, str) and id(node) not in module.docstrings and in_python.match(node.value):
                yield module.fault(
                    node.lineno, f'spells the address "{node.value}": use row.url(…), list_address(…) or reverse(…).'
                )
    in_template = re.compile(rf"[\"'=(](/(?:{first})/[^\"'\s>]*)")
    for path, line, match in template_lines(tree, in_template):
        yield tree.template_fault(path, line, f'spells the address "{match.group(1)}": use {{% url %}} or row.url.')


def template_lines(tree, pattern):
    """[(path, line, match)] in all templates."""
    for path, text in tree.templates.items():
        for match in pattern.finditer(text):
            yield path, text.count("\n", 0, match.start()) + 1, match
