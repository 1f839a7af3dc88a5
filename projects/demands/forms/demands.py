"""Forms of demands."""

from django import forms
from django.contrib.auth import get_user_model

from governance.kernel.models import built
from governance.kernel.models.offer import Offer
from governance.kernel.steps import chooser, cleaning, validators
from governance.kernel.steps.authority import gives_authority
from governance.kernel.steps.backdating import PLAN
from governance.kernel.steps.carried import CarriedFiles, carry_from
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.following import show_with
from governance.kernel.steps.forms import ModelStepForm, ReasonField, ReasonForm, StepForm
from governance.models import Area, Organisation
from projects.choices import AreaChoice, places
from projects.demands.choices import CategoryChoice, offered_categories
from projects.demands.models.categories import Level
from projects.demands.models.demands import Demand
from projects.demands.workflow import ANSWER, DEMAND
from projects.roles import REPORT
from projects.visits.attachments import FACES, PHOTO
from projects.visits.models import Visit


class RecordForm(ModelStepForm):
    """What was reported, the place and the reporter."""

    area = AreaChoice(label="所在小区（社区）")
    category = CategoryChoice(label="需求类别")
    reporter_name = forms.CharField(label="反映人", max_length=40, required=False, validators=[validators.person_name])
    reporter_phone = forms.CharField(
        label="联系电话",
        max_length=30,
        required=False,
        validators=[validators.phone],
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    outer_number = forms.CharField(
        label="工单编号", max_length=40, required=False, validators=[validators.outer_number]
    )
    visit = forms.ModelChoiceField(Visit.objects.none(), label="走访", required=False, widget=forms.HiddenInput)
    visit_photos = CarriedFiles(label="走访时拍的照片（勾选的一并带入）")
    attachments = MultiFileField(label="照片和材料", limit_mb=10, required=False, most=9)
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
            "outer_number",
            "outer_due_on",
            "is_anonymous",
            "reporter_name",
            "reporter_phone",
            "entered_for",
            "entered_for_note",
            "visit",
        )
        field_classes = {"content": ReasonField, "entered_for_note": ReasonField}
        widgets = {
            "content": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "title": "一句话说清什么事，例如“3 栋楼道灯不亮”",
            "place": "写到楼栋或设施，例如“3 栋 2 单元门口”",
            "outer_number": "12345 转办的填写，一个工单只登记一次",
            "outer_due_on": "12345 要求答复的最后一日；答复期限不晚于这一天",
            "entered_for": "替他人补录纸质或口头反映时填写，并上传纸质材料照片",
        }

    sections = (
        (
            "什么事",
            [
                *("title", "area", "place", "category", "content", "household_count", "channel"),
                *("outer_number", "outer_due_on"),
            ],
        ),
        ("谁反映", ["is_anonymous", "reporter_name", "reporter_phone", "entered_for", "entered_for_note"]),
        ("照片和材料", ["visit_photos", "attachments", "has_faces"]),
    )
    widths = {
        "title": "",
        "area": "f-6",
        "place": "f-6",
        "category": "f-6",
        "household_count": "f-6 p-6",
        "channel": "f-6 p-6",
        "outer_number": "f-6",
        "outer_due_on": "f-6",
        "reporter_name": "f-6 p-6",
        "reporter_phone": "f-6 p-6",
        "entered_for": "f-6",
        "entered_for_note": "f-6",
    }
    units = {"household_count": "户"}
    may_drop = ("household_count",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        standing = built.standing(self.user)
        self.fields["area"].queryset = Offer(Area, (type(self).known_places, standing), self.known_places)
        self.fields["category"].queryset = offered_categories(self.obj.category_id)
        self.fields["visit"].queryset = Offer(
            Visit, (type(self).known_visits, standing, self.obj.visit_id), self.known_visits
        )
        self.fields["household_count"].required = False
        for name in ("outer_number", "outer_due_on"):
            show_with(self.fields[name], "channel", (Demand.Channel.HOTLINE,))
        if not self.obj.pk:
            carry_from(self, "visit_photos", self.chosen_visits(), (PHOTO, FACES))
        if not self.is_bound and not self.initial.get("area"):
            self.initial["area"] = chooser.only_row(self.fields["area"].queryset, self, "area")

    def known_visits(self):
        """The visits that the user may see; for a recorded demand only its own."""
        own = self.obj.visit_id
        rows = Visit.objects.filter(pk=own) if own else Visit.objects.visible_to(self.user)
        return rows.select_related("area__compound")

    def chosen_visits(self):
        """The visit from which a new demand is registered, in a list; nothing for any other value."""
        value = self.data.get("visit") if self.is_bound else self.initial.get("visit")
        return list(self.fields["visit"].queryset.filter(pk=cleaning.row_key(value))) if value else []

    def for_device(self):
        """Without the visits and posts that name somebody; who reported it is typed, and sealed with the rest."""
        for name in ("visit", "visit_photos", "entered_for", "entered_for_note"):
            self.fields.pop(name, None)

    def known_places(self):
        """Communities and compounds of the user's posts; for leads of one building the place of the post itself."""
        rows = places(self.user, REPORT, "community", "compound")
        own = Area.objects.filter(path__in=self.user.scope(REPORT).paths, depth__gt=3)
        return (rows | own.select_related("street", "community")).order_by("path")

    def clean_household_count(self):
        return self.cleaned_data["household_count"] or 1


class MergeForm(StepForm):
    """The demand that continues."""

    into = forms.ModelChoiceField(Demand.objects.none(), label="并入", empty_label="请选择")
    note = ReasonField(label="说明", required=False, max_length=200)
    widths = {"into": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Demand.objects.visible_to(self.user).open().exclude(pk=self.obj.pk)
        compound = self.obj.area.compound_id
        same = {"area__compound": compound} if compound else {"area": self.obj.area_id}
        self.fields["into"].queryset = rows.filter(category__code=self.obj.category.code, **same).order_by("-id")
        self.fields["into"].label_from_instance = lambda row: f"{row.number} {row.title}（{row.get_status_display()}）"


class AssignForm(StepForm):
    """The level that answers, and the handler there."""

    level = forms.ChoiceField(
        label="办理层级", choices=[choice for choice in Level.choices if choice[0] != Level.DEPARTMENT]
    )
    handler = forms.ModelChoiceField(
        get_user_model().objects.none(), label="经办人", required=False, empty_label="由该层级的责任岗位办理"
    )
    note = ReasonField(label="交办要求", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        demand = self.obj
        accounts = get_user_model().objects.holding(ANSWER, demand.area).select_related("person")
        self.fields["handler"].queryset = accounts
        self.fields["handler"].label_from_instance = lambda user: user.signature()
        usual = demand.level if demand.level and demand.level != Level.DEPARTMENT else demand.category.level
        self.initial["level"] = usual if usual != Level.DEPARTMENT else Level.STREET


class DepartmentForm(StepForm):
    """The department that answers."""

    unit = forms.ModelChoiceField(Organisation.objects.none(), label="承办部门", empty_label="请选择")
    note = ReasonField(label="转办说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    widths = {"unit": ""}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Organisation.objects.units().order_by("name")


class AnswerForm(StepForm):
    """The answer, in words for the reporter."""

    answer = ReasonField(
        label="答复内容",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请填写答复内容，没有答复不能办结"},
        help_text="做了什么、什么时候完成；不能解决的说明原因",
    )
    attachments = MultiFileField(label="办理照片和材料", limit_mb=10, required=False, most=9)


class ConfirmForm(StepForm):
    """The reporter's rating."""

    rating = forms.ChoiceField(
        label="满意程度",
        choices=[choice for choice in Demand.Rating.choices if choice[0] != Demand.Rating.UNRATED],
        widget=forms.RadioSelect,
    )
    is_solved = forms.TypedChoiceField(
        label="反映人认为",
        choices=(("1", "已解决"), ("0", "未解决")),
        coerce=lambda value: value in ("1", "True", True),
        widget=forms.RadioSelect,
    )
    note = ReasonField(label="原话或说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


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
        "answer": AnswerForm,
        "answer_by_department": AnswerForm,
        "confirm": ConfirmForm,
        "reopen": ReasonForm,
    }
)
DEMAND.use_days({"register": {"outer_due_on": PLAN}, "amend": {"outer_due_on": PLAN}})
gives_authority(DEMAND, {"assign": ("handler",), "to_department": ("unit",)}, of_row=True)
