"""Forms of bodies."""

from django import forms
from django.db.models import Q

from governance.areas.forms import PlaceField
from governance.areas.models import Area
from governance.kernel.models import built
from governance.kernel.models.offer import Offer
from governance.kernel.steps import validators
from governance.kernel.steps.authority import gives_authority
from governance.kernel.steps.backdating import STANDING, TERM_START, VALIDITY, fact
from governance.kernel.steps.following import show_with
from governance.kernel.steps.forms import ReasonField, ReasonForm, StepForm
from governance.kernel.steps.many import ManyWidget
from governance.organisations.models import Organisation, OrgMember
from governance.organisations.workflow import BODIES, EDIT, ORGANISATION
from governance.people.models.people import Person

KINDS = Organisation.Kind.choices


def people_near(top, user, named=None):
    """People whom a body may name: of the place and below it, as far as the user sees.

    named -- the id of somebody whom the body names already
    """
    return Person.objects.known_to(user, Q(pk=named)).filter(area__path__startswith=top.path).order_by("pinyin", "id")


def people_of(scope):
    """People of the whole area of a post."""
    return Person.objects.filter(scope.q("area")).order_by("pinyin", "id")


def covered(user, area):
    """What a branch in this place may cover: compounds, and the buildings of its own; of every place without one."""
    rows = Area.objects.visible_to(user, EDIT).current().filter(level="compound")
    if area is not None and area.community_id:
        rows = rows.below(area.community)
        if area.level in ("compound", "building"):
            mine = Area.objects.visible_to(user, EDIT).current()
            rows = rows | mine.filter(level="building", compound=area.compound_id)
    return rows.select_related("community", "compound").order_by("path")


class PersonField(forms.ModelChoiceField):
    """A person registered near the body."""

    def __init__(self, **kwargs):
        super().__init__(Person.objects.none(), empty_label="请选择人员", **kwargs)

    def bind(self, area, user, named=None):
        if area is not None:
            top = area.community if area.community_id else area
            key = (people_near, built.standing(user), top.path, named)
            self.queryset = Offer(Person, key, lambda: people_near(top, user, named))

    def label_from_instance(self, person):
        return f"{person.name}　{person.phone_masked}"


class CoversField(forms.ModelMultipleChoiceField):
    """The compounds or buildings that a branch covers."""

    def __init__(self, **kwargs):
        super().__init__(
            Area.objects.none(),
            required=False,
            to_field_name="code",
            label="覆盖范围",
            help_text="党支部须选择覆盖的小区或楼栋",
            widget=ManyWidget,
            **kwargs,
        )

    def bind(self, user, area):
        place = area and (area.pk, area.path, area.level)
        self.queryset = Offer(Area, (covered, built.standing(user), place), lambda: covered(user, area))
        self.offered = self.queryset.only("code", "name", "level", "community__name", "compound__name")

    def label_from_instance(self, area):
        above = area.compound if area.level == "building" else area.community
        return f"{above.name} {area.name}"


class BodyForm(StepForm):
    """The data of a body."""

    row_notes = ("note",)

    name = forms.CharField(label="名称", max_length=80)
    branch_kind = forms.ChoiceField(
        label="设置方式", choices=[("", "不适用"), *Organisation.BranchKind.choices], required=False
    )
    leader = PersonField(label="负责人", required=False)
    member_count = forms.IntegerField(label="成员（党员）数", min_value=0, max_value=10_000, required=False)
    founded_on = forms.DateField(label="成立日期", required=False, validators=[validators.not_in_future])
    term_until = forms.DateField(label="任期至", required=False)
    document = forms.CharField(label="批复（备案）文号", max_length=60, required=False)
    note = forms.CharField(label="备注", max_length=200, required=False)
    may_ask = {"covers": CoversField()}

    def bind(self, area):
        """Offer people and compounds near the place; `covers` is no plain value of a row and comes here."""
        self.fields["leader"].bind(area, self.user, self.obj.leader_id)
        self.fields["covers"] = CoversField()
        self.fields["covers"].bind(self.user, area)


class ProposeForm(BodyForm):
    """A new body and its place."""

    kind = forms.ChoiceField(label="类别", choices=KINDS)
    area = PlaceField(label="所在区域")
    field_order = ["kind", "area", "name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        given = str(self.initial.get("area", "") or "")
        mine = Area.objects.visible_to(self.user, EDIT).select_related("community")
        place = mine.filter(code=given).first() if given else None
        self.fields["area"].bind(self.user, EDIT, given, BODIES.of(BODIES.levels))
        self.bind(place)
        show_with(self.fields["branch_kind"], "kind", ("branch",), needed=True)
        if place is None:
            scope = self.user.scope(EDIT)
            self.fields["leader"].queryset = Offer(Person, (people_of, scope), lambda: people_of(scope))

    def clean(self):
        data = super().clean()
        if data.get("kind") == "branch" and not data.get("branch_kind"):
            self.add_error("branch_kind", "党支部须选择设置方式（单建、联建或功能型）")
        if data.get("kind") != "branch":
            data["branch_kind"] = ""
        return data


class EditForm(BodyForm):
    """Correct what is registered."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.bind(self.obj.area if self.obj.pk else None)
        if self.obj.pk:
            self.initial["covers"] = list(self.obj.covers.values_list("code", flat=True))
        if self.obj.kind != "branch":
            del self.fields["branch_kind"], self.fields["covers"]


class ActivateForm(StepForm):
    """The approval: since when, until when, by which document."""

    founded_on = forms.DateField(label="成立日期", validators=[validators.not_in_future])
    term_until = forms.DateField(label="任期至", required=False, help_text="党支部、自治委员会和业主委员会须填写")
    member_count = forms.IntegerField(label="成员（正式党员）数", min_value=0, max_value=10_000, required=False)
    document = forms.CharField(label="批复（备案）文号", max_length=60, required=False)
    note = ReasonField(label="说明", max_length=500, required=False)


class RenewForm(StepForm):
    """A new term after an election."""

    elected_on = forms.DateField(label="换届日期", validators=[validators.not_in_future])
    term_until = forms.DateField(label="新任期至")
    leader = PersonField(label="负责人", required=False)
    member_count = forms.IntegerField(label="成员（党员）数", min_value=0, max_value=10_000, required=False)
    note = forms.CharField(label="选举会议或文号", max_length=500, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].bind(self.obj.area if self.obj.pk else None, self.user, self.obj.leader_id)


class EnrolForm(StepForm):
    """The new member, the duty and the day."""

    person = PersonField(label="人员")
    duty = forms.CharField(label="职务", max_length=30, help_text="如 副书记、组织委员、委员")
    is_leader = forms.BooleanField(label="同时登记为负责人", required=False)
    starts_on = forms.DateField(
        label="任职日期", required=False, help_text="不填即今天", validators=[validators.not_in_future]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].bind(self.obj.area if self.obj.pk else None, self.user)


class MemberField(forms.ModelChoiceField):
    def label_from_instance(self, member):
        return f"{member.person.name}（{member.duty}）"


class ReleaseForm(ReasonForm):
    """The member who leaves, the day and the reason."""

    member = MemberField(OrgMember.objects.none(), label="成员", empty_label="请选择成员")
    ends_on = forms.DateField(
        label="离任日期", required=False, help_text="不填即今天", validators=[validators.not_in_future]
    )
    field_order = ["member", "ends_on", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk:
            self.fields["member"].queryset = self.obj.members.filter(ends_on=None).select_related("person")


class DissolveForm(ReasonForm):
    """The day and the reason of the dissolution."""

    dissolved_on = forms.DateField(
        label="撤销日期", required=False, help_text="不填即今天", validators=[validators.not_in_future]
    )
    field_order = ["dissolved_on", "note"]


ORGANISATION.use_forms(
    {
        "propose": ProposeForm,
        "activate": ActivateForm,
        "renew": RenewForm,
        "edit": EditForm,
        "enrol": EnrolForm,
        "release": ReleaseForm,
        "dissolve": DissolveForm,
    }
)
gives_authority(
    ORGANISATION,
    {
        "propose": ("leader", "area"),
        "renew": ("leader",),
        "edit": ("leader",),
        "enrol": ("person",),
        "release": ("member",),
    },
)
FOUNDED = {"founded_on": STANDING, "term_until": VALIDITY}
ORGANISATION.use_days(
    {
        "propose": FOUNDED,
        "activate": FOUNDED,
        "edit": FOUNDED,
        "renew": {"elected_on": fact(), "term_until": VALIDITY},
        "enrol": {"starts_on": TERM_START},
        "release": {"ends_on": fact()},
        "dissolve": {"dissolved_on": fact()},
    }
)
