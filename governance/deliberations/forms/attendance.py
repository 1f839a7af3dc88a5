"""The form of what happened at a meeting: who was there, who voted how, on which base."""

from datetime import date, time
from decimal import Decimal

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from governance.deliberations.bases import list_needs_paper, needs_roll
from governance.deliberations.bodies import OWNERS, find_electorate
from governance.deliberations.lists import ANY, MOST, listing
from governance.kernel.clock import rules
from governance.kernel.steps.filefield import MultiFileField, PhotosField
from governance.kernel.steps.forms import ReasonField, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.line_widgets import MOST_ROWS
from governance.kernel.steps.lines import LinesField
from governance.rolls.kinds import BY_BODY

from .lists import read_list, read_table
from .posting import PostingFields
from .recorded import ballot_row, is_filled, mandate_row, tally_row
from .ticking import offer_members

AGENT_HEADS = ("agent_heads",)
TICKED = ("ballots", "sign_in")  # what is asked of a body whose members are on the page
LISTED = ("ballots", "list_text", "list_file")  # the ways to enter a list
NUMBERS_AND_DAYS = (int, Decimal, date, time)
LONGEST_MINUTES, LONGEST_DISSENT = 10000, 5000
MANDATE_COLUMNS = [
    Column("agent", "受托人", max_length=40),
    Column("units", "代理户数", kind="int", least=1, required=False),
    Column("has_letter", "书面委托书", kind="flag", required=False),
    Column("has_agent_id", "受托人身份证件", kind="flag", required=False),
    Column("has_owner_id", "委托人身份证件", kind="flag", required=False),
]


def tally_columns(by_area, motions, says_what):
    numbers = [(motion.no, f"第 {motion.no} 项 {motion.text[:20] if says_what else ''}".strip()) for motion in motions]
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


def tallies_field(by_area, motions=(), *, says_what=True):
    """The lines of the tally; without the words of the motions where they may name somebody (`says_what`)."""
    columns = tally_columns(by_area, motions, says_what)
    return LinesField(columns, label="计票合计", min_rows=0, max_rows=9, required=False, once="no")


def list_field(columns, shown=None):
    """The rows of the list; the page shows fewer columns than the API knows, see `Listing`."""
    field = LinesField(columns, label="签到名单", min_rows=0, max_rows=MOST, required=False)
    field.max_rows = MOST  # a list that is pasted or uploaded is longer than a page of rows
    field.widget.columns = shown or columns
    return field


class HoldForm(PostingFields, StepForm):
    """Attendance and votes: a list (typed, pasted or uploaded) or totals with a photograph of the paper."""

    held_on = forms.DateField(label="实际召开日期")
    held_time = forms.TimeField(label="时间", required=False)
    place = forms.CharField(label="地点", max_length=60, required=False)
    chair = forms.CharField(label="主持人", max_length=40, required=False)
    clerk = forms.CharField(label="记录人", max_length=40, required=False)
    entitled = forms.IntegerField(
        label="应到", min_value=1, max_value=1_000_000, required=False, help_text="不填即按名册"
    )
    present = forms.IntegerField(
        label="实到", min_value=0, max_value=1_000_000, required=False, help_text="有签到名单时由名单计算"
    )
    entitled_area = forms.DecimalField(
        label="应到专有面积（㎡）", min_value=0, max_digits=12, decimal_places=2, required=False
    )
    present_area = forms.DecimalField(
        label="实到专有面积（㎡）", min_value=0, max_digits=12, decimal_places=2, required=False
    )
    agent_heads = forms.IntegerField(
        label="委托代理人参加（户）",
        min_value=0,
        max_value=1_000_000,
        required=False,
        help_text="只填合计时必须填写，没有的填 0；有的，在“委托投票”中逐名登记受托人并附材料",
    )
    deviation_reason = ReasonField(
        label="与名册不一致的原因",
        max_length=200,
        required=False,
        help_text="应到与名册相同的不填；不同的须同时附材料。少于名册的，结果仍按名册计算",
    )
    deviation = MultiFileField(label="应到依据材料", required=False, most=5)
    sign_in = MultiFileField(label="签到表照片", required=False, most=10)
    tally = MultiFileField(label="计票单照片", required=False, most=10, help_text="只填合计时必须上传")
    photos = PhotosField(label="现场照片", required=False, most=10)
    list_text = forms.CharField(
        label="粘贴签到名单",
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    list_file = MultiFileField(label="上传签到名单（.xlsx）", required=False, extensions=("xlsx",), most=1)
    mandates = LinesField(
        MANDATE_COLUMNS,
        label="受托人",
        min_rows=0,
        max_rows=100,
        required=False,
        once="agent",
        help_text="有签到名单的，代理户数由名单计算，不用填写",
    )
    mandate = MultiFileField(label="委托书和身份证件扫描件", required=False, most=30)
    minutes = forms.CharField(
        label="议事记录", required=False, max_length=LONGEST_MINUTES, widget=forms.Textarea(attrs={"rows": 4})
    )
    dissent = forms.CharField(
        label="主要不同意见及答复", required=False, max_length=LONGEST_DISSENT, widget=forms.Textarea(attrs={"rows": 3})
    )

    may_ask = {"tallies": tallies_field(True), "ballots": list_field(ANY)}

    widths = {
        "held_on": "f-3", "held_time": "f-3", "place": "f-6", "chair": "f-6", "clerk": "f-6",
        "entitled": "f-3", "present": "f-3", "agent_heads": "f-3",
        "entitled_area": "f-3", "present_area": "f-3",
        "posted_on": "f-6", "posted_at": "f-6",
    }  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.obj
        by_area = row.pk and "area" in rules.threshold(row.body, row.held_on).counts
        if not by_area:
            del self.fields["entitled_area"], self.fields["present_area"]
        self.name_fields(row)
        found = find_electorate(row) if row.pk else None
        if found is not None:
            self.fields["entitled"].help_text = f"不填即按{found.label}"
        elif row.pk:
            self.fields["entitled"].help_text = no_roll_words(row)
        if not row.deviation_reason:  # as the roll says, also where another one is filed since
            self.initial |= {"entitled": None, "entitled_area": None}
        motions = list(row.motions.all()) if row.pk else []
        self.fields["tallies"] = tallies_field(by_area, motions)
        self.listing = listing(row, found, len(motions))
        self.fields["ballots"] = list_field(self.listing.columns, self.listing.shown)
        self.explain_list(row)
        recorded = list(row.ballots.all()) if row.pk else []
        self.initial["ballots"] = [ballot_row(ballot) for ballot in recorded] if len(recorded) <= MOST_ROWS else []
        if len(recorded) > MOST_ROWS:
            self.fields[
                "ballots"
            ].help_text = f"已登记的名单有 {len(recorded):,} 行，不逐行显示；更正时请重新上传整份名单"
        if recorded:  # attendance and votes follow from the list
            self.initial |= {"present": None, "present_area": None}
            self.initial["tallies"] = [{"no": motion.no} for motion in motions]
        else:
            self.initial["tallies"] = [tally_row(motion) for motion in motions]
        self.offer_agents(row, is_list=bool(recorded))
        is_ticked = offer_members(self, found, recorded)
        self.explain_posting(row)
        parts = [name for name in ("entitled", "entitled_area", "present", "present_area") if name in self.fields]
        agents = [name for name in ("mandates", "mandate") if name in self.fields]
        list_names = ["ballots", "list_text", "list_file", "sign_in"]
        self.sections = (
            ("表决" if row.is_written else "会议", ["held_on", "held_time", "place", "chair", "clerk"]),
            ("应到", [name for name in parts if name.startswith("entitled")] + ["deviation_reason", "deviation"]),
            (
                "合计（纸质计票）",
                [name for name in (*parts, *AGENT_HEADS) if name in self.fields and not name.startswith("entitled")]
                + ["tallies", "tally"],
            ),
            ("签到名单（公开表决，二选一）", [name for name in list_names if not is_ticked or name not in TICKED]),
            *([("委托投票", agents)] if agents else []),
            ("记录", ["minutes", "dissent", "photos"]),
            *self.posting_section(),
        )
        if is_ticked:
            meeting, *others = self.sections
            self.sections = (meeting, ("到会和表决", list(TICKED)), *others)

    def offer_agents(self, row, is_list):
        """Ask owners for their agents, as they were recorded; of others nobody votes by one.

        is_list -- a list was recorded, which says itself for how many each of them voted
        """
        if row.body not in OWNERS:
            del self.fields["mandates"], self.fields["mandate"], self.fields["agent_heads"]
            return
        recorded = list(row.mandates.all())
        self.initial["mandates"] = [mandate_row(mandate, is_list) for mandate in recorded]
        if row.present is not None and not is_list:
            self.initial["agent_heads"] = sum(mandate.units for mandate in recorded)

    def for_device(self):
        """The totals, agents and photographs of the papers; lists name people, and what is written is typed anew.

        Of the row only numbers, days and the place are filled in, whatever fields the form has; who presides by the
        notice must be typed, since an empty field would take the name away.
        """
        motions = self.obj.motions.all()
        self.fields["chair"].required = bool(self.obj.chair)
        self.fields["tallies"] = tallies_field("present_area" in self.fields, motions, says_what=False)
        for name in (*LISTED, *TICKED):
            self.fields.pop(name, None)
        plain = {name: value for name, value in self.initial.items() if isinstance(value, NUMBERS_AND_DAYS)}
        self.initial = plain | {name: self.initial.get(name) for name in ("place", "tallies")}

    def name_fields(self, row):
        """Call the fields as the body does: owners and votes in writing take part, others are there."""
        unit, word = (row.unit, row.present_word) if row.pk else ("户", "实到")
        self.fields["entitled"].label, self.fields["present"].label = f"应到（{unit}）", f"{word}（{unit}）"
        if "present_area" in self.fields:
            self.fields["present_area"].label = f"{word}专有面积（㎡）"
        if row.is_written:
            self.fields["held_on"].label = "表决截止日期"
            del self.fields["held_time"]

    def explain_list(self, row):
        """Say what a pasted list and the workbook have, by the body and its motions."""
        self.fields["list_text"].help_text = self.listing.hint
        if row.pk and list_needs_paper(row.body):
            self.fields["sign_in"].help_text = "登记签到名单时必须上传签到表或表决票的照片、扫描件"
        if row.pk:
            self.fields["list_file"].help_text = format_html(
                "用模板填写的 .xlsx，或第一行写明列名：{}；各列的填法见模板中的“填写说明”。"
                '<a href="{}" download>下载空白模板</a>',
                self.listing.order,
                reverse("governance:deliberation_list", args=[row.pk]),
            )

    def clean(self):
        data = super().clean()
        text, file = data.pop("list_text", ""), data.pop("list_file", None)
        self.list_field = name = "list_file" if file else "list_text" if text else "ballots"
        readable = ()
        if (text and file) or ((text or file) and data.get("ballots") and "ballots" in self.changed_data):
            other = "list_text" if text else "ballots"  # a file with nothing wrong in it stays chosen
            self.add_error(other, "签到名单只能用一种方式登记：逐行填写、粘贴或者上传")
        elif text or file:
            try:
                table = read_table(file[0]) if file else text
                data["ballots"] = read_list(table, self.listing, self.fields["ballots"])
            except forms.ValidationError as error:
                self.add_error(name, error)
                readable = getattr(error, "rows", ())
        data["tallies"] = [row for row in data.get("tallies") or () if is_filled(row)]
        if self.list_field in self.errors:
            data["readable"] = readable
        self.then = self.take_posting(data)
        return data

    def refuse(self, refusal):
        """What is wrong with the list stands under the field by which it came."""
        if "ballots" in refusal.errors:
            refusal.errors[self.list_field] = refusal.errors.pop("ballots")
        super().refuse(refusal)


class CorrectForm(HoldForm):
    """The record again; a changed number needs a reason, and a paper beside the one that was registered."""

    correction_reason = ReasonField(
        label="更正原因",
        max_length=200,
        required=False,
        help_text="改变应到、到会（参与表决）人数或者表决的，须写明原因，并上传更正所依据的计票单或签到表；公示的结果会写明",
    )

    is_posted = posted_on = posted_at = posted_photos = None  # of a result that hangs already nothing is corrected

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.sections = (("更正", ["correction_reason"]), *self.sections)


def no_roll_words(row):
    """What is asked of a body for which no roll is in force on the day."""
    if needs_roll(row.body):
        return f"没有在召开当日有效的{BY_BODY[row.body].label}，须先登记备案，才能登记表决结果"
    return "没有在召开当日有效的名册，须填写应到，写明原因并附材料；结果会写明只按所填应到计算"
