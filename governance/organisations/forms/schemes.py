"""Forms of schemes and of the six forces."""

from django import forms

from governance.kernel.steps import validators
from governance.kernel.steps.backdating import VALIDITY
from governance.kernel.steps.forms import ReasonField, ReasonForm, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField
from governance.organisations.models import Force, Organisation
from governance.organisations.workflow import SCHEME

KINDS = Organisation.Kind.choices


def slot_rows(scheme):
    """The slots as the form shows them: kinds by their names."""
    labels = dict(KINDS)
    return [
        {
            "code": slot.code,
            "name": slot.name,
            "kinds": "、".join(str(labels[kind]) for kind in slot.kinds),
            "is_required": slot.is_required,
        }
        for slot in scheme.slots.all()
    ]


def check_kinds(raw):
    """Codes of organisation kinds, separated by commas, or their Chinese names."""
    by_label = {str(label): value for value, label in KINDS}
    found = []
    for word in validators.text(raw, 200).replace("，", ",").replace("、", ",").split(","):
        kind = by_label.get(word.strip(), word.strip())
        if kind and kind not in dict(KINDS):
            raise forms.ValidationError(f"没有“{word.strip()}”这种组织类别，可填：{'、'.join(by_label)}")
        if kind:
            found.append(kind)
    return ",".join(found)


def slots_field():
    return LinesField(
        (
            Column("code", "代码", max_length=20),
            Column("name", "位置名称", max_length=60),
            Column("kinds", "可填组织类别", max_length=200, required=False, clean=check_kinds),
            Column("is_required", "必设", kind="flag", required=False),
        ),
        label="位置",
        help_text="第一行是核心；类别用顿号隔开",
        max_rows=20,
    )


class PublishForm(StepForm):
    """A scheme with its slots."""

    row_notes = ("note",)

    code = forms.CharField(label="代码", max_length=20, help_text="与现行方案同一代码即发布新版本")
    name = forms.CharField(label="名称", max_length=60)
    valid_from = forms.DateField(label="启用日期", validators=[validators.not_in_future])
    slots = slots_field()
    note = ReasonField(label="说明", max_length=200, required=False)


class SchemeForm(StepForm):
    """The slots of a scheme in force."""

    row_notes = ("note",)

    name = forms.CharField(label="名称", max_length=60)
    slots = slots_field()
    note = ReasonField(label="说明", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["slots"] = slot_rows(self.obj) if self.obj.pk else []


class ForcesForm(StepForm):
    """The forces, in order."""

    forces = LinesField(
        (Column("code", "代码", max_length=20), Column("name", "名称", max_length=40)), label="力量", max_rows=12
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["forces"] = list(Force.objects.filter(is_active=True).values("code", "name"))


SCHEME.use_forms({"publish": PublishForm, "edit": SchemeForm, "set_forces": ForcesForm, "end": ReasonForm})
SCHEME.use_days({"publish": {"valid_from": VALIDITY}})
