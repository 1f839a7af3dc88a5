"""Forms of dated rules."""

import re

from django import forms

from governance.kernel.models.rules import PERIODS, Comparison, Moves, Nature, RuleKind, Unit
from governance.kernel.steps.backdating import VALIDITY
from governance.kernel.steps.forms import NoteForm, ReasonForm, StepForm
from governance.rules_table.workflow import RULE

EXAMPLES = {
    Unit.SHARE: "填分数，例如 2/3",
    Unit.YUAN: "单位：元，最多两位小数",
    Unit.PERCENT: "0 到 100",
    Unit.TEXT: "格式与现行版本相同",
}


class ReviseForm(StepForm):
    """The next version of one rule: from when, what, and by which law or decision."""

    valid_from = forms.DateField(label="施行日")
    value = forms.CharField(label="数值", max_length=60)
    unit = forms.ChoiceField(label="单位", required=False)
    moves = forms.ChoiceField(label="末日遇放假", required=False, choices=Moves.choices)
    comparison = forms.ChoiceField(label="比较", required=False, choices=Comparison.choices)
    remind = forms.CharField(
        label="提前提醒（天）",
        max_length=60,
        required=False,
        help_text="例如 7、3、1；不填按通用阶梯，填 0 只在到期当天提醒",
    )
    basis = forms.CharField(
        label="依据", max_length=200, help_text="法律条文、文号或会议决定", widget=forms.Textarea(attrs={"rows": 2})
    )
    note = forms.CharField(label="修订说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, obj, initial=None, **kwargs):
        remind = "" if obj.remind is None else "、".join(str(abs(day)) for day in obj.remind) or "0"
        fresh = {"valid_from": None, "note": "", "remind": remind}
        super().__init__(*args, obj=obj, initial={**fresh, **(initial or {})}, **kwargs)
        example = EXAMPLES.get(obj.unit, "填整数")
        self.fields["value"].help_text = f"{example}；法定界限：{obj.bound_text}" if obj.bound else example
        if obj.is_period:
            self.fields["unit"].choices = [(unit.value, unit.label) for unit in PERIODS]
        else:
            del self.fields["unit"], self.fields["moves"]
        if obj.bound and obj.is_period:
            self.fields["unit"].help_text = "法定期间的计算单位不能改"
        if obj.is_period and (obj.bound or obj.nature != Nature.CUSTOM):
            self.fields["moves"].help_text = "法定期间是否顺延不能改"
        if obj.unit != Unit.SHARE:
            del self.fields["comparison"]
        if obj.kind not in (RuleKind.LIMIT, RuleKind.RIGHT):
            del self.fields["remind"]

    def clean_remind(self):
        text = self.cleaned_data["remind"].strip()
        if not text:
            return None
        parts = re.split(r"[、，,;；\s]+", text.replace("T", "").replace("-", " ").strip())
        if not all(part.isascii() and part.isdigit() and int(part) <= 365 for part in parts):
            raise forms.ValidationError("请填写天数，用顿号隔开，例如 7、3、1")
        return sorted({-int(part) for part in parts} - {0})


class AskWithdrawalForm(ReasonForm):
    """Why a version that has not begun shall be taken back."""

    note = forms.CharField(
        label="撤回理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明撤回理由"},
    )


RULE.use_forms(
    {
        "revise": ReviseForm,
        "confirm": NoteForm,
        "refuse": ReasonForm,
        "withdraw": NoteForm,
        "ask_withdrawal": AskWithdrawalForm,
        "confirm_withdrawal": NoteForm,
        "keep": NoteForm,
        "let_end": ReasonForm,
    }
)
RULE.use_days({"revise": {"valid_from": VALIDITY}})
