"""A word of a vocabulary is read under every usual name, by one cleaning for forms, programs and sheets."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from governance.kernel.papers.sheets import Column
from governance.kernel.steps import cleaning, gate
from governance.kernel.steps.line_columns import Column as Cell
from governance.organisations.sheets.bodies import BRANCH_KINDS, KINDS
from governance.people.models.people import Person
from governance.people.models.posts import Appointment
from governance.people.roster import CHOSEN_WORDS, POLITICS_WORDS

POLITICS = {
    "party": ("中共党员", "共产党员", "党员", "正式党员", "中共 党员", "中国共产党党员"),
    "probationary": ("中共预备党员", "预备党员", "中共党员（预备）", "中共党员(预备)"),
    "league": ("共青团员", "团员"),
    "masses": ("群众", "普通群众"),
    "democratic": ("民主党派", "民革党员", "民盟", "九三学社社员", "致公党党员"),
}
SAID = [(value, word) for value, words in POLITICS.items() for word in words]


@pytest.mark.parametrize(("value", "word"), SAID)
def test_where_somebody_stands_is_read_under_its_usual_names(value, word):
    label = Person.Politics(value).label
    sheet = Column("politics", "政治面貌", choices=tuple(POLITICS_WORDS))
    assert sheet.value(word) == label
    field = forms.ChoiceField(label="政治面貌", choices=[("", "未填写"), *Person.Politics.choices], required=False)
    assert gate.chosen(field, word) == value
    assert Cell("politics", "政治面貌", kind="choice", choices=Person.Politics.choices).parse(word) == value


@pytest.mark.parametrize(
    ("allowed", "word", "meant"),
    [
        (("男", "女"), "男性", "男"),
        (("男", "女"), "女士", "女"),
        (("是", "否"), "√", "是"),
        (("是", "否"), "Y", "是"),
        (("是", "否"), "否 ", "否"),
        (("是", "否"), "×", "否"),
        (tuple(KINDS), "业委会", "业主委员会"),
        (tuple(KINDS), "物业公司", "物业服务企业"),
        (tuple(KINDS), "党支部", "小区党支部"),
        (tuple(KINDS), "志愿服务队", "志愿者队伍"),
        (tuple(BRANCH_KINDS), "联合组建", "联建"),
        (tuple(CHOSEN_WORDS), "选举产生", "选举"),
    ],
)
def test_other_vocabularies_have_their_usual_names_too(allowed, word, meant):
    assert cleaning.choice(word, allowed) == meant


def test_a_flag_of_a_sheet_and_of_a_grid_is_read_alike():
    for word, truth in (("√", True), ("有", True), ("是", True), ("×", False), ("否", False)):
        assert Column("is_woman", "妇女", kind="flag").value(word) is truth
        assert Cell("is_woman", "妇女", kind="flag").parse(word) is truth


def test_what_may_mean_two_things_or_nothing_is_refused():
    for word in ("团", "无党派", "党"):
        with pytest.raises(ValidationError):
            Column("politics", "政治面貌", choices=tuple(POLITICS_WORDS)).value(word)


def test_a_usual_name_means_nothing_where_its_word_is_no_choice():
    assert cleaning.choice("1", ("1", "2")) == "1"
    assert cleaning.choice("有", ("同意", "反对")) == "有"
    assert Appointment.Chosen.ELECTED.label in CHOSEN_WORDS
