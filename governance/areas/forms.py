"""Forms of places: register, correct, rename, merge, split, close; and the field that chooses a place."""

from django import forms

from governance.kernel.models import built
from governance.kernel.models.offer import Offer
from governance.kernel.steps import chooser, validators
from governance.kernel.steps.authority import gives_authority
from governance.kernel.steps.backdating import STANDING, fact
from governance.kernel.steps.coded import CodedChoice
from governance.kernel.steps.forms import ReasonField, StepForm

from .models import Area
from .workflow import AREA, EDIT_AREAS, EDIT_REGISTRY

YEARS = {"min_value": 1900, "max_value": 2100}
PROFILE = {
    "build_year": lambda: forms.IntegerField(label="建成年份", required=False, **YEARS),
    "is_old": lambda: forms.BooleanField(label="老旧小区", required=False),
    "has_property_company": lambda: forms.BooleanField(label="有物业企业", required=False),
    "origin_unit": lambda: forms.CharField(label="原厂矿单位", max_length=60, required=False),
    "usage": lambda: forms.CharField(label="用途", max_length=20, required=False, help_text="如 住宅、商住混合"),
    "resident_count": lambda: forms.IntegerField(label="居民人数", min_value=0, max_value=200_000, required=False),
    "party_member_count": lambda: forms.IntegerField(label="党员人数", min_value=0, max_value=20_000, required=False),
}
SEATS = {
    "compound": (("patch_leader_seats", "片长应配人数"), ("group_leader_seats", "组长应配人数")),
    "building": (("neighbour_head_seats", "邻长应配人数"),),
}


def place_choices(areas, top=None, levels=()):
    """[(code, indented name)] of `areas`: the place at the top and those below it, else the upper levels.

    levels -- of these only, where given
    """
    if top is not None:
        areas = areas.narrowed(path__startswith=top.path, depth__lte=top.depth + 2)
    else:
        areas = areas.narrowed(level__in=["district", "street", "community", "compound"])
    if levels:
        areas = areas.narrowed(level__in=levels)
    rows = areas.order_by("path").values_list("code", "name", "depth")[: chooser.MOST + 1]
    return [("", "请选择区域"), *((code, "\u3000" * depth + name) for code, name, depth in rows)]


class PlaceField(CodedChoice):
    """An area that the user may act on.

    A short list shows those near (`choices`), and any other that may be acted on is taken too; where there are more
    areas than a list holds, they are found by a word.
    """

    offered = None

    default_error_messages = {"invalid_choice": "没有找到这个区域，或者它不在您的管辖范围内"}

    def __init__(self, **options):
        super().__init__(Area.objects.none(), **{"label": "区域", **options})

    def bind(self, user, permission, given="", levels=()):
        """Offer what the user may act on; a place whose code the address gives is chosen, with those below it.

        levels -- show places of these only (`areas.levels`); the step says why another one is refused
        """
        areas = Offer(
            Area,
            (PlaceField, built.standing(user), permission),
            lambda: Area.objects.visible_to(user, permission).current(),
        )
        top = areas.filter(code=str(given)).first() if given else None
        fitting = areas.narrowed(level__in=levels) if levels else areas
        self.offer(areas, fitting, place_choices(areas, top, levels))

    def offer(self, areas, offered, choices):
        """Take these areas, let these be found by a word, and show these where they are few."""
        self.queryset, self.choices = areas, choices
        if len(choices) > chooser.MOST:
            self.offered = offered.select_related("street", "community", "compound").order_by("depth", "path")
            self.is_beyond_a_page = len(choices) > chooser.MOST + 1  # the empty one is none

    def label_from_instance(self, area):
        around = dict.fromkeys(
            place.name for place in (area.street, area.community, area.compound) if place is not None
        )
        around.pop(area.name, None)
        return f"{area.name}（{' '.join(around)}）" if around else area.name


def name_field(label="名称"):
    return forms.CharField(label=label, max_length=60, validators=[validators.title])


def day_field(label, required=False):
    return forms.DateField(
        label=label,
        required=required,
        help_text="" if required else "不填即今天",
        validators=[validators.not_in_future],
    )


def reason_field(label="依据（文号、会议或事由）"):
    return ReasonField(
        label=label,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明依据，会记入沿革"},
    )


def profile_fields():
    return {name: make() for name, make in PROFILE.items()}


def seats_field(label):
    return forms.IntegerField(label=label, min_value=0, max_value=500, required=False)


class CreateForm(StepForm):
    """A new place below another that the user maintains."""

    may_ask = profile_fields()

    parent = PlaceField(label="上级")
    name = name_field()
    segment = forms.CharField(
        label="户号", max_length=4, required=False, help_text="仅登记户时填写，如 0302；其他层级自动编号"
    )
    household_count = forms.IntegerField(label="户数", min_value=0, max_value=100_000, required=False)
    valid_from = day_field("启用日期")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        given = str(self.initial.get("parent", "") or "")
        self.fields["parent"].bind(self.user, EDIT_REGISTRY, given)
        known = Area.objects.visible_to(self.user, EDIT_REGISTRY).filter(code=given).first() if given else None
        if known is not None and known.level != "stair_unit":
            del self.fields["segment"]
        if known is None or known.level == "community":
            self.fields |= profile_fields()

    def clean(self):
        data = super().clean()
        return {name: value for name, value in data.items() if value not in (None, "")}


class EditForm(StepForm):
    """The registered data of a place; a compound has more of them."""

    household_count = forms.IntegerField(label="户数", min_value=0, max_value=1_000_000, required=False)
    aliases = forms.CharField(label="别名", max_length=200, required=False, help_text="多个别名用顿号隔开")
    may_ask = {
        **profile_fields(),
        **{name: seats_field(label) for seats in SEATS.values() for name, label in seats},
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["aliases"] = "、".join(self.obj.aliases)
        if self.obj.level == "compound":
            profile = getattr(self.obj, "profile", None)
            for name, field in profile_fields().items():
                self.fields[name] = field
                self.initial[name] = getattr(profile, name, None)
        seats = dict(self.obj.post_seats.values_list("role", "expected")) if self.obj.pk else {}
        for name, label in SEATS.get(self.obj.level, ()):
            self.fields[name] = seats_field(label)
            self.initial[name] = seats.get(name.removesuffix("_seats"))

    def clean_aliases(self):
        names = [validators.text(name, 60) for name in self.cleaned_data["aliases"].replace("，", "、").split("、")]
        return [name for name in dict.fromkeys(names) if name]


class RenameForm(StepForm):
    """The new name and its first day."""

    name = name_field("新名称")
    official_name = forms.CharField(label="新的法定名称", max_length=80, required=False, help_text="不填即与名称相同")
    renamed_on = day_field("更名日期")
    note = reason_field()


class SiblingField(PlaceField):
    """Another current area of the same level."""

    def bind_to(self, area, user):
        areas = Area.objects.visible_to(user, EDIT_AREAS).current()
        same = areas.filter(level=area.level).exclude(pk=area.pk).order_by("path")
        rows = same.values_list("code", "name", "street__name", "community__name")[: chooser.MOST + 1]
        near = [(code, f"{name}（{community or street}）") for code, name, street, community in rows]
        self.offer(areas, same, [("", "请选择区域"), *near])


class MergeForm(StepForm):
    """The area into which this one is merged, and the day."""

    into = SiblingField(label="并入")
    merged_on = day_field("并入日期")
    note = reason_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].bind_to(self.obj, self.user)


class SplitForm(StepForm):
    """The new area and the children that move to it."""

    name = name_field("新区域名称")
    official_name = forms.CharField(label="法定名称", max_length=80, required=False)
    code = forms.CharField(label="新代码", max_length=12, required=False)
    children = forms.ModelMultipleChoiceField(
        Area.objects.none(), label="划入新区域的下级", widget=forms.CheckboxSelectMultiple
    )
    split_on = day_field("拆分日期")
    note = reason_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["children"] = []  # not those that it has: which of them move is chosen
        below = Area.objects.visible_to(self.user, EDIT_AREAS).current()
        self.fields["children"].queryset = below.filter(parent=self.obj).order_by("code")
        if self.obj.level == "compound":
            del self.fields["code"]
        else:
            length = 9 if self.obj.level == "street" else 12
            self.fields["code"].required = True
            self.fields["code"].help_text = f"统计部门编定的 {length} 位代码"

    def clean(self):
        return {"code": "", **super().clean()}


class CloseForm(StepForm):
    """The last day of the place, and the reason."""

    closed_on = day_field("停用日期（最后一日）")
    note = reason_field()


AREA.use_forms(
    {
        "create": CreateForm,
        "edit": EditForm,
        "rename": RenameForm,
        "merge": MergeForm,
        "split": SplitForm,
        "close": CloseForm,
    }
)
gives_authority(AREA, {"create": ("parent",), "split": ("children",), "merge": ("into",)})
AREA.use_days(
    {
        "create": {"valid_from": STANDING},
        "rename": {"renamed_on": fact()},
        "merge": {"merged_on": fact()},
        "split": {"split_on": fact()},
        "close": {"closed_on": fact()},
    }
)
