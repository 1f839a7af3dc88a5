"""How forms are rendered: every field and every plain control in Python, other controls by the project's templates."""

from django.forms.renderers import TemplatesSetting

from governance.kernel.pages.drawn_fields import DRAWN


class FormRenderer(TemplatesSetting):
    """Draws a field (`{{ field.as_field_group }}`) and plain controls; finds the templates of others among ours."""

    field_template_name = "forms/field.html"

    def render(self, template_name, context, request=None):
        draw = DRAWN.get(template_name)
        return draw(context) if draw else super().render(template_name, context, request)
