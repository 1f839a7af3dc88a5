"""Forms of rolls."""

import base64

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from governance.areas.forms import PlaceField
from governance.areas.naming import said_as
from governance.kernel.clock import clock
from governance.kernel.papers.uploads import EXCEL
from governance.kernel.steps import validators
from governance.kernel.steps.backdating import STANDING, TERM_START, VALIDITY, fact
from governance.kernel.steps.faults import Hint
from governance.kernel.steps.filefield import MultiFileField
from governance.kernel.steps.following import mark_needed
from governance.kernel.steps.forms import NoteForm, ReasonField, ReasonForm, RevealForm, StepForm
from governance.kernel.steps.line_columns import Column
from governance.kernel.steps.lines import LinesField

from .changes import compare, needs_paper
from .doubts import doubts
from .kinds import OF_VILLAGES, ROLLS, Kind
from .members import RollMember
from .resting import earliest_start, in_words, resting_under
from .sheets import SHEETS
from .workflow import PREPARE, READ, ROLL

MEMBERS = (
    Column("name", "姓名", clean=validators.person_name),
    Column("duty", "职务或席位", max_length=40, required=False),
    Column("starts_on", "任职起", kind="date", required=False),
    Column("ends_on", "任职止", kind="date", required=False),
)


class EditForm(StepForm):
    """What a roll says of itself."""

    row_notes = ("note",)

    as_of = forms.DateField(label="统计截止日", help_text="名册所载情况截至哪一天")
    source = forms.CharField(label="数据来源", max_length=120, help_text="如 不动产登记簿、物业移交资料、公安户籍")
    note = forms.CharField(label="备注", max_length=200, required=False)


class CreateForm(EditForm):
    """The place and the kind of a new version."""

    area = PlaceField()
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *Kind.choices])
    field_order = ["area", "kind", "as_of", "source", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].bind(self.user, PREPARE, self.initial.get("area"), ROLLS.of(Kind))
        self.initial["as_of"] = self.initial.get("as_of") or clock.today()


class ImportForm(StepForm):
    """One workbook made from the template; it is read and not kept.

    A refused one comes back at once as a copy with every wrong cell marked: in
    the page itself, since it holds identity numbers and nothing of it is stored.
    """

    file = MultiFileField(
        extensions=("xlsx",),
        label="名册表格",
        most=1,
        least=1,
        help_text="用模板填写的 .xlsx；有一处错误，整表都不导入。原表含证件号码，读取后不保存",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk and self.obj.kind in SHEETS:
            self.say_beside_file("下载空白模板", reverse("governance:roll_template", args=[self.obj.kind]), "")

    def refuse(self, refusal):
        """Each fault once, above the form and by its cell; the marked copy beside the field."""
        reading = getattr(refusal, "reading", None)
        if reading is None:
            return super().refuse(refusal)
        upload = self.cleaned_data["file"][0]
        self.add_error(None, Hint(refusal.message))
        for sentence in refusal.errors["file"]:
            self.add_error(None, sentence)
        self.add_error("file", Hint("这份表格有误，没有保留；改好后请重新选择"))
        from governance.kernel.papers import workbooks  # openpyxl is heavy and needed only here

        copy = workbooks.marked_copy(refusal.sheet, reading)
        address = f"data:{EXCEL};base64,{base64.b64encode(copy).decode()}"
        self.say_beside_file("下载标注了错误的副本", address, f"{upload.name.rpartition('.')[0]}_错误标注.xlsx")

    def say_beside_file(self, words, address, name):
        """Add a link for download to the words below the field."""
        shown = self["file"]
        link = format_html('<a href="{}" download="{}">{}</a>', address, name, words)
        shown.help_text = format_html("{}<br>{}", shown.help_text, link)


class GiveOutForm(RevealForm):
    """Why somebody takes the rows of a roll out in full."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label, reason.error_messages["required"] = "导出理由", "请写明导出理由，本次导出会留痕"


class MembersForm(StepForm):
    """The members of a body, one a line."""

    members = LinesField(MEMBERS, label="成员", max_rows=500)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.obj.pk and self.obj.has_delegates:
            seats = [
                (value, said_as(label, self.obj.kind in OF_VILLAGES)) for value, label in RollMember.Seat.choices[1:]
            ]
            seat = Column("seat", "身份", kind="choice", choices=(("", "—"), *seats), required=False)
            old, added = self.fields["members"], [seat]
            if self.obj.counts_women:
                added.append(Column("is_woman", "妇女", kind="flag"))
            self.fields["members"] = LinesField((MEMBERS[0], *added, *MEMBERS[1:]), label=old.label, max_rows=500)


class NumbersForm(StepForm):
    """The numbers of a community, with where they come from."""

    households = forms.IntegerField(label="户数", min_value=1, max_value=200_000)
    adults = forms.IntegerField(
        label="年满十八周岁人数",
        min_value=1,
        max_value=1_000_000,
        help_text="与户数同一口径；没有成年人的户不计入户数",
    )
    source = forms.CharField(label="数据来源", max_length=120)


class SubmitForm(NoteForm):
    """What changed against the version before, shown; the reason for it, asked where it is much."""

    change_reason = ReasonField(
        label="变动原因",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明变动原因，备案人会看到"},
    )
    heads_reason = ReasonField(
        label="计票人核对说明",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    papers = MultiFileField(label="变动、核对依据材料", required=False, most=6)
    field_order = ["change_reason", "heads_reason", "papers", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        show_change(self, "change_reason", "须写明原因，如 换届选举、二期交付、按登记簿更正")
        show_doubts(self, "heads_reason", "仍按此计票的须写明理由，如 已逐一核对身份证件，确为同名的不同人")
        if self.obj.pk and needs_paper(self.obj, compare(self.obj)):
            mark_needed(self.fields["papers"])
        else:
            del self.fields["papers"]


class FileForm(StepForm):
    """The day of filing, from when the roll counts, and the paper that proves it.

    A large change and doubtful heads are confirmed, and so is what was counted before on days on which the version
    would hold.
    """

    change_checked = forms.BooleanField(
        label="已核对与上一版的变动",
        required=False,
        error_messages={"required": "请先核对与上一版的变动，再勾选确认"},
    )
    heads_checked = forms.BooleanField(
        label="已核对计票人",
        required=False,
    )
    meetings_checked = forms.BooleanField(label="已知悉所列议事须更正登记或者复核", required=False)
    filed_on = forms.DateField(label="备案日期")
    valid_from = forms.DateField(label="启用日期", required=False, help_text="不填即备案当日；上一版用到前一天")
    papers = MultiFileField(label="公示、备案材料", most=6, least=1)
    note = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["filed_on"] = self.initial.get("filed_on") or clock.today()
        reason = f"报送时说明的原因：{self.obj.change_reason}" if self.obj.change_reason else "报送时没有说明原因"
        show_change(self, "change_checked", reason)
        said = self.obj.heads_reason
        show_doubts(self, "heads_checked", f"报送时说明的理由：{said}" if said else "报送时没有说明理由")
        self.show_meetings()

    def show_meetings(self):
        """Name what was counted otherwise on days on which the version could hold; no question where nothing was."""
        counted = resting_under(self.obj, earliest_start(self.obj)) if self.obj.pk else []
        if not counted:
            del self.fields["meetings_checked"]
            return
        self.fields["meetings_checked"].help_text = (
            f"启用日期填在召开当日或以前的须勾选。已按其他应到登记的议事：{in_words(counted)}。"
            "备案后其结果不自动改变，须更正登记或者由街道、联席办复核"
        )


def show_change(form, name, words):
    """Say beside a field what the version changes; the field is required for a large change, gone without any."""
    compared = compare(form.obj) if form.obj.pk else None
    if compared is None:
        del form.fields[name]
        return
    field = form.fields[name]
    field.required = compared.is_large
    field.help_text = f"{compared.text}。变动{compared.limit}，{words}" if compared.is_large else f"{compared.text}。"
    if compared.lines and form.user.can(READ, form.obj):
        form[name].help_text = format_html(
            '{} <a href="{}">查看全部 {} 行变动</a>', field.help_text, form.obj.url("changes"), len(compared.lines)
        )


def show_doubts(form, name, words):
    """Say beside a field which heads are doubtful; the field is gone where none is.  The step asks for it."""
    doubtful = doubts(form.obj) if form.obj.pk else []
    if not doubtful:
        del form.fields[name]
        return
    form.fields[name].help_text = f"{'；'.join(doubtful)}。{words}"
    mark_needed(form.fields[name])


ROLL.use_forms(
    {
        "create": CreateForm,
        "edit": EditForm,
        "import_rows": ImportForm,
        "set_members": MembersForm,
        "set_numbers": NumbersForm,
        "submit": SubmitForm,
        "return": ReasonForm,
        "file": FileForm,
        "discard": ReasonForm,
        "ask_void": ReasonForm,
        "void": ReasonForm,
        "keep": ReasonForm,
    }
)
ROLL.use_days(
    {
        "create": {"as_of": STANDING},
        "edit": {"as_of": STANDING},
        "set_members": {"members.starts_on": TERM_START, "members.ends_on": VALIDITY},
        "file": {"filed_on": fact("papers"), "valid_from": VALIDITY},
    }
)
