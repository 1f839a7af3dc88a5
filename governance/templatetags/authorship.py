"""The token of a form with the mark beside it that says from whose page the form came."""

from django import template
from django.utils.html import format_html

from governance.kernel.pages.comebacks import mark_of
from governance.kernel.steps.submissions import MARK

register = template.Library()
FIELD = '<input type="hidden" name="{}" value="{}">'


@register.simple_tag(takes_context=True, name="csrf_token")
def csrf_token(context):
    """As Django's own tag; for whoever is signed in with the mark of the account, see kernel/pages/comebacks.py."""
    token = context.get("csrf_token")
    if not token or token == "NOTPROVIDED":
        return ""
    field = format_html(FIELD, "csrfmiddlewaretoken", token)
    user = getattr(context.get("request"), "user", None)
    return field + format_html(FIELD, MARK, mark_of(user)) if user is not None and user.is_authenticated else field
