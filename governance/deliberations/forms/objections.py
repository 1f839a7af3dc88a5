"""Forms of objections: raised, answered, taken back, reviewed."""

from django import forms

from governance.deliberations.objections import Objection
from governance.deliberations.publicity import objections_until
from governance.deliberations.workflow import DELIBERATION, UNANSWERED
from governance.kernel.clock import clock
from governance.kernel.steps.backdating import fact
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import ReasonField, ReasonForm, StepForm

LONG = {"max_length": 1000, "widget": forms.Textarea(attrs={"rows": 4})}


class ObjectForm(StepForm):
    """Who objects, since when, to what."""

    raised_by = forms.CharField(label="异议人", max_length=40, help_text="可写户号或姓名")
    raised_on = forms.DateField(label="提出日期")
    text = ReasonField(label="异议内容", **LONG)
    widths = {"raised_by": "f-6", "raised_on": "f-6"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        last, field = objections_until(self.obj), self.fields["raised_on"]
        if last is None or clock.today() <= last:
            self.initial["raised_on"] = clock.today()
        if last is not None:
            days = f"{clock.zh_near(self.obj.publicised_on)}至{clock.zh_near(last)}"
            field.help_text = f"以异议人提出之日为准，须在异议期内（{days}），可以事后登记"
            field.widget.attrs |= {
                "min": self.obj.publicised_on.isoformat(),
                "max": min(last, clock.today()).isoformat(),
            }


class OpenObjectionForm(StepForm):
    """One objection that waits for an answer."""

    objection = forms.ModelChoiceField(Objection.objects.none(), label="异议", empty_label=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = self.obj.objections.filter(status=UNANSWERED) if self.obj.pk else Objection.objects.none()
        self.fields["objection"].queryset = rows
        self.fields["objection"].label_from_instance = lambda row: (
            f"{row.raised_by}（{clock.zh_near(row.raised_on)}）：{row.text[:30]}"
        )
        self.initial["answered_on"] = clock.today()


class AnswerForm(OpenObjectionForm):
    answer = ReasonField(label="答复", **LONG)
    answered_on = forms.DateField(label="答复日期")


class RetractForm(OpenObjectionForm):
    note = ReasonField(label="撤回说明", **LONG)
    answered_on = forms.DateField(label="撤回日期")
    papers = MultiFileField(label="异议人签名的撤回书", most=3, least=1)


class ReviewForm(StepForm):
    """The conclusion of the review, for all open objections."""

    note = ReasonField(label="复核理由", help_text="逐条回应异议，复核后将理由告知异议人", **LONG)
    answered_on = forms.DateField(label="复核日期")
    papers = MultiFileField(label="复核意见（盖章件）", most=5, least=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["answered_on"] = clock.today()


class VerifyForm(StepForm):
    """How somebody else found that a late entry is true."""

    note = ReasonField(label="核实情况", help_text="核对了哪些原件，向谁了解", **LONG)


class MatterForm(StepForm):
    """How somebody else found that the matter is the one that was chosen."""

    note = ReasonField(
        label="核对情况",
        help_text="逐项写明所议的是什么、做在哪里、由谁出钱，为什么不属于须由业主共同决定的重大事项",
        **LONG,
    )


DELIBERATION.use_forms(
    {
        "check_matter": MatterForm,
        "verify_late": VerifyForm,
        "object": ObjectForm,
        "answer": AnswerForm,
        "retract": RetractForm,
        "review_base": ReasonForm,
        "uphold": ReviewForm,
        "overturn": ReviewForm,
    }
)
REVIEWED = {"answered_on": fact("papers")}
DELIBERATION.use_days(
    {
        "object": {"raised_on": fact()},
        "answer": {"answered_on": fact()},
        "retract": REVIEWED,
        "uphold": REVIEWED,
        "overturn": REVIEWED,
    }
)
