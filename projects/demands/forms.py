"""Forms of demands and their categories."""

from django import forms
from django.contrib.auth import get_user_model

from governance.kernel.clock import clock
from governance.kernel.steps import validators
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.forms import ModelStepForm, ReasonForm, StepForm
from governance.models import Area, Organisation
from projects.choices import AreaChoice, CategoryChoice, categories, places
from projects.demands.workflow import CATEGORY, DEMAND
from projects.micro_projects.models.projects import MicroProject
from projects.visits.models import Visit

from .models import Demand, DemandCategory, Level

TYPES = ("jpg", "jpeg", "png", "pdf", "docx", "xlsx")


class RecordForm(ModelStepForm):
    """What was said, where, by whom."""

    area = AreaChoice(label="所在小区（社区）")
    category = CategoryChoice(label="需求类别")
    visit = forms.ModelChoiceField(Visit.objects.none(), label="走访", required=False, widget=forms.HiddenInput)
    attachments = MultiFileField(label="照片和材料", extensions=TYPES, limit_mb=10, required=False, most=9)
    has_faces = forms.BooleanField(label="照片中有未成年人或可辨认的面部，仅限经办人查看", required=False)

    class Meta:
        model = Demand
        fields = (
            "title",
            "area",
            "place",
            "category",
            "content",
            "household_count",
            "channel",
            "is_anonymous",
            "reporter_name",
            "reporter_phone",
            "entered_for",
            "entered_for_note",
            "visit",
        )
        widgets = {
            "content": forms.Textarea(attrs={"rows": 4}),
            "reporter_name": forms.TextInput(attrs={"maxlength": 20}),
            "reporter_phone": forms.TextInput(attrs={"type": "tel", "maxlength": 20}),
        }
        help_texts = {
            "title": "一句话说清什么事，例如“3 栋楼道灯不亮”",
            "place": "写到楼栋或设施，例如“3 栋 2 单元门口”",
            "entered_for": "替他人补录纸质或口头反映时填写，并上传纸质材料照片",
        }

    sections = (
        ("什么事", ["title", "area", "place", "category", "content", "household_count", "channel"]),
        ("谁反映", ["is_anonymous", "reporter_name", "reporter_phone", "entered_for", "entered_for_note"]),
        ("照片和材料", ["attachments", "has_faces"]),
    )
    widths = {
        "title": "",
        "area": "f-6",
        "place": "f-6",
        "category": "f-6",
        "household_count": "f-6 p-6",
        "channel": "f-6 p-6",
        "reporter_name": "f-6 p-6",
        "reporter_phone": "f-6 p-6",
        "entered_for": "f-6",
        "entered_for_note": "f-6",
    }
    units = {"household_count": "户"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = self.known_places()
        self.fields["category"].queryset = categories(self.obj.category_id)
        self.fields["visit"].queryset = self.known_visits().select_related("area__compound")
        self.fields["household_count"].required = False
        if not self.is_bound and not self.initial.get("area") and self.fields["area"].queryset.count() == 1:
            self.initial["area"] = self.fields["area"].queryset.first()

    def known_visits(self):
        """Those one may see; once recorded, only the one on which it was heard."""
        if self.obj.visit_id:
            return Visit.objects.filter(pk=self.obj.visit_id)
        return Visit.objects.visible_to(self.user)

    def known_places(self):
        """Communities and compounds of the user's posts; for leads of one building the place of the post itself."""
        rows = places(self.user, "projects.report", "community", "compound")
        own = Area.objects.filter(path__in=self.user.scope("projects.report").paths, depth__gt=3)
        return (rows | own.select_related("street", "community")).order_by("path")

    def clean_reporter_name(self):
        name = self.cleaned_data["reporter_name"]
        return validators.chinese_name(name) if name else ""

    def clean_reporter_phone(self):
        phone = self.cleaned_data["reporter_phone"]
        return validators.phone(phone) if phone else ""

    def clean_household_count(self):
        return self.cleaned_data["household_count"] or 1


class MergeForm(StepForm):
    """Which one goes on."""

    into = forms.ModelChoiceField(Demand.objects.none(), label="并入", empty_label="请选择")
    note = forms.CharField(label="说明", required=False, max_length=200)
    widths = {"into": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Demand.objects.visible_to(self.user).open().exclude(pk=self.obj.pk)
        compound = self.obj.area.compound_id
        same = {"area__compound": compound} if compound else {"area": self.obj.area_id}
        self.fields["into"].queryset = rows.filter(category__code=self.obj.category.code, **same).order_by("-id")
        self.fields["into"].label_from_instance = lambda row: f"{row.number} {row.title}（{row.get_status_display()}）"


class AssignForm(StepForm):
    """Which level answers, and who there."""

    level = forms.ChoiceField(label="办理层级", choices=[one for one in Level.choices if one[0] != "dept"])
    handler = forms.ModelChoiceField(
        get_user_model().objects.none(), label="经办人", required=False, empty_label="由该层级的责任岗位办理"
    )
    note = forms.CharField(label="交办要求", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        demand = self.obj
        accounts = get_user_model().objects.holding("projects.answer", demand.area).select_related("person")
        self.fields["handler"].queryset = accounts
        self.fields["handler"].label_from_instance = lambda user: user.signature()
        usual = demand.level if demand.level and demand.level != "dept" else demand.category.level
        self.initial["level"] = usual if usual != "dept" else "street"


class DepartmentForm(StepForm):
    """Which department answers."""

    unit = forms.ModelChoiceField(Organisation.objects.none(), label="承办部门", empty_label="请选择")
    note = forms.CharField(label="转办说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    widths = {"unit": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Organisation.objects.units().order_by("name")


class ToProjectForm(StepForm):
    """A new draft made of the demand, or a draft of the same compound."""

    project = forms.ModelChoiceField(
        MicroProject.objects.none(), label="微项目", required=False, empty_label="由本需求新建一个项目草稿"
    )
    widths = {"project": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = MicroProject.objects.visible_to(self.user, "projects.apply").filter(
            area=self.obj.area.compound_id, status__in=("draft", "resolved", "returned")
        )
        self.fields["project"].queryset = rows.order_by("-id")


class AnswerForm(StepForm):
    """The answer in words for who asked."""

    answer = forms.CharField(
        label="答复内容",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请填写答复内容，没有答复不能办结"},
        help_text="做了什么、什么时候完成；不能解决的说明原因",
    )
    attachments = MultiFileField(label="办理照片和材料", extensions=TYPES, limit_mb=10, required=False, most=9)


class ConfirmForm(StepForm):
    """What who asked says about it."""

    rating = forms.ChoiceField(
        label="满意程度",
        choices=[one for one in Demand.Rating.choices if one[0] != "unrated"],
        widget=forms.RadioSelect,
    )
    is_solved = forms.TypedChoiceField(
        label="需求人认为",
        choices=(("1", "已解决"), ("0", "未解决")),
        coerce=lambda value: value in ("1", "True", True),
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="原话或说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class CategoryForm(ModelStepForm):
    """A category of the catalogue."""

    class Meta:
        model = DemandCategory
        fields = ("area", "code", "name", "examples", "desk", "level", "order", "valid_from")
        help_texts = {"code": "小写字母，用于历年统计，登记后不能改", "order": "数字小的排在前面"}

    widths = {"examples": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.visible_to(self.user, "projects.configure").filter(level="district")
        self.initial["area"] = self.initial.get("area") or self.fields["area"].queryset.first()


class ReviseForm(CategoryForm):
    """A new version of a category from a day on."""

    class Meta(CategoryForm.Meta):
        fields = ("name", "examples", "desk", "level", "order", "valid_from")

    def __init__(self, *args, **kwargs):
        ModelStepForm.__init__(self, *args, **kwargs)
        self.fields["valid_from"].label = "自何日起"
        self.initial["valid_from"] = clock.today()

    def _post_clean(self):
        """The old version stays as it is: the new one is checked when it is made."""


class EndForm(ReasonForm):
    """The last day of a category, and what takes its place."""

    ended_on = forms.DateField(label="最后一日", initial=clock.today)
    merged_into = forms.ChoiceField(label="并入类别", required=False)
    field_order = ("ended_on", "merged_into", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = DemandCategory.objects.in_force().exclude(code=self.obj.code).values_list("code", "name")
        self.fields["merged_into"].choices = [("", "不并入其他类别"), *others]


DEMAND.use_forms(
    {
        "register": RecordForm,
        "amend": RecordForm,
        "invalidate": ReasonForm,
        "merge": MergeForm,
        "assign": AssignForm,
        "to_department": DepartmentForm,
        "to_mediation": ReasonForm,
        "to_petition": ReasonForm,
        "take_back": ReasonForm,
        "to_project": ToProjectForm,
        "answer": AnswerForm,
        "answer_by_department": AnswerForm,
        "confirm": ConfirmForm,
        "reopen": ReasonForm,
    }
)
CATEGORY.use_forms({"add": CategoryForm, "revise": ReviseForm, "end": EndForm})
