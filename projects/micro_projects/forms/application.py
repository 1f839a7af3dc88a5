"""Forms of the application of a micro-project.  Amounts are yuan."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from governance.kernel.clock import rules
from governance.kernel.models import built
from governance.kernel.models.offer import Offer
from governance.kernel.papers import files
from governance.kernel.steps import chooser, cleaning, validators
from governance.kernel.steps.backdating import PLAN
from governance.kernel.steps.carried import CarriedFiles, carry_from
from governance.kernel.steps.filefield import PhotosField
from governance.kernel.steps.following import mark_needed_before
from governance.kernel.steps.forms import LateReasonField, ModelStepForm, ReasonField, ReasonForm, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField
from governance.models import Area, Organisation
from projects.choices import AreaChoice
from projects.demands.attachments import PHOTO
from projects.demands.choices import CategoryChoice, offered_categories
from projects.demands.models.demands import Demand
from projects.micro_projects.attachments import PHOTO_BEFORE
from projects.micro_projects.basis import CommonParts
from projects.micro_projects.choices import compounds, implementers
from projects.micro_projects.models.budgets import FundingSource, kept_quotes
from projects.micro_projects.models.projects import MicroProject
from projects.micro_projects.voted import FIXED
from projects.micro_projects.workflow.guards import ASKED_OF_RESIDENTS
from projects.micro_projects.workflow.steps import PROJECT

from .offered_demands import DemandsChoice, as_offered, fit_demands, near_demands
from .quotes import grid, help_text

ASKED_BESIDE = ("common_parts", "demands", "photos", "lines", "sources")  # before the vote, see READY_FOR_VOTE


def quantity(raw):
    """A quantity above 0 with at most two decimals."""
    number = validators.decimal(raw, "数量", "12")
    if not 0 < number <= 100_000:
        raise ValidationError("数量须大于 0，且不超过 100,000", code="quantity_range")
    if number != number.quantize(Decimal("0.01")):
        raise ValidationError("数量最多保留两位小数", code="quantity_decimals")
    return number


LINES = (
    Column("name", "支出项", max_length=60),
    Column("spec", "规格", max_length=60, required=False),
    Column("quantity", "数量", "decimal", clean=quantity),
    Column("unit", "单位", max_length=10),
    Column("unit_price", "单价", "money", most=Decimal(1_000_000), unit="元"),
    Column("quote_basis", "询价依据", max_length=60, required=False),
)
SOURCES = (
    Column("kind", "资金来源", "choice", choices=FundingSource.Kind.choices, is_preset=True),
    Column("amount", "金额", "money", unit="元", sum=True),
    Column("line_no", "用于哪项支出", "row", of=("lines", "name"), most=50, required=False),
    Column("note", "说明", max_length=60, required=False),
)


class ApplicationForm(ModelStepForm):
    """The long form: what is needed, what it costs, who pays and who builds."""

    area = AreaChoice(label="小区")
    category = CategoryChoice(label="需求类别")
    demands = DemandsChoice(label="关联需求", required=False, help_text="项目要从居民需求来，提交议事前至少关联一件")
    carried = CarriedFiles(label="需求照片（勾选的作为现状照片）")
    photos = PhotosField(label="现状照片", required=False, most=9)
    lines = LinesField(LINES, label="预算明细", min_rows=0, required=False)
    quotes = grid(Column("line_no", "支出项", "row", of=("lines", "name"), most=50, is_preset=True))
    sources = LinesField(SOURCES, label="资金来源", min_rows=0, required=False, max_rows=20)

    class Meta:
        model = MicroProject
        fields = (
            "title",
            "area",
            "category",
            "kind",
            "place",
            "common_parts",
            "common_parts_reason",
            "household_count",
            "people_count",
            "need",
            "content",
            "planned_from",
            "planned_until",
            "support_asked",
            "over_cap_reason",
            "implementer",
            "maintenance",
            "conflict_statement",
            "no_repeat_statement",
        )
        field_classes = {
            **dict.fromkeys(("need", "content", "over_cap_reason", "no_repeat_statement"), ReasonField),
            "common_parts_reason": LateReasonField,
        }
        widgets = {
            "common_parts": forms.RadioSelect,
            "need": forms.Textarea(attrs={"rows": 3}),
            "content": forms.Textarea(attrs={"rows": 3}),
            "over_cap_reason": forms.Textarea(attrs={"rows": 2}),
            "no_repeat_statement": forms.Textarea(attrs={"rows": 2}),
            "conflict_statement": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "common_parts": "楼道、屋面、外墙、道路、绿地、公共场地一般为业主共有；改变用途、增设充电棚和停车位、"
            "从事经营的，须由业主共同决定：专有面积和人数各三分之二以上参与，参与的四分之三以上同意（《民法典》第二百七十八条）",
            "common_parts_reason": "写明为什么不属于所指的情形；理由随申报材料报社区、街道审核",
            "title": "写清小区和要做的事，60 字以内",
            "need": "谁提的、多少户、出过什么事，500 字以内",
            "content": "做什么、做多少，1000 字以内",
            "implementer": "小区党支部或社会组织，不能是个人",
            "maintenance": "完工后由谁管护、怎么管",
            "conflict_statement": "申报人、议事成员与实施单位、供货单位有无利益关系",
            "over_cap_reason": "申请财政超过上限时填写，由区领导审批",
            "no_repeat_statement": "近期已有相近项目时填写，说明为什么不是重复建设",
        }

    sections = (
        (
            "基本情况",
            [
                *("title", "area", "category", "kind", "place", "common_parts", "common_parts_reason"),
                *("household_count", "people_count"),
            ],
        ),
        ("需求与内容", ["demands", "need", "content", "planned_from", "planned_until", "carried", "photos"]),
        ("预算与来源", ["lines", "quotes", "sources", "support_asked", "over_cap_reason"]),
        ("实施与管护", ["implementer", "maintenance"]),
        ("承诺与说明", ["conflict_statement", "no_repeat_statement"]),
    )
    widths = {
        "title": "",
        "area": "f-6",
        "category": "f-6",
        "kind": "f-6",
        "place": "f-6",
        "household_count": "f-6 p-6",
        "people_count": "f-6 p-6",
        "planned_from": "f-6 p-6",
        "planned_until": "f-6 p-6",
    }
    units = {"household_count": "户", "people_count": "人"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        project, user = self.obj, self.user
        standing = built.standing(user)
        self.fields["area"].queryset = Offer(Area, (compounds, standing), lambda: compounds(user))
        self.fields["category"].queryset = offered_categories(project.category_id)
        self.fields["implementer"].queryset = Offer(
            Organisation,
            (implementers, standing, project.implementer_id),
            lambda: implementers(user, project.implementer_id),
        )
        self.fields["implementer"].empty_label = "请选择"
        self.fields["kind"].choices = MicroProject.Kind.choices
        self.fields["common_parts"].choices = CommonParts.choices  # nothing is chosen beforehand
        self.fields["household_count"].min_value = 1
        if project.deliberation_id:
            for name in FIXED:
                self.fields[name].help_text = "民主议事已经表决，不能改动"
            self.fields["sources"].help_text = "不超过民主议事时的合计，财政、基金和居民承担的各项不超过当时的数额"
        for name in (*ASKED_OF_RESIDENTS, *ASKED_BESIDE):
            if not self.fields[name].required:
                mark_needed_before(self.fields[name], "议事前必填")
        self.fields["quotes"].help_text = help_text()
        self.quotes_above, self.quotes_needed = rules.value("quotes_above"), rules.value("quotes_needed")
        if project.pk:
            self.initial.setdefault("lines", list(project.lines.all()))
            self.initial.setdefault("sources", list(project.sources.select_related("line")))
            self.initial.setdefault("quotes", kept_quotes(project))
            self.initial["demands"] = [demand.pk for demand in project.demands.all()]
        elif not self.is_bound:
            self.propose()
        self.offer_demands()
        self.offer_pictures()

    def propose(self):
        """The only compound of the user, its only branch and public money: what most applications say."""
        self.initial.setdefault("sources", [{"kind": FundingSource.Kind.FISCAL}])
        areas, units = self.fields["area"].queryset, self.fields["implementer"].queryset
        if not self.initial.get("area"):
            self.initial["area"] = chooser.only_row(areas, self, "area")
        area = self.initial.get("area")
        if area and not isinstance(area, Area):  # an address names it by its code
            area = areas.filter(code=str(area)).first()
        if area and not self.initial.get("implementer"):
            branch = chooser.only_row(units.narrowed(area=area.pk, kind=Organisation.Kind.BRANCH))
            self.initial["implementer"] = branch and branch.pk

    def offer_pictures(self):
        """Photographs of the demands go along, unless the project has its own already."""
        if self.obj.pk and files.attachments_of(self.obj, PHOTO_BEFORE).exists():
            return
        chosen = self.data.getlist("demands") if self.is_bound else self.initial.get("demands") or ()
        keys = [cleaning.row_key(key) for key in chosen]
        rows = self.fields["demands"].queryset.filter(pk__in=keys) if keys else ()
        carry_from(self, "carried", rows, (PHOTO,))

    def offer_demands(self):
        """The newest open demands of the chosen compound, of the user's places while none is chosen, and the
        project's own; what was ticked stays in sight.
        """
        field, user, project = self.fields["demands"], self.user, self.obj.pk
        field.queryset = Offer(Demand, (fit_demands, built.standing(user), project), lambda: fit_demands(user, project))
        shown = {demand.pk: demand for demand in near_demands(user, self.chosen_area())}
        ticked = self.data.getlist("demands") if self.is_bound else self.initial.get("demands") or ()
        kept = {key for one in ticked if (key := cleaning.row_key(one)) is not None} - set(shown)
        if kept or project:
            own = Q(project=project) if project else Q(pk=None)
            shown |= {demand.pk: demand for demand in as_offered(field.queryset.filter(Q(pk__in=kept) | own))}
        field.offer([shown[key] for key in sorted(shown, reverse=True)])

    def chosen_area(self):
        """The compound that is chosen, was proposed, or is the project's; None while none is."""
        if self.is_bound:
            return self.fields["area"].queryset.filter(code=str(self.data.get("area") or "")).first()
        given = self.initial.get("area") or (self.obj.area if self.obj.pk else None)
        if given is None or isinstance(given, Area):
            return given
        key = Q(pk=given) if isinstance(given, int) else Q(code=str(given))
        return self.fields["area"].queryset.filter(key).first()

    def clean(self):
        data = super().clean()
        try:
            validators.in_order(data.get("planned_from"), data.get("planned_until"), "计划完工日期", "计划开工日期")
        except ValidationError as error:
            self.add_error("planned_until", error)
        return data


class SubmitForm(StepForm):
    """The declarations made with the submission."""

    no_repeat_statement = ReasonField(
        label="不属重复建设的说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    agrees_to_publish = forms.BooleanField(label="同意公开项目名称、金额和完工照片", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and "no_repeat_statement" not in self.data:
            return  # the action checks again; the texts of the form are not shown
        alike = self.obj.earlier_alike()[:3]
        if alike:
            titles = "、".join(f"“{row.title}”（{row.area.name}，{row.get_status_display()}）" for row in alike)
            self.fields["no_repeat_statement"].help_text = f"近期已有相近项目{titles}，须说明"
        else:
            del self.fields["no_repeat_statement"]


PROJECT.use_forms(
    {
        "begin": ApplicationForm,
        "save": ApplicationForm,
        "submit": SubmitForm,
        "withdraw": ReasonForm,
    }
)
PLANNED = {"planned_from": PLAN, "planned_until": PLAN}
PROJECT.use_days({"begin": PLANNED, "save": PLANNED})
