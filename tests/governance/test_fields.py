"""A form's fields as the page draws them."""

import pytest
from django import forms

from governance.models import Area
from tests.factories.base import make_area


class EveryKindForm(forms.Form):
    ward = forms.ChoiceField(label="社区", choices=[("", "请选择"), ("1", "<野鸭塘>")])
    grouped = forms.ChoiceField(label="分组", choices=[("甲", [("1", "一"), ("2", "二")])], required=False)
    ways = forms.MultipleChoiceField(
        label="方式", choices=[("a", "甲"), ("b", "乙")], widget=forms.CheckboxSelectMultiple
    )
    one = forms.ChoiceField(label="其一", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect, required=False)
    agreed = forms.BooleanField(label="已核对", help_text="逐项核对")
    paper = forms.FileField(label="材料")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("ward", ['<label class="form-label" for="id_ward">社区<span class="req" aria-hidden="true">*</span></label>']),
        ("ward", ['class="form-select is-invalid"', '<option value="1">&lt;野鸭塘&gt;</option>', 'id="id_ward_error"']),
        ("grouped", ['class="form-select"', '<optgroup label="甲">', '<option value="2" selected>二</option>']),
        ("ways", ['<fieldset id="id_ways"', 'aria-describedby="id_ways_error"', 'class="ht-choices is-many"']),
        ("ways", ['class="form-check-input is-invalid"', 'type="checkbox"', 'for="id_ways_1">乙</label>']),
        ("one", ['class="ht-choices"', 'type="radio"', 'value="b"', "checked"]),
        (
            "agreed",
            ['class="form-check-input is-invalid"', 'for="id_agreed">已核对', 'id="id_agreed_helptext">逐项核对'],
        ),
        ("paper", ['<div class="ht-drop">', 'class="form-control is-invalid"', "bi-camera", 'accept=".jpg']),
    ],
)
def test_every_kind_of_field_is_drawn_with_its_name_hint_and_error(name, parts):
    html = EveryKindForm({"grouped": "2", "one": "b"})[name].as_field_group()
    assert f'id="div_id_{name}"' in html
    for part in parts:
        assert part in html


def test_a_hidden_field_is_only_its_control():
    html = EveryKindForm({"secret": "x"})["secret"].as_field_group()
    assert html.strip() == '<input type="hidden" name="secret" value="x" id="id_secret">'


@pytest.mark.django_db
def test_rows_to_choose_from_are_asked_for_once(django_assert_num_queries):
    class Form(forms.Form):
        area = forms.ModelChoiceField(label="辖区", queryset=Area.objects.all())

    area = make_area()
    with django_assert_num_queries(1):
        html = Form({"area": ""})["area"].as_field_group()
    assert f'<option value="{area.pk}">{area}</option>' in html
