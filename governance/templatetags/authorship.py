"""The token of a form with the mark beside it that says from whose page the form came; parts of pages that are kept."""

from itertools import count
from secrets import token_hex

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from governance.kernel.pages.comebacks import mark_of
from governance.kernel.pages.kept import kept
from governance.kernel.steps.submissions import MARK

register = template.Library()
FIELD = '<input type="hidden" name="{}" value="{}">'
HOLDS = "is_kept"  # in the context of what is kept: the place of the token is wanted, not the token
TOKEN = f"\x02{token_hex(16)}\x03"  # that place; nobody can type it
numbers = count()


@register.simple_tag(takes_context=True, name="csrf_token")
def csrf_token(context):
    """As Django's own tag; for whoever is signed in with the mark of the account, see kernel/pages/comebacks.py."""
    if context.get(HOLDS):
        return mark_safe(TOKEN)
    token = context.get("csrf_token")
    if not token or token == "NOTPROVIDED":
        return ""
    field = format_html(FIELD, "csrfmiddlewaretoken", token)
    user = getattr(context.get("request"), "user", None)
    return field + format_html(FIELD, MARK, mark_of(user)) if user is not None and user.is_authenticated else field


class Kept(template.Node):
    """The node of `{% kept %}`: its content is drawn from the named values alone."""

    def __init__(self, names, nodelist):
        self.names, self.nodelist, self.number = names, nodelist, next(numbers)
        self.values = [template.Variable(name) for name in names]

    def render(self, context):
        values = tuple(self.value(one, context) for one in self.values)
        markup = kept((self.number, values, tuple(map(type, values))), lambda: self.draw(values, context))
        return mark_safe(markup.replace(TOKEN, csrf_token(context))) if TOKEN in markup else markup

    @staticmethod
    def value(variable, context):
        """Its value; None where it is not there, as for `{% if %}`."""
        try:
            return variable.resolve(context)
        except template.VariableDoesNotExist:
            return None

    def draw(self, values, context):
        """The content, in a context that holds nothing else."""
        given = {HOLDS: True}
        for name, value in zip(self.names, values, strict=True):
            *outer, last = name.split(".")
            place = given
            for part in outer:
                place = place.setdefault(part, {})
            place[last] = value
        alone = Context(given)
        alone.template, alone.render_context = context.template, context.render_context
        return self.nodelist.render(alone)


@register.tag("kept")
def keep(parser, token):
    """Keep a part of a page that is drawn from the named values alone, all of them hashable; nothing else is there.

    {% kept shell.name shell.post %} … {% endkept %}

    The token of its forms, which no two answers share, is put in anew each time.
    """
    names = token.split_contents()[1:]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(names, nodelist)
