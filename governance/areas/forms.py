"""Forms of places: register, correct, rename, merge, split, close; and what fills a compound's scheme and forces."""

from django import forms
from django.db.models import Q

from governance.areas.workflow import AREA
from governance.kernel.steps import validators
from governance.kernel.steps.forms import StepForm
from governance.kernel.steps.many import ManyWidget
from governance.organisations.models import Force, Organisation, OrgSlot
from governance.people.forms import PlaceField
from governance.people.models import Person

from .models import Area

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
    return forms.CharField(
        label=label,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明依据，会记入沿革"},
    )


class CreateForm(StepForm):
    """A new place below one that the person looks after."""

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
        self.fields["parent"].bind(self.user, "governance.edit_registry", given)
        known = Area.objects.filter(code=given).first() if given else None
        if known is not None:
            self.initial["parent"] = str(known.pk)
        if known is not None and known.level != "stair_unit":
            del self.fields["segment"]
        if known is None or known.level == "community":
            for name, make in PROFILE.items():
                self.fields[name] = make()

    def clean(self):
        data = super().clean()
        return {name: value for name, value in data.items() if value not in (None, "")}


class EditForm(StepForm):
    """What the register knows of a place; a compound has more of it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["household_count"] = forms.IntegerField(
            label="户数", min_value=0, max_value=1_000_000, required=False, initial=self.obj.household_count
        )
        self.fields["aliases"] = forms.CharField(
            label="别名",
            max_length=200,
            required=False,
            help_text="多个别名用顿号隔开",
            initial="、".join(self.obj.aliases),
        )
        if self.obj.level == "compound":
            profile = getattr(self.obj, "profile", None)
            for name, make in PROFILE.items():
                self.fields[name] = make()
                self.initial[name] = getattr(profile, name, None)
        seats = dict(self.obj.post_seats.values_list("role", "expected")) if self.obj.pk else {}
        for name, label in SEATS.get(self.obj.level, ()):
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=500, required=False)
            self.initial[name] = seats.get(name.removesuffix("_seats"))

    def clean_aliases(self):
        names = [validators.text(name, 60) for name in self.cleaned_data["aliases"].replace("，", "、").split("、")]
        return [name for name in dict.fromkeys(names) if name]


class RenameForm(StepForm):
    """The new name and since when."""

    name = name_field("新名称")
    official_name = forms.CharField(label="新的法定名称", max_length=80, required=False, help_text="不填即与名称相同")
    renamed_on = day_field("更名日期")
    note = reason_field()


class SiblingField(PlaceField):
    """Another current area of the same level."""

    def bind_to(self, area, user):
        self.user, self.permission = user, "governance.edit_areas"
        rows = Area.objects.visible_to(user, self.permission).current().filter(level=area.level).exclude(pk=area.pk)
        rows = rows.order_by("path").values_list("pk", "name", "street__name", "community__name")[:500]
        self.choices = [
            ("", "请选择区域"),
            *((pk, f"{name}（{community or street}）") for pk, name, street, community in rows),
        ]


class MergeForm(StepForm):
    """Into which area, and since when."""

    into = SiblingField(label="并入")
    merged_on = day_field("并入日期")
    note = reason_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].bind_to(self.obj, self.user)


class SplitForm(StepForm):
    """The new area and the children it takes."""

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
        below = Area.objects.visible_to(self.user, "governance.edit_areas").current()
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
    """Since when the place no longer exists, and why."""

    closed_on = day_field("停用日期（最后一日）")
    note = reason_field()


# ------------------------------------------------------------ scheme and forces
def organisation_choices(area):
    """Bodies that may stand in a compound's scheme or forces, once for the whole form."""
    rows = Organisation.objects.serving(area).order_by("kind", "name").values_list("pk", "name", "kind")
    return list(rows)


class SeveralField(forms.TypedMultipleChoiceField):
    """Some of a few rows; cleans to their primary keys."""

    def __init__(self, **kwargs):
        super().__init__(required=False, coerce=int, empty_value=[], widget=forms.CheckboxSelectMultiple, **kwargs)


class FillForm(StepForm):
    """One question for each slot of the scheme in force."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.slots = OrgSlot.objects.filter(scheme__code="1+6", scheme__status="current").order_by("no")
        bodies = organisation_choices(self.obj)
        filled = {}
        for slot, body in self.obj.fills.filter(ends_on=None).values_list("slot_id", "organisation_id"):
            filled.setdefault(slot, []).append(body)
        for slot in self.slots:
            choices = [(pk, name) for pk, name, kind in bodies if not slot.kinds or kind in slot.kinds]
            self.fields[f"slot_{slot.no}"] = SeveralField(
                label=slot.name, choices=choices, help_text="" if choices else "本小区还没有这类组织，请先登记组织"
            )
            self.initial[f"slot_{slot.no}"] = filled.get(slot.pk, [])

    def clean(self):
        data = super().clean()
        bodies = Organisation.objects.in_bulk(
            [pk for value in data.values() if isinstance(value, list) for pk in value]
        )
        slots = {slot: [bodies[pk] for pk in data.get(f"slot_{slot.no}", [])] for slot in self.slots}
        return {"slots": slots}


class MusterForm(StepForm):
    """How many each force should have, and who they are."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.forces = list(Force.objects.filter(is_active=True))
        bodies = [(f"o{pk}", name) for pk, name, kind in organisation_choices(self.obj) if kind != "leads"]
        places = Q(appointments__area__path__startswith=self.obj.path) | Q(appointments__area=self.obj.community_id)
        people = Person.objects.filter(places, appointments__status="active").distinct().order_by("pinyin")
        people = [(f"p{pk}", name) for pk, name in people.values_list("pk", "name")[:300]]
        seats = dict(self.obj.force_seats.values_list("force_id", "expected"))
        present = {}
        for force, person, body in self.obj.force_members.filter(ends_on=None).values_list(
            "force_id", "person_id", "organisation_id"
        ):
            present.setdefault(force, []).append(f"p{person}" if person else f"o{body}")
        for force in self.forces:
            self.fields[f"expected_{force.pk}"] = forms.IntegerField(
                label=f"{force.name} 应到", min_value=0, max_value=200, initial=seats.get(force.pk, 1)
            )
            self.fields[f"members_{force.pk}"] = forms.MultipleChoiceField(
                label=f"{force.name} 成员",
                required=False,
                choices=[("组织", bodies), ("人员", people)],
                initial=present.get(force.pk, []),
                widget=ManyWidget,
            )

    def clean(self):
        data = super().clean()
        chosen = {force: data.get(f"members_{force.pk}", []) for force in self.forces}
        keys = [key for many in chosen.values() for key in many]
        people = Person.objects.in_bulk([int(key[1:]) for key in keys if key[0] == "p"])
        bodies = Organisation.objects.in_bulk([int(key[1:]) for key in keys if key[0] == "o"])
        return {
            "forces": {
                force: {
                    "expected": data.get(f"expected_{force.pk}") or 0,
                    "people": [people[int(key[1:])] for key in chosen[force] if key[0] == "p"],
                    "organisations": [bodies[int(key[1:])] for key in chosen[force] if key[0] == "o"],
                }
                for force in self.forces
            }
        }


AREA.use_forms(
    {
        "create": CreateForm,
        "edit": EditForm,
        "rename": RenameForm,
        "merge": MergeForm,
        "split": SplitForm,
        "close": CloseForm,
        "fill": FillForm,
        "muster": MusterForm,
    }
)
