"""Templates are indented for their readers; white space that cannot show is removed when they are loaded.

Pages stay as small as if they were written in one line, and cells that print
nothing are empty for `:empty`.  Between words and inline elements a line break
stays what it is in HTML, a space.

Tags that say the same in every page (an icon, the address of a page or of a static
file, each by its name) are replaced by what they say, once, instead of in each page.
"""

import re

from django.template.loader_tags import BlockNode
from django.template.loaders import filesystem
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape

from governance.templatetags.portal import icon

# Elements beside whose tags white space never shows, whatever they hold.
BLOCKS = """
    html head body title meta link main nav section article aside header footer div p h1 h2 h3 h4 h5 h6 hr
    ul ol li dl dt dd table caption thead tbody tfoot tr th td form fieldset legend details summary option optgroup
"""
RAW = "pre|textarea|script"  # white space is part of what they hold
MARK = r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}"
BLOCK_NAMES = frozenset(BLOCKS.split())
PIECES = re.compile(
    rf"(?P<raw><({RAW})\b.*?</\2\s*>)"
    rf"|(?P<mark>{MARK})"
    rf"|(?P<tag></?(?P<name>[a-zA-Z][\w-]*)(?:{MARK}|\"(?:{MARK}|[^\"])*\"|'(?:{MARK}|[^'])*'|[^<>\"'])*>)"
    r"|(?P<space>\s*\n\s*)",
    re.DOTALL,
)
WITHIN = re.compile(
    rf"(?P<value>\"(?:{MARK}|[^\"])*\"|'(?:{MARK}|[^'])*')"
    r"|\{%\s*(?P<control>if|elif|else|endif|for|endfor|with|endwith)\b.*?%\}"
    r"|(?P<space>\s+)",
    re.DOTALL,
)


def trimmed_tag(tag):
    """An HTML tag in one line; a space stands before each attribute, within the condition that it depends on."""
    printed, start, is_spaced = "", 0, False
    around = []  # whether a space stood before each condition that is open here
    for found in [*WITHIN.finditer(tag), None]:
        between = tag[start : found.start() if found else len(tag)]
        if between:
            printed += f" {between}" if is_spaced and between not in (">", "/>") else between
            is_spaced = False
        if found is None:
            break
        start = found.end()
        if found["value"]:
            printed += found.group()
        elif found["space"]:
            is_spaced = True
        else:
            printed += found.group()
            if found["control"] in ("if", "for", "with"):
                around.append(is_spaced)
            elif found["control"] in ("elif", "else"):
                is_spaced = around[-1]
            else:
                around.pop()
                is_spaced = False
    return printed


def trimmed(source):
    """The source of a template without the line breaks and indents that cannot show."""
    pieces, start = [], 0
    for found in PIECES.finditer(source):
        if found.start() > start:
            pieces.append(("text", source[start : found.start()]))
        name = found["name"]
        kind = "block" if name and name.lower() in BLOCK_NAMES else "space" if found["space"] else "other"
        pieces.append((kind, trimmed_tag(found.group()) if name else found.group()))
        start = found.end()
    pieces.append(("text", source[start:]))
    kinds = ["text", *(kind for kind, _ in pieces), "text"]
    return "".join(
        ("" if "block" in (before, after) else " ") if kind == "space" else text
        for (kind, text), before, after in zip(pieces, kinds[:-2], kinds[2:], strict=True)
    )


# ------------------------------------------------------------ tags that always say the same
CONSTANT = re.compile(r"""\{%\s*(?P<tag>icon|static|url)\s+(?P<quote>["'])(?P<name>[^"'|]+)(?P=quote)\s*%\}""")
SAYS = {"icon": icon, "static": static, "url": reverse}


def said(found):
    """What a constant tag says; the tag itself where nobody knows yet: files not collected, an address with a key."""
    try:
        return str(conditional_escape(SAYS[found["tag"]](found["name"])))
    except (NoReverseMatch, ValueError):
        return found.group()


def remember_blocks(nodes):
    """Find the blocks of a template once: each page that extends it asks which there are, which walks all nodes."""
    walk, blocks = nodes.get_nodes_by_type, nodes.get_nodes_by_type(BlockNode)
    nodes.get_nodes_by_type = lambda kind: blocks if kind is BlockNode else walk(kind)


class Loader(filesystem.Loader):
    """Loads templates as the file system's loader does, trimmed, with constant tags said and its blocks found."""

    def get_template(self, *args, **options):
        template = super().get_template(*args, **options)
        remember_blocks(template.nodelist)
        return template

    def get_contents(self, origin):
        return CONSTANT.sub(said, trimmed(super().get_contents(origin)))
