"""Forms of rolls."""

from django import forms

from governance.areas.forms import PlaceField
from governance.kernel.clock import clock
from governance.kernel.steps import validators
from governance.kernel.steps.backdating import STANDING, VALIDITY, fact
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import NoteForm, ReasonForm, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField

from .kinds import Kind
from .models import RollMember
from .workflow import PREPARE, ROLL

SEATS = (("", "—"), *RollMember.Seat.choices[1:])
MEMBERS = (
    Column("name", "姓名", clean=validators.chinese_name),
    Column("duty", "职务或席位", max_length=40, required=False),
    Column("starts_on", "任职起", kind="date", required=False),
    Column("ends_on", "任职止", kind="date", required=False),
)


class EditForm(StepForm):
    """What a roll says of itself."""

    as_of = forms.DateField(label="统计截止日", help_text="名册所载情况截至哪一天")
    source = forms.CharField(label="数据来源", max_length=120, help_text="如 不动产登记簿、物业移交资料、公安户籍")
    note = forms.CharField(label="备注", max_length=200, required=False)


class CreateForm(EditForm):
    """The place and the kind of a new version."""

    area = PlaceField()
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *Kind.choices])
    field_order = ["area", "kind", "as_of", "source", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].bind(self.user, PREPARE, self.initial.get("area_code", ""))
        self.initial.setdefault("as_of", clock.today())


class ImportForm(StepForm):
    """One workbook made from the template; it is read and not kept."""

    file = MultiFileField(
        extensions=("xlsx",),
        label="名册表格",
        most=1,
        least=1,
        help_text="用模板填写的 .xlsx；有一处错误，整表都不导入。原表含证件号码，读取后不保存",
    )


class MembersForm(StepForm):
    """The members of a body, one a line."""

    members = LinesField(MEMBERS, label="成员", max_rows=500)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk and self.obj.has_delegates:
            seat = Column("seat", "身份", kind="choice", choices=SEATS, required=False)
            old = self.fields["members"]
            self.fields["members"] = LinesField((MEMBERS[0], seat, *MEMBERS[1:]), label=old.label, max_rows=500)


class NumbersForm(StepForm):
    """The numbers of a community, with where they come from."""

    households = forms.IntegerField(label="户数", min_value=1, max_value=200_000)
    adults = forms.IntegerField(label="年满十八周岁人数", min_value=1, max_value=1_000_000)
    source = forms.CharField(label="数据来源", max_length=120)


class FileForm(StepForm):
    """The day of filing, from when the roll counts, and the paper that proves it."""

    filed_on = forms.DateField(label="备案日期")
    valid_from = forms.DateField(label="启用日期", required=False, help_text="不填即备案当日；上一版用到前一天")
    papers = MultiFileField(label="公示、备案材料", most=6, least=1)
    note = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["filed_on"] = self.initial.get("filed_on") or clock.today()


ROLL.use_forms(
    {
        "create": CreateForm,
        "edit": EditForm,
        "import_rows": ImportForm,
        "set_members": MembersForm,
        "set_numbers": NumbersForm,
        "submit": NoteForm,
        "return": ReasonForm,
        "file": FileForm,
        "discard": ReasonForm,
        "void": ReasonForm,
    }
)
ROLL.use_days(
    {
        "create": {"as_of": STANDING},
        "edit": {"as_of": STANDING},
        "set_members": {"members.starts_on": STANDING, "members.ends_on": VALIDITY},
        "file": {"filed_on": fact("papers"), "valid_from": VALIDITY},
    }
)
