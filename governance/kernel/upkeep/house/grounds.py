"""Refusals name the text they rest on: a concept with a `grounds` file declares every code, and cites through it."""

import ast
import re

FILE = "grounds"
ARTICLE = re.compile(r"《.+》第[一二三四五六七八九十百]+条")
RAISED, SAID, REPEATED = {"Refused", "refuse_future", "require_words"}, {"refused", "said"}, "repeated"


def refusals_name_their_grounds(tree):
    """Each code is declared once, refused only through the declaration where it rests on a text, and used."""
    for module in tree.code:
        if module.kind != FILE or module.parts[-1] != FILE:
            continue
        texts, plain = declared(module)
        yield from texts_are_articles(module, texts)
        used = set()
        for other in tree.code:
            if (other.app, other.concept) == (module.app, module.concept) and other is not module:
                yield from check(other, texts, plain, used)
        for code in sorted((texts.keys() | plain) - used):
            yield module.fault(1, f'declares "{code}", which nothing in {module.concept} refuses: drop it.')


def declared(module):
    """({code: node of its text}, {plain codes}) of the one `Grounds(…)` of a file."""
    call = next(node for node in module.find(ast.Call) if getattr(node.func, "id", "") == "Grounds")
    texts = {key.value: value for key, value in zip(call.args[0].keys, call.args[0].values, strict=True)}
    plain = next((word.value.elts for word in call.keywords if word.arg == "plain"), ())
    return texts, {node.value for node in plain}


def texts_are_articles(module, texts):
    for code, node in texts.items():
        if isinstance(node, ast.Constant) and not ARTICLE.search(node.value):
            yield module.fault(node.lineno, f'cites no article for "{code}": name it, DISTRICT or BY_RULE.')


def check(module, texts, plain, used):
    """The refusals of one file; adds the codes it uses to `used`."""
    inside = {id(part) for call in said(module) for part in ast.walk(call)}
    for call in module.find(ast.Call):
        name, code = called(call), code_of(call)
        if code is None:
            continue
        if name in RAISED or name == "add":
            used.add(code)
            yield from undeclared(module, call, code, texts, plain)
            cites = name == "add" or any(id(argument) in inside for argument in call.args)
            if code in texts and not cites:
                yield module.fault(call.lineno, f'refuses "{code}" without its text: use GROUNDS.refused.')
            elif name == "add" and code in texts:
                yield from needs_rule(module, call, code, texts)
        elif is_grounds(call):
            used.add(code)
            if code not in texts:
                yield module.fault(call.lineno, f'names no text for "{code}": add it to {FILE}.py.')
            elif name in SAID:
                yield from needs_rule(module, call, code, texts)
    yield from check_guards(module, texts, plain, used)


def check_guards(module, texts, plain, used):
    """Conditions of a workflow: what they answer is said through the declaration where it rests on a text."""
    for function in module.find(ast.FunctionDef):
        for mark in function.decorator_list:
            if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "condition":
                code = mark.args[0].value
                used.add(code)
                yield from undeclared(module, mark, code, texts, plain)
                cites = any(is_grounds(node) for node in ast.walk(function) if isinstance(node, ast.Call))
                if code in texts and not cites:
                    yield module.fault(mark.lineno, f'answers "{code}" without its text: return GROUNDS.said.')


def undeclared(module, call, code, texts, plain):
    if code not in texts and code not in plain:
        yield module.fault(call.lineno, f'refuses "{code}", which {FILE}.py does not know: add its text, or to plain.')


def needs_rule(module, call, code, texts):
    """A code that rests on a rule is refused with the basis of that rule."""
    by_rule = getattr(texts[code], "id", "") == "BY_RULE"
    if by_rule and not any(word.arg == "by" for word in call.keywords):
        yield module.fault(call.lineno, f'refuses "{code}" by no rule: add by=rule.basis.')


def said(module):
    return [call for call in module.find(ast.Call) if is_grounds(call)]


def is_grounds(call):
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "GROUNDS"


def called(call):
    """The name of what is called; of the methods only those of GROUNDS and of a list of faults."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr if is_grounds(call) or getattr(call.func.value, "id", "") == "faults" else ""
    return getattr(call.func, "id", "")


def code_of(call):
    """The code that a refusal carries: the last of its plain texts; None where it is computed."""
    place = {"refuse_future": 3, "require_words": 2}.get(called(call), 1)
    node = call.args[place] if len(call.args) > place else None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
