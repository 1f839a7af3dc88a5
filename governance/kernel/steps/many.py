"""Choosing several out of many: check boxes in a box that scrolls, the checked ones first, found by a word."""

from django import forms

FOUND_BY_WORD = 12  # from so many choices on there is a box to find one


class ManyWidget(forms.SelectMultiple):
    """Check boxes in place of a list that needs the Ctrl key; without JavaScript all of them are shown."""

    template_name = "generic/_many.html"
    use_fieldset = True

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        groups = [(label or "", options) for label, options, _ in context["widget"]["optgroups"]]
        ticked = [option for _, options in groups for option in options if option["selected"]]
        rest = [(label, [option for option in options if not option["selected"]]) for label, options in groups]
        context["widget"]["groups"] = [(label, options) for label, options in [("已选", ticked), *rest] if options]
        context["widget"]["is_long"] = sum(len(options) for _, options in groups) >= FOUND_BY_WORD
        return context

    def id_for_label(self, id_, index=None):
        return ""
