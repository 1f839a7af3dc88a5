"""An office's own Word template filled with the fields of a paper; runs confined (confined.py) only.

A template may name fields, go through lists and ask whether a field is filled; it calls, computes and reaches nothing.
What it says is checked as a tree before any of it runs, and Jinja's sandbox runs it.
"""

import io
import re

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from .layout import sign_footer

TAG = re.compile(r"<[^>]*>")
MOST_TEXT = 40  # characters of a template that a refusal quotes
# Text that stands in no run of text: what {{p …}} or {{r …}} leave, and Word does not open.
LOOSE = "//w:*[not(self::w:t or self::w:instrText or self::w:delText)]/text()[normalize-space()]"
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
    nodes.Const,
)
SAID = {
    nodes.Call: "调用",
    nodes.Filter: "过滤器",
    nodes.Test: "检验",
    nodes.Getitem: "下标",
    nodes.Assign: "赋值",
    nodes.Macro: "宏",
    nodes.Include: "引用其他模板",
    nodes.Import: "引用其他模板",
    nodes.FromImport: "引用其他模板",
    nodes.Extends: "引用其他模板",
}


class Unfit(Exception):
    """The template asks for what it may not have: (sentence, code)."""


def fill(data, values, shape, foot):
    """({"fields": names that the template uses}, the paper); a refusal is ({"message": …, "code": …}, b"").

    values -- {field: text, or [{column: text}]}
    shape  -- {field: None of a text, names of its columns of a list}
    foot   -- the line below each page
    """
    environment = Fields(shape)
    try:
        word = DocxTemplate(io.BytesIO(data))
        word.render(values, environment, autoescape=True)
        if not environment.used:
            raise Unfit("模板中没有任何字段，请按字段表填入，例如 {{ " + next(iter(shape)) + " }}", "no_fields")
        if word.docx.element.xpath(LOOSE):
            raise Unfit("模板中有“{{p …}}”“{{r …}}”一类的写法，字段请写成“{{ 字段名 }}”", "broken_template")
    except Unfit as refusal:
        message, code = refusal.args
        return {"message": message, "code": code}, b""
    except TemplateSyntaxError as fault:
        place = quoted(fault)
        near = f"，在“{place}”附近" if place else ""
        words = f"模板中的标记没有写完整{near}，请检查大括号和 for、if、endfor、endif 是否成对"
        return {"message": words, "code": "broken_template"}, b""
    target = io.BytesIO()
    word.save(target)
    target.seek(0)
    document = Document(target)
    sign_footer(document, foot)
    signed = io.BytesIO()
    document.save(signed)
    return {"fields": sorted(environment.used)}, signed.getvalue()


def quoted(fault):
    """The words of the template at which the parser stopped."""
    lines = (fault.source or "").split("\n")
    line = lines[fault.lineno - 1] if 0 < fault.lineno <= len(lines) else ""
    return " ".join(TAG.sub("", line).split())[:MOST_TEXT]


class Fields(SandboxedEnvironment):
    """A sandbox in which there is nothing but the fields of one kind of paper."""

    def __init__(self, shape):
        super().__init__(undefined=StrictUndefined)
        self.shape, self.used = shape, set()
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def from_string(self, source, *args, **options):
        """The template, once its tree asks for nothing but fields.  Raises Unfit, TemplateSyntaxError."""
        self.look(self.parse(source), {})
        return super().from_string(source, *args, **options)

    def getattr(self, obj, attribute):
        """A column of a row: nothing else has parts."""
        return obj[attribute] if isinstance(obj, dict) else self.undefined(obj=obj, name=attribute)

    def look(self, node, rows):
        """Refuse what a template may not ask.

        rows -- {name of the row in a loop: columns of its list}
        """
        if not isinstance(node, ALLOWED):
            words = SAID.get(type(node), "计算")
            raise Unfit(f"模板中的{self.words_of(node)}是{words}，模板只能填入字段、逐行列出清单", "not_a_field")
        if isinstance(node, nodes.For):
            return self.look_at_loop(node, rows)
        if isinstance(node, nodes.If):
            self.look_at_question(node.test, rows)
            for child in (*node.body, *node.elif_, *node.else_):
                self.look(child, rows)
            return None
        if isinstance(node, nodes.Getattr):
            return self.look_at_column(node, rows)
        if isinstance(node, nodes.Name):
            return self.look_at_name(node.name, rows)
        for child in node.iter_child_nodes():
            self.look(child, rows)
        return None

    def look_at_question(self, node, rows):
        """What an if asks: a list too is filled or empty."""
        if isinstance(node, (nodes.And, nodes.Or, nodes.Not)):
            for child in node.iter_child_nodes():
                self.look_at_question(child, rows)
        elif isinstance(node, nodes.Name) and self.shape.get(node.name) is not None and node.name not in rows:
            self.used.add(node.name)
        else:
            self.look(node, rows)

    def look_at_name(self, name, rows):
        if name in rows:
            raise Unfit(f"“{name}”是清单的一行，请写明列，例如 {name}.{rows[name][0]}", "unknown_field")
        if name not in self.shape:
            raise Unfit(f"模板中的字段“{name}”不在这种文书的字段表里，请按字段表改正", "unknown_field")
        if self.shape[name] is not None:
            raise Unfit(f"“{name}”是清单，请用 {{% for 行 in {name} %}} 逐行列出", "unknown_field")
        self.used.add(name)

    def look_at_column(self, node, rows):
        """行.列 of a row in a loop."""
        row = node.node.name if isinstance(node.node, nodes.Name) else ""
        if row not in rows:
            words = f"模板中的“{row or '…'}.{node.attr}”不能用：只有清单的行才有列"
            raise Unfit(words, "not_a_field" if row in self.shape or not row else "unknown_field")
        if node.attr not in rows[row]:
            columns = "、".join(rows[row])
            raise Unfit(f"模板中的字段“{row}.{node.attr}”不在字段表里，这个清单的列有：{columns}", "unknown_field")

    def look_at_loop(self, node, rows):
        """for 行 in 清单, without a condition of its own; the list is a field."""
        name = node.iter.name if isinstance(node.iter, nodes.Name) else ""
        if not name or not isinstance(node.target, nodes.Name) or node.recursive or node.test is not None:
            raise Unfit("模板中的 for 只能写成 {% for 行 in 清单 %}，清单是字段表里的清单", "not_a_field")
        if self.shape.get(name) is None:
            raise Unfit(f"模板中的清单“{name}”不在这种文书的字段表里，或者不是清单", "unknown_field")
        self.used.add(name)
        for child in (*node.body, *node.else_):
            self.look(child, rows | {node.target.name: self.shape[name]})

    def words_of(self, node):
        """What of a template is refused, by the first name in it."""
        names = [found.name for found in node.find_all(nodes.Name)]
        if isinstance(node, nodes.Name):
            names.insert(0, node.name)
        return f"“{names[0]}”处" if names else "一处"
