"""Forms of deliberations."""

from datetime import timedelta

from django import forms

from governance.areas.models import Area
from governance.deliberations import bodies
from governance.deliberations.models import Ballot, Deliberation
from governance.deliberations.publicity import publicity_rule
from governance.deliberations.workflow import CALL, DELIBERATION
from governance.kernel.clock import clock, rules
from governance.kernel.steps.backdating import PLAN, corrected, fact, notice
from governance.kernel.steps.filefield import MultiFileField, PhotosField
from governance.kernel.steps.forms import NoteForm, ReasonForm, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField

from .lists import read_table, rows_of

CHOICES = tuple(Ballot.Choice.choices)


class CallForm(StepForm):
    """The body, the day and the motions of a deliberation, and how it was announced."""

    area = forms.ModelChoiceField(Area.objects.none(), label="小区（区域）", to_field_name="code")
    title = forms.CharField(label="议题", max_length=60)
    matter = forms.ChoiceField(label="事项类别", choices=Deliberation.Matter.choices, initial="project")
    body = forms.ChoiceField(label="议事主体", help_text="议事主体须与事项相符，比例按召开当日施行的规则计算")
    method = forms.ChoiceField(label="方式", choices=Deliberation.Method.choices, initial="meeting")
    notice_on = forms.DateField(label="通知张贴日期", help_text="已张贴的纸质通知可按实际日期补录，并上传照片")
    held_on = forms.DateField(label="召开日期")
    held_time = forms.TimeField(label="时间", required=False)
    place = forms.CharField(label="地点", max_length=60, required=False)
    chair = forms.CharField(label="主持人", max_length=40, required=False)
    clerk = forms.CharField(label="记录人", max_length=40, required=False)
    agenda = forms.CharField(label="议程", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    motions = LinesField(
        [Column("text", "表决事项", max_length=200)], label="表决事项", min_rows=0, max_rows=9, required=False
    )
    notice_photos = PhotosField(label="通知张贴照片", required=False, most=6)

    sections = (
        ("议什么", ["area", "title", "matter", "body", "motions", "agenda"]),
        ("何时何地", ["method", "notice_on", "held_on", "held_time", "place", "chair", "clerk"]),
        ("通知", ["notice_photos"]),
    )
    widths = {
        "area": "f-6", "title": "f-6", "matter": "f-6", "body": "f-6",
        "method": "f-3", "notice_on": "f-3", "held_on": "f-3", "held_time": "f-3",
        "place": "f-4", "chair": "f-4", "clerk": "f-4",
    }  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = Area.objects.visible_to(self.user, CALL).current()
        self.fields["area"].queryset = places.filter(level__in=["street", "community", "compound"]).order_by("path")
        self.fields["area"].label_from_instance = lambda area: "\u3000" * max(0, area.depth - 1) + area.name
        self.fields["body"].choices = [("", "请选择"), *bodies.choices()]
        if not self.obj.pk:
            self.initial.setdefault("notice_on", clock.today())
            self.initial.setdefault("held_on", clock.today() + timedelta(3))
        elif self.obj.body == bodies.COUNCIL_MONEY:
            self.initial["body"] = bodies.COUNCIL


class EditForm(CallForm):
    """The notice again; the area stays."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["area"]
        self.sections = tuple((title, [name for name in names if name != "area"]) for title, names in self.sections)


class HoldForm(StepForm):
    """Attendance and votes: a list (typed, pasted or uploaded) or totals with a photograph of the paper."""

    held_on = forms.DateField(label="实际召开日期")
    held_time = forms.TimeField(label="时间", required=False)
    place = forms.CharField(label="地点", max_length=60, required=False)
    chair = forms.CharField(label="主持人", max_length=40, required=False)
    clerk = forms.CharField(label="记录人", max_length=40, required=False)
    entitled = forms.IntegerField(label="应到", min_value=1, required=False)
    present = forms.IntegerField(label="实到", min_value=0, required=False, help_text="有签到名单时由名单计算")
    entitled_area = forms.DecimalField(
        label="应到专有面积（㎡）", min_value=0, max_digits=12, decimal_places=2, required=False
    )
    present_area = forms.DecimalField(
        label="实到专有面积（㎡）", min_value=0, max_digits=12, decimal_places=2, required=False
    )
    sign_in = MultiFileField(label="签到表照片", required=False, most=10)
    tally = MultiFileField(label="计票单照片", required=False, most=10, help_text="只填合计时必须上传")
    photos = PhotosField(label="现场照片", required=False, most=10)
    list_text = forms.CharField(
        label="粘贴签到名单",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="从表格复制粘贴：户号、姓名、专有面积、买受人、受托人、表决，每户一行，列之间用制表符或逗号",
    )
    list_file = MultiFileField(label="上传签到名单（.xlsx）", required=False, extensions=("xlsx",), most=1)
    minutes = forms.CharField(label="议事记录", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    dissent = forms.CharField(label="主要不同意见及答复", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    widths = {
        "held_on": "f-3", "held_time": "f-3", "place": "f-6", "chair": "f-6", "clerk": "f-6",
        "entitled": "f-3", "present": "f-3",
        "entitled_area": "f-3", "present_area": "f-3",
    }  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.obj
        by_area = row.pk and "area" in rules.threshold(row.body, row.held_on).counts
        unit = row.unit if row.pk else "户"
        if not by_area:
            del self.fields["entitled_area"], self.fields["present_area"]
        self.fields["entitled"].label, self.fields["present"].label = f"应到（{unit}）", f"实到（{unit}）"
        motions = list(row.motions.all()) if row.pk else []
        self.fields["tallies"] = LinesField(
            tally_columns(by_area, motions), label="计票合计", min_rows=0, max_rows=9, required=False
        )
        self.fields["ballots"] = LinesField(
            ballot_columns(by_area, len(motions)), label="签到名单", min_rows=0, max_rows=500, required=False
        )
        self.initial["tallies"] = [tally_row(motion) for motion in motions]
        self.initial["ballots"] = [ballot_row(ballot) for ballot in row.ballots.all()] if row.pk else []
        parts = [name for name in ("entitled", "entitled_area", "present", "present_area") if name in self.fields]
        self.sections = (
            ("会议", ["held_on", "held_time", "place", "chair", "clerk"]),
            ("合计（纸质计票）", [*parts, "tallies", "tally"]),
            ("签到名单（公开表决，二选一）", ["ballots", "list_text", "list_file", "sign_in"]),
            ("记录", ["minutes", "dissent", "photos"]),
        )

    def clean(self):
        data = super().clean()
        text, file = data.pop("list_text", ""), data.pop("list_file", None)
        if (text or file) and not data.get("ballots"):
            try:
                rows = rows_of(read_table(file[0]) if file else text)
                data["ballots"] = self.fields["ballots"].clean(rows)
            except forms.ValidationError as error:
                self.add_error("list_file" if file else "list_text", error)
        if data.get("ballots"):
            data["tallies"] = []
        return data


def tally_columns(by_area, motions):
    numbers = [(motion.no, f"第 {motion.no} 项 {motion.text[:20]}") for motion in motions]
    columns = [
        Column("no", "表决事项", kind="choice", choices=tuple(numbers)),
        Column("yes", "同意", kind="int", required=False),
        Column("no_votes", "反对", kind="int", required=False),
        Column("abstain", "弃权", kind="int", required=False),
    ]
    if by_area:
        columns += [
            Column(name, label, kind="decimal", unit="㎡", least=0, required=False)
            for name, label in (("yes_area", "同意面积"), ("no_area", "反对面积"), ("abstain_area", "弃权面积"))
        ]
    return columns


def tally_row(motion):
    names = ("no", "yes", "no_votes", "abstain", "yes_area", "no_area", "abstain_area")
    return {name: getattr(motion, name) for name in names}


def ballot_columns(by_area, motions):
    columns = [
        Column("voter", "户号（席位）", max_length=40),
        Column("name", "姓名", required=False, max_length=40),
    ]
    if by_area:
        columns += [
            Column("exclusive_area", "专有面积", kind="area", unit="㎡", required=False),
            Column("owner", "买受人（多套合计）", required=False, max_length=40),
            Column("is_unsold", "未售", kind="flag", required=False),
        ]
    columns += [
        Column("by_proxy", "受托人", required=False, max_length=40),
        Column("choice", "表决", kind="choice", choices=CHOICES),
    ]
    return columns + [
        Column(f"choice_{no}", f"第 {no} 项", kind="choice", choices=CHOICES, required=False)
        for no in range(2, motions + 1)
    ]


def ballot_row(ballot):
    names = ("voter", "name", "exclusive_area", "owner", "is_unsold", "by_proxy", "choice")
    row = {name: getattr(ballot, name) for name in names}
    return row | {f"choice_{no}": choice for no, choice in enumerate(ballot.more_choices, 2)}


class PubliciseForm(StepForm):
    """Where and since when the result hangs; the end only where it hangs longer than it must."""

    publicised_on = forms.DateField(label="公示开始日期")
    publicity_until = forms.DateField(label="公示截止日期", required=False)
    publicity_place = forms.CharField(label="公示地点", max_length=60)
    photos = PhotosField(label="公示照片", required=False, most=6)
    note = forms.CharField(label="说明", required=False, max_length=500)
    widths = {"publicised_on": "f-4", "publicity_until": "f-4", "publicity_place": "f-4"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["publicised_on"] = self.initial.get("publicised_on") or clock.today()
        rule = publicity_rule(self.obj)
        self.fields["publicised_on"].help_text = f"按实际张贴日期填写，公示不少于 {rule.value} 日（{rule.basis}）"
        self.fields["publicity_until"].help_text = "不填即按最短期限计算；截止后的第一个工作日起生效"


DELIBERATION.use_forms(
    {
        "call": CallForm,
        "edit": EditForm,
        "hold": HoldForm,
        "correct": HoldForm,
        "count": NoteForm,
        "publicise": PubliciseForm,
        "finalise": NoteForm,
        "void": ReasonForm,
    }
)
DELIBERATION.use_days(
    {
        "call": {"notice_on": notice("notice_photos"), "held_on": notice("notice_photos")},
        "edit": {"notice_on": corrected(notice("notice_photos")), "held_on": corrected(notice("notice_photos"))},
        "hold": {"held_on": fact("sign_in", "tally")},
        "correct": {"held_on": corrected(fact("sign_in", "tally"))},
        "publicise": {"publicised_on": fact("photos"), "publicity_until": PLAN},
    }
)
