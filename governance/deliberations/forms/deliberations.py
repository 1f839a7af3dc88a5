"""Forms of deliberations."""

import itertools

from django import forms
from django.utils.functional import cached_property

from governance.areas.models import Area
from governance.areas.naming import is_village, said_as
from governance.deliberations import bodies, buildings, competences, matters
from governance.deliberations.models import Deliberation
from governance.deliberations.publicity import publicity_rule
from governance.deliberations.subjects import ELECTS, OWNERS_MATTERS, QUESTION
from governance.deliberations.workflow import CALL, DELIBERATION
from governance.kernel.clock import clock
from governance.kernel.figures.formats import bracketed
from governance.kernel.steps.backdating import PLAN, STANDING, corrected, fact, notice, relayed
from governance.kernel.steps.filefield import MultiFileField, PhotosField
from governance.kernel.steps.following import OfferedField, ask_with, follow, give_keys, show_with
from governance.kernel.steps.forms import LateReasonField, NoteForm, ReasonField, ReasonForm, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField
from governance.rolls.kinds import BY_BUILDING

from .attendance import CorrectForm, HoldForm
from .counting import CountForm

LONGEST_AGENDA = 2000


class CallForm(StepForm):
    """The body, the day and the motions of a deliberation, and how it was announced."""

    area = forms.ModelChoiceField(Area.objects.none(), label="小区（区域）", to_field_name="code", empty_label="请选择")
    matter = forms.ChoiceField(label="事项类别", choices=[("", "请选择"), *Deliberation.Matter.choices])
    body = forms.ChoiceField(label="议事主体", help_text="由区域和事项确定，比例按召开当日施行的规则计算")
    building = OfferedField(
        label="所在楼栋",
        max_length=40,
        required=False,
        help_text="该住宅所在的楼栋，以召开当日有效的业主名册为准；本栋全体业主均为有利害关系的业主（"
        "建筑物区分所有权司法解释第十一条）",
    )
    title = forms.CharField(label="议题", max_length=60)
    count_by = forms.ChoiceField(
        label="计算口径",
        choices=[("", "按议事主体"), *Deliberation.CountBy.choices],
        required=False,
        help_text="居民会议由全体成年人或者每户代表参加，二选一",
    )
    method = forms.ChoiceField(
        label="方式",
        choices=Deliberation.Method.choices,
        initial="meeting",
        help_text="只有业主共同决定的事项可以书面征求意见",
    )
    notice_on = forms.DateField(label="通知张贴日期", help_text="已张贴的纸质通知可按实际日期补录，并上传照片")
    held_on = forms.DateField(
        label="召开日期", help_text="须在通知期满以后：业主和居民、村民会议的通知期较长；书面征求意见的填表决截止日期"
    )
    held_time = forms.TimeField(label="时间", required=False)
    place = forms.CharField(label="地点", max_length=60, required=False)
    chair = forms.CharField(label="主持人", max_length=40, required=False)
    clerk = forms.CharField(label="记录人", max_length=40, required=False)
    agenda = forms.CharField(
        label="议程", required=False, max_length=LONGEST_AGENDA, widget=forms.Textarea(attrs={"rows": 3})
    )
    motions = LinesField([Column("text", "表决事项", max_length=200)], label="表决事项", max_rows=9, once="text")
    notice_photos = PhotosField(label="通知张贴照片", required=False, most=6)
    party_studied_on = forms.DateField(
        label="党组织研究讨论日期", required=False, help_text="居民（村民）会议、代表会议的事项须先经党组织研究讨论"
    )
    party_study = MultiFileField(label="党组织研究讨论记录", required=False, most=5)
    convener = forms.ChoiceField(label="召集方式", choices=Deliberation.Convener.choices, required=False)
    proposers = forms.IntegerField(
        label="提议人数", min_value=1, max_value=1_000_000, required=False, help_text="由居民、村民或代表提议召集的填写"
    )
    matter_reason = LateReasonField(
        label="经核实不属于所指事项的理由",
        max_length=200,
        help_text="写明所议的是什么、为什么不是所指的事项；理由随通知和结果公布，街道可以查看",
    )
    owners_matters = forms.ChoiceField(
        label=QUESTION,
        choices=Deliberation.OwnersMatters.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=f"必须回答。重大事项指{OWNERS_MATTERS}；涉及的，请改选相应的事项类别",
    )
    elects = forms.ChoiceField(
        label=ELECTS, choices=[("", "请选择"), *Deliberation.Elects.choices], required=False, help_text="必须回答"
    )
    short_notice_reason = ReasonField(
        label="提前不足规定日数的特殊情况",
        required=False,
        max_length=200,
        help_text="居民会议须写明特殊情况；业主委员会仅限紧急维修（《民法典》第二百八十一条第二款）",
    )

    sections = (
        (
            "议什么",
            [
                *("matter", "area", "body", "building", "title", "matter_reason", "owners_matters", "elects"),
                *("count_by", "party_studied_on", "party_study", "convener", "proposers"),
                *("motions", "agenda"),
            ],
        ),
        ("何时何地", ["method", "notice_on", "held_on", "held_time", "place", "chair", "clerk"]),
        ("通知", ["notice_photos", "short_notice_reason"]),
    )
    widths = {
        "area": "f-6",
        "title": "f-6",
        "matter": "f-6",
        "body": "f-6",
        "building": "f-6",
        "count_by": "f-6",
        "party_studied_on": "f-6",
        "convener": "f-6",
        "proposers": "f-6",
        "method": "f-3",
        "notice_on": "f-3",
        "held_on": "f-3",
        "held_time": "f-3",
        "place": "f-4",
        "chair": "f-4",
        "clerk": "f-4",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = Area.objects.visible_to(self.user, CALL).current().filter(level__in=bodies.AREAS)
        area = self.fields["area"]
        area.queryset = places.order_by("path")
        area.label_from_instance = lambda area: "\u3000" * max(0, area.depth - 1) + area.name
        give_keys(area, lambda value: competences.level_of(value.instance))
        self.fields["body"].choices = [("", "请选择"), *bodies.choices()]
        self.places = places
        self.name_places()
        follow(self.fields["body"], ("area", "matter"), bodies.fits_by_body(), self.nothing)
        self.fields["body"].widget.choices = lambda: [("", "请选择"), *self.offered()]
        for name in ("party_studied_on", "party_study", "convener", "proposers"):
            show_with(self.fields[name], "body", bodies.COMMUNITY, needed=name == "party_studied_on")
        is_asked = bool(self.levels & set(matters.DECLARED_AT))
        show_with(self.fields["owners_matters"], "matter", matters.DECLARED, needed=is_asked)
        show_with(self.fields["elects"], "body", matters.ELECTORS, needed=True)
        show_with(self.fields["building"], "body", BY_BUILDING, needed=True)
        ask_with(self.fields["building"], ("area", "held_on"), self.offered_buildings)
        show_with(self.fields["count_by"], "body", ("residents_meeting",))
        show_with(self.fields["short_notice_reason"], "body", ("residents_meeting", "owners_committee"))
        if not self.obj.pk:
            self.initial["notice_on"] = self.initial.get("notice_on") or clock.today()
            if self.initial.get("body") and not self.initial.get("held_on"):
                self.initial["held_on"] = bodies.earliest_meeting(self.initial["body"], clock.today())
        elif self.obj.body == bodies.COUNCIL_MONEY:
            self.initial["body"] = bodies.COUNCIL

    def name_places(self):
        """Say of the one what the words leave open, where all places of this user are communities, or all villages."""
        kinds = {is_village(self.obj.area)} if self.obj.pk else self.villages()
        if len(kinds) != 1:
            return
        (village,) = kinds
        for name in ("matter", "convener"):
            field = self.fields[name]
            field.choices = [(value, said_as(label, village)) for value, label in field.choices]
        self.fields["elects"].label = said_as(ELECTS, village)
        studied = self.fields["party_studied_on"]
        studied.help_text = said_as(studied.help_text, village)

    def villages(self):
        """Whether the places of this user lie in villages: both, one or none of True and False."""
        kinds = self.places.filter(community__isnull=False).order_by().values_list("community__kind", flat=True)
        return {kind == "village" for kind in kinds.distinct()}

    @cached_property
    def levels(self):
        """The levels of the places of this user, or of the one of the row where it is fixed."""
        if self.obj.pk:
            return {competences.level_of(self.obj.area)}
        kinds = self.places.order_by().values_list("level", "kind").distinct()
        return {competences.level_of(Area(level=level, kind=kind)) for level, kind in kinds}

    def offered_buildings(self):
        """The buildings of the chosen compound on the day of the meeting, and what was typed before."""
        found, typed = buildings.choices(self.chosen_place(), self.chosen_day()), self["building"].value()
        return found if not typed or typed in dict(found) else [*found, (typed, typed)]

    def chosen_place(self):
        """The place that the form holds now; None without one."""
        if "area" not in self.fields:
            return self.obj.area
        code = self.fields["area"].prepare_value(self["area"].value())
        return self.places.filter(code=code).first() if code else None

    def chosen_day(self):
        """The day of the meeting that the form holds now; None without one."""
        try:
            return self.fields["held_on"].to_python(self["held_on"].value())
        except forms.ValidationError:
            return None

    def offered(self):
        """The bodies for places of these levels, and what was chosen."""
        found, chosen = dict(bodies.offered(self.levels)), self["body"].value()
        return [(code, name) for code, name in bodies.choices() if code in found or code == chosen]

    def nothing(self):
        """{"level/matter": why no body can be chosen}; of a row, whose place stays, "/matter"."""
        pairs = itertools.product(sorted(self.levels), Deliberation.Matter.values)
        found = {
            ("" if self.obj.pk else level, matter): bodies.nobody_at(matter, level, self.levels)
            for level, matter in pairs
        }
        return {"/".join(key): sentence for key, sentence in found.items() if sentence}

    def clean(self):
        """Where no body can be chosen for the matter at the place, say who decides it instead of asking for a body."""
        data = super().clean()
        area, matter = data.get("area") or (self.obj.area if self.obj.pk else None), data.get("matter")
        if not data.get("body") and area is not None and matter:
            sentence = bodies.nobody_at(matter, competences.level_of(area), self.levels, data.get("held_on"))
            if sentence:
                self.errors.pop("body", None)
                self.add_error("body", sentence)
        return data


class EditForm(CallForm):
    """The notice again; the area stays."""

    may_ask = {"area": None}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["area"]
        self.fields[
            "notice_on"
        ].help_text = "表决事项、事项类别、议事主体、日期等有改变的，填写重新张贴的日期，并上传照片"
        self.initial["owners_matters"] = self.initial["elects"] = ""  # what is changed is checked anew
        self.sections = tuple((title, [name for name in names if name != "area"]) for title, names in self.sections)


class PubliciseForm(StepForm):
    """Where and since when the result hangs; the end only where it hangs longer than it must."""

    publicised_on = forms.DateField(label="公示开始日期")
    publicity_until = forms.DateField(label="公示截止日期", required=False)
    publicity_place = forms.CharField(label="公示地点", max_length=60)
    photos = PhotosField(label="公示照片", required=False, most=6)
    note = ReasonField(label="说明", required=False, max_length=500)
    widths = {"publicised_on": "f-4", "publicity_until": "f-4", "publicity_place": "f-4"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["publicised_on"] = self.initial.get("publicised_on") or clock.today()
        rule = publicity_rule(self.obj)
        self.fields[
            "publicised_on"
        ].help_text = f"按实际张贴日期填写，公示不少于 {rule.value} 日{bracketed(rule.basis)}"
        self.fields[
            "publicity_until"
        ].help_text = "不填即按最短期限计算；末日是休息日的，异议可以提到下一个工作日；其后的第一个工作日起生效"


DELIBERATION.use_forms(
    {
        "call": CallForm,
        "edit": EditForm,
        "hold": HoldForm,
        "correct": CorrectForm,
        "count": CountForm,
        "publicise": PubliciseForm,
        "finalise": NoteForm,
        "void": ReasonForm,
    }
)
DELIBERATION.use_days(
    {
        "call": {
            "notice_on": fact("notice_photos"),
            "held_on": notice("notice_photos"),
            "party_studied_on": STANDING,
        },
        "edit": {
            "notice_on": corrected(fact("notice_photos")),
            "held_on": corrected(notice("notice_photos")),
            "party_studied_on": STANDING,
        },
        "hold": {"held_on": fact("sign_in", "tally"), "posted_on": relayed("posted_photos")},
        "correct": {"held_on": corrected(fact("sign_in", "tally"))},
        "publicise": {"publicised_on": fact("photos"), "publicity_until": PLAN},
    }
)
