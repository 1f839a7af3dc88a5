"""Forms of an item of the agenda: listed, voted on, decided."""

from django import forms

from governance.areas.forms import PlaceField
from governance.conferences.models.agenda import AgendaItem
from governance.conferences.models.sittings import ConferenceMember, JointConference
from governance.conferences.workflow.agenda import ITEM
from governance.conferences.workflow.rights import ATTEND, RUN
from governance.conferences.workflow.sittings import AGENDA_OPEN, URGENT_ONLY
from governance.kernel.steps.authority import gives_authority
from governance.kernel.steps.backdating import PLAN
from governance.kernel.steps.forms import NoteForm, ReasonField, ReasonForm, StepForm
from governance.organisations.models import Organisation

from ..wording import CONSENSUS, OWN_RULES, item_quorum_sentence
from .choices import units_near


class ItemForm(StepForm):
    """A matter for the agenda that no other app brings."""

    conference = forms.ModelChoiceField(JointConference.objects.none(), label="会议", empty_label=None)
    title = forms.CharField(label="议题", max_length=60)
    area = PlaceField(label="辖区")
    proposer = forms.CharField(label="提请单位", max_length=60)
    requested_amount = forms.DecimalField(
        label="申请财政（元）",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text="不涉及资金的不填",
    )
    summary = ReasonField(label="情况说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    supersedes = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label="改变以前的决定",
        required=False,
        empty_label="不是",
        help_text="已印发的决定只能由新的决定改变",
    )
    states = (AGENDA_OPEN,)
    permission = RUN

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sittings = JointConference.objects.visible_to(self.user).filter(status__in=self.states)
        self.fields["conference"].queryset = sittings.order_by("held_on", "id")
        self.fields["area"].bind(self.user, self.permission, self.initial.get("area"))
        if "supersedes" in self.fields:
            rows = AgendaItem.objects.visible_to(self.user).decided().exclude(conference__seal="")
            self.fields["supersedes"].queryset = rows.select_related("conference").order_by("-id")
            self.fields["supersedes"].label_from_instance = lambda row: (
                f"{row.conference.title} 第 {row.no} 项 {row.title}"
            )


class UrgeForm(ItemForm):
    """A matter that cannot wait for the next agenda."""

    urgent_reason = ReasonField(label="临时增加理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    states = URGENT_ONLY


class ProposeForm(ItemForm):
    """What a member unit hands in."""

    proposer = supersedes = None
    permission = ATTEND


class MoveForm(StepForm):
    direction = forms.ChoiceField(label="方向", choices=[("up", "上移"), ("down", "下移")])


class DecideForm(StepForm):
    """What the conference decided."""

    decision = forms.ChoiceField(
        label="会议结论",
        choices=[("", "请选择"), *AgendaItem.Decision.choices],
        help_text=f"同意、附条件同意、不同意和转办须经表决或者协商一致（{OWN_RULES}），缓议由主持人确定",
    )
    support_class = forms.ChoiceField(
        label="支持类别",
        choices=[("", "请选择"), *AgendaItem.Support.choices],
        required=False,
        help_text="同意的议题须选择",
    )
    amount = forms.DecimalField(
        label="核定财政金额（元）", required=False, min_value=0, max_digits=12, decimal_places=2
    )
    owner_unit = forms.ModelChoiceField(
        Organisation.objects.none(), label="牵头单位", required=False, empty_label="由申报主体落实"
    )
    due_on = forms.DateField(label="完成时限", required=False)
    by_consensus = forms.BooleanField(label="协商一致（不逐一表决）", required=False)
    agreed = forms.ModelMultipleChoiceField(
        ConferenceMember.objects.none(),
        label="协商一致时同意的单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=f"{CONSENSUS}（{OWN_RULES}），写入纪要；有单位不同意的，请逐一表决",
    )
    conditions = ReasonField(
        label="条件与要求（写入纪要）", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    widths = dict.fromkeys(("decision", "support_class", "amount", "owner_unit", "due_on", "by_consensus"), "f-4")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.obj.pk:
            return
        rows = units_near(self.obj.conference.area_id) | Organisation.objects.active().filter(
            kind="branch", area=self.obj.area
        )
        self.fields["owner_unit"].queryset = rows
        left = self.obj.interests.values("member")
        here = self.obj.conference.members.exclude(signed_in_at=None).exclude(pk__in=left).select_related("unit")
        self.fields["agreed"].queryset = here
        self.fields["agreed"].label_from_instance = lambda seat: seat.unit.name
        self.fields["agreed"].tick_all = "到会单位全部同意"
        if self.obj.is_waiting:
            self.initial["amount"] = self.obj.requested_amount
        if not self.obj.quorum().is_met:
            self.offer_only_to_defer()

    def offer_only_to_defer(self):
        """After recusals too few units are left: the form offers what the conference may still say, and why.

        Another decision that is sent is refused by the step, with its article.
        """
        defer = AgendaItem.Decision.DEFER
        field = self.fields["decision"]
        field.widget.choices = [(defer.value, defer.label)]
        field.help_text = item_quorum_sentence(self.obj)
        self.initial["decision"], self.initial["amount"] = defer.value, None
        for name in ("support_class", "amount", "by_consensus", "agreed"):
            self.fields[name].widget = self.fields[name].hidden_widget()

    def clean_agreed(self):
        return list(self.cleaned_data["agreed"])


ITEM.use_forms(
    {
        "list": ItemForm,
        "propose": ProposeForm,
        "urge": UrgeForm,
        "approve_urgent": NoteForm,
        "move": MoveForm,
        "decide": DecideForm,
        "remove": ReasonForm,
    }
)
ITEM.use_days({"decide": {"due_on": PLAN}})
gives_authority(ITEM, {"decide": ("owner_unit",)}, of_row=True)
