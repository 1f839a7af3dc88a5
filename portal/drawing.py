"""How forms are rendered: every control and every field by the templates of the project."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Finds the widgets' templates among the project's; `{{ field.as_field_group }}` is rendered by ours."""

    field_template_name = "forms/field.html"
