"""Forms of overdue work: why it is late, what a leader asks for, what is answered."""

from django import forms

from governance.kernel.clock import clock, rules
from governance.kernel.models.deadlines import Deadline
from governance.kernel.steps.backdating import PLAN
from governance.kernel.steps.forms import ReasonField, ReasonForm, StepForm
from governance.supervisions.workflow import DEADLINE, SUPERVISION


class ExplainForm(StepForm):
    """Why it is late: one of the usual reasons for the lists, words for the timeline."""

    late_kind = forms.ChoiceField(label="逾期原因", choices=[("", "请选择"), *Deadline.LateKind.choices])
    late_reason = ReasonField(label="具体说明", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class UrgeForm(StepForm):
    """What is asked for; the usual sentence is filled in already."""

    requirement = ReasonField(label="督办要求", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("requirement", usual_requirement(self.obj))
        day = rules.deadline("supervision_reply", clock.today())
        matter = f"事项：{self.obj.title}。" if self.obj.pk else ""
        self.fields["requirement"].help_text = f"{matter}承办人须在{clock.zh_day(day)}前书面答复"


def usual_requirement(deadline):
    """The sentence most supervisions consist of; it names the step and the delay, nothing of the matter."""
    late = f" {deadline.days_late} 天" if deadline.pk and deadline.days_late > 0 else ""
    return f"“{deadline.task}”已逾期{late}。请立即组织办理，查明逾期原因，书面答复已采取的措施和办结时间。"


class AnswerForm(StepForm):
    """What was done, and until when it will be."""

    answer = ReasonField(label="办理情况", max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))
    promised_on = forms.DateField(label="承诺办结日期")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk and self.obj.is_waiting and self.obj.answer:
            self.fields["answer"].help_text = "上次答复已退回，请补充后重新提交"


DEADLINE.use_forms({"explain": ExplainForm, "urge": UrgeForm})
SUPERVISION.use_forms({"answer": AnswerForm, "send_back": ReasonForm, "withdraw": ReasonForm})
SUPERVISION.use_days({"answer": {"promised_on": PLAN}})
