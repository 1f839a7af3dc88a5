"""Choices that follow other fields: what the page's script reads, without refusing anything by itself."""

from django import forms

from governance.kernel.pages.drawn_fields import control
from governance.kernel.steps.following import follow, give_keys, show_with


class OrderForm(forms.Form):
    dish = forms.ChoiceField(choices=[("", "请选择"), ("1", "汤"), ("2", "面")])
    bowl = forms.ChoiceField(choices=[("", "请选择"), ("deep", "深碗"), ("flat", "盘子")])
    spoon = forms.CharField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        give_keys(self.fields["dish"], {"1": "liquid", "2": "solid"}.get)
        follow(self.fields["bowl"], ("dish",), {"deep": ["liquid", "solid"], "flat": ["solid"]})
        show_with(self.fields["spoon"], "dish", ("1",))


def drawn(form, name):
    return control(form[name])


def test_options_carry_keys_and_fits_however_they_are_drawn():
    form = OrderForm()
    for dish, bowl in ((drawn(form, "dish"), drawn(form, "bowl")), (str(form["dish"]), str(form["bowl"]))):
        assert '<option value="1" data-key="liquid">' in dish
        assert '<option value="flat" data-fits="solid">' in bowl
        assert 'data-follows="dish"' in bowl
        assert '<option value="" data-' not in dish + bowl
    assert 'data-shown-with="dish:1"' in drawn(form, "spoon")


def test_what_does_not_fit_is_left_to_the_step_to_refuse():
    form = OrderForm({"dish": "1", "bowl": "flat"})
    assert form.is_valid()
    assert '<option value="flat" data-fits="solid" selected>' in drawn(form, "bowl")
