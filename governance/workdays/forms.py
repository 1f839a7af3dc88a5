"""Forms of the work calendar."""

from django import forms

from governance.kernel.clock import clock
from governance.kernel.clock.workdays import ANNOUNCED
from governance.kernel.steps.backdating import VALIDITY
from governance.kernel.steps.forms import NoteForm, ReasonField, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField
from governance.rules_table.forms import SentenceForm

from .workflow import CHANGE
from .years import years

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


def open_years():
    return [(year, f"{year} 年") for year in years() if year not in ANNOUNCED]


class YearForm(StepForm):
    """The holidays and make-up days of a year, line by line."""

    year = forms.TypedChoiceField(label="年份", choices=open_years, coerce=int)
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
        help_text="例如 国办发明电〔2025〕7号",
        error_messages={"required": "请填写放假通知的文号"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("year", clock.today().year + 1)


CHANGE.use_forms(
    {"set_day": DayForm, "plan_year": YearForm, "confirm": NoteForm, "refuse": SentenceForm, "withdraw": NoteForm}
)
CHANGE.use_days({"set_day": {"date": VALIDITY}, "plan_year": {"periods.first": VALIDITY, "periods.last": VALIDITY}})
