"""Forms of dated rules."""

import re

from django import forms

from governance.kernel.clock import clock, plausible
from governance.kernel.models.rules import PERIODS, Comparison, Moves, Nature, RuleKind, Unit
from governance.kernel.steps.backdating import VALIDITY
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import NoteForm, ReasonForm, SentenceField, StepForm
from governance.rules_table.workflow import RULE

from .bases import is_statutory
from .beginnings import earliest_beginning, may_look_back
from .effects import affected, movable

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
    basis = SentenceField(
        label="依据",
        max_length=200,
        help_text="法律条文、文号或会议决定",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = SentenceField(
        label="修订说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    papers = MultiFileField(label="法律文本", required=False, most=5)

    def __init__(self, *args, obj, initial=None, **kwargs):
        remind = "" if obj.remind is None else "、".join(str(abs(day)) for day in obj.remind) or "0"
        fresh = {"valid_from": None, "basis": "", "remind": remind}
        super().__init__(*args, obj=obj, initial={**fresh, **(initial or {})}, **kwargs)
        example = EXAMPLES.get(obj.unit, "填整数")
        said = [example, f"法定界限：{obj.bound_text}" if obj.bound else "", usual_limits(obj)]
        self.fields["value"].help_text = "；".join(filter(None, said))
        self.fields["valid_from"].help_text = f"最早为{clock.zh_date(earliest_beginning())}，最晚在两年内"
        if is_statutory(obj):
            self.fields["basis"].help_text = f"法律、法规的名称和条款，例如《……》第……条；现为{obj.basis}"
        if may_look_back(obj):
            self.fields["valid_from"].help_text += "；法律已先行施行的，可填法律的施行日"
            self.fields["papers"].help_text = f"施行日不晚于今天的才上传。{self.fields['papers'].help_text}"
        else:
            del self.fields["papers"]
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


def usual_limits(rule):
    """The limits within which the value makes sense, in words; "" without."""
    words = plausible.limits_text(rule)
    return f"一般为{words}" if words else ""


class ConfirmForm(NoteForm):
    """The second signature; where running deadlines would end on another day, whether they are counted again."""

    recount = forms.BooleanField(label="重新计算所列期限", required=False)

    def __init__(self, *args, obj, **kwargs):
        super().__init__(*args, obj=obj, **kwargs)
        found = affected(obj)
        moving = len(movable(found))
        if not moving:
            del self.fields["recount"]
            return
        kept = f"；另有 {len(found) - moving} 项已经告知，不提前" if moving < len(found) else ""
        self.fields[
            "recount"
        ].help_text = (
            f"勾选后，{moving} 项期限按新版本从起算日重新计算，并记入各事项的经过{kept}。不勾选的，均保持原到期日"
        )


class SentenceForm(ReasonForm):
    """A step that requires a reason which says something."""

    note = SentenceField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由，理由会记入办理经过"},
    )


class AskWithdrawalForm(ReasonForm):
    """Why a version that has not begun shall be taken back."""

    note = SentenceField(
        label="撤回理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明撤回理由"},
    )


RULE.use_forms(
    {
        "revise": ReviseForm,
        "confirm": ConfirmForm,
        "refuse": SentenceForm,
        "withdraw": NoteForm,
        "ask_withdrawal": AskWithdrawalForm,
        "confirm_withdrawal": NoteForm,
        "keep": NoteForm,
        "let_end": SentenceForm,
    }
)
RULE.use_days({"revise": {"valid_from": VALIDITY}})
