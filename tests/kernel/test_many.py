"""Several out of many: ticks, what is ticked first, and a word to find the others."""

from django import forms
from lxml import html

from governance.kernel.steps.many import FOUND_BY_WORD, ManyWidget


class Form(forms.Form):
    who = forms.MultipleChoiceField(
        label="成员",
        required=False,
        choices=[("组织", [("o1", "党支部"), ("o2", "物业")]), ("人员", [(f"p{n}", f"居民{n}") for n in range(20)])],
        widget=ManyWidget,
    )


def drawn(form):
    return html.fromstring(str(form["who"]))


def test_ticked_ones_stand_first():
    box = drawn(Form(initial={"who": ["p7", "o2"]}))
    labels = [label.text for label in box.xpath(".//label")]
    assert labels[:3] == ["物业", "居民7", "党支部"]
    assert box.xpath(".//input[@checked]/@value") == ["o2", "p7"]
    assert [one.text for one in box.xpath(".//div[@class='of']")] == ["已选", "组织", "人员"]
    assert len(set(box.xpath(".//input[@type='checkbox']/@id"))) == 22
    assert {label.get("for") for label in box.xpath(".//label")} == set(box.xpath(".//input[@type='checkbox']/@id"))


def test_a_long_list_has_a_box_to_find_in():
    assert drawn(Form()).xpath(".//input[@type='search']")
    short = Form()
    short.fields["who"].choices = [(str(n), str(n)) for n in range(FOUND_BY_WORD - 1)]
    assert not drawn(short).xpath(".//input[@type='search']")


def test_ticks_clean_to_the_choices():
    form = Form({"who": ["o1", "p3"]})
    assert form.is_valid()
    assert form.cleaned_data["who"] == ["o1", "p3"]
    assert not Form({"who": ["p99"]}).is_valid()
