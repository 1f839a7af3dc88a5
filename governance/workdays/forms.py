"""Forms of the work calendar."""

from django import forms

from governance.kernel.steps.forms import NoteForm, ReasonField, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField

KINDS = (("off", "放假"), ("work", "调休上班"))


class DayForm(StepForm):
    """One day: worked or not, and why."""

    date = forms.DateField(label="日期")
    is_workday = forms.TypedChoiceField(
        label="安排",
        choices=[("1", "上班"), ("0", "休息")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="名称", max_length=40, required=False, help_text="节日名称；平常的休息可不填")
    note = ReasonField(
        label="依据",
        max_length=200,
        help_text="通知文号，例如 国办发明电〔2025〕7号；周末改为上班的，须是国务院办公厅的通知",
        error_messages={"required": "请填写所依据的通知文号"},
    )


class YearForm(StepForm):
    """The holidays and make-up days of a year, line by line."""

    periods = LinesField(
        [
            Column("first", "起日", "date"),
            Column("last", "止日", "date", required=False),
            Column("kind", "安排", "choice", choices=KINDS),
            Column("name", "名称", required=False, max_length=40),
        ],
        label="放假与调休",
        max_rows=40,
        help_text="按国务院办公厅的通知逐行登记；只有一天的，止日可不填",
    )
    note = ReasonField(
        label="通知文号",
        max_length=200,
        required=False,
        help_text="例如 国办发明电〔2025〕7号；这一年已经确认的，更正时必须填写",
    )


class ConfirmForm(NoteForm):
    """The office confirms the year."""

    note = ReasonField(
        label="通知文号",
        max_length=200,
        help_text="例如 国办发明电〔2025〕7号",
        error_messages={"required": "请填写放假通知的文号"},
    )
