"""Forms of a home visit, filled in on a telephone."""

from datetime import timedelta

from django import forms
from django.db.models import Case, Q, Value, When

from governance import roles
from governance.kernel.clock import clock, rules
from governance.kernel.models import built
from governance.kernel.models.among import is_one_of
from governance.kernel.models.offer import Offer
from governance.kernel.steps import chooser, cleaning
from governance.kernel.steps.backdating import corrected, fact
from governance.kernel.steps.filefield import PhotosField
from governance.kernel.steps.following import mark_needed
from governance.kernel.steps.forms import ModelStepForm, ReasonField, ReasonForm
from governance.models import Appointment, Area, Level
from projects.choices import AreaChoice
from projects.key_households.models import KeyHousehold
from projects.places import place_name
from projects.roles import REPORT

from .models import Visit
from .obstacles import NOBODY_HOME
from .workflow import VISIT

COMMUNITY = 2  # depth in the tree
# what the list of places reads of each of them
PLACE = ("code", "name", "depth", "compound__name", "compound__depth", "parent__name", "parent__depth")


class VisitForm(ModelStepForm):
    """The visitor, the place and day, the number of households and what was heard."""

    area = AreaChoice(label="走访地点", required=False)
    key_household = forms.ModelChoiceField(
        KeyHousehold.objects.none(), label="重点走访户", required=False, widget=forms.HiddenInput
    )
    photos = PhotosField(label="照片", limit_mb=10, required=False, most=9)
    has_faces = forms.BooleanField(label="照片中有未成年人或可辨认的面部，仅限登记人和社区查看", required=False)

    class Meta:
        model = Visit
        fields = (
            "key_household",
            "post",
            "area",
            "place",
            "visited_on",
            "household_count",
            "kind",
            "summary",
            "behalf_note",
        )
        field_classes = {"summary": ReasonField, "behalf_note": ReasonField}
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "place": "写到单元、门牌即可，不写住户姓名",
            "summary": (
                "看到什么、听到什么；没有反映问题的写“无异常”。写事不写人：不写被访人姓名、电话、身份证号，"
                "重点人群的健康、矫治、信访等敏感情况不在本系统登记"
            ),
            "behalf_note": "替他人补录时填写，例如“纸质走访记录本”“电话口述”，或上传纸质记录照片",
        }

    sections = (
        ("走访", ["key_household", "post", "area", "place", "visited_on", "household_count", "kind"]),
        ("情况", ["summary"]),
        ("照片和代录", ["photos", "has_faces", "behalf_note"]),
    )
    widths = {
        "post": "f-6",
        "area": "f-6",
        "place": "f-6",
        "visited_on": "f-6 p-6",
        "household_count": "f-6 p-6",
        "kind": "f-6",
        "behalf_note": "",
    }
    units = {"household_count": "户"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        scope = self.user.scope(REPORT)
        self.depth = min((path.count("/") - 1 for path in scope.paths), default=0)
        post, area = self.fields["post"], self.fields["area"]
        standing, oldest = built.standing(self.user), clock.today() - timedelta(rules.value("visit_oldest_days"))
        post.queryset = Offer(
            Appointment, (type(self).known_posts, standing, oldest), lambda: self.known_posts(scope, oldest)
        )
        area.queryset = Offer(Area, (type(self).known_places, standing), self.known_places)
        post.empty_label = "请选择"
        post.label_from_instance, area.label_from_instance = self.post_label, place_name
        mine = Case(When(person=self.user.person_id, then=Value(0)), default=Value(1))
        post.offered = post.queryset.order_by(mine, "area__path", "group_no", "pk")
        self.fields["key_household"].queryset = self.known_households()
        met = self.chosen_households()
        near = self.near_places([one.area_id for one in met])
        area.is_beyond_a_page = near[chooser.MOST :].exists()
        offered = area.queryset.order_by("depth", "path") if area.is_beyond_a_page else near
        area.offered = offered.only(*PLACE)
        self.fields["visited_on"].widget.attrs["max"] = clock.today().isoformat()
        post.own = own = post.queryset.narrowed(person=self.user.person_id).first()
        if not self.is_bound and not self.initial.get("post"):
            self.initial["post"] = own
        self.ask_place(own)
        self.preview = [f"走访重点走访户：{one.door_for(self.user)}" for one in met]

    def ask_place(self, own):
        """Whose own post is one compound's may leave the place open; whose post is wider must choose one.

        own -- the first post of the user, or None
        """
        area = self.fields["area"]
        if own is not None and own.area.compound_id:
            area.empty_label, area.help_text = "走访人负责的范围", "不选即走访人负责的范围"
            return
        area.empty_label, area.help_text = "请选择", "替邻长等代录的可以不选，即其负责的范围"
        mark_needed(area)

    # ---- visitor
    def known_posts(self, scope, oldest):
        """Posts that the user may record for: the own one and those in the own area, as far back as visits may be.

        oldest -- the first day of which a visit may be recorded
        """
        lasted = (Q(ends_on=None) | Q(ends_on__gte=oldest)) & (Q(ended_on=None) | Q(ended_on__gte=oldest))
        held = Appointment.objects.filter(lasted, role__in=roles.with_permission(REPORT), starts_on__lte=clock.today())
        inside = is_one_of("area_id", Area.objects.filter(scope.q("")).values("pk"))
        rows = held.filter(Q(person=self.user.person_id) | inside).select_related(
            "person", "area__compound", "area__parent"
        )
        return rows.defer("person__phone", "person__id_number").order_by("area__path", "group_no", "pk")

    def post_label(self, post):
        at = post.block or place_name(post.area)
        compound = post.area.compound
        if self.depth <= COMMUNITY and compound is not None and compound.name not in at:
            at = f"{compound.name} {at}"
        return f"{post.person.name}（{post.get_role_display()}，{at}）"

    # ---- key household
    def known_households(self):
        """Those whom the user visits; of a recorded visit only its own."""
        rows = KeyHousehold.objects.select_related("area__compound", "area__parent")
        if self.obj.pk:
            return rows.filter(pk=self.obj.key_household_id)
        return rows.visible_to(self.user, REPORT).standing()

    def chosen_households(self):
        """The household for which the form was opened, in a list; nothing for any other value."""
        value = self.data.get("key_household") if self.is_bound else self.initial.get("key_household")
        key = cleaning.row_key(value)
        return list(self.fields["key_household"].queryset.filter(pk=key)) if key else []

    # ---- place
    def known_places(self):
        rows = Area.objects.visible_to(self.user, REPORT).current().filter(compound__isnull=False)
        return rows.select_related("compound", "parent").order_by("path")

    def near_places(self, others=()):
        """Places down to two levels below the user's post, so that the list stays short, and the one chosen.

        others -- keys of places that are offered as well: those of the households to be met
        """
        near, rows = Q(depth__lte=max(3, self.depth + 2)), self.fields["area"].queryset
        near = near | Q(pk__in=others) if others else near
        if self.is_bound:
            return rows.filter(near | Q(code=cleaning.words(self.data.get("area") or "")))
        if given := self.initial.get("area"):  # a row's key, or the code that an address says
            return rows.filter(near | (Q(pk=given) if isinstance(given, int) else Q(code=cleaning.words(str(given)))))
        return rows.narrowed(near)

    # ---- without a network
    def for_device(self):
        """Whoever holds the device records an own visit: the posts without their names, the places down to units."""
        post, area = self.fields["post"], self.fields["area"]
        post.queryset = post.offered = post.queryset.filter(person=self.user.person_id)
        post.label_from_instance = lambda row: f"{row.get_role_display()}（{row.block or place_name(row.area)}）"
        if len(post.queryset[:2]) < 2:
            post.widget = forms.HiddenInput()
        area.offered = self.near_places().exclude(level=Level.HOUSEHOLD).order_by("depth", "path")
        if area.help_text.startswith("替"):
            area.help_text = ""
        for name in ("behalf_note", "key_household"):
            del self.fields[name]


class MissForm(VisitForm):
    """A try at a closed door: who, where and when; what was left there, if anything."""

    summary = forms.CharField(
        label="说明", required=False, max_length=500, help_text="例如“已留便条，周六再来”；写事不写人"
    )

    class Meta(VisitForm.Meta):
        fields = ("key_household", "post", "area", "place", "visited_on", "kind", "summary", "behalf_note")

    sections = (
        ("没在家", ["key_household", "post", "area", "place", "visited_on", "kind", "summary"]),
        ("照片和代录", ["photos", "has_faces", "behalf_note"]),
    )

    def clean_summary(self):
        return self.cleaned_data["summary"].strip() or NOBODY_HOME


VISIT.use_forms({"record": VisitForm, "miss": MissForm, "correct": VisitForm, "void": ReasonForm})
VISIT.use_days(
    {
        "record": {"visited_on": fact("photos")},
        "miss": {"visited_on": fact("photos")},
        "correct": {"visited_on": corrected(fact("photos"))},
    }
)
