"""Forms of key households."""

from django import forms

from governance.areas.workflow import EDIT_REGISTRY
from governance.kernel.steps.forms import ModelStepForm, ReasonField, StepForm
from governance.models import Area
from projects.choices import AreaChoice
from projects.places import place_name

from .models import KeyHousehold
from .obstacles import with_doors
from .workflow import KEY_HOUSEHOLD


class MarkForm(ModelStepForm):
    """Which door, what kind of household, and why."""

    area = AreaChoice(label="楼栋单元")
    door = forms.CharField(
        label="门牌", max_length=30, help_text="写单元和房号，例如“2单元301”；加密保存，不写住户姓名"
    )
    reason = ReasonField(
        label="缘由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写要看望什么；加密保存，查看留痕。不写姓名、电话、证件号；矫治、信访等情况不在本系统登记",
        error_messages={"required": "请写明缘由"},
    )

    class Meta:
        model = KeyHousehold
        fields = ("area", "door", "category", "reason")

    row_notes = ("reason",)
    widths = {"area": "f-6", "door": "f-6", "category": "f-6"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        known = Area.objects.visible_to(self.user, EDIT_REGISTRY).current()
        area.queryset = with_doors(known).select_related("compound", "parent").order_by("path")
        area.label_from_instance = place_name


class UnmarkForm(StepForm):
    """Why the household is no longer visited every month: chosen, so that nothing of anybody stays on the timeline."""

    ended_for = forms.ChoiceField(
        label="取消原因",
        choices=[("", "请选择"), *KeyHousehold.EndReason.choices],
        error_messages={"required": "请选择取消原因"},
    )


KEY_HOUSEHOLD.use_forms({"mark": MarkForm, "unmark": UnmarkForm})
