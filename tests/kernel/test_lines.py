"""Repeated rows in a form: from a page, from the API, with errors by row and column."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import strategies as st

from governance.kernel.api.bodies import lines_schema
from governance.kernel.steps import validators
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField
from tests.unhurried import given

COLUMNS = [
    Column("name", "名称", max_length=10),
    Column("quantity", "数量", "int", least=1, most=1000),
    Column("price", "单价", "money", unit="元", sum=True),
    Column("kind", "类别", "choice", choices=(("works", "工程"), ("service", "服务"))),
    Column("on", "日期", "date", required=False),
    Column("is_quoted", "已询价", "flag", required=False),
]
GOOD = {"name": "路灯", "quantity": "3", "price": "1,250.5", "kind": "works", "on": "2026-11-20", "is_quoted": "1"}


class BudgetForm(forms.Form):
    lines = LinesField(COLUMNS, label="预算明细", min_rows=1, max_rows=3)


def page(*rows):
    query = QueryDict(mutable=True)
    for number, row in enumerate(rows):
        for name, value in row.items():
            query[f"lines-{number}-{name}"] = value
    return BudgetForm(query)


def test_a_page_and_the_api_clean_to_the_same_rows():
    expected = [
        {
            "name": "路灯",
            "quantity": 3,
            "price": Decimal("1250.50"),
            "kind": "works",
            "on": date(2026, 11, 20),
            "is_quoted": True,
        }
    ]
    typed = {**GOOD, "quantity": 3, "is_quoted": True}
    forms_ = [page(GOOD), BudgetForm({"lines": [typed]}), BudgetForm({"lines": json.dumps([typed])})]
    for form in forms_:
        assert form.is_valid(), form.errors
        assert form.cleaned_data["lines"] == expected


def test_empty_rows_are_left_out_and_order_is_kept():
    form = page({**GOOD, "name": "一"}, dict.fromkeys(GOOD, " "), {**GOOD, "name": "二"})
    assert form.is_valid(), form.errors
    assert [row["name"] for row in form.cleaned_data["lines"]] == ["一", "二"]


def test_wrong_cells_are_named_and_nothing_typed_is_lost():
    form = page(GOOD, {**GOOD, "price": "1.005", "quantity": "0", "kind": "gift"})
    assert not form.is_valid()
    assert set(form.errors["lines"]) == {
        "第 2 行 单价：金额最多保留两位小数（精确到分）",
        "第 2 行 数量：数量须在 1 至 1000 之间",
        "第 2 行 类别：请从列表中选择一项",
    }
    html = str(form["lines"])
    assert 'value="1.005"' in html
    assert 'name="lines-1-price"' in html
    assert html.count("金额最多保留两位小数") == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "请至少填写 1 行"),
        ({"lines": []}, "请至少填写 1 行"),
        ({"lines": [GOOD] * 4}, "最多填写 3 行，现在有 4 行"),
        ({"lines": "not json"}, "须为一组行"),
        ({"lines": "[" * 100_000}, "须为一组行"),
        ({"lines": {"name": "x"}}, "须为一组行"),
        ({"lines": [1, 2]}, "须为一组行"),
        ({"lines": None}, "请至少填写 1 行"),
        ({"lines": [{**GOOD, "name": {"a": 1}}]}, "第 1 行 名称：须为文字"),
        ({"lines": [{}]}, "第 1 行没有填写名称"),
    ],
)
def test_odd_input_is_refused_in_words(data, sentence):
    form = BudgetForm(data)
    assert not form.is_valid()
    assert any(error.startswith(sentence) for error in form.errors["lines"]), form.errors


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*GOOD, "x"]), inner, max_size=6),
    max_leaves=12,
)


@given(json_values)
def test_any_json_is_cleaned_or_refused_and_can_be_shown_again(value):
    form = BudgetForm({"lines": value})
    form.is_valid()
    assert "<" in str(form["lines"])


def test_money_from_zero_where_the_column_says_so():
    column = Column("amount", "金额", "money", least=Decimal(0), most=Decimal(100))
    assert column.parse("0") == Decimal("0.00")
    for wrong in ("-1", "100.01", "0.001"):
        with pytest.raises(forms.ValidationError):
            column.parse(wrong)
    assert Column("phone", "电话", clean=validators.phone).parse("13800138000") == "13800138000"


def test_saved_rows_are_shown_as_they_were_entered():
    form = BudgetForm(initial={"lines": [{**GOOD, "price": Decimal("10.5"), "quantity": 3, "on": date(2026, 1, 2)}]})
    html = str(form["lines"])
    assert 'value="10.50"' in html
    assert 'value="2026-01-02"' in html
    again = BudgetForm(
        {"lines": [{**GOOD, "price": "10.50", "quantity": "3", "on": "2026-01-02"}]}, initial=form.initial
    )
    assert not again.has_changed()


def test_the_api_describes_the_columns():
    field = BudgetForm().fields["lines"]
    described = field.describe()
    assert described["columns"][2] == {
        "name": "price",
        "label": "单价",
        "type": "money",
        "required": True,
        "unit": "元",
    }
    schema = lines_schema(field)
    assert schema["maxItems"] == 3
    assert schema["items"]["properties"]["kind"]["enum"] == ["works", "service"]
    assert "on" not in schema["items"]["required"]


def test_spare_rows_serve_without_scripts_and_count_nothing_when_unused():
    html = str(BudgetForm()["lines"])
    assert html.count("<tr data-row data-spare>") == 2  # beside the first: the field takes three
    assert 'name="lines-2-price"' in html
    assert 'aria-label="第 3 行单价"' in html
    assert "data-spare" not in str(page(GOOD, GOOD, GOOD)["lines"])
    form = page(GOOD, dict.fromkeys(GOOD, ""), dict.fromkeys(GOOD, ""))
    assert form.is_valid()
    assert len(form.cleaned_data["lines"]) == 1


def test_what_may_stand_in_one_row_only_is_refused_in_a_second_one_by_row():
    field = LinesField(COLUMNS, once="name")
    rows = [GOOD, {**GOOD, "name": "灯杆"}, {**GOOD, "price": "9"}]
    with pytest.raises(ValidationError, match="第 3 行 名称：与第 1 行重复，只保留一行"):
        field.clean(rows)
    assert field.widget.cell_errors == {(2, "name"): ["与第 1 行重复，只保留一行"]}
    assert [row["name"] for row in field.clean(rows[:2])] == ["路灯", "灯杆"]
    assert len(LinesField(COLUMNS).clean(rows)) == 3  # nothing is asked of columns that are not named


def test_a_column_that_the_rows_do_not_have_is_refused():
    """Else an agent under a wrong name would be lost, and the vote count as the owner's own."""
    field = LinesField([Column("voter", "户号"), Column("by_proxy", "受托人", required=False)])
    assert field.clean([{"voter": "1-1-101"}]) == [{"voter": "1-1-101", "by_proxy": ""}]
    with pytest.raises(ValidationError, match="第 2 行：没有“proxy”这一列"):
        field.clean([{"voter": "1-1-101"}, {"voter": "1-1-102", "proxy": "李四"}])


@pytest.mark.parametrize("raw", ["15000.004", "0.001"])
def test_a_number_with_more_decimals_than_are_kept_is_refused(raw):
    field = LinesField([Column("size", "面积", kind="decimal")])
    assert field.clean([{"size": "15000.10"}]) == [{"size": Decimal("15000.10")}]
    with pytest.raises(ValidationError, match="面积最多保留两位小数"):
        field.clean([{"size": raw}])


def test_a_row_in_which_only_the_page_chose_something_is_empty():
    preset = Column("line_no", "支出项", "choice", choices=(("1", "楼道灯"),), is_preset=True)
    field = LinesField([preset, Column("amount", "报价", "money")], min_rows=0, required=False)
    sent = {"quotes-0-line_no": "1", "quotes-0-amount": "", "quotes-1-line_no": "1", "quotes-1-amount": "12000"}
    rows = field.widget.value_from_datadict(sent, {}, "quotes")
    assert [row["amount"] for row in rows] == ["12000"]


# ------------------------------------------------------------ rules over rows
def no_two_alike(rows):
    """Two rows of one name, as far as the names could be read."""
    seen = {}
    return {
        (number, "name"): ["与上面的一行同名"]
        for number, row in rows.items()
        if "name" in row and seen.setdefault(row["name"], number) != number
    }


def test_a_rule_over_rows_is_asked_while_other_cells_are_wrong():
    field = LinesField(COLUMNS[:3], rules=(no_two_alike,))
    row = {"name": "路灯", "quantity": "1", "price": "100"}
    with pytest.raises(ValidationError) as wrong:
        field.clean([{**row, "price": "很多"}, {**row, "name": ""}, row])
    first, second, third = wrong.value.messages
    assert first.startswith("第 1 行 单价：")
    assert second == "第 2 行没有填写名称"
    assert third == "第 3 行 名称：与上面的一行同名"
    assert field.widget.cell_errors[2, "name"] == ["与上面的一行同名"]
    assert len(field.clean([row, {**row, "name": "长椅"}])) == 2


def test_what_is_typed_into_a_cell_of_any_kind_comes_back_as_text():
    evil = '"><script>alert(1)</script>'
    columns = [
        *COLUMNS,
        Column("fixed", "定的", is_fixed=True, required=False),
        Column("hidden", "藏的", is_hidden=True, required=False),
        Column("vote", "表决", "choice", choices=(("yes", "同意"),), is_ticked=True, required=False),
        Column("which", evil, unit=evil, required=False, fill=(evil, evil), sum=True),
    ]

    class EvilForm(forms.Form):
        lines = LinesField(columns, label="明细")

    query = QueryDict(mutable=True)
    for column in columns:
        query[f"lines-0-{column.name}"] = evil
    form = EvilForm(query)
    assert not form.is_valid()
    drawn = str(form["lines"])
    assert "<script" not in drawn
    assert drawn.count("&lt;script&gt;alert(1)") > len(columns)
